//! What a run did to branches is taken back, exactly, while nothing of it is
//! pushed.

use super::planned;
use crate::branching::Ground;
use crate::ids::{BranchName, Oid, RepoName};
use crate::intent::{FlowAct, Intent};
use crate::plan::action::{Action, RefUpdate, Source};
use crate::plan::facts::Stamp;
use crate::plan::model::{Plan, Subject};
use crate::plan::unless_refused;
use crate::refusal::{Refusal, refused};
use crate::run::{Run, StepRecord, StepState};
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

/// Plans to take back what a run did.
///
/// # Errors
/// When it was no operation on a branch, or something of it was pushed; the
/// lines say what is left to do.
pub fn undo_flow(run: &Run, ground: &Ground, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let Subject::Branch(about) = &run.plan.subject else {
        return Err(vec![refused::not_a_branch()]);
    };
    let mut refusals = Vec::new();
    refusals.extend(check_pushed(run));
    let actions = actions(run);
    if actions.is_empty() && refusals.is_empty() {
        refusals.push(refused::changed_nothing());
    }
    unless_refused(refusals, || {
        let act = FlowAct::Undo {
            run: run.id.clone(),
        };
        planned(ground, &about.branch, act, stamp, (actions, Vec::new()))
    })
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
        self.traces.entry(format!("refs/heads/{name}")).or_default()
    }

    /// What takes it back: branches that ended first, then the work tree,
    /// then everything that moved.
    fn back(mut self, repo: &RepoName) -> Vec<Action> {
        let mut actions = Vec::new();
        for (branch, at) in self.gone {
            let at = match self.traces.remove(&format!("refs/heads/{branch}")) {
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
