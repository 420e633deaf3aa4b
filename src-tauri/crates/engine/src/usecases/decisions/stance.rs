//! What the person at this desk may do with something that was asked.

use super::views::{Viewer, is_met};
use super::wishes::{approval, rejection, withdrawal};
use lockkeeper_contract::{RuleView, Stance};

/// The stance of whoever looks to an entry that stands as the word says. Each
/// refusal is the reason that the ledger would give after signing.
pub(super) fn of(viewer: &Viewer<'_>, number: usize, word: &str, rules: &[RuleView]) -> Stance {
    let own = |handle: &str| viewer.state().records()[number].by == handle;
    let mut stance = Stance {
        needed: false,
        own: viewer.speaker.is_some_and(|one| own(&one.handle)),
        no_approve: None,
        no_reject: None,
        no_withdraw: None,
        no_tick: None,
    };
    let unable = unable(viewer);
    if let Some(why) = unable.clone().or_else(|| shut(word)) {
        stance.no_approve = Some(why.clone());
        stance.no_reject = Some(why.clone());
        stance.no_withdraw = Some(why.clone());
        stance.no_tick = match leaves_work(viewer, number) {
            true => unable,
            false => Some(why),
        };
        return stance;
    }
    let Some(speaker) = viewer.speaker else {
        return stance;
    };
    let hash = viewer.state().records()[number].hash.clone();
    let against = |body| viewer.ledger.against(viewer.walk, speaker, body);
    let said = rules
        .iter()
        .any(|rule| rule.people.contains(&speaker.handle));
    let (state, now) = (viewer.state(), viewer.now);
    stance.no_approve = against(approval(state, number, hash.clone(), None, now))
        .or_else(|| said.then(|| "You have approved it already.".to_owned()))
        .or_else(|| nobodys(rules, &speaker.handle));
    stance.no_reject = against(rejection(state, number, hash.clone(), "-".to_owned()));
    stance.no_withdraw = against(withdrawal(hash, "-".to_owned()));
    let asked = |rule: &RuleView| !is_met(rule) && rule.may_sign.contains(&speaker.handle);
    stance.needed = word == "waiting" && stance.no_approve.is_none() && rules.iter().any(asked);
    stance
}

/// Why nobody at this desk may do anything with it.
fn unable(viewer: &Viewer<'_>) -> Option<String> {
    if let Some(stop) = viewer.walk.stop() {
        let at = stop.number();
        return Some(format!("The ledger cannot be trusted from entry {at} on."));
    }
    if viewer.speaker.is_none() {
        let nobody = "No key on this machine is listed for a person of the workspace.";
        return Some(nobody.to_owned());
    }
    None
}

/// Why nobody decides on it any more.
fn shut(word: &str) -> Option<String> {
    let open = ["waiting", "approved", "running"].contains(&word);
    (!open).then(|| "It is closed.".to_owned())
}

/// It is over, and lines of it are still to be ticked.
fn leaves_work(viewer: &Viewer<'_>, number: usize) -> bool {
    let state = viewer.state();
    let request = state.requests().get(&number);
    request.is_some_and(|request| !state.open_duties_of(request).is_empty())
}

/// Nobody would count this person's yes.
fn nobodys(rules: &[RuleView], handle: &str) -> Option<String> {
    let counts = |rule: &RuleView| {
        let mut away = rule.away.iter();
        rule.may_sign.iter().any(|one| one == handle) || away.any(|one| one.handle == handle)
    };
    if rules.is_empty() || rules.iter().any(counts) {
        return None;
    }
    let roles: Vec<&str> = rules.iter().map(|rule| rule.role.as_str()).collect();
    let roles = roles.join(" or ");
    Some(format!(
        "Your approval would count for no rule: it needs {roles}."
    ))
}
