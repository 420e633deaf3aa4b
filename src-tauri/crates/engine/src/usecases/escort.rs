//! A run in the ledger: asked for, started, ended.
//!
//! Everything here looks first at what the ledger holds, so a run that was
//! killed and is continued says nothing twice.

use super::afterwards;
use super::decisions::told;
use super::deployment::{self, Wish};
use super::{owed, raised, recall};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::{Ledger, Speaker, Words};
use lockkeeper_domain::gates::{Evidence, ItemWish, Verdict};
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::intent::Intent;
use lockkeeper_domain::ledger::body::{
    Carried, Finish, FinishedStep, Item, RecordedVerdict, Request,
};
use lockkeeper_domain::ledger::{Body, DAY, Hash, Kind, Moment, StartState, Uuid, Walk};
use lockkeeper_domain::plan::{Plan, RecordedWish, after_failure};
use lockkeeper_domain::run::{Run, RunState, StepState};
use serde_json::Value;
use serde_json::map::Entry;

/// How long a request stays open.
const OPEN: i64 = 7 * DAY;

/// Records that a run begins, before its first effect. Does nothing without a
/// ledger, and nothing when it is recorded already.
///
/// # Errors
/// When the ledger does not let it start, or nobody can sign.
pub(super) async fn begin(desk: &Desk, run: &Run) -> Result<(), EngineError> {
    recall::record(desk, &run.plan).await?;
    owed::record(desk).await;
    let Some((ledger, wish)) = escorted(desk, &run.plan) else {
        return Ok(());
    };
    match say_begin(desk, run, ledger, wish).await {
        Err(error) if goes_without(ledger, wish) => {
            tracing::warn!(%error, run = %run.id, "a rollback runs without the ledger");
            Ok(())
        }
        answer => answer,
    }
}

/// A rollback was confirmed to run without the ledger, and still cannot reach it.
fn goes_without(ledger: &Ledger, wish: &RecordedWish) -> bool {
    wish.unreached.is_some() && ledger.unreached().is_some()
}

async fn say_begin(
    desk: &Desk,
    run: &Run,
    ledger: &Ledger,
    wish: &RecordedWish,
) -> Result<(), EngineError> {
    let walk = ledger.refresh().await?;
    let plan = run.plan.hash();
    let now = Moment::of(desk.now());
    if open_start(&walk, &plan).is_some_and(|start| start.is_alive(now)) {
        return Ok(());
    }
    if has_ended(&walk, &plan) {
        let run = run.id.clone();
        let wish = "continued";
        return Err(EngineError::RunEnded { run, wish });
    }
    if let Some(why) = desk.wrong_rules().filter(|_| !wish.rollback) {
        let plan = run.plan.id.clone();
        return Err(EngineError::PlanStale { plan, why });
    }
    let request = match &wish.request {
        Some(request) => request.clone(),
        None => {
            let person = ledger.person(walk.state()).await?;
            let reason = reason_of(&run.plan);
            let id = Uuid::of(&plan);
            match asked(&walk, &id) {
                Some(request) => request,
                None => ask(ledger, &person, demand(desk, id, wish, reason)).await?,
            }
        }
    };
    let started = say_start(ledger, &walk, plan, request.clone(), wish).await;
    started.map_err(|error| not_started(ledger, &request, &error))?;
    told(desk);
    Ok(())
}

async fn say_start(
    ledger: &Ledger,
    walk: &Walk,
    plan: Hash,
    request: Hash,
    wish: &RecordedWish,
) -> Result<(), EngineError> {
    let speaker = ledger.runner(walk.state(), Kind::Start).await?;
    let verdicts = wish.verdicts.clone();
    ledger.lease(&speaker, plan, request, verdicts).await?;
    Ok(())
}

/// The message of what failed says that nothing was changed; the request, which
/// may have been signed a moment ago, is there.
fn not_started(ledger: &Ledger, request: &Hash, error: &EngineError) -> EngineError {
    let seen = ledger.seen();
    let Some(entry) = seen.state().number_of(request) else {
        return error.clone();
    };
    EngineError::NotStarted {
        entry,
        code: error.code(),
        causes: error.to_wire("").detail,
    }
}

/// Records how a run ended. Does nothing without a ledger, before the end,
/// and when it is recorded already; answers whether it recorded anything.
///
/// # Errors
/// When the ledger cannot be written; the run has ended all the same.
pub(super) async fn end(desk: &Desk, run: &Run) -> Result<bool, EngineError> {
    let Some((ledger, wish)) = escorted(desk, &run.plan) else {
        return Ok(false);
    };
    let outcome = match run.state {
        RunState::Succeeded => "succeeded",
        RunState::Failed | RunState::Conflict => "failed",
        RunState::Cancelled => "cancelled",
        RunState::Running | RunState::Interrupted => return Ok(false),
    };
    let walk = match ledger.refresh().await {
        Err(_) if goes_without(ledger, wish) => return Ok(false),
        answer => answer?,
    };
    let Some(start) = open_start(&walk, &run.plan.hash()) else {
        return afterwards::adopt(desk, run).await;
    };
    let hash = walk.state().records()[start.number].hash.clone();
    let speaker = ledger.runner(walk.state(), Kind::Finish).await?;
    let ended = run.ended_at.unwrap_or_else(|| desk.now());
    let observed = observed(run, wish);
    let steps = run
        .steps
        .iter()
        .enumerate()
        .map(|(number, step)| FinishedStep {
            at: Moment::of(step.ended_at.unwrap_or(ended)),
            id: number.to_string(),
            outcome: step_word(step.state).to_owned(),
        });
    let body = Body::Finish(Finish {
        observed,
        outcome: outcome.to_owned(),
        start: hash,
        steps: steps.collect(),
    });
    let said = ledger.say(&speaker, &Words::of(body), None).await;
    if said.is_err() && open_start(&ledger.seen(), &run.plan.hash()).is_none() {
        // Of several who saw it end, another one was faster.
        return Ok(false);
    }
    said?;
    told(desk);
    Ok(true)
}

/// Why it was asked for, as whoever planned it said.
pub(super) fn reason_of(plan: &Plan) -> Option<String> {
    let given = match &plan.intent {
        Intent::Promote(intent) => intent.reason.clone(),
        Intent::Rollback(intent) => intent.reason.clone(),
        Intent::Umbrella(intent) => intent.reason.clone(),
        _ => None,
    };
    given.filter(|reason| !reason.trim().is_empty())
}

/// What is there in the end: the version, or that of each service that was
/// moved; nothing of what was not.
fn observed(run: &Run, wish: &RecordedWish) -> Carried {
    if let [only] = wish.items.as_slice() {
        let version = ("version".to_owned(), only.version.clone().into());
        return is_there(run).then_some(version).into_iter().collect();
    }
    let early = after_failure(run);
    let is_moved = |item: &&Item| {
        let moved = early.as_ref().map(|early| &early.moved);
        moved.map_or(run.state == RunState::Succeeded, |moved| {
            moved.iter().any(|one| one.as_str() == item.service)
        })
    };
    let there = wish.items.iter().filter(is_moved);
    there
        .map(|item| (item.service.clone(), item.version.clone().into()))
        .collect()
}

/// Whether a run brought the one version it is about.
fn is_there(run: &Run) -> bool {
    let mut steps = run.plan.steps.iter().zip(&run.steps);
    run.state == RunState::Succeeded
        || steps.any(|(step, record)| step.action.writes() && record.state.is_made())
}

/// The request that a run which was killed had written already.
fn asked(walk: &Walk, id: &Uuid) -> Option<Hash> {
    let state = walk.state();
    let mut requests = state.requests().values();
    let found = requests.find(|request| request.body.id == *id)?;
    Some(state.records()[found.number].hash.clone())
}

/// Asks for what a plan brings; answers the hash of the request's entry.
async fn ask(ledger: &Ledger, speaker: &Speaker, demand: Request) -> Result<Hash, EngineError> {
    let body = Body::Request(demand);
    let words = Words::within(ledger.seen().state(), body);
    let number = ledger.say(speaker, &words, None).await?;
    ledger.hash_of(number)
}

/// The body of a request for what a plan brings.
pub(super) fn demand(
    desk: &Desk,
    id: Uuid,
    wish: &RecordedWish,
    reason: Option<String>,
) -> Request {
    Request {
        direction: if wish.rollback { "rollback" } else { "promote" }.to_owned(),
        expires: Moment::of(desk.now()).plus(OPEN),
        flags: (!wish.flags.is_empty()).then(|| wish.flags.clone()),
        from: None,
        id,
        items: wish.items.clone(),
        lane: wish.lane.clone(),
        reason,
        strategy: None,
        to: wish.to.clone(),
    }
}

/// What a plan brings in the ledger's terms; nothing while none has begun.
pub(super) fn recorded(desk: &Desk, wish: &Wish<'_>, verdicts: &[Verdict]) -> Option<RecordedWish> {
    let says = deployment::recorded(desk, wish)?;
    Some(RecordedWish {
        items: wish.items()?,
        to: wish.environment.name.to_string(),
        rollback: wish.rollback,
        lane: wish.lane.map(str::to_owned),
        flags: raised::names(&says),
        request: says.request,
        verdicts: verdicts.iter().map(recorded_verdict).collect(),
        unreached: says.unreached,
    })
}

/// What a set brings in the ledger's terms, with what each gate said of each
/// member; nothing while no ledger has begun.
pub(super) fn recorded_set<'a>(
    desk: &Desk,
    wish: &ItemWish<'_>,
    gates: impl Iterator<Item = (&'a ServiceName, &'a [Verdict])>,
) -> Option<RecordedWish> {
    let says = deployment::recorded_of(desk, wish)?;
    let verdicts = gates.flat_map(|(service, verdicts)| {
        verdicts.iter().map(move |verdict| {
            let mut recorded = recorded_verdict(verdict);
            let service = service.to_string().into();
            recorded.inputs.insert("service".to_owned(), service);
            recorded
        })
    });
    Some(RecordedWish {
        items: wish.items.to_vec(),
        to: wish.to.to_owned(),
        rollback: wish.rollback,
        lane: wish.lane.map(str::to_owned),
        flags: raised::names(&says),
        request: says.request,
        verdicts: verdicts.collect(),
        unreached: says.unreached,
    })
}

/// A verdict as it goes into the ledger, with everything it judged.
fn recorded_verdict(verdict: &Verdict) -> RecordedVerdict {
    let word = |value: Option<Value>| {
        let text = value
            .as_ref()
            .and_then(|value| value.as_str().map(str::to_owned));
        text.unwrap_or_default()
    };
    let gate = word(serde_json::to_value(verdict.gate).ok());
    let answer = serde_json::to_value(&verdict.answer).ok();
    RecordedVerdict {
        evidence: vec![verdict.reason.clone()],
        gate,
        inputs: inputs(&verdict.evidence),
        verdict: word(answer.and_then(|answer| answer.get("answer").cloned())),
    }
}

/// What was judged, by its names; what was seen several times under one name,
/// as windows are, is a list.
fn inputs(evidence: &[Evidence]) -> Carried {
    let mut inputs = Carried::new();
    for one in evidence {
        let value = Value::from(one.value.clone());
        match inputs.entry(ascii(&one.name)) {
            Entry::Vacant(free) => drop(free.insert(value)),
            Entry::Occupied(mut taken) => match taken.get_mut() {
                Value::Array(several) => several.push(value),
                first => *first = Value::Array(vec![first.take(), value]),
            },
        }
    }
    inputs
}

/// A member's name holds printable ASCII only.
fn ascii(name: &str) -> String {
    let fits = |sign: char| {
        if (' '..='~').contains(&sign) {
            sign
        } else {
            '?'
        }
    };
    name.chars().map(fits).collect()
}

fn escorted<'a>(desk: &'a Desk, plan: &'a Plan) -> Option<(&'a Ledger, &'a RecordedWish)> {
    Some((desk.begun_ledger()?, plan.recorded.as_ref()?))
}

/// The start of a plan that has no end yet.
pub(super) fn open_start<'a>(walk: &'a Walk, plan: &Hash) -> Option<&'a StartState> {
    starts_of(walk, plan).find(|start| start.finished.is_none())
}

/// Whether a plan was started and came to an end: of two who continue a run,
/// the slower one may still have seen it open.
fn has_ended(walk: &Walk, plan: &Hash) -> bool {
    let newest = starts_of(walk, plan).next();
    newest.is_some_and(|start| start.finished.is_some())
}

/// The starts of a plan, the newest first.
fn starts_of<'a>(walk: &'a Walk, plan: &Hash) -> impl Iterator<Item = &'a StartState> {
    let starts = walk.state().starts().values().rev();
    starts.filter(move |start| &start.body.plan == plan)
}

const fn step_word(state: StepState) -> &'static str {
    match state {
        StepState::Done => "done",
        StepState::AlreadyDone => "already-done",
        StepState::Skipped => "skipped",
        StepState::Failed => "failed",
        _ => "open",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_that_was_judged_is_recorded_whatever_it_is_called() {
        let seen = [("window", "MON"), ("zone é", "UTC"), ("window", "TUE")];
        let more = [("window", "WED")];
        let evidence = seen.iter().chain(&more).map(|(name, value)| Evidence {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        });
        let recorded = inputs(&evidence.collect::<Vec<_>>());
        let expected = json!({ "window": ["MON", "TUE", "WED"], "zone ?": "UTC" });
        assert_eq!(Value::from(recorded), expected);
    }
}
