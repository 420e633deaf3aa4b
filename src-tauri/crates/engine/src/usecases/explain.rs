//! What each gate says, said and would say: of a version on its way, of a
//! request, of a run that began.

use super::decisions::named;
use super::deployment::{Wish, entered, reached, verdicts_by, verdicts_with};
use super::promotion::{ALONE, fresh, lane_of, sighted};
use super::{lane, pick, raised};
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::ledger::Ledger;
use crate::observe::with_signature;
use jiff::Timestamp;
use lockkeeper_domain::gates::{
    Asked, Evidence, GateFacts, Recorded, Verdict, evaluate, replay, rests_on_ledger,
};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::ledger::{Hash, Moment, RequestState, StartState, State, Walk};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::snapshot::{Build, Snapshot};
use lockkeeper_domain::version::Version;
use std::sync::Arc;

/// What each gate says to a version in an environment, now or at another time:
/// by the rules and the entries of then.
///
/// # Errors
/// When the service, the environment or the version does not exist, when the
/// version may not take the lane of the intent, or when this version of the
/// program cannot read the rules of then.
pub async fn explain(
    desk: &Desk,
    intent: &PromoteIntent,
    at: Option<Timestamp>,
) -> Result<Vec<Verdict>, EngineError> {
    let (service, environment) = (
        desk.service(&intent.service)?,
        desk.environment(&intent.to)?,
    );
    let (snapshot, build) = sighted(desk, service, environment, intent).await?;
    usable(desk, &snapshot, service, &build, at)?;
    let at = at.unwrap_or_else(|| desk.now());
    let (desk, walk) = &then(desk, at).await?;
    let service = desk.service(&intent.service)?;
    let environment = desk.environment(&intent.to)?;
    let to = (service, environment);
    let named = lane_of(desk, to, &build, intent, &ALONE);
    let entry = lane::entry(desk, &snapshot, to, &build, named.as_deref()).await?;
    if !entry.refusals.is_empty() {
        return Err(EngineError::Refused {
            refusals: entry.refusals,
        });
    }
    let wish = Wish {
        service,
        environment: &entry.environment,
        build: &build,
        rollback: false,
        lane: entry.lane.as_deref(),
        together: &[],
        ticked: None,
        flags: &intent.flags,
    };
    raised::check(desk, &wish)?;
    let snapshot = with_signature(desk, &snapshot, service, &build).await;
    Ok(verdicts_by(desk, walk.as_deref(), &snapshot, &wish, at))
}

/// A yanked version goes nowhere, whatever the gates say; what they said of it
/// before is told as it was.
fn usable(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    build: &Build,
    at: Option<Timestamp>,
) -> Result<(), EngineError> {
    let told = at.is_none_or(|at| at >= desk.now());
    if told && pick::facts(snapshot, service)?.is_yanked(build) {
        return Err(EngineError::refused(refused::yanked(&build.version)));
    }
    Ok(())
}

/// The same of a request, a start or an end of the ledger, by the id of the
/// request or the number or hash of the entry, and of a plan or run that the ledger knows
/// as started. What has started by then is told as it was decided, from the
/// ledger alone. Nothing where the ledger has nothing of that name.
///
/// # Errors
/// As [`explain`], and when the ledger cannot be read.
pub async fn recorded(
    desk: &Desk,
    name: &str,
    at: Option<Timestamp>,
) -> Result<Option<Vec<Verdict>>, EngineError> {
    let snapshot = fresh(desk).await?;
    let Some(ledger) = desk.begun_ledger() else {
        return Ok(None);
    };
    let walk = ledger.seen();
    let state = walk.state();
    let Some(subject) = subject(desk, state, name).await else {
        return Ok(None);
    };
    let until = at.map(Moment::of);
    let by_then = |start: &&StartState| {
        let said = state.records()[start.number].at;
        until.is_none_or(|until| said <= until)
    };
    let mut newest_first = state.starts().values().rev().filter(by_then);
    let start = newest_first.find(|start| match &subject {
        Subject::Plan(plan) => &start.body.plan == plan,
        Subject::Request(request) => start.request == *request,
        Subject::Start(number) => start.number == *number,
    });
    match (start, subject) {
        (Some(start), _) => decided(desk, ledger, state, start).await.map(Some),
        (None, Subject::Request(request)) => {
            let request = &state.requests()[&request];
            asked(desk, &snapshot, request, at).await.map(Some)
        }
        (None, Subject::Plan(_) | Subject::Start(_)) => Ok(None),
    }
}

/// What a name stands for.
enum Subject {
    /// A plan, by its hash.
    Plan(Hash),
    /// The number of a request.
    Request(usize),
    /// The number of a start.
    Start(usize),
}

async fn subject(desk: &Desk, state: &State, name: &str) -> Option<Subject> {
    let journal = &desk.ports.journal;
    if let Ok(plan) = journal.plan(&name.into()).await {
        return Some(Subject::Plan(plan.hash()));
    }
    if let Ok(run) = journal.run(&name.into()).await {
        return Some(Subject::Plan(run.plan.hash()));
    }
    let (number, _) = named(state, name).ok()?;
    if state.requests().contains_key(&number) {
        return Some(Subject::Request(number));
    }
    let ended = || {
        let mut starts = state.starts().values();
        starts.find(|start| start.finished == Some(number))
    };
    let start = state.starts().get(&number).or_else(ended)?;
    Some(Subject::Start(start.number))
}

/// The desk and the ledger as they were at a moment: none before it began.
async fn then(desk: &Desk, at: Timestamp) -> Result<(Desk, Option<Arc<Walk>>), EngineError> {
    let walk = match desk.begun_ledger() {
        Some(ledger) => Some(ledger.as_it_was(at).await?),
        None => None,
    };
    // Before its first entry there was no ledger.
    let walk = walk.filter(|walk| !walk.is_empty());
    let desk = match walk.as_deref() {
        Some(walk) => judging_by(desk, walk).map_err(EngineError::refused)?,
        None => desk.clone(),
    };
    Ok((desk, walk))
}

/// The desk as it judges by the rules that were in force at the end of a walk.
fn judging_by(desk: &Desk, walk: &Walk) -> Result<Desk, Refusal> {
    let now = desk.walk();
    let now = now.as_deref().and_then(|walk| walk.state().rules());
    let rules = walk.state().rules();
    let Some(rules) = rules.filter(|rules| now.is_none_or(|now| now.hash() != rules.hash())) else {
        return Ok(desk.clone());
    };
    let policy = desk.ports.rulebook.policy(rules.value());
    let policy = policy.map_err(refused::rules_unread)?;
    Ok(desk.clone().judging_by(policy))
}

/// A decision as it was recorded, each gate that the ledger alone can judge
/// judged again by what it held before.
async fn decided(
    desk: &Desk,
    ledger: &Ledger,
    state: &State,
    start: &StartState,
) -> Result<Vec<Verdict>, EngineError> {
    let before = ledger.before(start.number).await?;
    let request = &state.requests()[&start.request];
    let record = &state.records()[start.number];
    let at = record.at.timestamp();
    let (again, unread) = match judging_by(desk, &before) {
        Ok(desk) => (by_ledger_alone(&desk, &before, request, at), None),
        Err(refusal) => (Vec::new(), Some(refusal.text)),
    };
    let mut verdicts = replay(&start.body.verdicts, &again);
    for verdict in &mut verdicts {
        let told = format!("entry {} by {}, {}", start.number, start.by, record.at);
        verdict.evidence.push(Evidence::new("recorded in", told));
        let unread = unread.as_ref().filter(|_| rests_on_ledger(verdict.gate));
        verdict
            .evidence
            .extend(unread.map(|why| Evidence::new("judged again", why)));
    }
    Ok(verdicts)
}

/// What the ledger says without any fact of the outside.
fn by_ledger_alone(
    desk: &Desk,
    before: &Walk,
    request: &RequestState,
    at: Timestamp,
) -> Vec<Verdict> {
    let body = &request.body;
    let environment = entered(desk, body);
    let build = body.items.first().and_then(build_of);
    let (Some(environment), Some(build)) = (environment, build) else {
        return Vec::new();
    };
    let recorded = Recorded::of_request(before.state(), request, Moment::of(at));
    let mut verdicts = evaluate(&Asked {
        environment: &environment,
        candidate: &build,
        rollback: body.is_rollback(),
        facts: GateFacts {
            recorded: Some(&recorded),
            ..GateFacts::default()
        },
        at,
        zone: &desk.zone,
    });
    verdicts.retain(|verdict| rests_on_ledger(verdict.gate));
    verdicts
}

/// What each gate says to a request that nobody has started by then. What is
/// said of one of several services names it.
async fn asked(
    desk: &Desk,
    snapshot: &Snapshot,
    request: &RequestState,
    when: Option<Timestamp>,
) -> Result<Vec<Verdict>, EngineError> {
    let at = when.unwrap_or_else(|| desk.now());
    let (desk, walk) = &then(desk, at).await?;
    let recorded = walk.as_deref().map(|walk| {
        let says = Recorded::of_request(walk.state(), request, Moment::of(at));
        reached(desk, says, request.body.is_rollback())
    });
    let request = &*request.body;
    let environment = entered(desk, request);
    let environment = environment.ok_or_else(|| unknown("environment", &request.to))?;
    let mut verdicts: Vec<Verdict> = Vec::new();
    for item in &request.items {
        let service = desk.service(&item.service.as_str().into())?;
        let facts = pick::facts(snapshot, service)?;
        let found = pick::build_of_commit(facts, &Oid::new(item.commit.as_str()));
        let build = found.or_else(|| build_of(item));
        let build = build.ok_or_else(|| unknown("release", &item.version))?;
        if !request.is_rollback() {
            usable(desk, snapshot, service, &build, when)?;
        }
        let wish = Wish {
            service,
            environment: &environment,
            build: &build,
            rollback: request.is_rollback(),
            lane: request.lane.as_deref(),
            together: &request.items,
            ticked: None,
            flags: request.flags.as_deref().unwrap_or_default(),
        };
        let snapshot = with_signature(desk, snapshot, service, &build).await;
        let ledger = (walk.as_deref(), recorded.as_ref());
        for mut verdict in verdicts_with(desk, ledger, &snapshot, &wish, at) {
            if verdicts.contains(&verdict) {
                continue;
            }
            if request.items.len() > 1 && !rests_on_ledger(verdict.gate) {
                verdict
                    .evidence
                    .push(Evidence::new("service", &item.service));
            }
            verdicts.push(verdict);
        }
    }
    Ok(verdicts)
}

/// An item as a build, for whoever has no facts about it.
fn build_of(item: &Item) -> Option<Build> {
    Some(Build {
        version: Version::parse(&item.version).ok()?,
        commit: Oid::new(item.commit.as_str()),
        tag: item.tag.as_deref().map(Into::into),
    })
}
