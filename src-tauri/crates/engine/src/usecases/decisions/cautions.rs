//! What is refused, and what should be known, before anything is signed.

use super::requests;
use super::views::Viewer;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::{Ledger, Speaker};
use lockkeeper_domain::ledger::body::{Approval, Request};
use lockkeeper_domain::ledger::{
    Body, Closed, Moment, RequestState, Rules, Walk, changes_of_rules, left_behind,
};
use lockkeeper_domain::refusal::refused;
use lockkeeper_domain::words::{count, list};
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
    Err(EngineError::Refused {
        refusals: vacant.into_iter().map(refused::role_vacant).collect(),
    })
}

/// Nobody signs words that say nothing: they are all that others have later.
pub(in crate::usecases) fn check_words(words: &str) -> Result<(), EngineError> {
    if !words.trim().is_empty() {
        return Ok(());
    }
    let text = "Say why: whoever reads the record later has nothing but these words.".to_owned();
    Err(EngineError::Usage { text })
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
    unsigned(ledger.against(walk, speaker, body.clone()))
}

/// Nobody signs a yes to a request that would count for nothing, or a second
/// one: taking one of two back would leave the other standing.
pub(super) fn check_counts(viewer: &Viewer<'_>, yes: &Approval) -> Result<(), EngineError> {
    let state = viewer.state();
    let number = state.number_of(&yes.subject);
    let request = number.and_then(|number| state.requests().get(&number));
    unsigned(request.and_then(|request| requests::view(viewer, request).you.no_approve))
}

/// Nobody signs what stands already, by the same person or for everybody.
pub(super) fn check_new(
    walk: &Walk,
    speaker: &Speaker,
    body: &Body,
    now: Moment,
) -> Result<(), EngineError> {
    let stands = walk.state().stands_already(&speaker.handle, body, now);
    unsigned(stands.map(|number| format!("Entry {number} says so already.")))
}

/// The refusal to sign what something stands against.
fn unsigned(against: Option<String>) -> Result<(), EngineError> {
    let refusal = against.map(refused::without_effect);
    refusal.map_or(Ok(()), |refusal| Err(EngineError::refused(refusal)))
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
            let told = after.map(|after| of_rules(walk, speaker, body, &after, now));
            told.unwrap_or_default()
        }
        Body::Approval(approval) => {
            let number = state.number_of(&approval.subject);
            let policy = number.and_then(|number| state.policies().get(&number));
            let told = policy.map(|policy| of_rules(walk, speaker, body, &policy.rules, now));
            told.unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What should be known of rules that are proposed or agreed to.
fn of_rules(
    walk: &Walk,
    speaker: &Speaker,
    body: &Body,
    rules: &Rules,
    now: Moment,
) -> Vec<String> {
    let coming = coming(walk, speaker, body, now);
    let left = left_behind(walk.state(), rules, now);
    coming.chain(left).chain(rules.unfilled()).collect()
}

/// When rules are in force that are about to be signed, and what they close.
fn coming(
    walk: &Walk,
    speaker: &Speaker,
    body: &Body,
    now: Moment,
) -> impl Iterator<Item = String> {
    let coming = walk.coming(&speaker.handle, body, now).map(|coming| {
        let open = coming.closes.iter().copied();
        let open: Vec<usize> = open
            .filter(|request| walk.state().is_open(*request, now))
            .collect();
        let when = match coming.lacking {
            0 => "These rules are in force as soon as this is signed.".to_owned(),
            lacking => waits_for(lacking),
        };
        std::iter::once(when).chain(closed(walk, "They close", &open))
    });
    coming.into_iter().flatten()
}

/// What came of rules that were signed as an entry, or agreed to by it.
pub(super) fn came_of(walk: &Walk, body: &Body, number: usize, now: Moment) -> Vec<String> {
    let state = walk.state();
    let policy = match body {
        Body::Policy(_) => Some(number),
        Body::Approval(approval) => state.number_of(&approval.subject),
        _ => None,
    };
    let Some(proposal) = policy.and_then(|policy| state.policies().get(&policy)) else {
        return Vec::new();
    };
    if !proposal.in_force {
        let lacking = walk.lacking(proposal.number, now);
        return lacking.map(waits_for).into_iter().collect();
    }
    let by_these = |request: &&RequestState| request.closed == Some(Closed::PolicyChanged(number));
    let requests = state.requests().values().filter(by_these);
    let requests: Vec<usize> = requests.map(|request| request.number).collect();
    let when = "The rules are in force.".to_owned();
    let closed = closed(walk, "They closed", &requests);
    std::iter::once(when).chain(closed).collect()
}

fn waits_for(lacking: u64) -> String {
    let lacking = usize::try_from(lacking).unwrap_or(usize::MAX);
    format!(
        "They come into force with the yes of {}.",
        count(lacking, "more admin")
    )
}

/// The requests that rules close, in one sentence.
fn closed(walk: &Walk, verb: &str, requests: &[usize]) -> Option<String> {
    let named = |number: &usize| {
        let request = walk.state().requests().get(number)?;
        let what = Body::Request((*request.body).clone()).sentence();
        Some(format!("entry {number} ({what})"))
    };
    let named: Vec<String> = requests.iter().filter_map(named).collect();
    (!named.is_empty()).then(|| {
        format!(
            "{verb} what was asked for under the old ones: {}. Ask for it again.",
            list(&named)
        )
    })
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
