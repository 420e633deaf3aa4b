//! Places a version is brought to.

use super::repo::RepoError;
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::EnvironmentChange;
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::snapshot::Live;
use thiserror::Error;

/// The environment repositories of a workspace.
#[async_trait]
pub trait Target: Send + Sync {
    /// What the remote says about many places of one repository: one fetch,
    /// then reads only. The history is newest first, values unrecognised
    /// (`build` absent); each place has its own answer.
    async fn history(
        &self,
        repo: &RepoPolicy,
        places: &[GitopsPlace],
        refresh: bool,
    ) -> Result<Vec<Result<Vec<Live>, TargetError>>, TargetError>;
    /// The value at the newest state of the remote; absent when the place holds none.
    async fn read(
        &self,
        repo: &RepoPolicy,
        place: &GitopsPlace,
    ) -> Result<Option<String>, TargetError>;
    /// Whether a value can be written into the file as it was seen last. Asks
    /// no remote and writes nothing; places without files take any value.
    async fn foresee(
        &self,
        _: &RepoPolicy,
        _: &GitopsPlace,
        _: &EnvironmentChange,
    ) -> Result<(), TargetError> {
        Ok(())
    }
    /// Writes one value on top of the newest state of the remote and pushes
    /// it. Everything else in the file stays byte for byte. A value that is
    /// not the expected one is a conflict and changes nothing.
    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError>;
}

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteSpec {
    /// Where.
    pub place: GitopsPlace,
    /// From what to what.
    pub change: EnvironmentChange,
    /// The whole commit message.
    pub message: String,
    /// Author's and committer's time.
    pub at: Timestamp,
}

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// This commit made the change.
    Commit(Oid),
    /// The value was there already.
    Already,
}

/// Why a place could not be read or written.
#[derive(Debug, Clone, Error)]
pub enum TargetError {
    /// The repository could not do it.
    #[error("{place} could not be used")]
    Repo {
        /// The place, for people.
        place: String,
        /// Why.
        #[source]
        source: RepoError,
    },
    /// The file or the value inside it does not exist.
    #[error("{what} was not found")]
    NotFound {
        /// What.
        what: String,
    },
    /// The value is neither the expected nor the desired one.
    #[error("{place} holds {found}, not {expected}")]
    Conflict {
        /// The place, for people.
        place: String,
        /// What it holds.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// The file is not what its name says.
    #[error("the file could not be understood: {what}")]
    Malformed {
        /// What is wrong with it, as a clause, with line and column where known.
        what: String,
    },
    /// The file is sound, but does not say what runs, or a change would reach
    /// more than the place.
    #[error("{why}")]
    Unclear {
        /// Why, as a clause with what a person can do.
        why: String,
    },
}
