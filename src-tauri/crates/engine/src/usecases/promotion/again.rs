//! Starting a plan whose facts grew old while nobody was asked anything.

use super::{promotion, rollback};
use crate::desk::Desk;
use crate::error::{EngineError, ErrorCode};
use crate::usecases::runs::start_run;
use crate::usecases::umbrella::umbrella;
use lockkeeper_contract::{PlanOutcome, RunView};
use lockkeeper_domain::ids::PlanId;
use lockkeeper_domain::intent::Intent;
use lockkeeper_domain::plan::Plan;

/// Begins the run of a confirmed plan like [`start_run`]. Where nothing but
/// the age of its facts is in the way, the same is planned again, once, on
/// fresh facts; it is started only if it says and does the same.
///
/// # Errors
/// Those of [`start_run`]; the plan stays too old when the new one differs.
pub async fn start_or_replan(
    desk: &Desk,
    plan: &PlanId,
    typed: Option<&str>,
) -> Result<RunView, EngineError> {
    let old = match start_run(desk, plan, typed).await {
        Err(error) if error.code() == ErrorCode::PlanStale => error,
        answer => return answer,
    };
    let confirmed = kept(desk, plan).await?;
    let how = match &confirmed.intent {
        Intent::Promote(intent) => promotion(desk, intent).await?.how,
        Intent::Rollback(intent) => rollback(desk, intent).await?.how,
        Intent::Umbrella(intent) => umbrella(desk, intent).await?.how,
        Intent::Cut(_) | Intent::Withdraw(_) | Intent::Yank(_) | Intent::Flow(_) => {
            return Err(old);
        }
    };
    let PlanOutcome::Planned { plan: fresh } = how else {
        return Err(old);
    };
    if !kept(desk, &fresh.id).await?.does_the_same(&confirmed) {
        return Err(old);
    }
    start_run(desk, &fresh.id, typed).await
}

async fn kept(desk: &Desk, plan: &PlanId) -> Result<Plan, EngineError> {
    let found = desk.ports.journal.plan(plan).await;
    found.map_err(|source| EngineError::OpenPlan {
        plan: plan.clone(),
        source,
    })
}
