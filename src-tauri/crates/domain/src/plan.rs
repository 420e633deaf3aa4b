//! Plans: the immutable list of steps that a person confirms.
//!
//! A plan has no choices left. Each step names its target, the value expected
//! there now and the value desired. A checked plan is stored; its description
//! is the text the person confirms.
//!
//! Every builder takes prepared facts and answers with a plan or with all
//! refusals together, so that nobody has to run into them one by one.

mod action;
mod back;
mod branch;
mod check;
mod command;
mod cut;
mod deploy;
mod describe;
mod destination;
mod facts;
mod flow;
mod freshness;
mod lane;
mod message;
mod model;
mod obstacle;
mod promote;
mod release;
mod requires;
mod rollback;
mod umbrella;
mod writing;
mod yank;

pub use action::{
    Action, Desired, EnvironmentChange, FileChange, Joining, RefUpdate, Signing, Source, TagText,
};
pub use back::{is_rollback, standing_rollbacks};
pub use check::{Flaw, check};
pub use command::{tick_command, ways_on};
pub use cut::cut;
pub use describe::{PlanText, StepText, describe};
pub use destination::{BranchChange, BranchDestination, Carried, Destination};
pub use facts::{
    BranchFacts, CutFacts, Forgotten, PromoteFacts, ReleaseCommit, ReleaseFacts, RemoteFacts,
    RemoteRefs, RollbackFacts, Stamp, Standing, YankFacts,
};
pub use flow::{
    UndoFacts, delete, finish, finish_command, finish_sentence, newest_to_undo, publish,
    refs_to_undo, shown_by_undo, start, tidy, track, undo_flow, update,
};
pub use freshness::{DEPLOYED_LIMIT, TAGS_LIMIT, check_freshness, limit};
pub use lane::{LaneFacts, check_lane, merged_branches};
pub use message::{Origin, origin};
pub use model::{
    BranchSubject, Plan, PlanKind, PlanNote, RecordedWish, SetMember, SetSubject, Step, Subject,
    VersionSubject,
};
pub use obstacle::{obstacles, patched, under_way};
pub use promote::{promote, returns_without_reason};
pub use release::{undo, way_out, withdraw};
pub use requires::{Relation, Requirement, requirements};
pub use rollback::{Earlier, choose_way_back, rollback};
pub use umbrella::{
    AfterFailure, Fate, Part, after_failure, needs, umbrella, umbrella_command, waves, within_set,
};
pub use yank::yank;

use crate::ids::RepoName;
use crate::intent::Intent;
use crate::refusal::Refusal;
use jiff::Timestamp;

/// Numbers the actions, and puts the parts of a plan together.
fn assemble(
    stamp: &Stamp,
    kind: PlanKind,
    subject: impl Into<Subject>,
    intent: Intent,
    draft: Draft,
) -> Plan {
    let steps = (0..).zip(draft.actions);
    Plan {
        id: stamp.id.clone(),
        kind,
        subject: subject.into(),
        intent,
        made_at: stamp.at,
        facts_at: draft.facts_at,
        steps: steps
            .map(|(number, action)| Step { number, action })
            .collect(),
        notes: draft.notes,
        typed: draft.typed,
        recorded: None,
    }
}

/// What the builders of the kinds differ in.
struct Draft {
    actions: Vec<Action>,
    notes: Vec<PlanNote>,
    typed: Option<String>,
    facts_at: Timestamp,
}

/// The plan, unless something is in the way.
fn unless_refused(
    refusals: Vec<Refusal>,
    plan: impl FnOnce() -> Plan,
) -> Result<Plan, Vec<Refusal>> {
    if refusals.is_empty() {
        Ok(plan())
    } else {
        Err(refusals)
    }
}

/// One push of some refs.
fn push(repo: &RepoName, remote: &str, refs: Vec<RefUpdate>) -> Action {
    Action::Push {
        repo: repo.clone(),
        remote: remote.to_owned(),
        refs,
    }
}

#[cfg(test)]
mod tests;
