//! A branch begins.

use super::{base_key, check_ground, check_lane, planned};
use crate::branching::{PublishFacts, StartFacts};
use crate::intent::FlowAct;
use crate::plan::action::Action;
use crate::plan::facts::Stamp;
use crate::plan::model::{Plan, PlanNote};
use crate::plan::unless_refused;
use crate::refusal::{Refusal, refused};

/// Plans a new branch.
///
/// # Errors
/// All reasons why there can be none, together.
pub fn start(act: FlowAct, facts: &StartFacts, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let ground = &facts.ground;
    let mut refusals = check_ground(ground, &[]);
    refusals.extend(check_free(facts));
    refusals.extend(facts.misnamed.as_ref().map(|why| {
        let kinds = ground.model.topics.iter().map(|topic| topic.prefix.clone());
        refused::branch_name(why).lines(kinds.collect())
    }));
    refusals.extend(
        facts
            .base
            .as_ref()
            .and_then(|base| check_lane(ground, base)),
    );
    unless_refused(refusals, || {
        let notes = vec![begins(facts)];
        planned(ground, &facts.branch, act, stamp, (actions(facts), notes))
    })
}

fn begins(facts: &StartFacts) -> PlanNote {
    let (at, called) = &facts.at;
    let text = format!("{} begins at {called} ({}).", facts.branch, at.short());
    PlanNote::new("start", text)
}

fn check_free(facts: &StartFacts) -> Option<Refusal> {
    let branch = &facts.branch;
    match (facts.local, facts.remote) {
        (false, false) => None,
        (true, _) => Some(refused::branch_exists(branch)),
        (false, true) => Some(refused::branch_exists_there(branch)),
    }
}

fn actions(facts: &StartFacts) -> Vec<Action> {
    let (ground, repo) = (&facts.ground, facts.ground.repo.clone());
    let mut actions = vec![Action::CreateBranch {
        repo: repo.clone(),
        branch: facts.branch.clone(),
        at: facts.at.0.clone(),
    }];
    let base = facts.base.as_ref().filter(|_| ground.notes_base);
    actions.extend(base.map(|base| Action::Configure {
        repo: repo.clone(),
        key: base_key(&facts.branch),
        value: Some(base.name.to_string()),
    }));
    actions.extend(ground.here().map(|_| Action::Switch {
        repo,
        from: None,
        to: facts.branch.clone(),
    }));
    actions
}

/// Plans a local branch that follows the remote's.
///
/// # Errors
/// All reasons why there can be none, together.
pub fn track(act: FlowAct, facts: &PublishFacts, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let (ground, lane) = (&facts.ground, &facts.branch);
    let mut refusals = check_ground(ground, &[]);
    if lane.local {
        refusals.push(refused::branch_exists_here(&lane.name));
    }
    unless_refused(refusals, || {
        let repo = ground.repo.clone();
        let mut actions = vec![Action::CreateBranch {
            repo: repo.clone(),
            branch: lane.name.clone(),
            at: lane.tip.clone(),
        }];
        actions.extend(ground.here().map(|_| Action::Switch {
            repo,
            from: None,
            to: lane.name.clone(),
        }));
        planned(ground, &lane.name, act, stamp, (actions, Vec::new()))
    })
}
