//! What is refused, and what should be known, before anything is signed.

use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::{Ledger, Speaker};
use lockkeeper_domain::ledger::body::Request;
use lockkeeper_domain::ledger::{
    Body, Moment, RequestState, Rules, Walk, changes_of_rules, left_behind,
};
use lockkeeper_domain::plan::Refusal;
use lockkeeper_domain::words::count;
use serde_json::Value;

/// Nobody signs rules that leave a duty to nobody.
pub(super) fn check_roles(walk: &Walk, body: &Body) -> Result<(), EngineError> {
    let (Body::Policy(proposal), Some(before)) = (body, walk.state().rules()) else {
        return Ok(());
    };
    // What is not valid is refused in its own words.
    let after = Rules::read(&Value::Object(proposal.rules.clone()));
    let vacant = after
        .map(|after| after.vacant_after(before))
        .unwrap_or_default();
    if vacant.is_empty() {
        return Ok(());
    }
    let refusals = vacant.into_iter();
    Err(EngineError::Refused {
        refusals: refusals
            .map(|text| Refusal::new("role-vacant", text))
            .collect(),
    })
}

/// Nobody is shown words that would have no effect. What is wrong with the
/// ledger itself is told when they are signed.
pub(super) fn check_effect(
    ledger: &Ledger,
    walk: &Walk,
    speaker: &Speaker,
    body: &Body,
) -> Result<(), EngineError> {
    if walk.stop().is_some() || ledger.doubt().is_some() {
        return Ok(());
    }
    let against = ledger.against(walk, speaker, body.clone());
    against.map_or(Ok(()), |why| Err(EngineError::refused(&why)))
}

/// What should be known before something is signed.
pub(super) fn of(desk: &Desk, walk: &Walk, speaker: &Speaker, body: &Body) -> Vec<String> {
    let (state, now) = (walk.state(), Moment::of(desk.now()));
    let Some(rules) = state.rules() else {
        return Vec::new();
    };
    match body {
        Body::Request(request) => out_of_reach(walk, rules, speaker, request, now),
        Body::Policy(proposal) => {
            let after = Rules::read(&Value::Object(proposal.rules.clone()));
            let told = after.map(|after| {
                let left = left_behind(state, &after, now);
                left.into_iter().chain(after.unfilled()).collect()
            });
            told.unwrap_or_default()
        }
        Body::Approval(approval) => {
            let number = state.number_of(&approval.subject);
            let policy = number.and_then(|number| state.policies().get(&number));
            let told = policy.map(|policy| {
                let left = left_behind(state, &policy.rules, now);
                left.into_iter().chain(policy.rules.unfilled()).collect()
            });
            told.unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// That somebody's own workspace file is not what they say yes to.
pub(super) fn of_file(walk: &Walk, body: &Body, file: &Value) -> Option<String> {
    let Body::Approval(approval) = body else {
        return None;
    };
    let state = walk.state();
    let policy = state.policies().get(&state.number_of(&approval.subject)?)?;
    if Rules::hash_of(file) == *policy.rules.hash() {
        return None;
    }
    let places = changes_of_rules(policy.rules.value(), file).len();
    Some(format!(
        "Your own workspace file reads differently than this proposal, in {}.",
        count(places, "place")
    ))
}

/// What a request could not reach.
fn out_of_reach(
    walk: &Walk,
    rules: &Rules,
    speaker: &Speaker,
    request: &Request,
    now: Moment,
) -> Vec<String> {
    let asked = RequestState::asked_by(&speaker.handle, request);
    let state = walk.state();
    let short = state.asked_of(&asked, rules).filter_map(|rule| {
        let left = state.signers(&asked, rule, rules, now);
        let why = left.against(0, rule.count)?;
        Some(format!("{} {} {why}.", rule.count, rule.role))
    });
    short.collect()
}
