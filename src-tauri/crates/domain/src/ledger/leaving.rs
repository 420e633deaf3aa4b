//! What somebody leaves behind who is taken out of the rules.

use super::{Moment, Rules, State};
use crate::words;
use std::collections::BTreeSet;

/// What other rules would end or leave behind of each person who loses a role
/// or is taken out, one sentence each; none when nobody does.
#[must_use]
pub fn left_behind(state: &State, after: &Rules, now: Moment) -> Vec<String> {
    let Some(before) = state.rules() else {
        return Vec::new();
    };
    let gone = before
        .people
        .keys()
        .filter(|one| !after.people.contains_key(*one));
    let mut sentences = Vec::new();
    for handle in gone {
        sentences.extend(of_person(state, before, handle, now));
    }
    if !sentences.is_empty() {
        sentences.extend(machines(after));
    }
    sentences
}

fn of_person(state: &State, rules: &Rules, handle: &str, now: Moment) -> Vec<String> {
    let mut sentences = Vec::new();
    let roles = rules
        .people
        .get(handle)
        .into_iter()
        .flat_map(|one| &one.roles);
    let roles: BTreeSet<&str> = roles.map(|held| held.role.as_str()).collect();
    let roles: Vec<&str> = roles.into_iter().collect();
    if !roles.is_empty() {
        sentences.push(format!(
            "{handle} leaves the duties of {}.",
            words::list(&roles)
        ));
    }
    sentences.extend(delegations(state, handle, now));
    let approvals = approvals(state, handle, now);
    if !approvals.is_empty() {
        let of = words::list(&approvals);
        sentences.push(format!(
            "The approvals of {handle} stop counting: entries {of}."
        ));
    }
    let open: Vec<String> = open_requests(state, handle, now);
    if !open.is_empty() {
        let of = words::list(&open);
        sentences.push(format!(
            "What {handle} asked for stays open, and nobody else can withdraw it: entries {of}."
        ));
    }
    let starts = state.starts().values();
    let mut alive = starts.filter(|start| start.by == handle && start.is_alive(now));
    if let Some(start) = alive.next() {
        sentences.push(format!(
            "A run of {handle} is under way: entry {}. Somebody else can end it at {}.",
            start.number, start.body.lease.until
        ));
    }
    sentences
}

fn delegations(state: &State, handle: &str, now: Moment) -> Vec<String> {
    let alive = state.delegations().values();
    let alive = alive.filter(|one| one.by == handle && one.is_alive(now));
    alive
        .map(|one| {
            format!(
                "The device {} of {handle} may sign no longer: entry {}.",
                one.device.fingerprint(),
                one.number
            )
        })
        .collect()
}

/// The numbers of what somebody approved that still waits.
fn approvals(state: &State, handle: &str, now: Moment) -> Vec<String> {
    let waits = |subject: &usize| state.is_open(*subject, now);
    let subjects = state.requests().keys().copied().filter(waits);
    let of = subjects.flat_map(|subject| state.approvals_of(subject));
    let mut numbers: Vec<usize> = of
        .filter(|one| one.by == handle && one.counts(now))
        .map(|one| one.number)
        .collect();
    numbers.sort_unstable();
    numbers.iter().map(ToString::to_string).collect()
}

fn open_requests(state: &State, handle: &str, now: Moment) -> Vec<String> {
    let asked = state.requests().values();
    asked
        .filter(|one| one.by == handle && state.is_open(one.number, now))
        .map(|one| one.number.to_string())
        .collect()
}

/// Keys of machines belong to nobody: whoever leaves may know them.
fn machines(after: &Rules) -> Option<String> {
    let names: Vec<&str> = after.machines.keys().map(String::as_str).collect();
    (!names.is_empty()).then(|| {
        let names = words::list(&names);
        format!("Machines keep their keys: change those that were within reach, of {names}.")
    })
}
