//! What a run did to branches is taken back, exactly, while nothing of it is
//! pushed.

use super::planned;
use crate::branching::{Checkout, Ground};
use crate::ids::{BranchName, Oid, RepoName, RunId};
use crate::intent::{FlowAct, FlowIntent, Intent};
use crate::plan::action::{Action, RefUpdate, Source};
use crate::plan::describe::short_ref;
use crate::plan::facts::Stamp;
use crate::plan::model::{Plan, Subject};
use crate::plan::unless_refused;
use crate::refusal::{Refusal, refused};
use crate::run::{Run, RunState, StepRecord, StepState};
use crate::words;
use std::collections::BTreeMap;

/// Where a ref was before a run, and where the run left it.
#[derive(Debug, Clone, Default)]
struct Trace {
    before: Option<Oid>,
    after: Option<Oid>,
}

impl Trace {
    /// The run moved it; where it was is what its first move expected.
    fn moved(&mut self, from: Option<&Oid>, to: Option<&Oid>) {
        if self.after.is_none() {
            self.before = from.cloned();
        }
        self.after = to.cloned();
    }
}

/// What taking a run back rests on.
#[derive(Debug, Clone)]
pub struct UndoFacts {
    /// The repository.
    pub ground: Ground,
    /// Where each of [`refs_to_undo`] is that exists.
    pub refs: BTreeMap<String, Oid>,
    /// Changed files that would be written in a work tree, by its folder.
    pub covered: BTreeMap<String, Vec<String>>,
}

/// The full names of the refs that taking a run back would move.
#[must_use]
pub fn refs_to_undo(run: &Run) -> Vec<String> {
    actions(run).iter().filter_map(moved_by).collect()
}

/// The commits that a work tree comes by while a run is taken back, in order,
/// from what it shows now. `refs` says where its branch is, and where those of
/// [`refs_to_undo`] are.
#[must_use]
pub fn shown_by_undo(run: &Run, tree: &Checkout, refs: &BTreeMap<String, Oid>) -> Vec<Oid> {
    let mut refs = refs.clone();
    let Some(mut shown) = tree.branch.as_ref().map(full_name) else {
        return Vec::new();
    };
    let mut commits: Vec<Oid> = refs.get(&shown).cloned().into_iter().collect();
    for action in actions(run) {
        match &action {
            Action::CreateBranch { branch, at, .. } => {
                refs.insert(full_name(branch), at.clone());
            }
            Action::Switch { to, .. } if tree.here => {
                shown = full_name(to);
                commits.extend(refs.get(&shown).cloned());
            }
            Action::Restore { name, restored, .. } if *name == shown => {
                commits.extend(restored.clone());
            }
            _ => {}
        }
    }
    commits
}

fn full_name(branch: &BranchName) -> String {
    format!("refs/heads/{branch}")
}

/// The run that is taken back where nobody names one: the newest that did
/// something, is no undo itself, and was not taken back. `runs` are those of
/// one repository, newest first.
#[must_use]
pub fn newest_to_undo(runs: &[Run]) -> Option<&Run> {
    let undone = |run: &Run| {
        let mut undos = runs.iter().filter(|one| one.state == RunState::Succeeded);
        undos.any(|one| undoes(one) == Some(&run.id))
    };
    let did = |run: &Run| check_pushed(run).is_some() || !actions(run).is_empty();
    let mut found = runs.iter().filter(|run| undoes(run).is_none());
    found.find(|run| did(run) && !undone(run))
}

/// The run that a run takes back.
fn undoes(run: &Run) -> Option<&RunId> {
    match &run.plan.intent {
        Intent::Flow(FlowIntent {
            act: FlowAct::Undo { run },
            ..
        }) => Some(run),
        _ => None,
    }
}

/// Plans to take back what a run did.
///
/// # Errors
/// When it was no operation on a branch or an undo itself, when something of it
/// was pushed, when a branch went on since, or when a changed file is in the
/// way; the lines say what is left to do.
pub fn undo_flow(run: &Run, facts: &UndoFacts, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let Subject::Branch(about) = &run.plan.subject else {
        return Err(vec![refused::not_a_branch()]);
    };
    if undoes(run).is_some() {
        return Err(vec![refused::undo_of_undo()]);
    }
    let ground = &facts.ground;
    let mut refusals = Vec::new();
    refusals.extend(check_pushed(run));
    let actions = actions(run);
    if actions.is_empty() && refusals.is_empty() {
        refusals.push(refused::changed_nothing());
    }
    let went_on = actions.iter().filter_map(|action| went_on(action, facts));
    refusals.extend(went_on);
    refusals.extend(
        facts
            .covered
            .iter()
            .map(|(folder, files)| refused::dirty_files(words::visible(folder)).first_lines(files)),
    );
    unless_refused(refusals, || {
        let act = FlowAct::Undo {
            run: run.id.clone(),
        };
        planned(ground, &about.branch, act, stamp, (actions, Vec::new()))
    })
}

/// The full name of the ref that a step moves.
fn moved_by(action: &Action) -> Option<String> {
    match action {
        Action::CreateBranch { branch, .. } => Some(full_name(branch)),
        Action::Restore { name, .. } => Some(name.clone()),
        _ => None,
    }
}

/// A ref is neither where the run left it nor where it comes back to, so what
/// somebody did since would be lost.
fn went_on(action: &Action, facts: &UndoFacts) -> Option<Refusal> {
    let name = moved_by(action)?;
    let now = facts.refs.get(&name);
    let (left, back) = match action {
        Action::CreateBranch { at, .. } => (None, Some(at)),
        Action::Restore {
            expected, restored, ..
        } => (Some(expected), restored.as_ref()),
        _ => return None,
    };
    let said = |at: Option<&Oid>| {
        at.map_or_else(|| "not there".to_owned(), |at| format!("at {}", at.short()))
    };
    let name = short_ref(&name);
    (now != left && now != back).then(|| refused::went_on(name, said(now), said(left)))
}

fn check_pushed(run: &Run) -> Option<Refusal> {
    let pushed = behind(run).find(|(action, record)| {
        matches!(action, Action::Push { .. })
            && !matches!(record.state, StepState::Pending | StepState::Conflict)
    })?;
    let Action::Push { remote, refs, .. } = pushed.0 else {
        return None;
    };
    if !pushed.1.state.is_settled() && !run.state.has_ended() {
        return Some(refused::not_ended(remote));
    }
    let refusal = match refs.iter().any(is_tag) {
        true => refused::pushed_with_tag(remote),
        false => refused::pushed(remote),
    };
    Some(refusal.lines(refs.iter().map(left).collect()))
}

fn is_tag(update: &RefUpdate) -> bool {
    update.name.starts_with("refs/tags/")
}

/// What is left to do about a ref that was pushed.
fn left(update: &RefUpdate) -> String {
    let name = &update.name;
    let what = match &update.desired {
        None => "push it again where it is needed",
        Some(_) if is_tag(update) => {
            "take the release back with `lockkeeper release withdraw` while it runs nowhere, or \
             mark it with `lockkeeper release yank`"
        }
        Some(_) => "revert its merge with a new commit",
    };
    format!("{name}: {what}")
}

/// Steps that may have had an effect, in order.
fn behind(run: &Run) -> impl Iterator<Item = (&Action, &StepRecord)> {
    let steps = run.plan.steps.iter().map(|step| &step.action);
    steps
        .zip(&run.steps)
        .filter(|(_, record)| record.attempts > 0)
}

fn actions(run: &Run) -> Vec<Action> {
    let Intent::Flow(intent) = &run.plan.intent else {
        return Vec::new();
    };
    let mut past = Past::default();
    for (action, record) in behind(run).filter(|(_, record)| record.state == StepState::Done) {
        past.read(action, record);
    }
    past.back(&intent.repo)
}

/// What a run did to refs and work trees.
#[derive(Default)]
struct Past {
    traces: BTreeMap<String, Trace>,
    gone: Vec<(BranchName, Oid)>,
    switched: Option<BranchName>,
}

impl Past {
    fn read(&mut self, action: &Action, record: &StepRecord) {
        let made = &record.made;
        match action {
            Action::Merge {
                branch,
                expected: before,
                ..
            }
            | Action::Rebase {
                branch,
                expected: Source::Commit(before),
                ..
            }
            | Action::Commit {
                branch,
                parent: before,
                ..
            } => self
                .branch(branch)
                .moved(Some(before), made.commit.as_ref()),
            Action::Rebase { branch, .. } => self.branch(branch).moved(None, made.commit.as_ref()),
            Action::CreateTag { tag, .. } => {
                let trace = self.traces.entry(format!("refs/tags/{tag}")).or_default();
                trace.after.clone_from(&made.tag);
            }
            Action::CreateBranch { branch, at, .. } => self.branch(branch).moved(None, Some(at)),
            Action::DeleteBranch { branch, .. } => {
                let at = made.commit.clone();
                self.gone.extend(at.map(|at| (branch.clone(), at)));
            }
            Action::Switch { from, .. } => self.switched.clone_from(from),
            _ => {}
        }
    }

    fn branch(&mut self, name: &BranchName) -> &mut Trace {
        self.traces.entry(full_name(name)).or_default()
    }

    /// What takes it back: branches that ended first, then the work tree,
    /// then everything that moved.
    fn back(mut self, repo: &RepoName) -> Vec<Action> {
        let mut actions = Vec::new();
        for (branch, at) in self.gone {
            let at = match self.traces.remove(&full_name(&branch)) {
                // The run itself had made it.
                Some(Trace { before: None, .. }) => continue,
                Some(Trace {
                    before: Some(before),
                    ..
                }) => before,
                None => at,
            };
            actions.push(Action::CreateBranch {
                repo: repo.clone(),
                branch,
                at,
            });
        }
        actions.extend(self.switched.map(|to| Action::Switch {
            repo: repo.clone(),
            from: None,
            to,
        }));
        for (name, trace) in self.traces {
            let Trace {
                before: restored,
                after: Some(expected),
            } = trace
            else {
                continue;
            };
            if restored.as_ref() != Some(&expected) {
                actions.push(Action::Restore {
                    repo: repo.clone(),
                    name,
                    expected,
                    restored,
                });
            }
        }
        actions
    }
}
