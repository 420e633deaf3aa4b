//! Runs and their steps.

use lockkeeper_contract::{AfterView, RunStepView, RunView, TickView};
use lockkeeper_domain::plan::{tick_command, ways_on};
use lockkeeper_domain::run::StepState;

/// A run with its steps.
pub fn run(view: &RunView) -> String {
    let mut lines = vec![format!("{}  {}  {}", view.id, view.title, view.line)];
    lines.extend(view.steps.iter().map(step));
    let ways = view.can_continue.then(|| ways_on(&view.subject, &view.id));
    lines.extend(ways.map(|ways| format!("  → {ways}.")));
    lines.extend(view.set.as_ref().map(super::umbrella::set_end));
    lines.extend(view.after.as_ref().map(after));
    lines.join("\n")
}

/// What people do afterwards, and how each line is ticked.
fn after(view: &AfterView) -> String {
    let mut lines = vec![match view.request {
        Some(_) => "To do afterwards:".to_owned(),
        None => "To do afterwards; there is no ledger that would keep what was done:".to_owned(),
    }];
    for line in &view.lines {
        let tick = view.ticks.iter().find(|tick| &tick.line == line);
        let how = view
            .request
            .map(|request| tick_command(&request.to_string(), line));
        lines.push(match (tick, how) {
            (Some(tick), _) => ticked(tick),
            (None, Some(how)) => format!("  ☐ {line}: {how}"),
            (None, None) => format!("  ☐ {line}"),
        });
    }
    lines.join("\n")
}

/// A line that somebody ticked.
fn ticked(tick: &TickView) -> String {
    let TickView {
        line, by, number, ..
    } = tick;
    format!("  ✓ {line}: ticked by {by} in entry {number}")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn left(request: Option<u32>) -> String {
        let tick = TickView {
            line: "Support informed".into(),
            by: "lee".into(),
            at: "2026-11-22T10:00:00Z".into(),
            number: 31,
        };
        after(&AfterView {
            request,
            lines: vec!["Alarms watched".into(), "Support informed".into()],
            ticks: request.map(|_| tick).into_iter().collect(),
        })
    }

    #[test]
    fn what_is_left_to_do_is_named_with_the_command_that_ticks_it() {
        let text = "To do afterwards:\n  \
             ☐ Alarms watched: lockkeeper tick 29 'Alarms watched'\n  \
             ✓ Support informed: ticked by lee in entry 31";
        assert_eq!(left(Some(29)), text);
    }

    #[test]
    fn without_a_ledger_it_is_said_that_nothing_keeps_it() {
        let text = "To do afterwards; there is no ledger that would keep what was done:\n  \
             ☐ Alarms watched\n  ☐ Support informed";
        assert_eq!(left(None), text);
    }
}
