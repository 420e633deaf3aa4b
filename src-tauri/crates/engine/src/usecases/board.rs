//! The home screen.

use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::Ledger;
use crate::observe::observe;
use crate::usecases::decisions::{due, unconfirmed};
use crate::usecases::runs::recent;
use crate::usecases::{afterwards, owed, seal};
use jiff::Timestamp;
use lockkeeper_contract::board::Board;
use lockkeeper_domain::board::{BoardInputs, draw_rows};
use lockkeeper_domain::ids::RepoName;
use lockkeeper_domain::ledger::{LedgerVerdict, Moment, Walk};
use lockkeeper_domain::snapshot::{Fact, PlaceFacts, Snapshot};
use lockkeeper_domain::words;
use std::collections::BTreeMap;
use std::ops::Range;

/// The board, from the facts that are known; the remotes are not asked.
///
/// # Errors
/// When the journal cannot be read.
pub async fn board(desk: &Desk) -> Result<Board, EngineError> {
    board_rows(desk, 0..usize::MAX).await
}

/// The same with some of its rows, counted from its top.
///
/// # Errors
/// As [`board`].
pub async fn board_rows(desk: &Desk, rows: Range<usize>) -> Result<Board, EngineError> {
    let seen = desk.seen();
    if seen.refreshed_at.is_none() && seen.snapshot.services.is_empty() {
        observe(desk, false).await?;
    }
    let seen = desk.seen();
    let runs = recent(desk).await?;
    let walk = desk.walk();
    let mut notices = notices(desk, &seen.snapshot, &seen.unreached);
    notices.extend(unconfirmed(desk));
    notices.extend(due(desk));
    notices.extend(owed::notices(desk).await);
    let inputs = BoardInputs {
        workspace: &desk.workspace,
        snapshot: &seen.snapshot,
        runs: &runs,
        waiting: &BTreeMap::new(),
        notices,
        ledger: walk.as_deref().map(Walk::state),
        at: desk.now(),
        zone: &desk.zone,
    };
    Ok(draw_rows(&inputs, rows))
}

/// Asks every remote; what cannot be reached keeps its age.
///
/// # Errors
/// None of a remote: those are notices of the board.
pub async fn refresh(desk: &Desk) -> Result<(), EngineError> {
    if let Err(error) = seal::follow(desk).await {
        tracing::warn!(%error, "the ledger was not refreshed");
    }
    observe(desk, true).await?;
    if let Err(error) = afterwards::adopt_all(desk).await {
        tracing::warn!(%error, "what ran without the ledger was not recorded");
    }
    Ok(())
}

/// What should be known about the whole.
fn notices(desk: &Desk, snapshot: &Snapshot, unreached: &[(RepoName, String)]) -> Vec<String> {
    let mut notices: Vec<String> = unreached
        .iter()
        .map(|(repo, why)| format!("{repo} was not reached: {why}. What is shown of it is older."))
        .collect();
    let asks_for_approvals =
        |e: &lockkeeper_domain::environment::Environment| !e.gates.approvals.is_empty();
    notices.extend(doubts(snapshot));
    let (ledger, now) = (desk.walk(), Moment::of(desk.now()));
    notices.extend(desk.ledger.as_ref().and_then(contradicted));
    let away = desk.ledger.as_ref();
    notices.extend(away.and_then(|ledger| unreached_ledger(ledger, desk.now())));
    notices.extend(desk.rules_notice());
    notices.extend(desk.ledger.iter().flat_map(Ledger::mirror_warnings));
    notices.extend(desk.ledger.iter().flat_map(Ledger::memory_warnings));
    notices.extend(ledger.as_deref().and_then(|walk| unsound(walk, now)));
    if let Some(walk) = ledger.as_deref() {
        let rules = walk.state().rules();
        notices.extend(rules.map(|rules| rules.unfilled()).unwrap_or_default());
        notices.extend(incidents(walk));
        notices.extend(rebuilt(walk, snapshot));
    }
    if ledger.is_none() && desk.workspace.environments.iter().any(asks_for_approvals) {
        notices.push(
            "The policy asks for approvals, and there is no ledger yet: those gates do not pass."
                .to_owned(),
        );
    }
    notices
}

/// What the remote shows that contradicts what was verified here.
fn contradicted(ledger: &Ledger) -> Option<String> {
    Some(ledger.doubt()?.to_wire("board").sentence())
}

/// That the ledger is shown as it was seen last, and how old that is.
fn unreached_ledger(ledger: &Ledger, now: Timestamp) -> Option<String> {
    let why = ledger.unreached()?;
    let walk = ledger.seen();
    let newest = walk.state().records().last()?.at.timestamp();
    Some(format!(
        "The control repository was not reached: {why}. The ledger is shown as it was seen last; \
         its newest entry is of {}. Nothing can be signed.",
        words::ago(newest, now)
    ))
}

/// Why the ledger cannot be trusted.
fn unsound(walk: &Walk, now: Moment) -> Option<String> {
    let stop = walk.stop()?;
    let told = format!(
        "The ledger is {} at entry {}, and nothing from there counts: {}.",
        LedgerVerdict::of(walk).verdict,
        stop.number(),
        stop.detail()
    );
    let sentences: Vec<String> = std::iter::once(told).chain(stop.advice(now)).collect();
    Some(sentences.join(" "))
}

/// What is broken, as people told it.
fn incidents(walk: &Walk) -> impl Iterator<Item = String> {
    let open = walk.state().open_incidents().into_iter();
    open.map(|one| {
        let (body, by, since) = (&one.body, &one.by, one.since);
        let (severity, summary) = (&body.severity, &body.summary);
        format!("Incident {severity}: {summary} · {by}, {since}").replace('\n', " ")
    })
}

/// Versions that run somewhere and were recorded with a second artifact.
fn rebuilt(walk: &Walk, snapshot: &Snapshot) -> Vec<String> {
    let runs = |service: &str, version: &str| {
        let places = snapshot.places.get(&service.into());
        let mut places = places.into_iter().flat_map(BTreeMap::values);
        places.any(|place| {
            let live = place.seen().and_then(PlaceFacts::live);
            live.is_some_and(|live| live.name() == version)
        })
    };
    let found = walk.state().rebuilt().iter();
    let found = found.filter(|one| runs(&one.service, &one.version));
    found
        .map(|one| {
            format!(
                "{} {} was built twice: entry {} says {}, entry {} says {}. The first is its artifact; cut a new version of the other.",
                one.service, one.version, one.first.0, one.first.1, one.other.0, one.other.1
            )
        })
        .collect()
}

/// What is in doubt about the versions of each service.
fn doubts(snapshot: &Snapshot) -> impl Iterator<Item = String> {
    let seen = snapshot.services.iter();
    let seen = seen.filter_map(|(service, fact)| Some((service, Fact::seen(fact)?)));
    seen.flat_map(|(service, facts)| {
        let doubts = facts.doubts.iter();
        doubts.map(move |doubt| format!("{service}: {doubt}"))
    })
}
