//! Promotion without a hand, while somebody watches.

use super::deployment::way;
use super::{owed, promotion, runs};
use crate::desk::{Desk, Seen};
use crate::error::{EngineError, ErrorCode};
use crate::observe::observe;
use lockkeeper_contract::{PlanOutcome, RunView};
use lockkeeper_domain::board::candidate;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::ids::{EnvName, ServiceName};
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::plan::VersionSubject;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::refused;
use lockkeeper_domain::run::{Run, RunState};
use lockkeeper_domain::snapshot::{Fact, PlaceFacts, Snapshot};

/// What one look came to.
#[derive(Debug)]
pub struct Look {
    /// The runs that were made.
    pub made: Vec<RunView>,
    /// What was due and could not begin.
    pub missed: Vec<Missed>,
}

/// A promotion that was due and could not begin. The next look tries again.
#[derive(Debug)]
pub struct Missed {
    /// Of which service.
    pub service: ServiceName,
    /// To which environment.
    pub environment: EnvName,
    /// Why.
    pub error: EngineError,
}

/// Looks once: records the ends of runs that the ledger was out of reach for,
/// and brings to each environment with `auto` what wants to enter it and may.
///
/// # Errors
/// When the journal cannot be used; a promotion that cannot begin or fails is
/// no error and keeps no other one from coming.
pub async fn watch_once(desk: &Desk) -> Result<Look, EngineError> {
    owed::record(desk).await;
    observe(desk, true).await?;
    let (mut made, mut missed) = (Vec::new(), Vec::new());
    let environments = desk.workspace.environments.iter();
    for environment in environments.filter(|e| e.auto.is_some()) {
        for service in desk.workspace.services.values() {
            match bring(desk, service, environment).await {
                Ok(run) => made.extend(run),
                Err(error) if is_of_the_journal(&error) => return Err(error),
                Err(error) => missed.push(Missed {
                    service: service.name.clone(),
                    environment: environment.name.clone(),
                    error,
                }),
            }
        }
    }
    Ok(Look { made, missed })
}

/// Brings what is due, on what was seen last: a run before has looked again.
async fn bring(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
) -> Result<Option<RunView>, EngineError> {
    let Some(on) = service.on.get(&environment.name) else {
        return Ok(None);
    };
    let Seen {
        snapshot,
        unreached,
        ..
    } = desk.seen();
    let (own, there) = (&service.repo, on.target.repo());
    if let Some((repo, why)) = unreached
        .iter()
        .find(|(repo, _)| repo == own || repo == there)
    {
        return Err(EngineError::refused(refused::not_reached(repo, why)));
    }
    let Some(intent) = due(desk, &snapshot, service, environment) else {
        return Ok(None);
    };
    let outcome = promotion::plan_automatic(desk, &snapshot, &intent).await?;
    // Where a person has to type something, a person has to be there.
    let plan = match outcome {
        PlanOutcome::Planned { plan } if plan.typed.is_none() => plan,
        PlanOutcome::Refused { refusals } if has_stopped(desk, &intent).await? => {
            return Err(EngineError::Refused { refusals });
        }
        _ => return Ok(None),
    };
    let run = runs::start_run(desk, &plan.id, None).await?;
    runs::drive(desk, &run.id.as_str().into()).await.map(Some)
}

/// A run of this desktop stopped on the way there: no later look gets by it.
async fn has_stopped(desk: &Desk, intent: &PromoteIntent) -> Result<bool, EngineError> {
    let is_there = |about: &VersionSubject| {
        about.service == intent.service && about.environment.as_ref() == Some(&intent.to)
    };
    let stopped = |run: &Run| run.state == RunState::Interrupted;
    let runs = runs::recent(desk).await?;
    let mut stopped = runs.iter().filter(|run| stopped(run));
    Ok(stopped.any(|run| run.plan.subject.versions().any(is_there)))
}

const fn is_of_the_journal(error: &EngineError) -> bool {
    matches!(
        error.code(),
        ErrorCode::JournalUnavailable | ErrorCode::JournalMalformed | ErrorCode::JournalNewer
    )
}

/// What should go there by itself and does not run there yet.
fn due(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    environment: &Environment,
) -> Option<PromoteIntent> {
    let walk = desk.walk();
    let way = way(desk, snapshot, service, environment, walk.as_deref());
    let build = candidate(&way).ok()??;
    let place = snapshot.places.get(&service.name)?.get(&environment.name)?;
    let live = Fact::seen(place).and_then(PlaceFacts::live);
    if live.is_some_and(|live| live.is_build(&build)) {
        return None;
    }
    let (service, to) = (service.name.clone(), environment.name.clone());
    Some(PromoteIntent::of(service, build.version, to))
}
