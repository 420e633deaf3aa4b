//! Whether anything is left that an entry of another chain would hold back.

use super::{OtherChain, Stray};
use crate::ledger::body::Freeze;
use crate::ledger::state::State;
use crate::ledger::walk::Walk;
use crate::ledger::{Body, Hash, Moment};

/// Nobody has to sign it anew: what it is about is not in the agreed chain, is
/// closed there, or was held back anew.
pub(super) fn is_settled(agreed: &Walk, other: &OtherChain, stray: &Stray, now: Moment) -> bool {
    let state = agreed.state();
    match &stray.statement.body {
        Body::Freeze(freeze) => {
            is_over(other, stray, freeze, now) || is_stopped(state, other, freeze)
        }
        Body::Rejection(no) => match state.number_of(&no.subject) {
            // A proposal is in nobody's hands who rejects it: that was only shown.
            Some(subject) => !state.is_open(subject, now),
            None => true,
        },
        Body::Withdrawal(back) => is_ended(state, &back.subject, now),
        _ => true,
    }
}

/// The freeze ended by itself, or was ended on its own chain.
fn is_over(other: &OtherChain, stray: &Stray, freeze: &Freeze, now: Moment) -> bool {
    let freezes = other.walk.state().freezes();
    let thawed = freezes.get(&stray.number).and_then(|one| one.thawed);
    thawed.is_some() || freeze.until.is_some_and(|until| until <= now)
}

/// The same line was stopped on the agreed chain too, whoever did it and
/// whatever became of it since.
fn is_stopped(state: &State, other: &OtherChain, freeze: &Freeze) -> bool {
    let parted = other.strays.first().map_or(0, |first| first.number);
    state.freezes().range(parted..).any(|(_, one)| {
        one.body.environments == freeze.environments && one.body.services == freeze.services
    })
}

/// What was taken back there has no effect here either.
fn is_ended(state: &State, subject: &Hash, now: Moment) -> bool {
    let Some(number) = state.number_of(subject) else {
        return true;
    };
    if state.requests().contains_key(&number) {
        return !state.is_open(number, now);
    }
    if let Some(policy) = state.policies().get(&number) {
        let is_admin = state
            .rules()
            .is_some_and(|rules| rules.is_admin(&policy.by));
        return policy.closed.is_some() || !is_admin;
    }
    if let Some(approval) = state.approvals.get(&number) {
        let waits = state.policies().get(&approval.subject);
        let waits = waits.is_some_and(|policy| policy.closed.is_none());
        let waits = waits || state.is_open(approval.subject, now);
        return !waits || !approval.counts(now);
    }
    if let Some(glass) = state.glass().get(&number) {
        return !glass.counts() || !state.is_open(glass.request, now);
    }
    let delegation = state.delegations().get(&number);
    delegation.is_none_or(|one| !one.is_alive(now))
}
