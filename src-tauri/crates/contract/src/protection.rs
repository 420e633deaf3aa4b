//! What protects the branches of a repository, compared with its commits.

use lockkeeper_domain::ids::Oid;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The baseline beside what the repository shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProtectionView {
    /// The repository.
    pub repo: String,
    /// Every branch that is protected, those that stay first.
    pub branches: Vec<ProtectedView>,
    /// Protected branches that were not looked at, because there are so many.
    pub left_out: u32,
    /// Patterns of the workspace file that fit no branch.
    pub unmatched: Vec<String>,
    /// How soon reviews are expected, and whether they come, a sentence each.
    pub review: Vec<String>,
    /// The same on the command line.
    pub command: String,
}

/// A protected branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProtectedView {
    /// Its name.
    pub name: String,
    /// How many of its newest commits were looked at.
    pub looked: u32,
    /// What was found, rule by rule.
    pub rules: Vec<RuleFindingView>,
}

/// What was found about one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleFindingView {
    /// The rule, in a word or two.
    pub rule: String,
    /// What it asks for, and what was found, in words.
    pub line: String,
    /// Whether it was kept.
    pub state: KeptState,
    /// The first few commits that break it.
    pub commits: Vec<CommitName>,
    /// How many commits break it.
    pub count: u32,
}

/// Whether a rule was kept, as far as can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeptState {
    /// By every commit that was looked at.
    Kept,
    /// Not by some commits.
    Broken,
    /// It cannot be seen here.
    Unknown,
}

/// A commit, as people tell it from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommitName {
    /// The commit.
    pub oid: Oid,
    /// The first line of its message.
    pub subject: String,
}
