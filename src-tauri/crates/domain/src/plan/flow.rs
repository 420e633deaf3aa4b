//! Operations on branches. Whatever several of them ask of a repository
//! stands here; each operation has its file.

mod finish;
mod start;
mod tidy;
mod undo;
mod update;

pub use finish::{finish, finish_command, finish_sentence};
pub use start::{start, track};
pub use tidy::tidy;
pub use undo::{UndoFacts, newest_to_undo, refs_to_undo, shown_by_undo, undo_flow};
pub use update::{delete, publish, update};

use super::action::{Action, Joining, RefUpdate, Source};
use super::facts::{Stamp, Standing};
use super::model::{BranchSubject, Plan, PlanKind, PlanNote, Subject};
use super::{Draft, assemble};
use crate::branching::{Ground, Lane};
use crate::ids::{BranchName, Oid};
use crate::intent::{FlowAct, FlowIntent, Intent};
use crate::refusal::{Refusal, refused};
use crate::words;

/// A plan for an operation on a branch.
fn planned(
    ground: &Ground,
    branch: &BranchName,
    act: FlowAct,
    stamp: &Stamp,
    (mut actions, notes): (Vec<Action>, Vec<PlanNote>),
) -> Plan {
    let word = word(&act);
    actions.push(Action::Record {
        line: format!("{word} {branch}"),
    });
    let subject = Subject::Branch(BranchSubject {
        repo: ground.repo.clone(),
        branch: branch.clone(),
        act: word.to_owned(),
    });
    let draft = Draft {
        actions,
        notes,
        typed: None,
        facts_at: ground.observed_at,
    };
    let repo = ground.repo.clone();
    let intent = Intent::Flow(FlowIntent { repo, act });
    assemble(stamp, PlanKind::Flow, subject, intent, draft)
}

const fn word(act: &FlowAct) -> &'static str {
    match act {
        FlowAct::Start { .. } => "start",
        FlowAct::Finish { .. } => "finish",
        FlowAct::Update { .. } => "update",
        FlowAct::Publish { .. } => "publish",
        FlowAct::Track { .. } => "track",
        FlowAct::Delete { .. } => "delete",
        FlowAct::Tidy => "tidy",
        FlowAct::Undo { .. } => "undo",
    }
}

/// What is in the way of any operation that moves branches.
fn check_ground(ground: &Ground, moved: &[&BranchName]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if ground.shallow {
        refusals.push(refused::shallow());
    }
    if let Some(why) = &ground.unreached {
        refusals.push(refused::remote_unknown(why));
    }
    for checkout in &ground.checkouts {
        let shown = checkout.branch.as_ref();
        let concerned = shown.is_some_and(|branch| moved.contains(&branch));
        let folder = words::visible(&checkout.folder);
        if let Some(what) = checkout
            .under_way
            .as_ref()
            .filter(|_| checkout.here || concerned)
        {
            refusals.push(if ground.has_stopped_in(checkout) {
                refused::stopped_operation(what, folder)
            } else {
                refused::in_progress(what, folder)
            });
        } else if checkout.here && !checkout.dirty.is_empty() {
            refusals.push(refused::dirty(folder).first_lines(&checkout.dirty));
        } else if let Some(branch) = shown.filter(|_| concerned && !checkout.here) {
            refusals.push(refused::elsewhere(branch, folder));
        }
    }
    refusals
}

/// Branches that went apart have to be brought together by a person first.
fn check_lane(ground: &Ground, lane: &Lane) -> Option<Refusal> {
    let Standing::Diverged { ahead, behind } = lane.standing else {
        return None;
    };
    let (name, remote) = (&lane.name, ground.remote.as_deref().unwrap_or("the remote"));
    let ahead = words::count(ahead, "commit");
    Some(refused::diverged_from(name, remote, ahead, behind))
}

/// Moves a branch on to what the remote has, where it lacks that; makes it
/// where it is on the remote only.
fn catch_up(ground: &Ground, lane: &Lane) -> Option<Action> {
    if !lane.local {
        return Some(Action::CreateBranch {
            repo: ground.repo.clone(),
            branch: lane.name.clone(),
            at: lane.tip.clone(),
        });
    }
    let newest = lane.newest();
    (newest != &lane.tip).then(|| Action::Merge {
        repo: ground.repo.clone(),
        branch: lane.name.clone(),
        expected: lane.tip.clone(),
        source: Source::Commit(newest.clone()),
        how: Joining::FastForward,
        message: String::new(),
    })
}

/// Shows another branch where the work tree shows this one.
fn leave(ground: &Ground, branch: &BranchName, to: &BranchName) -> Option<Action> {
    let here = ground.here()?;
    let shown = here.branch.as_ref() == Some(branch);
    shown.then(|| Action::Switch {
        repo: ground.repo.clone(),
        from: Some(branch.clone()),
        to: to.clone(),
    })
}

/// The key under which git-flow notes where a branch started.
fn base_key(branch: &BranchName) -> String {
    format!("gitflow.branch.{branch}.base")
}

/// A ref of a branch that a push moves.
fn pushed(lane: &Lane, desired: super::Desired) -> RefUpdate {
    RefUpdate {
        name: head(&lane.name),
        expected: lane.remote_tip.clone(),
        desired: Some(desired),
    }
}

fn head(branch: &BranchName) -> String {
    format!("refs/heads/{branch}")
}

/// A ref of a branch that a push deletes, where the remote has it.
fn unpublished(lane: &Lane) -> Option<RefUpdate> {
    let expected: Oid = lane.remote_tip.clone()?;
    Some(RefUpdate {
        name: head(&lane.name),
        expected: Some(expected),
        desired: None,
    })
}
