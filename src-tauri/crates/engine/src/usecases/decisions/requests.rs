//! Requests as they stand.

use super::begun;
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_contract::{ApprovalView, RequestView, RuleView};
use lockkeeper_domain::ledger::{ApprovalState, Body, Closed, Moment, RequestState, Rules, State};

/// Every request, newest first.
///
/// # Errors
/// When there is no ledger or it cannot be read.
pub async fn requests(desk: &Desk) -> Result<Vec<RequestView>, EngineError> {
    let (_, walk) = begun(desk).await?;
    let now = Moment::of(desk.now());
    let state = walk.state();
    let Some(rules) = state.rules() else {
        return Ok(Vec::new());
    };
    let newest_first = state.requests().values().rev();
    Ok(newest_first
        .map(|request| view(state, rules, request, now))
        .collect())
}

fn view(state: &State, rules: &Rules, request: &RequestState, now: Moment) -> RequestView {
    let body = Body::Request((*request.body).clone());
    let record = &state.records()[request.number];
    let views: Vec<RuleView> = state
        .asked_of(request, rules)
        .map(|rule| {
            let people = state.approvers(request, &rule.role, rules, now);
            let may = rules.people.keys().filter(|person| {
                let yes = people.contains(person.as_str());
                !yes && may_sign(rules, request, person, &rule.role)
            });
            RuleView {
                role: rule.role.clone(),
                count: u32::try_from(rule.count).unwrap_or(u32::MAX),
                may_sign: may.cloned().collect(),
                people: people.into_iter().map(str::to_owned).collect(),
            }
        })
        .collect();
    let (word, line) = standing(state, rules, request, &views, now);
    RequestView {
        id: request.body.id.to_string(),
        number: small(request.number),
        hash: record.hash.to_string(),
        title: body.sentence(),
        text: body.text(),
        by: request.by.clone(),
        at: record.at.to_string(),
        expires: request.body.expires.to_string(),
        state: word.to_owned(),
        line,
        rules: views,
        approvals: state
            .approvals_of(request.number)
            .map(|approval| yes(approval, now))
            .collect(),
    }
}

fn may_sign(rules: &Rules, request: &RequestState, person: &str, role: &str) -> bool {
    let env = rules.env(&request.body.to);
    let own = person == request.by && !env.is_some_and(|env| env.own_counts);
    !own && rules.holds(person, role, request.services())
}

fn yes(approval: &ApprovalState, now: Moment) -> ApprovalView {
    let void = if let Some(number) = approval.withdrawn {
        Some(format!("taken back by entry {number}"))
    } else if let Some(number) = approval.lost {
        Some(format!("its key is no longer listed since entry {number}"))
    } else {
        (now >= approval.expires).then(|| format!("it ended at {}", approval.expires))
    };
    ApprovalView {
        number: small(approval.number),
        by: approval.by.clone(),
        key: approval.key.fingerprint(),
        expires: approval.expires.to_string(),
        void,
    }
}

/// Where a request stands, as a word and a sentence.
fn standing(
    state: &State,
    rules: &Rules,
    request: &RequestState,
    views: &[RuleView],
    now: Moment,
) -> (&'static str, String) {
    match request.closed {
        Some(Closed::Rejected(number)) => ("rejected", format!("rejected by entry {number}")),
        Some(Closed::Withdrawn(number)) => ("withdrawn", format!("taken back by entry {number}")),
        Some(Closed::Superseded(number)) => (
            "superseded",
            format!("overtaken by the start of entry {number}"),
        ),
        Some(Closed::PolicyChanged(number)) => (
            "policy",
            format!("closed by the new rules of entry {number}"),
        ),
        Some(Closed::Done(number)) => ("done", format!("done with entry {number}")),
        None if now >= request.body.expires => {
            ("expired", format!("expired at {}", request.body.expires))
        }
        None => open(state, rules, request, views, now),
    }
}

fn open(
    state: &State,
    rules: &Rules,
    request: &RequestState,
    views: &[RuleView],
    now: Moment,
) -> (&'static str, String) {
    let mut starts = state.starts().values().rev();
    let running = starts.find(|start| start.request == request.number && start.is_alive(now));
    if let Some(start) = running {
        return (
            "running",
            format!("run by {} since entry {}", start.by, start.number),
        );
    }
    if state.is_approved(request, rules, now) {
        return ("approved", "every approval is there".to_owned());
    }
    let missing: Vec<String> = views
        .iter()
        .filter(|rule| u32::try_from(rule.people.len()).unwrap_or(u32::MAX) < rule.count)
        .map(|rule| format!("{} of {} {}", rule.people.len(), rule.count, rule.role))
        .collect();
    ("waiting", format!("waits: {}", missing.join(", ")))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
