//! The document of `lockkeeper next-version --json`. Stable.

use serde::{Deserialize, Serialize};

/// The next version and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextVersionDocument {
    /// The tag the range starts at.
    pub base_tag: Option<String>,
    /// Its commit.
    pub base_commit: Option<String>,
    /// Commits in the range, before the path filter.
    pub range_count: usize,
    /// `none`, `patch`, `minor` or `major`.
    pub level: String,
    /// The next version; null when there is nothing to release.
    pub next: Option<String>,
    /// The tag that would name it.
    pub tag: Option<String>,
    /// Every doubt, as a sentence.
    pub warnings: Vec<String>,
    /// In topological order, newest first.
    pub commits: Vec<NextVersionLine>,
}

/// A commit and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextVersionLine {
    /// The commit.
    pub oid: String,
    /// Its type; empty for a message that is not conventional.
    pub r#type: String,
    /// Its scope.
    pub scope: Option<String>,
    /// Whether it breaks.
    pub breaking: bool,
    /// `none`, `patch`, `minor` or `major`.
    pub level: String,
    /// The reason.
    pub why: String,
}
