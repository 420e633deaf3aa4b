//! Plans, refusals and verdicts.

use lockkeeper_contract::{AlreadyLive, PlanOutcome, PlanText, PromotionView, Refusal};
use lockkeeper_domain::gates::{Answer, Verdict};

/// What a person confirms.
pub fn plan(plan: &PlanText) -> String {
    let mut lines = vec![plan.title.clone()];
    for step in &plan.steps {
        lines.push(format!("  {}. {}", step.number + 1, step.title));
        lines.extend(
            step.command
                .iter()
                .map(|command| format!("       $ {command}")),
        );
        lines.extend(step.lines.iter().map(|line| format!("       {line}")));
    }
    for note in &plan.notes {
        lines.push(format!("  ! {}", note.text));
        lines.extend(note.lines.iter().map(|line| format!("       {line}")));
    }
    lines.push(format!("  plan {}", plan.id));
    lines.join("\n")
}

/// A plan, or all the reasons why there is none.
pub fn outcome(outcome: &PlanOutcome) -> String {
    match outcome {
        PlanOutcome::Planned { plan: text } => plan(text),
        PlanOutcome::Refused { refusals } => {
            refusals.iter().map(refusal).collect::<Vec<_>>().join("\n")
        }
    }
}

fn refusal(refusal: &Refusal) -> String {
    let mut lines = vec![format!("✗ {}", refusal.text)];
    lines.extend(refusal.lines.iter().map(|line| format!("    {line}")));
    lines.extend(refusal.hint.iter().map(|hint| format!("  → {hint}")));
    lines.join("\n")
}

/// That a version is where it was to be brought, and where it could go instead.
pub fn already(view: &PromotionView, live: &AlreadyLive) -> String {
    let (service, version) = (&view.service, &view.what.to);
    let mut lines = vec![format!(
        "{service} {version} is live in {} since {}, brought by {}.",
        view.environment, live.since, live.by
    )];
    lines.extend(
        live.next
            .iter()
            .map(|next| format!("  → lockkeeper promote {service}@{version} --to {next}")),
    );
    lines.join("\n")
}

/// What each gate answers, with its evidence.
pub fn verdicts(verdicts: &[Verdict]) -> String {
    if verdicts.is_empty() {
        return "The policy asks for no gate here.".to_owned();
    }
    let mut lines = Vec::new();
    for verdict in verdicts {
        lines.push(format!(
            "{} {}: {}",
            mark(&verdict.answer),
            verdict.title,
            verdict.reason
        ));
        for evidence in &verdict.evidence {
            lines.push(format!("    {} = {}", evidence.name, evidence.value));
        }
    }
    lines.join("\n")
}

const fn mark(answer: &Answer) -> &'static str {
    match answer {
        Answer::Pass => "✓",
        Answer::Wait { .. } => "…",
        Answer::Fail => "✗",
        Answer::Unknown => "?",
    }
}
