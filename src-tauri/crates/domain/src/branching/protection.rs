//! What protects a branch, compared with the commits it has. What only a
//! forge knows is said to be unknown, never to be kept.

mod signing;

use super::rules::Protection;
use crate::commit::CommitFacts;
use crate::snapshot::Signature;
use crate::words;

/// A commit as a rule sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentCommit {
    /// What it says.
    pub facts: CommitFacts,
    /// Whether it bears a signature, good or not.
    pub signed: bool,
}

/// The newest commits of a branch.
#[derive(Debug, Clone, Copy)]
pub struct Recent<'a> {
    /// What came of verifying the signatures of the newest of `all`, in the
    /// same order; empty when nobody has asked.
    pub signatures: &'a [Signature],
    /// Whether anybody is listed with a key.
    pub listed: bool,
    /// Of everything that is in it.
    pub all: &'a [RecentCommit],
    /// Of its first parents: what was done to the branch itself.
    pub line: &'a [RecentCommit],
}

/// A rule of a protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProtectionRule {
    /// Work comes by pull request only.
    PullRequest,
    /// So many approvals.
    Approvals,
    /// Checks that pass.
    Checks,
    /// Every commit is signed.
    Signed,
    /// No merge commits.
    Linear,
    /// How pull requests are merged.
    Merge,
}

impl ProtectionRule {
    /// As people say it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PullRequest => "by pull request only",
            Self::Approvals => "approvals",
            Self::Checks => "required checks",
            Self::Signed => "signed commits",
            Self::Linear => "linear history",
            Self::Merge => "way of merging",
        }
    }
}

/// Whether a rule was kept, as far as can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// By every commit that was looked at.
    Yes,
    /// Not by these commits, the newest first.
    No(Vec<CommitFacts>),
    /// The commits do not show it; why.
    Unknown(String),
}

/// What was found about one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFinding {
    /// The rule.
    pub rule: ProtectionRule,
    /// What it asks for, in words.
    pub wanted: String,
    /// Whether it was kept.
    pub kept: Kept,
}

/// Compares a protection with the newest commits of a branch, rule by rule;
/// what it does not ask for is left out.
#[must_use]
pub fn compare_protection(protection: &Protection, recent: Recent<'_>) -> Vec<RuleFinding> {
    let mut found = Vec::new();
    let mut add = |rule: ProtectionRule, wanted: String, kept: Kept| {
        found.push(RuleFinding { rule, wanted, kept });
    };
    if protection.push == Some(false) {
        let wanted = "Work comes by pull request only.".to_owned();
        add(ProtectionRule::PullRequest, wanted, forge("who pushed"));
    }
    if let Some((count, role)) = &protection.approvals {
        let of = role.as_ref().map(|role| format!(" of {role}"));
        let count = words::count(*count as usize, "approval");
        let wanted = format!("{count}{}.", of.unwrap_or_default());
        add(ProtectionRule::Approvals, wanted, forge("who approved"));
    }
    if !protection.checks.is_empty() {
        let wanted = format!("These pass: {}.", protection.checks.join(", "));
        add(ProtectionRule::Checks, wanted, forge("which checks ran"));
    }
    if protection.signed {
        let (wanted, kept) = signing::compare(recent);
        add(ProtectionRule::Signed, wanted, kept);
    }
    if protection.linear {
        let kept = unless(recent.all, is_merge);
        add(
            ProtectionRule::Linear,
            "There are no merge commits.".to_owned(),
            kept,
        );
    }
    if !protection.merge.is_empty() {
        let wanted = format!(
            "Pull requests are merged by {}.",
            protection.merge.join(" or ")
        );
        let merges = protection.merge.iter().any(|way| way == "merge");
        let kept = if merges {
            forge("how a pull request was merged")
        } else {
            unless(recent.line, is_merge)
        };
        add(ProtectionRule::Merge, wanted, kept);
    }
    found
}

fn is_merge(commit: &RecentCommit) -> bool {
    commit.facts.parents.len() > 1
}

fn unless(commits: &[RecentCommit], breaks: impl Fn(&RecentCommit) -> bool) -> Kept {
    let broken = commits.iter().filter(|commit| breaks(commit));
    let broken: Vec<CommitFacts> = broken.map(|commit| commit.facts.clone()).collect();
    match (commits.is_empty(), broken.is_empty()) {
        (true, _) => Kept::Unknown("There are no commits to look at.".to_owned()),
        (_, true) => Kept::Yes,
        _ => Kept::No(broken),
    }
}

fn forge(what: &str) -> Kept {
    Kept::Unknown(format!("It needs the forge: commits do not say {what}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::CommitContent;
    use crate::ids::Oid;
    use jiff::Timestamp;

    fn commit(name: &str, parents: usize, signed: bool) -> RecentCommit {
        RecentCommit {
            facts: CommitFacts::from(CommitContent {
                oid: Oid::from(name),
                parents: (0..parents)
                    .map(|at| Oid::new(format!("{name}{at}")))
                    .collect(),
                at: Timestamp::UNIX_EPOCH,
                author: "Dana Ito".to_owned(),
                message: format!("feat: {name}\n"),
                paths: None,
            }),
            signed,
        }
    }

    fn recent<'a>(all: &'a [RecentCommit], line: &'a [RecentCommit]) -> Recent<'a> {
        Recent {
            signatures: &[],
            listed: false,
            all,
            line,
        }
    }

    fn broken(found: &[RuleFinding], rule: ProtectionRule) -> Vec<&str> {
        let finding = found.iter().find(|finding| finding.rule == rule);
        match &finding.expect("the rule was asked for").kept {
            Kept::No(commits) => commits.iter().map(|commit| commit.oid.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn commits_that_break_a_rule_are_named_and_others_are_not() {
        let all = [
            commit("c", 2, true),
            commit("b", 1, false),
            commit("a", 0, true),
        ];
        let line = [all[0].clone(), all[2].clone()];
        let protection = Protection {
            signed: true,
            linear: true,
            merge: vec!["squash".to_owned()],
            ..Protection::default()
        };
        let recent = recent(&all, &line);
        let found = compare_protection(&protection, recent);
        assert_eq!(broken(&found, ProtectionRule::Signed), ["b"]);
        assert_eq!(broken(&found, ProtectionRule::Linear), ["c"]);
        assert_eq!(broken(&found, ProtectionRule::Merge), ["c"]);
        let line = [commit("b", 1, true), commit("a", 0, true)];
        let found = compare_protection(&protection, self::recent(&line, &line));
        assert!(
            found.iter().all(|finding| finding.kept == Kept::Yes),
            "{found:?}"
        );
    }

    #[test]
    fn what_only_a_forge_knows_is_unknown() {
        let protection = Protection {
            push: Some(false),
            approvals: Some((2, Some("senior".to_owned()))),
            checks: vec!["build".to_owned()],
            merge: vec!["merge".to_owned(), "squash".to_owned()],
            ..Protection::default()
        };
        let all = [commit("a", 0, false)];
        let found = compare_protection(&protection, recent(&all, &all));
        assert_eq!(found.len(), 4);
        let unknown = |finding: &RuleFinding| matches!(finding.kept, Kept::Unknown(_));
        assert!(found.iter().all(unknown), "{found:?}");
        assert_eq!(found[1].wanted, "2 approvals of senior.");
    }

    #[test]
    fn without_commits_nothing_is_said_to_be_kept() {
        let protection = Protection {
            signed: true,
            ..Protection::default()
        };
        let recent = recent(&[], &[]);
        let found = compare_protection(&protection, recent);
        assert!(matches!(found[0].kept, Kept::Unknown(_)));
        assert!(compare_protection(&Protection::default(), recent).is_empty());
    }
}
