//! Rollbacks that ran while the ledger could not be reached, recorded once it
//! can be: what they brought is adopted, and waits for a second person.

use super::adoption::{Runs, judge};
use super::decisions::told;
use super::escort::reason_of;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::Words;
use lockkeeper_domain::ledger::body::{Adopt, Item};
use lockkeeper_domain::ledger::{Body, Moment, State, Walk};
use lockkeeper_domain::plan::RecordedWish;
use lockkeeper_domain::run::Run;

/// How many runs are looked at, newest first.
pub(super) const LOOKED_AT: usize = 50;

/// Records every rollback of this desk that ran without the ledger, as far as
/// what it brought still runs.
///
/// # Errors
/// When the journal cannot be read, or the ledger not be written.
pub(super) async fn adopt_all(desk: &Desk) -> Result<(), EngineError> {
    let reached = desk.begun_ledger();
    if reached.is_none_or(|ledger| ledger.unreached().is_some()) {
        return Ok(());
    }
    let runs = desk.ports.journal.runs(LOOKED_AT).await;
    for run in runs.map_err(EngineError::journal("list the runs"))? {
        adopt(desk, &run).await?;
    }
    Ok(())
}

/// The same for one run; answers whether anything was recorded. Nothing is for
/// a run that the ledger knows, and nothing twice.
///
/// # Errors
/// When nobody here may sign, or the ledger cannot be written.
pub(super) async fn adopt(desk: &Desk, run: &Run) -> Result<bool, EngineError> {
    let (Some(ledger), Some(wish)) = (desk.begun_ledger(), went_without(run)) else {
        return Ok(false);
    };
    let lacks = |walk: &Walk| -> Vec<Adopt> {
        let items = wish.items.iter();
        items
            .filter_map(|item| missing(desk, walk.state(), run, (wish, item)))
            .collect()
    };
    // Most runs were recorded long ago; the remote is asked for the others.
    if lacks(&ledger.seen()).is_empty() {
        return Ok(false);
    }
    let walk = ledger.refresh().await?;
    let bodies = lacks(&walk);
    if bodies.is_empty() {
        return Ok(false);
    }
    let speaker = ledger.person(walk.state()).await?;
    for body in bodies {
        let words = Words::of(Body::Adopt(body));
        ledger.say(&speaker, &words, None).await?;
    }
    told(desk);
    Ok(true)
}

/// What a run brings that was confirmed to go without the ledger, and has ended.
fn went_without(run: &Run) -> Option<&RecordedWish> {
    let wish = run.plan.recorded.as_ref().filter(|_| run.state.has_ended());
    wish.filter(|wish| wish.unreached.is_some())
}

/// The entry that is missing for one member of a run.
fn missing(
    desk: &Desk,
    ledger: &State,
    run: &Run,
    (wish, item): (&RecordedWish, &Item),
) -> Option<Adopt> {
    let to = (wish.to.as_str(), item.service.as_str());
    if is_recorded_since(ledger, to, Moment::of(run.started_at)) {
        return None;
    }
    let service = desk.service(&to.1.into()).ok()?;
    let environment = desk.environment(&to.0.into()).ok()?;
    let seen = desk.seen();
    let runs = judge(&seen.snapshot, ledger, (service, environment), &reason(run));
    match runs {
        Runs::Unexplained(body) if body.item.commit == item.commit => Some(*body),
        _ => None,
    }
}

/// Somebody has answered for the place since: what runs there now is theirs.
fn is_recorded_since(ledger: &State, (to, service): (&str, &str), since: Moment) -> bool {
    let later = |number: usize| {
        let record = ledger.records().get(number);
        record.is_some_and(|record| record.at >= since)
    };
    let mut adopts = ledger.adopts().values();
    let adopted = adopts.any(|adopt| {
        let body = &adopt.body;
        body.environment == to && body.item.service == service && later(adopt.number)
    });
    let mut starts = ledger.starts().values().rev();
    adopted
        || starts.any(|start| {
            let request = &ledger.requests()[&start.request];
            let here = request.body.to == to && request.services().any(|one| one == service);
            here && later(start.number)
        })
}

fn reason(run: &Run) -> String {
    let given = reason_of(&run.plan).map(|reason| format!(": {}", reason.trim()));
    format!(
        "Rolled back at {} while the ledger could not be reached{}",
        Moment::of(run.started_at),
        given.unwrap_or_default()
    )
}
