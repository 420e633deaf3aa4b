//! The history of a repository, row by row.

use lockkeeper_domain::ids::Oid;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Some rows of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommitsView {
    /// The rows, children before parents, otherwise the newest first.
    pub rows: Vec<CommitRow>,
    /// The place above the first of them; says nothing to who gets it.
    pub from: String,
    /// The place below the last one; none at the end of history.
    pub next: Option<String>,
    /// Branches that are not drawn, because there are so many.
    pub left_out: u32,
}

/// A commit with the lines that lead to it and past it. Columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommitRow {
    /// The commit.
    pub oid: Oid,
    /// The first line of its message.
    pub subject: String,
    /// Who made it.
    pub author: String,
    /// When it was put there.
    pub at: String,
    /// Branches and tags on it.
    pub labels: Vec<CommitLabel>,
    /// Where it stands.
    pub column: u32,
    /// Columns whose lines come down to it.
    pub above: Vec<u32>,
    /// Columns its lines go down in, one for each parent.
    pub below: Vec<u32>,
    /// Columns whose lines pass by.
    pub past: Vec<u32>,
}

/// A name on a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommitLabel {
    /// What kind of name.
    pub kind: LabelKind,
    /// The name, as people write it.
    pub name: String,
}

/// What names a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LabelKind {
    /// The branch the work tree shows.
    Here,
    /// A local branch.
    Branch,
    /// A tag.
    Tag,
    /// A branch as the remote's was seen last.
    Remote,
}

/// One commit with what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommitView {
    /// The commit.
    pub oid: Oid,
    /// Its parents.
    pub parents: Vec<Oid>,
    /// The whole message.
    pub message: String,
    /// Who made it.
    pub author: String,
    /// When.
    pub authored: String,
    /// Who put it there.
    pub committer: String,
    /// When.
    pub at: String,
    /// Whether it bears a signature; nobody has verified it.
    pub signed: bool,
    /// How many files it changed against its first parent.
    pub changed: u32,
    /// The first few of them.
    pub files: Vec<String>,
}
