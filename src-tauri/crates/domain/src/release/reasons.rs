//! What each commit stands for, and why.

use super::next::NextInputs;
use super::{ReasonedCommit, Warning};
use crate::commit::{Breaking, CommitFacts, Doubt, Meanings, Message};
use crate::ids::Oid;
use crate::range::{Cancelled, PathFilter, cancel};
use crate::version::{Level, Version};

/// What the commits of a range stand for.
pub(super) struct Judged {
    pub(super) level: Level,
    pub(super) commits: Vec<ReasonedCommit>,
    pub(super) warnings: Vec<Warning>,
    /// The newest `Release-As:` and the commit it stands in.
    pub(super) release_as: Option<(Version, Oid)>,
}

/// Judges every commit of the range that belongs to the service.
pub(super) fn judge(inputs: &NextInputs<'_>, filter: &PathFilter) -> Judged {
    let (types, merges) = (&inputs.service.types, inputs.first_parent);
    let own: Vec<bool> = inputs.range.iter().map(|c| filter.takes(c)).collect();
    let messages = read(inputs.range, own.iter().copied(), types, merges);
    let cancelled = cancel(inputs.range, &messages);
    let mut judged = Judged {
        level: Level::None,
        commits: Vec::new(),
        warnings: Vec::new(),
        release_as: None,
    };
    for (place, (commit, message)) in inputs.range.iter().zip(&messages).enumerate() {
        if !own[place] {
            continue;
        }
        let accepted = accepted(inputs, commit);
        let reasoned = reason(
            (commit, message),
            cancelled.get(&place),
            accepted,
            inputs.first_parent,
        );
        if judged.release_as.is_none()
            && !reasoned.cancelled
            && let Some(version) = &message.release_as
        {
            judged.release_as = Some((version.clone(), commit.oid.clone()));
        }
        if !reasoned.cancelled && accepted.is_none() {
            judged
                .warnings
                .extend(message.doubts.iter().map(|doubt| warning(commit, doubt)));
            judged.warnings.extend(in_body(commit, message));
        }
        judged.level = judged.level.max(reasoned.level);
        judged.commits.push(reasoned);
    }
    judged
}

/// Reads the messages of a range, in its order. What does not belong to the
/// service stays unread: a revert that leaves its files as they are takes
/// nothing of it back.
fn read(
    range: &[CommitFacts],
    own: impl Iterator<Item = bool>,
    types: &Meanings,
    first_parent: bool,
) -> Vec<Message> {
    range
        .iter()
        .zip(own)
        .map(|(c, own)| {
            let merge = c.parents.len() > 1;
            match (own, merge, first_parent) {
                (false, _, _) => Message::default(),
                (true, true, true) => Message::read_merge(&c.message, types),
                (true, true, false) => Message::read_merged(&c.message, types),
                (true, false, _) => Message::read_in(&c.message, types),
            }
        })
        .collect()
}

fn accepted(inputs: &NextInputs<'_>, commit: &CommitFacts) -> Option<Level> {
    let fits = |id: &str| id.len() >= 7 && commit.oid.as_str().starts_with(id);
    inputs
        .accepted
        .iter()
        .find(|(id, _)| fits(id))
        .map(|(_, level)| *level)
}

fn reason(
    (commit, message): (&CommitFacts, &Message),
    cancelled: Option<&Cancelled>,
    accepted: Option<Level>,
    first_parent: bool,
) -> ReasonedCommit {
    let (level, why) = match (cancelled, accepted) {
        (Some(Cancelled::By(by)), _) => (
            Level::None,
            format!("cancelled by the revert {}", by.short()),
        ),
        (Some(Cancelled::Of(of)), _) => (
            Level::None,
            format!("reverts {}, both unreleased", of.short()),
        ),
        (None, Some(level)) => (level, format!("counted as {} by hand", level.word())),
        (None, None) => by_message(commit, message, first_parent),
    };
    let undecided = cancelled.is_none() && accepted.is_none();
    ReasonedCommit {
        oid: commit.oid.clone(),
        r#type: message.kind.clone(),
        scope: message.scope.clone(),
        breaking: message.breaking.is_some(),
        level,
        why,
        subject: commit.subject().to_owned(),
        author: commit.author.clone(),
        at: commit.at,
        cancelled: cancelled.is_some(),
        offer: message.doubts.iter().find_map(offer).filter(|_| undecided),
    }
}

fn by_message(commit: &CommitFacts, message: &Message, first_parent: bool) -> (Level, String) {
    let level = message.level();
    let words = match (&*message.kind, message.breaking) {
        (_, Some(Breaking::Marked)) => "breaking: marked with !",
        (_, Some(Breaking::Footer)) => "breaking: said in a footer",
        (_, Some(Breaking::Body)) => "breaking: found in the body, not in a footer",
        ("feat", None) => "feature",
        ("fix", None) => "fix",
        ("perf", None) => "performance",
        _ if message.is_only_revert() && message.reverts.is_empty() => {
            "a revert that does not say of which commit"
        }
        _ if message.is_revert => "reverts an earlier commit",
        ("", None) if commit.parents.len() > 1 && first_parent => {
            "a merge without a conventional title"
        }
        ("", None) if commit.parents.len() > 1 => "its commits are counted below",
        ("", None) => "not a conventional message",
        _ => "no release by itself",
    };
    let says = message.doubts.iter().find_map(|doubt| match doubt {
        Doubt::BodySays(_, line) => Some(format!("its body says “{line}”; the header decides")),
        _ => None,
    });
    (level, says.unwrap_or_else(|| words.to_owned()))
}

/// The level that one click accepts.
fn offer(doubt: &Doubt) -> Option<Level> {
    match doubt {
        Doubt::AlmostBreaking(_) => Some(Level::Major),
        Doubt::NoSpace(_, level) | Doubt::AlmostHeader(_, level) | Doubt::OtherWord(_, level) => {
            Some(*level)
        }
        Doubt::BodySays(level, _) => Some(*level),
        Doubt::RevertOfNothing => Some(Level::Patch),
        Doubt::BadReleaseAs(_) | Doubt::ReleaseAsInBody(_) => None,
    }
}

fn warning(commit: &CommitFacts, doubt: &Doubt) -> Warning {
    Warning {
        code: doubt.code().to_owned(),
        text: doubt.about(commit.oid.short()),
        commit: Some(commit.oid.clone()),
        offer: offer(doubt),
    }
}

fn in_body(commit: &CommitFacts, message: &Message) -> Option<Warning> {
    (message.breaking == Some(Breaking::Body)).then(|| Warning {
        code: "breaking-in-body".to_owned(),
        text: Breaking::in_body(commit.oid.short()),
        commit: Some(commit.oid.clone()),
        offer: None,
    })
}

/// What commits stand for on their own, whatever service they belong to: for
/// notes of any range.
#[must_use]
pub fn reason_alone(commits: &[CommitFacts], types: &Meanings) -> Vec<ReasonedCommit> {
    let messages = read(commits, std::iter::repeat(true), types, false);
    let cancelled = cancel(commits, &messages);
    let each = commits.iter().zip(&messages).enumerate();
    each.map(|(place, (commit, message))| {
        reason((commit, message), cancelled.get(&place), None, false)
    })
    .collect()
}
