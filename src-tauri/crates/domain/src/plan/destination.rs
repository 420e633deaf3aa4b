//! Where a version is brought to, with what was looked up of it.

use crate::ids::{Oid, RepoName, ServiceName};
use crate::ledger::body::Item;
use crate::policy::{BranchPlace, GitopsPlace};
use crate::version::Version;

/// Where a version is brought to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A value in a file of an environment repository.
    Gitops(GitopsPlace),
    /// A branch of the service's own repository.
    Branch(Box<BranchDestination>),
    /// A branch that another service of the same set brings forward.
    Along(BranchPlace),
}

impl Destination {
    /// The repository that changes.
    #[must_use]
    pub const fn repo(&self) -> &RepoName {
        match self {
            Self::Gitops(place) => &place.repo,
            Self::Branch(to) => &to.place.repo,
            Self::Along(place) => &place.repo,
        }
    }
}

/// A branch that an environment runs, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchDestination {
    /// Which one, and how it is brought forward.
    pub place: BranchPlace,
    /// The remote it is pushed to; absent when the repository has none.
    pub remote: Option<String>,
    /// Its newest commit, the remote's where there is one; absent when there
    /// is no such branch.
    pub tip: Option<Oid>,
    /// Whether it takes work by pull request only.
    pub protected: bool,
    /// What becomes of its files.
    pub change: BranchChange,
    /// Its commits that the version lacks, a line each, newest first; those
    /// that promotions made do not count.
    pub own: Vec<String>,
    /// Other services that change with it.
    pub carried: Vec<Carried>,
}

/// What becomes of the files of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BranchChange {
    /// The branch begins, or can move on without losing a commit.
    Forward {
        /// The files of a merge.
        tree: Oid,
    },
    /// Both have commits of their own.
    Merged {
        /// The files of the merge.
        tree: Oid,
        /// Whether they are exactly the version's.
        exact: bool,
    },
    /// Both changed these files, and a person has to decide.
    Conflict(Vec<String>),
    /// The branch has it, and more.
    Contained,
    /// The files become those of an earlier commit of the branch.
    Restored {
        /// Those files.
        tree: Oid,
        /// That commit.
        from: Oid,
    },
    /// Nobody can say, for this reason.
    Unclear(String),
}

/// Another service that a branch brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Which.
    pub service: ServiceName,
    /// What runs now; absent when nothing does.
    pub from: Option<Version>,
    /// What runs then; absent when nothing does.
    pub to: Option<Version>,
    /// What its own gates say against it, a sentence each.
    pub against: Vec<String>,
    /// What comes, in the ledger's terms; absent when it has no name there.
    pub item: Option<Item>,
    /// The ledger never saw what comes back there, so it cannot be recorded.
    pub unrecorded: bool,
}
