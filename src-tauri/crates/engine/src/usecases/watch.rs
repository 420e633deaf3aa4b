//! Promotion without a hand, while somebody watches.

use super::deployment::way;
use super::{promotion, runs};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::observe;
use lockkeeper_contract::{PlanOutcome, RunView};
use lockkeeper_domain::board::candidate;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Fact, PlaceFacts, Snapshot};
use std::collections::BTreeMap;

/// Looks once, and brings to each environment with `auto` what wants to enter
/// it and may. Returns the runs that were made.
///
/// # Errors
/// When the journal cannot be used; a promotion that is refused or fails is
/// no error, the next look tries again.
pub async fn watch_once(desk: &Desk) -> Result<Vec<RunView>, EngineError> {
    let snapshot = observe(desk, true).await?;
    let mut made = Vec::new();
    for environment in desk
        .workspace
        .environments
        .iter()
        .filter(|e| e.auto.is_some())
    {
        for service in desk.workspace.services.values() {
            let Some(intent) = due(desk, &snapshot, service, environment) else {
                continue;
            };
            let outcome = promotion::plan_automatic(desk, &snapshot, &intent).await?;
            let PlanOutcome::Planned { plan } = outcome else {
                continue;
            };
            // Where a person has to type something, a person has to be there.
            if plan.typed.is_none() {
                let run = runs::start_run(desk, &plan.id, None).await?;
                made.push(runs::drive(desk, &run.id.as_str().into()).await?);
            }
        }
    }
    Ok(made)
}

/// What should go there by itself and does not run there yet.
fn due(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    environment: &Environment,
) -> Option<PromoteIntent> {
    service.on.get(&environment.name)?;
    let build = candidate(&way(desk, snapshot, service, environment)).ok()??;
    let place = snapshot.places.get(&service.name)?.get(&environment.name)?;
    let live = Fact::seen(place).and_then(PlaceFacts::live);
    if live.is_some_and(|live| live.is_build(&build)) {
        return None;
    }
    Some(PromoteIntent {
        service: service.name.clone(),
        version: Some(build.version),
        commit: None,
        to: environment.name.clone(),
        ticked: BTreeMap::new(),
        reason: None,
    })
}
