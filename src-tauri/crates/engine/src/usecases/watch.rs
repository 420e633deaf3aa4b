//! Promotion without a hand, while somebody watches.

use super::deployment::way;
use super::{owed, promotion, runs};
use crate::desk::Desk;
use crate::error::{EngineError, ErrorCode};
use crate::observe::observe;
use lockkeeper_contract::{PlanOutcome, RunView};
use lockkeeper_domain::board::candidate;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Fact, PlaceFacts, Snapshot};

/// Looks once: records the ends of runs that the ledger was out of reach for,
/// and brings to each environment with `auto` what wants to enter it and may.
/// Returns the runs that were made.
///
/// # Errors
/// When the journal cannot be used; a promotion that is refused, held by
/// another run or fails is no error and keeps no other one from coming: the
/// next look tries again.
pub async fn watch_once(desk: &Desk) -> Result<Vec<RunView>, EngineError> {
    owed::record(desk).await;
    observe(desk, true).await?;
    let mut made = Vec::new();
    let environments = desk.workspace.environments.iter();
    for environment in environments.filter(|e| e.auto.is_some()) {
        for service in desk.workspace.services.values() {
            match bring(desk, service, environment).await {
                Ok(run) => made.extend(run),
                Err(error) if is_of_the_journal(&error) => return Err(error),
                Err(error) => {
                    let (service, environment) = (&service.name, &environment.name);
                    tracing::warn!(%service, %environment, %error, "nothing was brought");
                }
            }
        }
    }
    Ok(made)
}

/// Brings what is due, on what was seen last: a run before has looked again.
async fn bring(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
) -> Result<Option<RunView>, EngineError> {
    let snapshot = desk.seen().snapshot;
    let Some(intent) = due(desk, &snapshot, service, environment) else {
        return Ok(None);
    };
    let outcome = promotion::plan_automatic(desk, &snapshot, &intent).await?;
    // Where a person has to type something, a person has to be there.
    let plan = match outcome {
        PlanOutcome::Planned { plan } if plan.typed.is_none() => plan,
        _ => return Ok(None),
    };
    let run = runs::start_run(desk, &plan.id, None).await?;
    runs::drive(desk, &run.id.as_str().into()).await.map(Some)
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
    service.on.get(&environment.name)?;
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
