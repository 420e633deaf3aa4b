//! Requests as they stand.

use super::demands::breakable;
use super::views::{Viewer, closed, item, rule_view, small, yes};
use super::{duties, ticks};
use lockkeeper_contract::{RequestView, RuleView};
use lockkeeper_domain::gates::asked_anew;
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::ledger::{Body, Moment, RequestState, State};

/// A request as somebody sees it.
pub(super) fn view(viewer: &Viewer<'_>, request: &RequestState) -> RequestView {
    let (state, rules) = (viewer.state(), viewer.rules);
    let body = Body::Request((*request.body).clone());
    let record = &state.records()[request.number];
    let views: Vec<RuleView> = state
        .asked_of(request, rules)
        .map(|rule| {
            let people = state.approvers(request, &rule.role, rules, viewer.now);
            let left = state.signers(request, rule, rules, viewer.now);
            let people = people.into_iter().map(str::to_owned).collect();
            rule_view(&rule.role, rule.count, people, left)
        })
        .collect();
    let (word, line) = standing(viewer, request, &views);
    let approvals = state.approvals_of(request.number);
    let ticks = state.ticks_of(request.number);
    RequestView {
        kind: "request".to_owned(),
        id: request.body.id.to_string(),
        number: small(request.number),
        hash: record.hash.to_string(),
        title: body.sentence(),
        text: body.text(),
        by: request.by.clone(),
        at: record.at.to_string(),
        expires: Some(request.body.expires.to_string()),
        to: Some(request.body.to.clone()),
        rollback: request.body.is_rollback(),
        lane: request.body.lane.clone(),
        items: request.body.items.iter().map(item).collect(),
        breakable: breakable(state, &request.body.to).to_vec(),
        flags: request.body.flags.clone().unwrap_or_default(),
        checklist: ticks::lines(viewer.desk, &request.body),
        ticks: ticks.iter().map(ticks::view).collect(),
        after: duties::lines(viewer.desk, state, request),
        changes: Vec::new(),
        state: word.to_owned(),
        line,
        closed_by: request.closed.map(|why| small(closed(state, why).2)),
        approvals: approvals.map(|one| yes(one, viewer.now)).collect(),
        you: viewer.stance(request.number, word, &views),
        rules: views,
    }
}

/// Where a request stands, as a word and a sentence.
fn standing(
    viewer: &Viewer<'_>,
    request: &RequestState,
    views: &[RuleView],
) -> (&'static str, String) {
    let state = viewer.state();
    over(state, request, viewer.now).unwrap_or_else(|| open(viewer, state, request, views))
}

/// Why nothing can become of a request any more, as a word and a sentence.
pub(super) fn over(
    state: &State,
    request: &RequestState,
    now: Moment,
) -> Option<(&'static str, String)> {
    match request.closed {
        Some(why) => {
            let (word, line, _) = closed(state, why);
            Some((word, line))
        }
        None if now >= request.body.expires => {
            Some(("expired", format!("expired at {}", request.body.expires)))
        }
        None => None,
    }
}

fn open(
    viewer: &Viewer<'_>,
    state: &State,
    request: &RequestState,
    views: &[RuleView],
) -> (&'static str, String) {
    let mut starts = state.starts().values().rev();
    let running =
        starts.find(|start| start.request == request.number && start.is_alive(viewer.now));
    if let Some(start) = running {
        return (
            "running",
            format!("run by {} since entry {}", start.by, start.number),
        );
    }
    let (word, line) = match state.is_approved(request, viewer.rules, viewer.now) {
        true => ("approved", "every approval is there".to_owned()),
        false => ("waiting", missing(state, request, views)),
    };
    let glass = state.glass_of(request.number).map(|glass| {
        let (by, gates, number) = (&glass.by, glass.gates.join(" and "), glass.number);
        format!("{by} broke the glass for {gates} with entry {number}")
    });
    let lines = std::iter::once(line).chain(glass);
    let lines = lines.chain(in_vain(state, request, viewer.now));
    (word, lines.collect::<Vec<_>>().join("; "))
}

/// Which approvals are not there, and whether anything waits for them.
fn missing(state: &State, request: &RequestState, views: &[RuleView]) -> String {
    let missing = super::views::missing(views);
    if state.is_broken(request.number, "approvals") {
        format!("goes with {missing}")
    } else {
        format!("waits: {missing}")
    }
}

/// Why nothing goes by an open request, whoever says yes.
fn in_vain(state: &State, request: &RequestState, now: Moment) -> Option<String> {
    let is_yanked = |item: &&Item| {
        let tag = item.tag.as_ref();
        tag.is_some_and(|tag| state.is_yanked(&item.repository, tag))
    };
    let promoted = (!request.body.is_rollback()).then_some(&request.body.items);
    let yanked = promoted.into_iter().flatten().find(is_yanked);
    if let Some(item) = yanked {
        return Some(format!("{} {} was yanked", item.service, item.version));
    }
    let newer = asked_anew(state, request, now)?;
    Some(format!(
        "entry {newer} asks for the same anew, and goes first"
    ))
}
