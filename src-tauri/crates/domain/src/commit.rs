//! What one commit says: Conventional Commits 1.0.0, reverts, footers.
//!
//! Source: <https://www.conventionalcommits.org/en/v1.0.0/>.

mod doubt;
mod meanings;
mod message;

pub use doubt::Doubt;
pub use meanings::{Meanings, TYPES, check_meaning};
pub use message::{Breaking, Message};

use crate::ids::Oid;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// One commit as the repository holds it; immutable, so it may be kept for
/// ever, and clones share it: fifty services of one repository ask for much
/// the same commits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "CommitContent", into = "CommitContent")]
pub struct CommitFacts(Arc<CommitContent>);

/// What a commit holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitContent {
    /// The commit.
    pub oid: Oid,
    /// Its parents, first parent first.
    pub parents: Vec<Oid>,
    /// The committer's time.
    pub at: Timestamp,
    /// The author's name.
    pub author: String,
    /// The whole message, unparsed.
    pub message: String,
    /// Paths that differ from the first parent, old and new names; all files
    /// of a root commit. `None` when nobody asked for them.
    pub paths: Option<Vec<String>>,
}

impl Deref for CommitFacts {
    type Target = CommitContent;

    fn deref(&self) -> &CommitContent {
        &self.0
    }
}

impl DerefMut for CommitFacts {
    /// A change is made to a copy where others share it.
    fn deref_mut(&mut self) -> &mut CommitContent {
        Arc::make_mut(&mut self.0)
    }
}

impl From<CommitContent> for CommitFacts {
    fn from(content: CommitContent) -> Self {
        Self(Arc::new(content))
    }
}

impl From<CommitFacts> for CommitContent {
    fn from(facts: CommitFacts) -> Self {
        Arc::unwrap_or_clone(facts.0)
    }
}

impl CommitFacts {
    /// The first line of the message.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// The commit in one line ("8c1d04a feat: …").
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.oid.short(), self.subject())
    }
}
