//! The history of a repository as it is looked through.

use super::RepoError;
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::branching::RecentCommit;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::snapshot::Signature;

/// The commits of one repository, page by page from any place.
#[async_trait]
pub trait CommitGraph: Send + Sync {
    /// The newest commits that can be reached from a frontier, children before
    /// parents and otherwise by time. What it costs depends on the page alone.
    ///
    /// A commit that says to be older than its ancestors by more than some
    /// hundred commits can come after them, and bring them a second time.
    async fn page(&self, frontier: &[Oid], most: usize) -> Result<Vec<CommitFacts>, RepoError>;
    /// Hands on the next commits in that order with their parents, to look
    /// further below; answers with how many there were. It costs as much as
    /// git needs to walk there.
    async fn walk(
        &self,
        frontier: &[Oid],
        most: u64,
        met: &mut (dyn FnMut(Oid, Vec<Oid>) + Send),
    ) -> Result<u64, RepoError>;
    /// How many commits can be reached.
    async fn count(&self, tips: &[Oid]) -> Result<u64, RepoError>;
    /// One commit with what it changed.
    async fn details(&self, commit: &Oid) -> Result<CommitDetails, RepoError>;
    /// The newest commits of a branch; of its first parents only when asked.
    async fn recent(
        &self,
        tip: &Oid,
        first_parents: bool,
        most: usize,
    ) -> Result<Vec<RecentCommit>, RepoError>;
    /// Whether the signature of each commit is good, and whose it is, in the
    /// same order. `people` are handles with their public key lines; whom git
    /// is told to trust counts as well.
    async fn signatures(
        &self,
        commits: &[Oid],
        people: &[(String, String)],
    ) -> Result<Vec<Signature>, RepoError>;
}

/// A commit with what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitDetails {
    /// What it says.
    pub facts: CommitFacts,
    /// Who put it there, when that is not the author.
    pub committer: String,
    /// When the author made it; the facts have when it was put there.
    pub authored: Timestamp,
    /// Whether it bears a signature; nobody has verified it.
    pub signed: bool,
    /// Files it changed against its first parent, the first few by name.
    pub files: Vec<String>,
    /// How many there are.
    pub changed: usize,
}
