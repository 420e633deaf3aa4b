//! Where the ledger travels: one branch of the control repository.

use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::ledger::{RawEntry, RawFiles};
use std::ops::Range;
use std::sync::Arc;
use thiserror::Error;

/// The ledger as it lies in one repository, here and on its remote.
///
/// Nothing is judged on this side: entries come as bytes, and go as bytes.
#[async_trait]
pub trait Book: Send + Sync {
    /// Brings the remote's branch here and says where it stands; `None` while
    /// no ledger has begun. Without a remote the local branch is the truth.
    ///
    /// # Errors
    /// `Unavailable` and `Unauthorized` when the remote does not answer.
    async fn fetch(&self) -> Result<Option<String>, BookError>;

    /// The branch as it was last seen, without any network.
    ///
    /// # Errors
    /// `Malformed` when the repository cannot be read.
    async fn head(&self) -> Result<Option<String>, BookError>;

    /// The entries up to `head`, oldest first, without the first `known` of
    /// them.
    ///
    /// # Errors
    /// `Refused` for a shallow or grafted history, `NotFound` when the commit
    /// is not here.
    async fn entries(&self, head: &str, known: usize) -> Result<Vec<RawEntry>, BookError> {
        self.page(head, known..usize::MAX).await
    }

    /// The entries up to `head` with these numbers, oldest first; those that
    /// do not exist are left out. For ledgers too long to be held at once.
    ///
    /// # Errors
    /// As [`Book::entries`].
    async fn page(&self, head: &str, numbers: Range<usize>) -> Result<Vec<RawEntry>, BookError>;

    /// The entries behind a commit up to `head`, oldest first; `None` when the
    /// commit is no entry before `head`. Only what is new is read.
    ///
    /// # Errors
    /// As [`Book::entries`].
    async fn behind(&self, head: &str, commit: &str) -> Result<Option<Vec<RawEntry>>, BookError> {
        let mut entries = self.entries(head, 0).await?;
        let place = entries.iter().position(|entry| entry.commit == commit);
        Ok(place.map(|place| entries.split_off(place + 1)))
    }

    /// Whether a commit is `head` or an entry before it. One that is not here
    /// is not.
    ///
    /// # Errors
    /// As [`Book::entries`].
    async fn contains(&self, head: &str, commit: &str) -> Result<bool, BookError>;

    /// Writes one entry on top of `onto` and pushes it, only if the remote's
    /// branch still stands there; answers the new head. The same entry written
    /// twice is written once.
    ///
    /// # Errors
    /// `Moved` when somebody else was faster; nothing was written then. After
    /// `Unavailable` nobody knows: fetch, and look whether it has landed.
    async fn append(&self, onto: Option<&str>, entry: &NewEntry) -> Result<String, BookError>;

    /// Keeps a head under `refs/lockkeeper/evidence/`, so that no clean-up of
    /// the repository loses it. Evidence is not pushed.
    ///
    /// # Errors
    /// `NotFound` when the commit is not here.
    async fn keep_evidence(&self, commit: &str) -> Result<(), BookError>;

    /// The heads that were kept, in no order.
    ///
    /// # Errors
    /// As [`Book::head`].
    async fn evidence(&self) -> Result<Vec<String>, BookError>;

    /// Puts the remote's branch back from a bad head to the last good entry,
    /// only if it still stands on that bad head, which is kept as evidence.
    ///
    /// # Errors
    /// `Moved` when it does not.
    async fn heal(&self, bad: &str, good: &str) -> Result<(), BookError> {
        self.keep_evidence(bad).await?;
        self.restore(Some(bad), good).await
    }

    /// Pushes a chain that is here, only if the remote's branch still stands
    /// on `from` (`None`: does not exist): to a remote that came back from an
    /// old copy, or to a mirror.
    ///
    /// # Errors
    /// `Moved` when it stands elsewhere; `Rejected` when the remote does not
    /// let a branch go back.
    async fn restore(&self, from: Option<&str>, to: &str) -> Result<(), BookError>;

    /// The same ledger on a mirror, by its URL. Its entries come into the same
    /// repository, and nowhere near the remote's. No network is asked.
    fn mirror_at(&self, url: &str) -> Arc<dyn Book>;
}

/// One entry to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The three files.
    pub files: RawFiles,
    /// The commit message.
    pub message: String,
    /// Who it is by: the statement's author.
    pub author: String,
    /// Their address for the commit; need not exist.
    pub email: String,
    /// The statement's moment.
    pub at: Timestamp,
}

/// Why the ledger could not be read or written. `detail` holds git's own
/// words, freed of secrets.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BookError {
    /// The remote's branch is not where it was expected: fetch, judge again.
    #[error("somebody else wrote to the ledger first; nothing was written")]
    Moved,
    /// The commit or the repository is not there.
    #[error("{0} is not there")]
    NotFound(String),
    /// The history is not one that may be judged, such as a shallow one.
    #[error("{0}")]
    Refused(String),
    /// The remote does not let us in.
    #[error("the remote refused the key or the password")]
    Unauthorized {
        /// Git's words.
        detail: String,
    },
    /// The remote refused the push, by a rule or a hook.
    #[error("the remote refused the entry")]
    Rejected {
        /// Git's words.
        detail: String,
    },
    /// The remote does not answer.
    #[error("the remote of the ledger does not answer")]
    Unavailable {
        /// Git's words.
        detail: String,
    },
    /// The disk is full, or the folder may not be written.
    #[error("{why}")]
    Unwritable {
        /// Which of them, as a clause.
        why: String,
        /// Git's words.
        detail: String,
    },
    /// The repository cannot be read, or written.
    #[error("the repository of the ledger cannot be used")]
    Malformed {
        /// Git's words.
        detail: String,
    },
}

impl BookError {
    /// Git's own words.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Moved | Self::NotFound(_) | Self::Refused(_) => "",
            Self::Unauthorized { detail }
            | Self::Rejected { detail }
            | Self::Unavailable { detail }
            | Self::Unwritable { detail, .. }
            | Self::Malformed { detail } => detail,
        }
    }
}
