//! What is in the way of a build beside the gates, in the words that the plan
//! and the board share.

use super::requires::{Relation, Requirement, requirements};
use crate::board::is_explained;
use crate::environment::Environment;
use crate::ids::EnvName;
use crate::ledger::{Moment, RequestState, StartState, State};
use crate::policy::{BranchMerge, Service, Target, Workspace};
use crate::refusal::{Refusal, refused};
use crate::snapshot::{AtRemote, Build, Fact, Known, PlaceFacts, Snapshot};
use crate::words;

/// What a promotion of a build would be refused for as far as a snapshot
/// tells: lost commits, a yanked release, services that are missing beside
/// it. What runs there, and what the gates say, is not asked here.
#[must_use]
pub fn obstacles(
    workspace: &Workspace,
    service: &Service,
    environment: &Environment,
    build: &Build,
    snapshot: &Snapshot,
) -> Vec<Refusal> {
    let places = snapshot.places.get(&service.name);
    let here = places.and_then(|on| on.get(&environment.name));
    let here = here.and_then(Fact::seen);
    let facts = snapshot.services.get(&service.name).and_then(Fact::seen);
    let loss = here.and_then(|here| here.loss(build));
    let loss = loss.filter(|_| !is_kept(service, environment, here));
    let was_here = here.is_some_and(|here| here.newest(build).is_some());
    let mut found = Vec::new();
    found.extend(loss.and_then(|loss| would_lose(build, &environment.name, &loss.lost, was_here)));
    if let Some(facts) = facts {
        found.extend(yanked(build, facts.is_yanked(build)));
        found.extend(contested(build, &facts.at_remote(build)));
    }
    let needs = requirements(workspace, service, environment, &build.version, snapshot);
    found.extend(unmet(build, &environment.name, &needs));
    found
}

/// Whether a merge keeps what people committed on a branch beside the versions.
fn is_kept(service: &Service, environment: &Environment, here: Option<&PlaceFacts>) -> bool {
    let target = service.on.get(&environment.name).map(|on| &on.target);
    let merges = matches!(target, Some(Target::Branch(place)) if place.merge == BranchMerge::NoFf);
    merges && here.is_some_and(runs_untagged)
}

/// Whether what runs there has no tag.
pub(super) fn runs_untagged(here: &PlaceFacts) -> bool {
    let build = here.live().and_then(|live| live.build.as_ref());
    build.is_some_and(|build| build.tag.is_none())
}

/// What is live in the target must be part of what comes. `lost` are the
/// commits that would be taken away, a line each.
pub(super) fn would_lose(
    build: &Build,
    environment: &EnvName,
    lost: &Known<Vec<String>>,
    was_here: bool,
) -> Option<Refusal> {
    let version = &build.version;
    let lost = match lost {
        Known::Seen(lost) if lost.is_empty() => return None,
        Known::Seen(lost) => lost,
        Known::Unknown(why) => {
            return Some(refused::range_unknown(version, environment, why));
        }
    };
    let [are, they, them] = match lost.len() {
        1 => ["is", "it", "it"],
        _ => ["are", "they", "them"],
    };
    let commits = words::count(lost.len(), "commit");
    let refusal = if was_here {
        refused::would_lose_and_was_there(version, commits, are, environment, they)
    } else {
        refused::would_lose(version, commits, are, environment, they, them)
    };
    Some(refusal.lines(lost.clone()))
}

/// A yanked version goes nowhere any more.
pub(super) fn yanked(build: &Build, is_yanked: bool) -> Option<Refusal> {
    is_yanked.then(|| refused::yanked(&build.version))
}

/// A tag that the remote does not have as it is here names nothing that others
/// could find: what is deployed from it cannot be told from what they have.
pub(super) fn contested(build: &Build, at_remote: &AtRemote) -> Option<Refusal> {
    let tag = build.tag.as_ref()?;
    match at_remote {
        AtRemote::Unasked | AtRemote::Same => None,
        AtRemote::Unpushed => Some(refused::tag_unpushed(tag)),
        AtRemote::Gone => Some(refused::tag_gone(tag)),
        AtRemote::Other(object) => Some(refused::tag_moved(tag, object.short())),
    }
}

/// What a build needs beside it, one refusal for each service.
pub(super) fn unmet(
    build: &Build,
    environment: &EnvName,
    requirements: &[Requirement],
) -> Vec<Refusal> {
    let unmet = requirements
        .iter()
        .filter(|r| r.relation == Relation::Needs && !r.is_met());
    unmet
        .map(|r| refused::requires(&build.version, &r.service, &r.wants, environment, r.found()))
        .collect()
}

/// What somebody put into a place past the ledger, which has records of that
/// place: it is their work, and is not overwritten in passing. What the ledger
/// recorded there last may come back; everything else waits for a decision.
#[must_use]
pub fn patched(
    ledger: &State,
    service: &Service,
    environment: &EnvName,
    here: &Fact<PlaceFacts>,
    comes: &Build,
) -> Option<Refusal> {
    service.on.get(environment)?;
    let live = here.seen()?.live()?;
    let build = live.build.as_ref()?;
    let (place, name) = (environment.as_str(), &service.name);
    ledger.recorded_in(place, name.as_str())?;
    let runs = build.commit.as_str();
    let recorded = ledger.restorable_in(place, name.as_str(), runs, Moment::of(here.at));
    let returns = recorded.is_some_and(|item| item.commit.as_str() == comes.commit.as_str());
    if returns || is_explained(ledger, service, environment, build, here.at) {
        return None;
    }
    let restore = recorded.map(|item| {
        let version = &item.version;
        format!(
            "Restore what was recorded: lockkeeper rollback {name} --in {environment} --to {version}"
        )
    });
    let choices = [
        format!("Accept it for a time: lockkeeper adopt {environment} {name} --reason … --until …"),
        "Cut from it: bring what was changed into the repository, and cut the next version."
            .to_owned(),
    ];
    let lines = restore.into_iter().chain(choices).collect();
    Some(refused::unexplained(environment, live.name(), &live.by).lines(lines))
}

/// Whoever holds the lease of a place in the ledger, see [`State::held_in`]:
/// nobody else may start there before it ends.
#[must_use]
pub fn under_way(
    (start, request): (&StartState, &RequestState),
    service: &Service,
    environment: &EnvName,
) -> Option<Refusal> {
    let name = &service.name;
    let version = &request.item_of(name.as_str())?.version;
    let (by, until) = (&start.by, start.body.lease.until);
    let refusal = refused::run_under_way(by, name, version, environment, start.number, until);
    Some(refusal)
}
