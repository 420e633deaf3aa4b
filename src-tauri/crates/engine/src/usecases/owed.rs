//! Ends of runs that the ledger was out of reach for when they came: whoever
//! of this desktop comes to it next records them.

use super::afterwards::LOOKED_AT;
use super::escort;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::Asks;
use jiff::SignedDuration;
use lockkeeper_domain::ledger::{Body, Kind, Moment, StartState, Walk};
use lockkeeper_domain::run::Run;

/// How long an end may be on its way before it is told.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(1);

/// Records the ends that are owed. That one could not be recorded hinders
/// nothing: the next look tries again.
pub(super) async fn record(desk: &Desk) {
    for run in runs(desk).await {
        if let Err(error) = record_one(desk, &run).await {
            tracing::debug!(%error, run = %run.id, "the end of a run is owed still");
        }
    }
}

/// What is owed for longer than it takes, and how it is recorded: a key that
/// asks is not asked unless somebody continues the run.
pub async fn notices(desk: &Desk) -> Vec<String> {
    let runs = runs(desk).await;
    let Some(walk) = desk.walk().filter(|_| !runs.is_empty()) else {
        return Vec::new();
    };
    let late = |run: &&Run| {
        let since = run.ended_at.map(|at| desk.now().duration_since(at));
        since.is_none_or(|since| since > ON_ITS_WAY)
    };
    let late = runs.iter().filter(late);
    let now = Moment::of(desk.now());
    late.filter_map(|run| notice(&walk, run, now)).collect()
}

fn notice(walk: &Walk, run: &Run, now: Moment) -> Option<String> {
    let start = escort::open_start(walk, &run.plan.hash())?;
    let request = walk.state().requests().get(&start.request)?;
    let about = Body::Request((*request.body).clone()).sentence();
    let held = start.is_alive(now).then(|| {
        let until = start.body.lease.until;
        format!("; nobody else may start there before {until}")
    });
    Some(format!(
        "The end of {about} is not recorded yet{}. Record it: lockkeeper run continue {}",
        held.unwrap_or_default(),
        run.id
    ))
}

/// The runs of this desktop that have ended, and by the ledger have not.
async fn runs(desk: &Desk) -> Vec<Run> {
    let Some(walk) = desk.walk() else {
        return Vec::new();
    };
    // Mostly nothing is open, and the journal need not be asked.
    let starts = walk.state().starts().values();
    let open: Vec<&StartState> = starts.filter(|start| start.finished.is_none()).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let mut runs = desk.ports.journal.runs(LOOKED_AT).await.unwrap_or_default();
    runs.retain(|run| {
        let plan = run.plan.hash();
        run.state.has_ended() && open.iter().any(|start| start.body.plan == plan)
    });
    runs
}

/// Nobody is there to answer a key that asks.
async fn record_one(desk: &Desk, run: &Run) -> Result<(), EngineError> {
    let reached = desk.begun_ledger().filter(|it| it.unreached().is_none());
    let Some(ledger) = reached else {
        return Ok(());
    };
    let speaker = ledger.runner(ledger.seen().state(), Kind::Finish).await?;
    if speaker.asks == Asks::Nothing {
        escort::end(desk, run).await?;
    }
    Ok(())
}
