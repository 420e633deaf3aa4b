//! What the engine needs from the world, in domain types.
//!
//! Each port has one error type beside it. A name with a pure verb never
//! waits; everything here may.

mod book;
mod branches;
mod cache;
mod calls;
mod clock;
mod commit_graph;
mod events;
mod journal;
mod keychain;
mod pins;
mod remotes;
mod repo;
mod rulebook;
mod settings;
mod signer;
mod target;

pub use book::{Book, BookError, NewEntry};
pub use branches::{Branches, Merged, Rehearsal, Replayed, Unfinished, WorkTree};
pub use cache::{CacheError, CommitCache, FactStore};
pub use calls::{Call, Calls};
pub use clock::{Clock, Holders, Ids};
pub use commit_graph::{CommitDetails, CommitGraph};
pub use events::{Event, Events, Topic};
pub use journal::{Journal, JournalError, Lease, ReleaseRecord};
pub use keychain::{Keychain, KeychainError, Secret, Unlock};
pub use pins::{LedgerPin, PinError, Pins};
pub use remotes::{has_branches, has_remote};
pub use repo::{
    BranchHead, CommitSpec, FileRevision, HeadState, PushSpec, RangeOptions, Rejection, RemoteRef,
    Repo, RepoError, Repos, Sighting, SigningSetup, TagRef, TagSpec, Undecided,
};
pub use rulebook::Rulebook;
pub use settings::{Drafts, Settings, SettingsError};
pub use signer::{Asks, KeySmith, Passphrase, Signer, SignerError, SigningKey};
pub use target::{Target, TargetError, WriteSpec, Written};

use std::sync::Arc;

/// Every port, as `compose` and `cli` put them together.
#[derive(Clone)]
pub struct Ports {
    /// Repositories of the workspace.
    pub repos: Arc<dyn Repos>,
    /// GitOps places.
    pub gitops: Arc<dyn Target>,
    /// Plans, runs and leases.
    pub journal: Arc<dyn Journal>,
    /// Observed facts, kept between starts.
    pub facts: Arc<dyn FactStore>,
    /// Appearance and the like.
    pub settings: Arc<dyn Settings>,
    /// Edited notes.
    pub drafts: Arc<dyn Drafts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Reads what the ledger holds in force.
    pub rulebook: Arc<dyn Rulebook>,
    /// Fresh identifiers.
    pub ids: Arc<dyn Ids>,
    /// Who is at work.
    pub holders: Arc<dyn Holders>,
    /// Who listens.
    pub events: Arc<dyn Events>,
    /// Every call the app makes.
    pub calls: Arc<dyn Calls>,
}
