//! Bringing an earlier version back.

use super::super::deployment::{Wish, here, verdicts};
use super::super::destination::{Coming, destination};
use super::super::{escort, pick, planned};
use super::{PATIENCE, fresh, observed_at, view};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::between;
use lockkeeper_contract::PromotionView;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::item_of;
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::intent::RollbackIntent;
use lockkeeper_domain::plan::{
    Refusal, RollbackFacts, choose_way_back, requirements, rollback as plan,
};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Build, Known, Snapshot};

/// The promotion page for a rollback.
///
/// # Errors
/// When the service or the environment does not exist.
pub async fn rollback(desk: &Desk, intent: &RollbackIntent) -> Result<PromotionView, EngineError> {
    let snapshot = fresh(desk).await?;
    let service = desk.service(&intent.service)?;
    let environment = desk.environment(&intent.within)?;
    let (facts, back) = facts(desk, &snapshot, service, environment, intent).await?;
    let built = plan(intent, &facts, &planned::stamp(desk));
    let unrecorded = back
        .as_ref()
        .and_then(|build| unrecorded(desk, service, environment, build));
    let built = match unrecorded {
        Some(refusal) => Err(vec![refusal]),
        None => built,
    };
    let recorded = back.as_ref().and_then(|build| {
        let wish = Wish {
            service,
            environment,
            build,
            rollback: true,
            lane: None,
            ticked: None,
        };
        escort::recorded(desk, &wish, &facts.verdicts)
    });
    let outcome = planned::keep(desk, planned::tie(built, recorded)).await?;
    Ok(view::rollback(desk, service, &facts, back.as_ref(), outcome).await)
}

/// A version that the ledger does not know there can be no way back.
fn unrecorded(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
    build: &Build,
) -> Option<Refusal> {
    let walk = desk.walk()?;
    let item = item_of(service, build)?;
    let known = walk.state().was_live_as(environment.name.as_str(), &item);
    known.is_none().then(|| {
        let text = format!(
            "{} was never recorded in {}, neither promoted nor adopted.",
            build.version, environment.name
        );
        let hint = "Promote a version forward, or let somebody adopt it first.";
        Refusal::new("not-recorded", text).hint(hint)
    })
}

async fn facts(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    environment: &Environment,
    intent: &RollbackIntent,
) -> Result<(RollbackFacts, Option<Build>), EngineError> {
    let now = desk.now();
    let known = pick::facts(snapshot, service)?;
    let here = here(snapshot, service, environment, now);
    let yanked: Vec<TagName> = known
        .releases
        .iter()
        .filter(|r| r.yanked)
        .map(|r| r.tag.name.clone())
        .collect();
    let seen = here.seen();
    let live = seen
        .and_then(|place| place.live())
        .and_then(|live| live.build.clone());
    let earlier = seen.and_then(|place| {
        choose_way_back(place, intent.to.as_ref(), &yanked, &environment.name).ok()
    });
    let back = earlier.and_then(|live| live.build.clone());
    let coming = earlier.map_or(Coming::Nothing, |live| Coming::Back(&live.change));
    let place = destination(desk, snapshot, service, environment, coming).await?;
    let (between, verdicts, requirements) = match &back {
        Some(build) => {
            let wish = Wish {
                service,
                environment,
                build,
                rollback: true,
                lane: None,
                ticked: None,
            };
            (
                between(desk, service, live.as_ref(), build).await,
                verdicts(desk, snapshot, &wish, now),
                requirements(
                    &desk.workspace,
                    service,
                    environment,
                    &build.version,
                    snapshot,
                ),
            )
        }
        None => (
            Known::Unknown("there is nothing to go back to".to_owned()),
            vec![],
            vec![],
        ),
    };
    let facts = RollbackFacts {
        environment: environment.clone(),
        place,
        yanked,
        between,
        verdicts,
        requirements,
        alone: desk.workspace.people.len() <= 1,
        patience: PATIENCE,
        observed_at: observed_at(snapshot, service, &here),
        here,
    };
    Ok((facts, back))
}
