//! A run as it is shown.

use crate::resume::offers;
use jiff::Timestamp;
use lockkeeper_contract::{RunStepView, RunView, SetEndView, SetOffer};
use lockkeeper_domain::intent::UmbrellaIntent;
use lockkeeper_domain::plan::{
    AfterFailure, PlanKind, StepText, Subject, after_failure, describe, umbrella_command,
};
use lockkeeper_domain::run::{Run, RunState, StepRecord, StepState};

/// A run as it is shown. Its state is shown as it stands; `Executor::look`
/// says first whether its worker is gone.
#[must_use]
pub fn view(run: &Run) -> RunView {
    let text = describe(&run.plan);
    let offers = offers(run);
    let steps = text.steps.into_iter().zip(&run.steps);
    RunView {
        id: run.id.to_string(),
        kind: run.plan.kind,
        subject: run.plan.subject.clone(),
        title: text.title,
        state: run.state,
        line: line(run),
        started_at: run.started_at.to_string(),
        ended_at: run.ended_at.map(|at| at.to_string()),
        by: run.by.clone(),
        steps: steps.map(|(text, record)| step(text, record)).collect(),
        can_cancel: offers.cancel,
        can_continue: offers.go_on,
        can_undo: offers.undo,
        can_replan: offers.replan,
        set: after_failure(run).map(set_end),
        after: None,
    }
}

fn step(text: StepText, record: &StepRecord) -> RunStepView {
    RunStepView {
        number: text.number,
        title: text.title,
        command: text.command,
        state: record.state,
        line: record.line.clone(),
        started_at: record.started_at.map(|at| at.to_string()),
        elapsed_ms: elapsed_ms(record.started_at, record.ended_at),
    }
}

fn elapsed_ms(from: Option<Timestamp>, until: Option<Timestamp>) -> Option<u64> {
    let elapsed = until?.duration_since(from?);
    u64::try_from(elapsed.as_millis()).ok()
}

/// The state as a sentence.
fn line(run: &Run) -> String {
    let (done, all) = (settled(run), run.steps.len());
    let stopped_at = || {
        let open = run.steps.iter().find(|r| !r.state.is_settled());
        let line = open.map(|record| record.line.as_str());
        line.filter(|l| !l.is_empty()).map(|l| format!(" {l}"))
    };
    let why = stopped_at().unwrap_or_default();
    match run.state {
        RunState::Running => match run.steps.iter().find(|r| r.state == StepState::Waiting) {
            Some(record) => format!("Waiting. {}", record.line),
            None => format!("Working: {done} of {all} steps are done."),
        },
        RunState::Interrupted => {
            format!("Stopped after {done} of {all} steps; it can be continued.{why}")
        }
        RunState::Succeeded => "Done.".to_owned(),
        RunState::Failed => format!("Failed after {done} of {all} steps.{why}"),
        RunState::Conflict => {
            let next = again(run).or_else(|| taken_back(run));
            let next = next.unwrap_or_else(|| "plan again".to_owned());
            format!("Stopped after {done} of {all} steps, because the world changed: {next}.{why}")
        }
        RunState::Cancelled => {
            let next = taken_back(run).map(|next| format!(" To begin anew, {next}."));
            format!(
                "Cancelled after {done} of {all} steps.{}",
                next.unwrap_or_default()
            )
        }
    }
}

/// How an operation on a branch is gone on with that ended before its end, as
/// a clause; nothing where it is no such operation, or did not end so.
pub(crate) fn again(run: &Run) -> Option<String> {
    let ended_early = matches!(run.state, RunState::Conflict | RunState::Failed);
    let Subject::Branch(about) = &run.plan.subject else {
        return None;
    };
    if !ended_early {
        return None;
    }
    let (act, branch) = (&about.act, &about.branch);
    let planned = match act.as_str() {
        "finish" | "update" | "publish" | "delete" => {
            format!("plan again with `lockkeeper flow {act} {branch}`")
        }
        _ => "plan again".to_owned(),
    };
    Some(match settled(run) {
        0 => planned,
        _ => format!("{planned}, or take back what was done with `lockkeeper flow undo`"),
    })
}

/// How a release that made its commit and tag and pushed neither is begun
/// anew, as a clause: there is nothing to release while they are here.
fn taken_back(run: &Run) -> Option<String> {
    let about = run.plan.subject.versioned()?;
    let stands = run.plan.kind == PlanKind::Cut && offers(run).undo;
    stands.then(|| {
        format!(
            "take it back with `lockkeeper release withdraw {}@{}`, for nothing was pushed, and \
             plan again",
            about.service, about.version
        )
    })
}

fn settled(run: &Run) -> usize {
    run.steps.iter().filter(|r| r.state.is_settled()).count()
}

/// What can be done after a set ended early.
fn set_end(after: AfterFailure) -> SetEndView {
    SetEndView {
        moved: after.moved.iter().map(ToString::to_string).collect(),
        failed: after.failed.map(|service| service.to_string()),
        without: offer(after.without),
        back: offer(after.back),
    }
}

fn offer(found: Result<UmbrellaIntent, String>) -> SetOffer {
    match found {
        Ok(intent) => SetOffer {
            command: umbrella_command(&intent),
            intent: Some(intent),
            against: None,
        },
        Err(why) => SetOffer {
            intent: None,
            against: Some(why),
            command: String::new(),
        },
    }
}
