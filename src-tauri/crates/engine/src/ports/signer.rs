//! Who signs: keys of the person at this desk.

use async_trait::async_trait;
use lockkeeper_domain::ledger::PublicKey;
use thiserror::Error;
use zeroize::Zeroizing;

/// A key that can sign here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The public key line, `type base64 comment`.
    pub public: String,
    /// Where it lies, for people: `ssh-agent`, a path, `keychain`.
    pub place: String,
    /// What signing will ask of a person.
    pub asks: Asks,
    /// This program made it, and can remove it.
    pub is_made: bool,
}

impl SigningKey {
    /// The key of its line; nothing where that is of a kind no ledger takes.
    #[must_use]
    pub fn key(&self) -> Option<PublicKey> {
        PublicKey::parse_line(&self.public).ok()
    }

    /// Whether it is the one with that fingerprint.
    #[must_use]
    pub fn is(&self, fingerprint: &str) -> bool {
        self.key()
            .is_some_and(|key| key.fingerprint() == fingerprint)
    }
}

/// What a key asks of a person before it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing, or what its keeper asks by itself.
    Nothing,
    /// A touch of a token.
    Touch,
    /// The passphrase of its file.
    Passphrase,
}

/// Makes keys and keeps them where no file is.
#[async_trait]
pub trait KeySmith: Signer {
    /// Makes a key whose line ends with a comment.
    ///
    /// # Errors
    /// When there is no place that keeps it; it is gone then.
    async fn make(&self, comment: &str) -> Result<SigningKey, SignerError>;

    /// Removes a key that was made here.
    ///
    /// # Errors
    /// When its place does not let it go.
    async fn remove(&self, public: &str) -> Result<(), SignerError>;
}

/// What signs statements, whatever holds the key.
#[async_trait]
pub trait Signer: Send + Sync {
    /// The keys that can sign at this moment, best first.
    ///
    /// # Errors
    /// `Unavailable` when no place could be asked at all.
    async fn keys(&self) -> Result<Vec<SigningKey>, SignerError>;

    /// An SSHSIG over these bytes in the namespace `lockkeeper`: exactly what
    /// `ssh-keygen -Y sign` would write.
    ///
    /// # Errors
    /// `NotFound` when no place holds the key, `Locked` when a passphrase is
    /// needed, `Declined` when the person said no.
    async fn sign(
        &self,
        public: &str,
        message: &[u8],
        passphrase: Option<&Passphrase>,
    ) -> Result<Vec<u8>, SignerError>;
}

/// What opens a key file. It is wiped from memory when it goes, and has no way
/// out but [`Passphrase::reveal`].
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what a person typed.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The words, for the one who opens the key.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Why nothing was signed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignerError {
    /// No place here holds that key.
    #[error("the key {0} is not here")]
    NotFound(String),
    /// The key is here, or others are, and none may say it.
    #[error("{key} listed for {whom}")]
    Unlisted {
        /// `no key here is`, `the key SHA256:… is not`.
        key: String,
        /// Whose it would have to be.
        whom: &'static str,
    },
    /// The key needs its passphrase.
    #[error("the key needs its passphrase")]
    Locked,
    /// The passphrase does not open the key.
    #[error("the passphrase does not open the key")]
    WrongPassphrase,
    /// The person, or the agent for them, said no.
    #[error("signing was declined")]
    Declined,
    /// A key of this kind may not sign.
    #[error("{0}")]
    Unfit(String),
    /// The agent, the keychain or ssh-keygen does not answer.
    #[error("{what} does not answer")]
    Unavailable {
        /// `ssh-agent`, `the keychain`, `ssh-keygen`.
        what: String,
        /// Its own words, freed of secrets.
        detail: String,
    },
}
