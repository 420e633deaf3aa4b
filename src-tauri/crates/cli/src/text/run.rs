//! Runs and their steps.

use lockkeeper_contract::{RunStepView, RunView};
use lockkeeper_domain::run::StepState;

/// A run with its steps.
pub fn run(view: &RunView) -> String {
    let mut lines = vec![format!("{}  {}  {}", view.id, view.title, view.line)];
    lines.extend(view.steps.iter().map(step));
    lines.extend(view.set.as_ref().map(super::umbrella::set_end));
    lines.join("\n")
}

/// One line a run.
pub fn runs(views: &[RunView]) -> String {
    if views.is_empty() {
        return "Nothing was run yet.".to_owned();
    }
    let lines = views.iter().map(|view| {
        format!(
            "{}  {}  {}  {}",
            view.id, view.started_at, view.title, view.line
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A step with its mark and what happened.
fn step(step: &RunStepView) -> String {
    let mark = match step.state {
        StepState::Pending => "·",
        StepState::Started | StepState::Waiting => "→",
        StepState::Done => "✓",
        StepState::AlreadyDone => "=",
        StepState::Skipped => "-",
        StepState::Failed => "✗",
        StepState::Conflict => "≠",
    };
    let what = if step.line.is_empty() {
        &step.title
    } else {
        &step.line
    };
    format!("  {mark} {}. {what}", step.number + 1)
}
