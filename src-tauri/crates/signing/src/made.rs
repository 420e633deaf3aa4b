//! Keys that this program makes. The secret half lies in the keychain and in
//! no file; the public half is a setting, so that nobody has to open the
//! keychain to see which keys there are.

use crate::openssh::PrivateKey;
use crate::wanted::wanted;
use async_trait::async_trait;
use lockkeeper_domain::ledger::PublicKey;
use lockkeeper_engine::ports::{
    Asks, KeySmith, Keychain, KeychainError, Passphrase, Secret, Settings, SettingsError, Signer,
    SignerError, SigningKey, Unlock,
};
use std::sync::Arc;

/// The setting with the public lines.
const MADE: &str = "keys.made";
/// Where such a key lies, for people.
const PLACE: &str = "keychain";

/// The keys in the keychain of this desktop.
#[derive(Clone)]
pub struct KeychainSigner {
    keychain: Arc<dyn Keychain>,
    settings: Arc<dyn Settings>,
}

impl KeychainSigner {
    /// Keys in a keychain, whose public halves are settings.
    #[must_use]
    pub fn new(keychain: Arc<dyn Keychain>, settings: Arc<dyn Settings>) -> Self {
        Self { keychain, settings }
    }

    async fn lines(&self) -> Result<Vec<String>, SignerError> {
        let text = self
            .settings
            .get(MADE)
            .await
            .map_err(|error| lost(&error))?;
        let text = text.unwrap_or_default();
        Ok(text.lines().map(str::to_owned).collect())
    }

    async fn put_lines(&self, lines: &[String]) -> Result<(), SignerError> {
        let put = self.settings.set(MADE, &lines.join("\n")).await;
        put.map_err(|error| lost(&error))
    }
}

#[async_trait]
impl Signer for KeychainSigner {
    async fn keys(&self) -> Result<Vec<SigningKey>, SignerError> {
        let lines = self.lines().await?.into_iter();
        Ok(lines.map(described).collect())
    }

    async fn sign(
        &self,
        public: &str,
        message: &[u8],
        _passphrase: Option<&Passphrase>,
    ) -> Result<Vec<u8>, SignerError> {
        let wanted = wanted(public)?;
        let found = self.keychain.get(&name_of(&wanted), Unlock::Ask).await;
        let found = found.map_err(|error| refused(error, &wanted))?;
        let key = PrivateKey::of_text(found.reveal());
        let key = key.filter(|key| key.public() == wanted);
        let key = key.ok_or_else(|| SignerError::Unavailable {
            what: "the keychain".to_owned(),
            detail: "what it holds under the name of this key is another one".to_owned(),
        })?;
        Ok(key.sign(message))
    }
}

#[async_trait]
impl KeySmith for KeychainSigner {
    async fn make(&self, comment: &str) -> Result<SigningKey, SignerError> {
        let key = PrivateKey::fresh(comment).ok_or_else(|| SignerError::Unavailable {
            what: "the source of random numbers".to_owned(),
            detail: "no key could be drawn".to_owned(),
        })?;
        let public = key.public();
        let secret = Secret::new(key.to_text().to_string());
        let name = name_of(&public);
        let kept = self.keychain.set(&name, secret, Unlock::Ask).await;
        kept.map_err(|error| refused(error, &public))?;
        let mut lines = self.lines().await?;
        lines.push(key.line());
        self.put_lines(&lines).await?;
        Ok(described(key.line()))
    }

    async fn remove(&self, public: &str) -> Result<(), SignerError> {
        let wanted = wanted(public)?;
        let gone = self.keychain.delete(&name_of(&wanted), Unlock::Ask).await;
        match gone {
            // Whoever deleted it there meant it to be gone.
            Ok(()) | Err(KeychainError::Absent { .. }) => {}
            Err(error) => return Err(refused(error, &wanted)),
        }
        let mut lines = self.lines().await?;
        lines.retain(|line| PublicKey::parse_line(line).ok().as_ref() != Some(&wanted));
        self.put_lines(&lines).await
    }
}

fn described(public: String) -> SigningKey {
    SigningKey {
        public,
        place: PLACE.to_owned(),
        asks: Asks::Nothing,
        is_made: true,
    }
}

fn name_of(key: &PublicKey) -> String {
    format!("key/{}", key.fingerprint())
}

fn refused(error: KeychainError, key: &PublicKey) -> SignerError {
    match error {
        KeychainError::Absent { .. } => SignerError::NotFound(key.fingerprint()),
        KeychainError::Dismissed => SignerError::Declined,
        other => SignerError::Unavailable {
            what: "the keychain".to_owned(),
            detail: other.to_string(),
        },
    }
}

fn lost(error: &SettingsError) -> SignerError {
    SignerError::Unavailable {
        what: "the list of keys".to_owned(),
        detail: error.to_string(),
    }
}
