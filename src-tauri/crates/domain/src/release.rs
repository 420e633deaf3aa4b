//! The next version of a service, with a reason for every commit.

mod checks;
mod next;
mod reasons;
mod spelled;

pub use next::{NextInputs, Raise, next_version};
pub use reasons::reason_alone;
pub use spelled::spelled_otherwise;

use crate::ids::{Oid, TagName};
use crate::version::{Level, Version, VersionTag};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The answer to "what would the next version be, and why".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct NextVersion {
    /// The highest version reachable from the target; absent before the first release.
    pub base: Option<VersionTag>,
    /// Commits in the range, before the path filter.
    pub range_count: usize,
    /// The highest level over the commits that count.
    pub level: Level,
    /// The next version; absent when there is nothing to release.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub next: Option<Version>,
    /// The tag that would name it.
    pub tag: Option<TagName>,
    /// Every doubt, each with what the user can do about it.
    pub warnings: Vec<Warning>,
    /// Why no tag may be made although a version was found, in words; empty when it may.
    pub blocked: Vec<String>,
    /// The commits of the service in topological order, newest first.
    pub commits: Vec<ReasonedCommit>,
    /// Why the version is what it is, in one line ("minor, because of 8c1d04a").
    pub because: String,
}

/// A commit with the level it stands for and the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ReasonedCommit {
    /// The commit.
    pub oid: Oid,
    /// The type in lower case (`feat`), empty for a message that is not conventional.
    pub r#type: String,
    /// The scope, if any; a label, never a path filter.
    pub scope: Option<String>,
    /// Whether the change is breaking.
    pub breaking: bool,
    /// What the commit counts as.
    pub level: Level,
    /// The reason, in words.
    pub why: String,
    /// The first line of the message.
    pub subject: String,
    /// The author's name.
    pub author: String,
    /// When it was committed.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub at: Timestamp,
    /// Whether a revert cancelled it (or it is the revert that did).
    pub cancelled: bool,
    /// The level a person may accept with one click instead, where the message is in doubt.
    pub offer: Option<Level>,
}

/// A doubt, and what the user can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Warning {
    /// A stable word for programs (`body-says-feat`, `breaking-in-body`, …).
    pub code: String,
    /// The sentence for people.
    pub text: String,
    /// The commit it is about.
    pub commit: Option<Oid>,
    /// The level that one click accepts.
    pub offer: Option<Level>,
}

#[cfg(test)]
pub(crate) mod tests_support;

#[cfg(test)]
mod tests;
