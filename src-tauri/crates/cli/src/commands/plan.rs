//! From a plan to its run: show, confirm, drive.

use super::Ended;
use crate::Exit;
use crate::confirm::{Answer, Ways, confirm};
use crate::out::Out;
use crate::passphrase;
use crate::session::{told, usage};
use crate::text;
use crate::words::Shared;
use lockkeeper_contract::{PlanOutcome, PlanText, RunView};
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::{promotion, runs};

/// Shows a plan, asks for a yes, and drives the run to its end. `named` is
/// the version the user wrote, which counts as typed.
pub async fn go(
    desk: &Desk,
    shared: &Shared,
    outcome: &PlanOutcome,
    named: Option<&str>,
    out: &mut Out,
) -> Ended {
    let plan = match outcome {
        PlanOutcome::Planned { plan } => plan,
        PlanOutcome::Refused { refusals } => {
            if out.is_json() {
                out.document(outcome);
            }
            out.refusals(refusals);
            return Ok(Exit::of_refusals(refusals));
        }
    };
    if !(out.is_json() && shared.yes) {
        out.answer(outcome, || text::plan(plan));
    }
    let ways = Ways {
        yes: shared.yes,
        dry_run: shared.dry_run,
        named,
    };
    match confirm(plan, ways, out) {
        Answer::Look => Ok(Exit::Done),
        Answer::Go(typed) => drive(desk, plan, typed.as_deref(), out).await,
        Answer::No => {
            out.aside("Nothing was done.");
            Ok(Exit::Refused)
        }
        // Nothing was answered yet, and an answer in JSON is one document.
        Answer::Missing(why) if out.is_json() && shared.yes => {
            Err(usage(format!("{why}. Nothing was done.")))
        }
        Answer::Missing(why) => {
            out.aside(format!("lockkeeper: {why}. Nothing was done."));
            Ok(Exit::Usage)
        }
    }
}

async fn drive(desk: &Desk, plan: &PlanText, typed: Option<&str>, out: &mut Out) -> Ended {
    let mut started = promotion::start_or_replan(desk, &plan.id, typed).await;
    let mut _open_until_the_end = None;
    if let Err(error) = started {
        _open_until_the_end = passphrase::open_after(desk, error).await?;
        started = promotion::start_or_replan(desk, &plan.id, typed).await;
    }
    let started = started.map_err(|error| told(&error))?;
    let run = runs::drive(desk, &started.id.as_str().into())
        .await
        .map_err(|error| told(&error))?;
    Ok(show(&run, out))
}

/// Shows a run, and ends as it did.
pub fn show(run: &RunView, out: &mut Out) -> Exit {
    out.answer(run, || text::run(run));
    exit_of(run.state)
}

/// How a command ends whose run stands so.
pub const fn exit_of(state: RunState) -> Exit {
    match state {
        RunState::Succeeded | RunState::Running => Exit::Done,
        RunState::Conflict => Exit::Conflict,
        RunState::Cancelled => Exit::Refused,
        RunState::Failed | RunState::Interrupted => Exit::Cannot,
    }
}
