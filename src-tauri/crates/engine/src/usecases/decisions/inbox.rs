//! Everything that was asked, for whoever looks.

use super::views::Viewer;
use super::{begun, findings, requests as asked};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::Ledger;
use lockkeeper_contract::{PolicyView, RequestView};
use lockkeeper_domain::ledger::{Moment, PolicyState, Rules, Walk, changes_of_rules, left_behind};
use lockkeeper_domain::refusal::refused;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many closed things are shown; the trail has all of them.
const CLOSED: usize = 200;

/// Every request, and everything else that waits for a second person: broken
/// glass, proposed rules and what was adopted; newest first.
///
/// # Errors
/// When there is no ledger or it cannot be read.
pub async fn requests(desk: &Desk) -> Result<Vec<RequestView>, EngineError> {
    let (ledger, walk) = begun(desk).await?;
    let views = seen_by(desk, ledger, &walk, |viewer| {
        let requests = viewer.state().requests().values();
        let requests = requests.map(|one| asked::view(viewer, one));
        requests
            .chain(waiting(viewer))
            .chain(adopted(viewer))
            .collect()
    });
    let mut views = views.await;
    views.sort_by_key(|view| std::cmp::Reverse(view.number));
    Ok(views)
}

/// Requests, proposed rules, broken glass and what was adopted, as they were
/// verified last, newest first: all that are open or leave something to do, and
/// the newest of the others. Empty before the ledger begins; no remote is asked.
pub async fn inbox(desk: &Desk) -> Vec<RequestView> {
    let Some(ledger) = desk.begun_ledger() else {
        return Vec::new();
    };
    let walk = ledger.seen();
    let all = seen_by(desk, ledger, &walk, |viewer| {
        let (state, now) = (viewer.state(), viewer.now);
        let looked_at = |number: usize| state.approvals_of(number).next().is_some();
        let requests = newest(state.requests(), |one| {
            let over = one.closed.is_some() || now >= one.body.expires;
            over && state.open_duties_of(one).is_empty()
        });
        let policies = newest(state.policies(), |one| one.in_force || one.closed.is_some());
        let glass = newest(state.glass(), |one| {
            !state.asks_for_a_second(one) || looked_at(one.number)
        });
        let adopts = newest(state.adopts(), |one| looked_at(one.number));
        let requests = requests.map(|one| asked::view(viewer, one));
        requests
            .chain(policies.map(|one| findings::proposal(viewer, one)))
            .chain(glass.map(|one| findings::glass(viewer, one)))
            .chain(adopts.map(|one| findings::adopt(viewer, one)))
            .collect::<Vec<_>>()
    });
    let mut all = all.await;
    all.sort_by_key(|view| std::cmp::Reverse(view.number));
    all
}

/// Broken glass and proposed rules that wait for a second person.
fn waiting<'a>(viewer: &'a Viewer<'a>) -> impl Iterator<Item = RequestView> + 'a {
    let state = viewer.state();
    let glass = state.glass().values();
    let glass = glass.filter(|one| state.asks_for_a_second(one));
    let glass = glass.map(|one| findings::glass(viewer, one));
    let open = |one: &&PolicyState| !one.in_force && one.closed.is_none();
    let policies = state.policies().values().filter(open);
    let policies = policies.map(|one| findings::proposal(viewer, one));
    glass.chain(policies).filter(|view| view.state == "waiting")
}

/// What was adopted and waits for a second person. The board says in its place
/// that it was.
fn adopted<'a>(viewer: &'a Viewer<'a>) -> impl Iterator<Item = RequestView> + 'a {
    let adopts = viewer.state().adopts().values();
    let adopts = adopts.map(|one| findings::adopt(viewer, one));
    adopts.filter(|view| view.state == "waiting")
}

/// Broken glass and proposed rules for whoever looks at the board: what waits
/// for a second person, as a line with the command that looks at it.
pub(in crate::usecases) fn unconfirmed(desk: &Desk) -> Vec<String> {
    let Some((ledger, walk)) = desk.begun_ledger().map(|one| (one, one.seen())) else {
        return Vec::new();
    };
    let Some(rules) = walk.state().rules() else {
        return Vec::new();
    };
    let anybody = Viewer {
        desk,
        ledger,
        walk: &walk,
        rules,
        speaker: None,
        now: Moment::of(desk.now()),
    };
    let line = |view: RequestView| {
        format!(
            "{} · {} · {}: lockkeeper approve {}",
            view.title, view.by, view.line, view.number
        )
    };
    waiting(&anybody).map(line).collect()
}

/// All that are not over, and the newest of the others; newest first. What is
/// left out is not even looked at, however long the ledger is.
fn newest<'a, T>(
    all: &'a BTreeMap<usize, T>,
    is_over: impl Fn(&T) -> bool + 'a,
) -> impl Iterator<Item = &'a T> {
    let mut room = CLOSED;
    all.values().rev().filter(move |one| {
        let over = is_over(one);
        let fits = !over || room > 0;
        room = room.saturating_sub(usize::from(over));
        fits
    })
}

/// Why no entry counts: nobody began, or the first one is not in order here.
fn none_counts(desk: &Desk) -> String {
    let ledger = desk.begun_ledger();
    let Some(halted) = ledger.and_then(|ledger| ledger.in_order(&ledger.seen()).err()) else {
        return refused::not_begun().text;
    };
    halted.to_wire("rules").sentence()
}

/// The rules in force beside those of the workspace file.
pub async fn policy(desk: &Desk, file: &Value) -> PolicyView {
    let mut view = PolicyView {
        version: None,
        hash: None,
        changes: Vec::new(),
        no_propose: Rules::read(file)
            .err()
            .map(|why| format!("The rules of the file are not valid: {why}.")),
        open: Vec::new(),
    };
    let walk = desk.walk();
    let Some(walk) = walk.filter(|walk| !walk.is_empty()) else {
        view.no_propose.get_or_insert_with(|| none_counts(desk));
        return view;
    };
    let state = walk.state();
    if let Some(rules) = state.rules() {
        view.version = u32::try_from(state.policy_version()).ok();
        view.hash = Some(rules.hash().to_string());
        view.changes = changes_of_rules(rules.value(), file);
        if let Ok(after) = Rules::read(file) {
            let now = Moment::of(desk.now());
            view.changes.extend(left_behind(state, &after, now));
            let vacant = after.vacant_after(rules).into_iter().next();
            view.no_propose = view.no_propose.or(vacant);
        }
        if Rules::hash_of(file) == *rules.hash() {
            let text = "The file says what is in force.";
            view.no_propose.get_or_insert_with(|| text.to_owned());
        }
    }
    let open = inbox(desk).await.into_iter();
    let open = open.filter(|one| one.kind == "policy" && one.state == "waiting");
    view.open = open.collect();
    view
}

/// What somebody sees: the person whose key is here, or a stranger.
async fn seen_by(
    desk: &Desk,
    ledger: &Ledger,
    walk: &Walk,
    look: impl FnOnce(&Viewer<'_>) -> Vec<RequestView>,
) -> Vec<RequestView> {
    let Some(rules) = walk.state().rules() else {
        return Vec::new();
    };
    let speaker = ledger.speaker(rules).await.ok().flatten();
    look(&Viewer {
        desk,
        ledger,
        walk,
        rules,
        speaker: speaker.as_ref(),
        now: Moment::of(desk.now()),
    })
}
