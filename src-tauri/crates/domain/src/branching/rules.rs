//! Rules for names of branches and for messages, each with the reason that
//! is shown to who breaks it; and what protects a branch.

use super::model::Model;
use crate::changelog::released;
use crate::commit::Message;
use crate::ids::BranchName;
use jiff::SignedDuration;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a team agreed on for the branches of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FlowPolicy {
    /// The model, where it has no name; a named one stands beside it.
    pub model: Option<Model>,
    /// Names of topic branches.
    pub names: Option<NameRule>,
    /// Messages of commits.
    pub messages: Option<MessageRule>,
    /// What protects branches, by a pattern of their names.
    pub protection: BTreeMap<String, Protection>,
    /// How soon reviews are expected.
    pub review: Option<Review>,
}

/// How topic branches are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameRule {
    /// A pattern for the whole name.
    pub pattern: String,
    /// Why, for who breaks it.
    pub reason: Option<String>,
}

/// How messages of commits are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRule {
    /// Whether they follow Conventional Commits.
    pub conventional: bool,
    /// Types that may be used; all when empty.
    pub types: Vec<String>,
    /// A pattern that stands somewhere in the message, such as an issue.
    pub issue: Option<String>,
    /// The longest first line, in characters.
    pub longest: Option<u32>,
    /// Why, for who breaks it.
    pub reason: Option<String>,
}

/// What protects a branch: the baseline a repository is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Protection {
    /// Whether commits may be pushed to it without a pull request.
    pub push: Option<bool>,
    /// How many approvals a pull request needs, and of which role.
    pub approvals: Option<(u32, Option<String>)>,
    /// Checks that have to pass.
    pub checks: Vec<String>,
    /// Whether every commit is signed.
    pub signed: bool,
    /// Whether it has no merge commits.
    pub linear: bool,
    /// The ways a pull request may be merged.
    pub merge: Vec<String>,
}

/// How soon reviews are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The first one.
    pub first: Option<SignedDuration>,
    /// Every further one.
    pub follow_up: Option<SignedDuration>,
}

impl FlowPolicy {
    /// What protects a branch: the pattern that fits, an exact name first.
    #[must_use]
    pub fn protection_of(&self, branch: &BranchName) -> Option<&Protection> {
        let exact = self.protection.get(branch.as_str());
        exact.or_else(|| {
            let mut patterns = self.protection.iter();
            let fits = |pattern: &str| {
                globset::Glob::new(pattern)
                    .is_ok_and(|glob| glob.compile_matcher().is_match(branch.as_str()))
            };
            patterns
                .find(|(pattern, _)| fits(pattern))
                .map(|(_, found)| found)
        })
    }

    /// Whether a branch takes work by pull request only.
    #[must_use]
    pub fn wants_pull_request(&self, branch: &BranchName) -> bool {
        self.protection_of(branch)
            .is_some_and(|rule| rule.push == Some(false))
    }
}

/// Why a branch may not be called so; absent when it may.
#[must_use]
pub fn check_name(branch: &BranchName, rule: Option<&NameRule>) -> Option<String> {
    let rule = rule?;
    // A pattern that no program understands forbids nothing; the reader of
    // the workspace file has refused it already.
    let pattern = Regex::new(&format!("^(?:{})$", rule.pattern)).ok()?;
    if pattern.is_match(branch.as_str()) {
        return None;
    }
    let reason = rule.reason.as_ref().map(|why| format!(" {why}"));
    Some(format!(
        "The name {branch} is not like {}.{}",
        rule.pattern,
        reason.unwrap_or_default()
    ))
}

/// Everything that is wrong with a message; nothing when it is as agreed.
/// Merges and reverts as git writes them are left alone, and so are the
/// commits of releases.
#[must_use]
pub fn check_message(text: &str, rule: &MessageRule) -> Vec<String> {
    let first = text.lines().next().unwrap_or_default();
    let by_git = ["Merge ", "Revert \"", "fixup! ", "squash! ", "amend! "];
    if by_git.iter().any(|begin| first.starts_with(begin)) || released(first).is_some() {
        return Vec::new();
    }
    let message = Message::read(text);
    let mut found = Vec::new();
    if first.trim().is_empty() {
        found.push("The first line is empty.".to_owned());
        return found;
    }
    if rule.conventional && !message.is_conventional() {
        found.push("The first line is not `type(scope): what changes`.".to_owned());
    } else if message.is_conventional()
        && !rule.types.is_empty()
        && !rule.types.contains(&message.kind)
    {
        found.push(format!(
            "`{}` is not one of the types {}.",
            message.kind,
            rule.types.join(", ")
        ));
    }
    let missing = rule
        .issue
        .as_ref()
        .filter(|pattern| Regex::new(pattern).is_ok_and(|pattern| !pattern.is_match(text)));
    found.extend(missing.map(|pattern| format!("It names no issue like {pattern}.")));
    let long = rule
        .longest
        .filter(|most| first.chars().count() > *most as usize);
    found.extend(long.map(|most| {
        format!(
            "The first line has {} characters; {most} is the limit.",
            first.chars().count()
        )
    }));
    if let Some(reason) = rule.reason.as_ref().filter(|_| !found.is_empty()) {
        found.push(reason.clone());
    }
    found
}
