//! Since when what runs in environment repositories runs there, and what of
//! it came back.
//!
//! An adapter tells the latest moment a change can have landed by what this
//! machine saw. Two more know of it: an earlier look, which nothing that was
//! not there then can have come before, and the ledger, whose end of a
//! promotion proves that it had landed by then.

use crate::desk::Desk;
use jiff::Timestamp;
use lockkeeper_domain::ids::{EnvName, ServiceName};
use lockkeeper_domain::ledger::{Moment, ObjectName, State};
use lockkeeper_domain::policy::Target;
use lockkeeper_domain::snapshot::{Fact, Known, Live, PlaceFacts, Snapshot};
use lockkeeper_domain::soak::Watched;

/// Sets since when each version runs in places of environment repositories.
pub(super) fn settle(desk: &Desk, snapshot: &mut Snapshot, before: &Snapshot) {
    let walk = desk.walk();
    let ledger = walk.as_ref().map(|walk| walk.state());
    for (service, environment) in places(desk) {
        let on = snapshot.places.get_mut(service);
        let fact = on.and_then(|on| on.get_mut(environment));
        let Some(Known::Seen(place)) = fact.map(|fact| &mut fact.state) else {
            continue;
        };
        let old = before.places.get(service);
        if let Some(old) = old.and_then(|on| on.get(environment)) {
            later(&mut place.history, old);
        }
        if let Some(ledger) = ledger {
            proved(&mut place.history, ledger, service, environment);
        }
        in_turn(&mut place.history);
        place.mark_returns();
        let oldest = place.history.last().map(|live| live.since);
        place.watched = oldest.map(Watched::by_history).into_iter().collect();
    }
}

fn places(desk: &Desk) -> impl Iterator<Item = (&ServiceName, &EnvName)> {
    let services = desk.workspace.services.values();
    services.flat_map(|service| {
        let on = service.on.iter();
        let files = on.filter(|(_, on)| matches!(on.target, Target::Gitops(_)));
        files.map(|(environment, _)| (&service.name, environment))
    })
}

/// What an earlier look decided stays, and what it did not see has come since.
fn later(history: &mut [Live], old: &Fact<PlaceFacts>) {
    let Some(seen) = old.seen() else { return };
    let known = |live: &Live| seen.history.iter().find(|one| one.change == live.change);
    // Of a place that was described otherwise then nothing follows.
    let Some(newest) = history.iter().position(|live| known(live).is_some()) else {
        return;
    };
    for (number, live) in history.iter_mut().enumerate() {
        let least = match known(live) {
            Some(before) => before.since,
            None if number < newest => old.at,
            None => continue,
        };
        live.since = live.since.max(least);
    }
}

/// What a promotion brought had landed when the promotion ended.
fn proved(history: &mut [Live], ledger: &State, service: &ServiceName, environment: &EnvName) {
    for live in history {
        let commit = live.build.as_ref().map(|build| build.commit.as_str());
        let Some(commit) = commit.and_then(ObjectName::parse) else {
            continue;
        };
        let from = Moment::of(live.earliest.unwrap_or(live.since));
        let (environment, service) = (environment.as_str(), service.as_str());
        let ended = ledger.finished_since(environment, service, &commit, from);
        if let Some(ended) = ended.map(Moment::timestamp) {
            live.since = live.since.min(ended);
        }
    }
}

/// Nothing came after what took its place.
fn in_turn(newest_first: &mut [Live]) {
    let mut newer: Option<Timestamp> = None;
    for live in newest_first {
        live.since = newer.map_or(live.since, |newer| live.since.min(newer));
        newer = Some(live.since);
    }
}

#[cfg(test)]
mod tests;
