//! The document of `lockkeeper changelog --json`. Stable.

use serde::{Deserialize, Serialize};

/// The changelog of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangelogDocument {
    /// The whole file, Markdown.
    pub markdown: String,
    /// Newest first; what is unreleased comes before all.
    pub releases: Vec<ChangelogRelease>,
    /// Every doubt, as a sentence.
    pub warnings: Vec<String>,
}

/// One section of a changelog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangelogRelease {
    /// The version; null for what is unreleased.
    pub version: Option<String>,
    /// Its tag.
    pub tag: Option<String>,
    /// The tag of the release it is compared with; null for the first.
    pub previous: Option<String>,
    /// The day of the release in UTC (`2026-11-21`).
    pub date: Option<String>,
    /// Its notes, Markdown; empty when there is nothing to tell.
    pub notes: String,
    /// Commits that came with it, newest first.
    pub commits: Vec<String>,
}
