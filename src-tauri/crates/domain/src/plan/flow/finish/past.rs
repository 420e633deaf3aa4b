//! A finish that moves a branch which an environment runs comes there past the
//! gates of that environment.

use super::Way;
use crate::branching::{FinishFacts, RunsBranch};
use crate::ids::ServiceName;
use crate::plan::model::PlanNote;
use crate::refusal::{Refusal, refused};

/// A freeze holds whatever comes, by a promotion or not.
pub(super) fn check_past(facts: &FinishFacts, way: &Way<'_>) -> Vec<Refusal> {
    if stays_here(facts, way) {
        return Vec::new();
    }
    let refuse = |runs: &RunsBranch| {
        let (branch, environment) = (&runs.branch, &runs.environment);
        let frozen = runs.aside.frozen.first()?;
        let own = &facts.branch.name;
        Some(refused::frozen(environment, branch, frozen, own))
    };
    reached(facts, way).into_iter().filter_map(refuse).collect()
}

/// Which environments the finish reaches, and what is not asked there.
pub(super) fn past_notes(facts: &FinishFacts, way: &Way<'_>) -> Vec<PlanNote> {
    let later = stays_here(facts, way);
    let reached = reached(facts, way);
    let passed = reached.iter().map(|runs| past(facts, runs, later));
    let undecided = reached.iter().filter_map(|runs| undecided(runs));
    passed.chain(undecided).collect()
}

fn past(facts: &FinishFacts, runs: &RunsBranch, later: bool) -> PlanNote {
    let (branch, environment) = (&runs.branch, &runs.environment);
    let what = facts.tag.as_ref().map_or_else(
        || format!("the work of {}", facts.branch.name),
        |tag| tag.name.to_string(),
    );
    let when = match later {
        true => format!(", and once that is pushed it has {what}"),
        false => format!(": this finish brings it {what}"),
    };
    let services: Vec<&str> = runs.services.iter().map(ServiceName::as_str).collect();
    let gates = match runs.aside.gates.is_empty() {
        true => "",
        false => " Its gates are not asked:",
    };
    let record = match runs.recorded {
        true => format!(
            " The ledger will have no record of it: `lockkeeper adopt {environment} {}` afterwards.",
            services.join(" ")
        ),
        false => String::new(),
    };
    let text = format!("{environment} runs {branch}{when}, without a promotion.{record}{gates}");
    PlanNote::new("past-gates", text).lines(runs.aside.gates.clone())
}

fn undecided(runs: &RunsBranch) -> Option<PlanNote> {
    let why = runs.aside.undecided.as_ref()?;
    let text = format!(
        "Nobody knows whether {} is frozen: {why}.",
        runs.environment
    );
    Some(PlanNote::new("freeze-unknown", text))
}

/// Environments of the branches that are moved.
fn reached<'a>(facts: &'a FinishFacts, way: &Way<'a>) -> Vec<&'a RunsBranch> {
    if way.by_request {
        return Vec::new();
    }
    let joins = facts.merged.is_none() || facts.parent.standing.wants_push();
    let parent = Some(&facts.parent).filter(|_| joins);
    let moved = parent.into_iter().chain(way.takers(facts));
    let moved: Vec<_> = moved.map(|lane| &lane.name).collect();
    let all = facts.run_by.iter();
    all.filter(|runs| moved.contains(&&runs.branch)).collect()
}

/// What is not pushed reaches no environment yet.
const fn stays_here(facts: &FinishFacts, way: &Way<'_>) -> bool {
    way.push.is_none() && facts.ground.remote.is_some()
}
