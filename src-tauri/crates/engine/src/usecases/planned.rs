//! From a builder's answer to what is confirmed.

use super::foresight;
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_contract::PlanOutcome;
use lockkeeper_domain::plan::{Plan, PlanNote, RecordedWish, Stamp, check, describe};
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::words;

/// The stamp of a new plan.
pub(super) fn stamp(desk: &Desk) -> Stamp {
    Stamp {
        id: desk.ports.ids.plan(),
        at: desk.now(),
    }
}

/// Ties a plan to the ledger, where there is one, and says so in it.
pub(super) fn tie(
    built: Result<Plan, Vec<Refusal>>,
    recorded: Option<RecordedWish>,
) -> Result<Plan, Vec<Refusal>> {
    built.map(|mut plan| {
        if let Some(wish) = recorded {
            plan.notes
                .extend(wish.unreached.as_deref().map(without_ledger));
            plan.notes.extend(raised(&wish.flags));
            let request = wish.request.as_ref().map_or("the request, ", |_| "");
            let text = format!("Your key signs {request}the start and the end in the ledger.");
            plan.notes.push(PlanNote::new("ledger", text));
            plan.recorded = Some(wish);
        }
        plan
    })
}

/// The flags that were raised for it: the rules asked more approvals.
fn raised(flags: &[String]) -> Option<PlanNote> {
    let text = format!("Raised in its request: {}.", words::list(flags));
    (!flags.is_empty()).then(|| PlanNote::new("raised", text))
}

/// That a rollback runs although nobody can write it down now.
fn without_ledger(why: &str) -> PlanNote {
    let text = "The ledger cannot be reached. This rollback runs without being recorded, and \
                approvals, freezes and runs of other people that are newer than the last look \
                are not known.";
    let lines = vec![
        format!("The control repository: {why}."),
        "When it answers again, your key signs what runs as adopted, and a second person has to \
         confirm it."
            .to_owned(),
    ];
    PlanNote::new("ledger-unreached", text).lines(lines)
}

/// Checks a plan again, keeps it, and describes it; or hands the refusals on.
pub(super) async fn keep(
    desk: &Desk,
    built: Result<Plan, Vec<Refusal>>,
) -> Result<PlanOutcome, EngineError> {
    let plan = match built {
        Ok(plan) => plan,
        Err(refusals) => return Ok(PlanOutcome::Refused { refusals }),
    };
    let flaws = check(&plan);
    if !flaws.is_empty() {
        tracing::error!(?flaws, plan = %plan.id, "a plan with flaws was built and is refused");
        let lines = flaws.iter().map(|flaw| format!("{flaw:?}")).collect();
        return Ok(PlanOutcome::Refused {
            refusals: vec![refused::flawed().lines(lines)],
        });
    }
    let refusals = foresight::refusals(desk, &plan).await;
    if !refusals.is_empty() {
        return Ok(PlanOutcome::Refused { refusals });
    }
    let kept = desk.ports.journal.keep_plan(&plan).await;
    kept.map_err(EngineError::journal("keep the plan"))?;
    Ok(PlanOutcome::Planned {
        plan: Box::new(describe(&plan)),
    })
}
