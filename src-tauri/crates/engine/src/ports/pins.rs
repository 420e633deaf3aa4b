//! How far this desktop has verified each ledger, so that no remote can show
//! it an older or another one.

use async_trait::async_trait;
use lockkeeper_domain::ledger::{Hash, Uuid};
use thiserror::Error;

/// The newest verified entry of a ledger. All entries up to it were verified
/// as well; nothing that is broken or ahead is ever pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPin {
    /// The number of the entry.
    pub number: usize,
    /// Its hash.
    pub hash: Hash,
    /// The commit it was read from; may be lost, and proves nothing.
    pub commit: String,
    /// The version of the rules in force after it.
    pub policy: i64,
}

impl LedgerPin {
    /// Whether this pin may follow another one: it goes on, with rules that are
    /// no older, or it is the same.
    #[must_use]
    pub fn may_follow(&self, before: &Self) -> bool {
        let onward = self.number > before.number && self.policy >= before.policy;
        let same = self.number == before.number
            && self.hash == before.hash
            && self.policy == before.policy;
        onward || same
    }
}

/// The pins of this desktop, one for each workspace, and where each workspace
/// was seen: whoever shows another one in the same place is found out.
#[async_trait]
pub trait Pins: Send + Sync {
    /// The workspace whose ledger was verified in a place: the path of a
    /// repository. `None` when nothing was verified there.
    ///
    /// # Errors
    /// As [`Pins::get`].
    async fn held_at(&self, place: &str) -> Result<Option<Uuid>, PinError>;

    /// Notes that a place holds the ledger of a workspace, whatever it held.
    ///
    /// # Errors
    /// When it cannot be written.
    async fn hold(&self, place: &str, workspace: &Uuid) -> Result<(), PinError>;

    /// The pin of a workspace; `None` while nothing of it was verified.
    ///
    /// # Errors
    /// `Unavailable` and `Malformed` when it cannot be read. A pin that cannot
    /// be read is not a missing one: nothing may be trusted then.
    async fn get(&self, workspace: &Uuid) -> Result<Option<LedgerPin>, PinError>;

    /// Moves the pin onward.
    ///
    /// # Errors
    /// `Back` when that would move it back, or aside; it stays then.
    async fn put(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError>;

    /// Puts the pin anywhere: a person has agreed to another chain.
    ///
    /// # Errors
    /// When it cannot be written.
    async fn replace(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError>;

    /// What was wrong with them in this process, as sentences. None of it
    /// hinders anything.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Why a pin could not be read or moved.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PinError {
    /// This desktop has verified more, or other entries.
    #[error("this desktop has verified the ledger up to entry {}; it was not moved back", .known.number)]
    Back {
        /// The pin that stays.
        known: Box<LedgerPin>,
    },
    /// The file cannot be used now.
    #[error("what this desktop has verified cannot be read or written")]
    Unavailable {
        /// The database's words.
        detail: String,
    },
    /// The file is damaged.
    #[error("what this desktop has verified is damaged")]
    Malformed {
        /// The database's words.
        detail: String,
    },
}
