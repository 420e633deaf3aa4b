//! The keychain of the desktop: where secrets lie that are in no file.

use async_trait::async_trait;
use thiserror::Error;
use zeroize::Zeroizing;

/// Whether a person may be asked to open a keychain that is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlock {
    /// The desktop's own prompt may come up: a person just wished for it.
    Ask,
    /// Nobody is disturbed; what is locked stays locked.
    Leave,
}

/// Secrets of this program, by name. Two programs on one desktop see the same.
/// There is no fall-back: what the keychain does not keep is kept nowhere.
#[async_trait]
pub trait Keychain: Send + Sync {
    /// The secret of a name.
    ///
    /// # Errors
    /// `Absent` when there is none, and why it cannot be read otherwise.
    async fn get(&self, name: &str, unlock: Unlock) -> Result<Secret, KeychainError>;

    /// Keeps a secret, in place of the one before.
    ///
    /// # Errors
    /// `TooLarge` before anybody is asked, and why it was not kept otherwise.
    /// After `TimedOut` nobody knows whether it was.
    async fn set(&self, name: &str, secret: Secret, unlock: Unlock) -> Result<(), KeychainError>;

    /// Forgets the secret of a name.
    ///
    /// # Errors
    /// `Absent` when there is none, and why it is still there otherwise.
    async fn delete(&self, name: &str, unlock: Unlock) -> Result<(), KeychainError>;
}

/// A secret text. It is wiped from memory when it goes, and has no way out
/// but [`Secret::reveal`].
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The most bytes that every keychain can keep under one name.
    pub const MOST: usize = 2_560;

    /// Takes what is secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the one who uses it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Says whether every keychain can keep it.
    ///
    /// # Errors
    /// `TooLarge` when one could not.
    pub fn check_size(&self) -> Result<(), KeychainError> {
        let bytes = self.0.len();
        if bytes <= Self::MOST {
            return Ok(());
        }
        let most = Self::MOST;
        Err(KeychainError::TooLarge { bytes, most })
    }
}

/// Why a keychain did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeychainError {
    /// There is no session of a desktop.
    #[error("no desktop session runs here, so there is no keychain")]
    NoBus,
    /// The desktop has none.
    #[error("this desktop has no keychain: no program offers `org.freedesktop.secrets`")]
    NoService,
    /// It is locked, and nobody was asked.
    #[error("the keychain is locked")]
    Locked,
    /// The person closed its prompt.
    #[error("the keychain stayed locked, because its prompt was closed")]
    Dismissed,
    /// It, or the person in front of its prompt, did not answer in time.
    #[error("the keychain did not answer within {seconds} s: answer its prompt, then try again")]
    TimedOut {
        /// How long it was waited for.
        seconds: u64,
    },
    /// It has nothing of that name.
    #[error("the keychain has no `{name}`")]
    Absent {
        /// The name.
        name: String,
    },
    /// It has several of that name.
    #[error("the keychain has {count} entries named `{name}`, and which one is meant is unknown")]
    Ambiguous {
        /// The name.
        name: String,
        /// How many.
        count: usize,
    },
    /// What it has was not put there by this program.
    #[error("what the keychain has as `{name}` is no text, so it was put there by another program")]
    NotText {
        /// The name.
        name: String,
    },
    /// Not every keychain could keep it.
    #[error("{bytes} bytes are more than the {most} that a keychain keeps")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most there may be.
        most: usize,
    },
    /// The keychain that answers is somebody else's.
    #[error("the keychain that answers belongs to another user, so it was not used")]
    WrongOwner,
    /// It failed in another way.
    #[error("the keychain cannot be used")]
    Unavailable {
        /// Its own words, without secrets.
        detail: String,
    },
}
