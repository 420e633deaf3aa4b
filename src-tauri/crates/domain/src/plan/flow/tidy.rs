//! Branches whose work has arrived are deleted, all of them in one plan.

use super::{base_key, check_ground, planned, unpublished};
use crate::branching::TidyFacts;
use crate::intent::FlowAct;
use crate::plan::action::{Action, Source};
use crate::plan::facts::Stamp;
use crate::plan::model::{Plan, PlanNote};
use crate::plan::{push, unless_refused};
use crate::refusal::{Refusal, refused};

/// Plans to delete every branch whose work has arrived.
///
/// # Errors
/// All reasons why that cannot be, together; also when there is none.
pub fn tidy(facts: &TidyFacts, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let ground = &facts.ground;
    let names: Vec<_> = facts.arrived.iter().map(|lane| &lane.name).collect();
    let mut refusals = check_ground(ground, &names);
    let base = ground.model.bases.first();
    if facts.arrived.is_empty() || base.is_none() {
        refusals.push(refused::none_arrived().lines(kept(facts)));
    }
    let Some(base) = base else {
        return Err(refusals);
    };
    unless_refused(refusals, || {
        let count = match facts.arrived.len() {
            1 => "1 branch goes.".to_owned(),
            more => format!("{more} branches go."),
        };
        let mut notes = vec![PlanNote::new("tidy", count)];
        if !facts.landed.is_empty() {
            let text =
                "The work of these is there by other commits: they were squashed or made anew.";
            notes.push(PlanNote::new("landed", text).lines(landed(facts)));
        }
        if !facts.kept.is_empty() {
            notes.push(PlanNote::new("kept", "These stay.").lines(kept(facts)));
        }
        planned(
            ground,
            &base.name,
            FlowAct::Tidy,
            stamp,
            (actions(facts), notes),
        )
    })
}

fn landed(facts: &TidyFacts) -> Vec<String> {
    let lines = facts.landed.iter();
    lines
        .map(|(name, base, by)| format!("{name}: in {base} since {}", by.short()))
        .collect()
}

fn kept(facts: &TidyFacts) -> Vec<String> {
    let line = |(name, why): &(crate::ids::BranchName, String)| format!("{name}: {why}");
    facts.kept.iter().map(line).collect()
}

/// The remote first, all at once; then here.
fn actions(facts: &TidyFacts) -> Vec<Action> {
    let (ground, repo) = (&facts.ground, &facts.ground.repo);
    let gone: Vec<_> = facts.arrived.iter().filter_map(unpublished).collect();
    let remote = ground.remote.as_ref().filter(|_| !gone.is_empty());
    let mut actions: Vec<Action> = remote
        .map(|remote| push(repo, remote, gone))
        .into_iter()
        .collect();
    for lane in facts.arrived.iter().filter(|lane| lane.local) {
        actions.extend(ground.notes_base.then(|| Action::Configure {
            repo: repo.clone(),
            key: base_key(&lane.name),
            value: None,
        }));
        actions.push(Action::DeleteBranch {
            repo: repo.clone(),
            branch: lane.name.clone(),
            expected: Source::Commit(lane.tip.clone()),
        });
    }
    actions
}
