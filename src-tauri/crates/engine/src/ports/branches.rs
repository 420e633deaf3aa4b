//! Work on the branches of a repository that lies on this machine.

use super::{CommitSpec, RepoError};
use async_trait::async_trait;
use jiff::Timestamp;
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
    /// Merges two commits in memory.
    async fn merge(&self, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError>;
    /// Merges in memory, then the result into each of `then`; nothing of it is
    /// kept. What follows a conflict is not known and left out.
    async fn forecast(
        &self,
        ours: &Oid,
        theirs: &Oid,
        squash: bool,
        then: &[Oid],
    ) -> Result<Vec<Merged>, RepoError>;
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

/// A work tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkTree {
    /// Its folder.
    pub folder: String,
    /// The branch it shows; none when HEAD is detached.
    pub branch: Option<BranchName>,
    /// Files with changes that are not committed, the first few.
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
