//! Work on the branches of a repository that lies on this machine.

use super::{CommitSpec, RepoError};
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::branching::{Outlook, Up};
use lockkeeper_domain::ids::{BranchName, Oid};

/// The branches of one repository, and its work trees.
///
/// What can be merged without a person is merged in memory: no work tree is
/// touched before a branch moves. What cannot is put into a work tree in
/// git's own form, so that any program can go on with it.
#[async_trait]
pub trait Branches: Send + Sync {
    /// Its work trees, the one it was opened by first.
    async fn work_trees(&self) -> Result<Vec<WorkTree>, RepoError>;
    /// The branch each of them shows, in the same order; none where HEAD is
    /// detached. What is changed in them is not looked at.
    async fn checkouts(&self) -> Result<Vec<Option<BranchName>>, RepoError>;
    /// `gitflow.*` of the repository's configuration, in git's order.
    async fn configured(&self) -> Result<Vec<(String, String)>, RepoError>;
    /// Sets a key of the repository's own configuration, or takes it away.
    async fn configure(&self, key: &str, value: Option<&str>) -> Result<(), RepoError>;
    /// How many commits each pair has that the other lacks: first the left one's.
    async fn apart(&self, pairs: &[(Oid, Oid)]) -> Result<Vec<(usize, usize)>, RepoError>;
    /// The newest commit both have; absent when they share none.
    async fn shared(&self, one: &Oid, other: &Oid) -> Result<Option<Oid>, RepoError>;
    /// The oldest commit of a branch's first parents after `since` that
    /// contains another; absent when none does.
    async fn brought(
        &self,
        tip: &Oid,
        since: Option<&Oid>,
        brought: &Oid,
    ) -> Result<Option<Oid>, RepoError>;
    /// The oldest commit of a branch's first parents that has all the work of
    /// `tip` by its content, though not its commits: whoever merged it squashed
    /// them, or made them anew. Absent when none has, and for a branch that
    /// changes no file; only the newest 2,000 commits are looked at.
    async fn landed(&self, branch: &Oid, tip: &Oid) -> Result<Option<Oid>, RepoError>;
    /// Merges two commits in memory.
    async fn merge(&self, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError>;
    /// Does in memory what a finish would do: first into `ours`, then the
    /// result into each of `then`. No ref moves. What follows a stop is not
    /// known and left out.
    async fn forecast(&self, rehearsal: &Rehearsal<'_>) -> Result<Vec<Outlook>, RepoError>;
    /// Makes the commits of `tip` that `onto` lacks anew on top of it, in memory.
    async fn replay(&self, tip: &Oid, onto: &Oid, at: Timestamp) -> Result<Replayed, RepoError>;
    /// Commits a tree onto a branch with further parents, after the hooks of
    /// the repository were asked, and moves the branch by compare and swap.
    async fn commit(&self, spec: &CommitSpec, others: &[Oid]) -> Result<Oid, RepoError>;
    /// Makes a branch; the name must not exist.
    async fn create(&self, branch: &BranchName, at: &Oid) -> Result<(), RepoError>;
    /// Shows a branch in the work tree the repository was opened by.
    async fn show(&self, branch: &BranchName) -> Result<(), RepoError>;
    /// Puts a merge that needs a person into a work tree.
    async fn begin_merge(
        &self,
        branch: &BranchName,
        theirs: &Oid,
        squash: bool,
        message: &str,
    ) -> Result<Unfinished, RepoError>;
    /// Puts a rebase that needs a person into a work tree.
    async fn begin_rebase(&self, branch: &BranchName, onto: &Oid) -> Result<Unfinished, RepoError>;
    /// The merge or rebase of a branch that a work tree is in the middle of.
    async fn unfinished(&self, branch: &BranchName) -> Result<Option<Unfinished>, RepoError>;
    /// Gives a merge or rebase up; the branch stays where it was.
    async fn abandon(&self, unfinished: &Unfinished) -> Result<(), RepoError>;
    /// Ends a merge or rebase in which nothing is open any more. Commits are
    /// made by git itself, with the person's hooks and keys.
    async fn conclude(&self, unfinished: &Unfinished, message: &str) -> Result<(), RepoError>;
}

/// What is tried in memory.
#[derive(Debug, Clone, Copy)]
pub struct Rehearsal<'a> {
    /// The branch that takes it.
    pub ours: &'a Oid,
    /// The branch that comes.
    pub theirs: &'a Oid,
    /// The tree of one more commit on the branch that comes.
    pub written: Option<&'a Oid>,
    /// How it comes.
    pub up: Up,
    /// Branches that take the result afterwards, with a merge each.
    pub then: &'a [Oid],
}

/// A work tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkTree {
    /// Its folder.
    pub folder: String,
    /// The branch it shows; none when HEAD is detached.
    pub branch: Option<BranchName>,
    /// Files with changes that are not committed.
    pub dirty: Vec<String>,
    /// What git is in the middle of: `merge`, `rebase`, `cherry-pick`.
    pub under_way: Option<String>,
}

/// What merging came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// This tree.
    Clean(Oid),
    /// Files that both changed.
    Conflicts(Vec<String>),
}

/// What making commits anew came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// The newest one.
    Clean(Oid),
    /// Files that both changed.
    Conflicts(Vec<String>),
}

/// A merge or rebase that a work tree is in the middle of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The work tree.
    pub folder: String,
    /// Whether it is a rebase.
    pub rebase: bool,
    /// What comes, for a merge.
    pub theirs: Option<Oid>,
    /// Files that are not decided yet.
    pub open: Vec<String>,
}
