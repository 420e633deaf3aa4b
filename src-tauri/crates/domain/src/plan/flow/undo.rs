//! What a run did to branches is taken back, exactly, while nothing of it is
//! pushed.

use super::planned;
use crate::branching::Ground;
use crate::ids::{BranchName, Oid};
use crate::intent::{FlowAct, Intent};
use crate::plan::action::Action;
use crate::plan::facts::Stamp;
use crate::plan::model::{Plan, Refusal, Subject};
use crate::plan::unless_refused;
use crate::run::{Run, StepRecord, StepState};
use std::collections::BTreeMap;

/// Where a ref was before a run, and where the run left it.
#[derive(Debug, Clone, Default)]
struct Trace {
    before: Option<Oid>,
    after: Option<Oid>,
}

/// Plans to take back what a run did.
///
/// # Errors
/// When it was no operation on a branch, or something of it was pushed; the
/// lines say what is left to do.
pub fn undo_flow(run: &Run, ground: &Ground, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let Subject::Branch(about) = &run.plan.subject else {
        return Err(vec![Refusal::new(
            "not-a-branch",
            "That run was about a release or an environment.",
        )]);
    };
    let mut refusals = Vec::new();
    refusals.extend(check_pushed(run));
    let actions = actions(run);
    if actions.is_empty() && refusals.is_empty() {
        let text = "That run changed nothing here.";
        refusals.push(Refusal::new("nothing-to-do", text));
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
    let text = format!("It was pushed to {remote}, where others may have it already.");
    let lines = refs.iter().map(|update| match &update.desired {
        Some(_) => format!("{}: revert its merge with a new commit", update.name),
        None => format!("{}: push it again where it is needed", update.name),
    });
    Some(
        Refusal::new("pushed", text)
            .hint("Revert what was merged with `git revert -m 1`, and yank the tag.")
            .lines(lines.collect()),
    )
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
    let mut traces: BTreeMap<String, Trace> = BTreeMap::new();
    let mut gone: Vec<(BranchName, Oid)> = Vec::new();
    let mut switched = None;
    for (action, record) in behind(run).filter(|(_, record)| record.state == StepState::Done) {
        match action {
            Action::Merge {
                branch, expected, ..
            }
            | Action::Rebase {
                branch, expected, ..
            } => {
                let trace = traces.entry(format!("refs/heads/{branch}")).or_default();
                trace.before.get_or_insert_with(|| expected.clone());
                trace.after.clone_from(&record.made.commit);
            }
            Action::CreateTag { tag, .. } => {
                let trace = traces.entry(format!("refs/tags/{tag}")).or_default();
                trace.after.clone_from(&record.made.tag);
            }
            Action::CreateBranch { branch, at, .. } => {
                let trace = traces.entry(format!("refs/heads/{branch}")).or_default();
                trace.after = Some(at.clone());
            }
            Action::DeleteBranch { branch, .. } => {
                gone.extend(record.made.commit.clone().map(|at| (branch.clone(), at)));
            }
            Action::Switch { from, .. } => switched.clone_from(from),
            _ => {}
        }
    }
    let repo = &intent.repo;
    let mut actions = Vec::new();
    for (branch, at) in gone {
        let name = format!("refs/heads/{branch}");
        let at = traces
            .remove(&name)
            .and_then(|trace| trace.before)
            .unwrap_or(at);
        actions.push(Action::CreateBranch {
            repo: repo.clone(),
            branch,
            at,
        });
    }
    actions.extend(switched.map(|to| Action::Switch {
        repo: repo.clone(),
        from: None,
        to,
    }));
    for (name, trace) in traces {
        let (Some(after), before) = (trace.after, trace.before) else {
            continue;
        };
        if before.as_ref() != Some(&after) {
            actions.push(Action::Restore {
                repo: repo.clone(),
                name,
                expected: after,
                restored: before,
            });
        }
    }
    actions
}
