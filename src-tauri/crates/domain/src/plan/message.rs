//! Messages of the commits in environment repositories, and what they tell later.

use super::deploy::Delivery;
use crate::ids::PlanId;

/// Names the plan that made a commit.
const PLAN: &str = "Lockkeeper-Plan";
/// Marks a commit that brought an earlier version back.
const ROLLBACK: &str = "Lockkeeper-Rollback";

/// What a commit message says about where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The plan that made it.
    pub plan: PlanId,
    /// Whether it brought an earlier version back.
    pub rollback: bool,
}

/// Reads where a commit of an environment repository came from; absent when
/// it was made by hand.
#[must_use]
pub fn origin(message: &str) -> Option<Origin> {
    Some(Origin {
        plan: PlanId::new(trailer(message, PLAN)?),
        rollback: trailer(message, ROLLBACK).is_some(),
    })
}

/// A trailer stands in the last paragraph, which is never the first line.
fn trailer<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let (_, last) = message.trim_end().rsplit_once("\n\n")?;
    let mut found = last.lines().filter_map(|line| {
        let value = line.strip_prefix(name)?.strip_prefix(':')?.trim();
        (!value.is_empty()).then_some(value)
    });
    found.next()
}

/// The message the policy asks for, or ours, with the trailers below it.
/// `{service}`, `{env}`, `{version}`, `{from}`, `{tag}`, `{sha}`, `{sha7}` and
/// `{sha8}` are filled in; a rollback keeps its own first line.
pub(super) fn render_message(delivery: &Delivery<'_>, plan: &PlanId) -> String {
    let body = match &delivery.place.message {
        Some(template) if !delivery.rollback => fill(template, delivery),
        _ => ours(delivery),
    };
    let mut message = format!("{}\n\n{PLAN}: {plan}\n", body.trim_end());
    if delivery.rollback {
        message.push_str(ROLLBACK);
        message.push_str(": yes\n");
    }
    message
}

fn ours(delivery: &Delivery<'_>) -> String {
    let environment = &delivery.environment.name;
    let (service, version) = (delivery.service, &delivery.build.version);
    if !delivery.rollback {
        return format!("{service} {version} to {environment}");
    }
    let mut text = format!("{service} back to {version} in {environment}");
    if let Some(change) = &delivery.reverts {
        text.push_str(&format!("\n\nThis reverts commit {change}."));
    }
    text
}

fn fill(template: &str, delivery: &Delivery<'_>) -> String {
    let build = delivery.build;
    let commit = build.commit.as_str();
    let start = |length: usize| commit.get(..length).unwrap_or(commit).to_owned();
    let tag = build
        .tag
        .as_ref()
        .map_or_else(|| start(7), ToString::to_string);
    let values = [
        ("{service}", delivery.service.to_string()),
        ("{env}", delivery.environment.name.to_string()),
        ("{version}", build.version.to_string()),
        ("{from}", delivery.expected.clone().unwrap_or_default()),
        ("{tag}", tag),
        ("{sha}", commit.to_owned()),
        ("{sha7}", start(7)),
        ("{sha8}", start(8)),
    ];
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(name, value)
        })
}
