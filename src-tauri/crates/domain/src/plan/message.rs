//! Messages of the commits in environment repositories, and what they tell later.

use super::deploy::Delivery;
use super::destination::{BranchChange, BranchDestination, Destination};
use crate::ids::{BranchName, Oid, PlanId};

/// Names the plan that made a commit.
const PLAN: &str = "Lockkeeper-Plan";
/// Marks a commit that brought an earlier version back.
const ROLLBACK: &str = "Lockkeeper-Rollback";
/// Names the branch a commit was made for.
const BRANCH: &str = "Lockkeeper-Branch";
/// Names the commit of a branch whose files a rollback brought back.
const RESTORES: &str = "Lockkeeper-Restores";

/// What a commit message says about where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The plan that made it.
    pub plan: PlanId,
    /// Whether it brought an earlier version back.
    pub rollback: bool,
    /// The branch it was made for, where an environment runs a branch.
    pub branch: Option<BranchName>,
    /// The commit of the branch whose files it brought back.
    pub restores: Option<Oid>,
}

/// Reads where a commit of an environment came from; absent when it was made
/// by hand.
#[must_use]
pub fn origin(message: &str) -> Option<Origin> {
    Some(Origin {
        plan: PlanId::new(trailer(message, PLAN)?),
        rollback: trailer(message, ROLLBACK).is_some(),
        branch: trailer(message, BRANCH).map(BranchName::from),
        restores: trailer(message, RESTORES).map(Oid::new),
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
    let template = match delivery.place {
        Destination::Gitops(place) => place.message.as_ref(),
        Destination::Branch(_) | Destination::Along(_) => None,
    };
    let body = match template {
        Some(template) if !delivery.rollback => fill(template, delivery),
        _ => ours(delivery),
    };
    let mut message = format!("{}\n\n{PLAN}: {plan}\n", body.trim_end());
    if delivery.rollback {
        message.push_str(ROLLBACK);
        message.push_str(": yes\n");
    }
    if let Destination::Branch(to) = delivery.place {
        message.push_str(&branch_trailers(to));
    }
    message
}

fn branch_trailers(to: &BranchDestination) -> String {
    let mut trailers = format!("{BRANCH}: {}\n", to.place.branch);
    if let BranchChange::Restored { from, .. } = &to.change {
        trailers.push_str(&format!("{RESTORES}: {from}\n"));
    }
    trailers
}

fn ours(delivery: &Delivery<'_>) -> String {
    let environment = &delivery.environment.name;
    let (service, version) = (delivery.service, &delivery.build.version);
    let subject = if delivery.rollback {
        format!("{service} back to {version} in {environment}")
    } else {
        format!("{service} {version} to {environment}")
    };
    let Destination::Branch(to) = delivery.place else {
        let reverts = delivery.reverts.as_ref().filter(|_| delivery.rollback);
        return match reverts {
            Some(change) => format!("{subject}\n\nThis reverts commit {change}."),
            None => subject,
        };
    };
    format!("{}\n\n{subject}.", as_git_says(delivery, to))
}

/// Merges and reverts begin as git begins them: rules for messages and tools
/// that read history know them by that.
fn as_git_says(delivery: &Delivery<'_>, to: &BranchDestination) -> String {
    let branch = &to.place.branch;
    if delivery.rollback {
        let from = delivery.expected.as_deref().unwrap_or("nothing");
        let version = &delivery.build.version;
        return format!("Revert \"{from}\" to {version} on {branch}");
    }
    let into = match branch.as_str() {
        "main" | "master" => String::new(),
        branch => format!(" into {branch}"),
    };
    match &delivery.build.tag {
        Some(tag) => format!("Merge tag '{tag}'{into}"),
        None => format!("Merge commit '{}'{into}", delivery.build.commit.short()),
    }
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
