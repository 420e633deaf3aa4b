//! All places where keys lie, as one.

use crate::wanted::wanted;
use async_trait::async_trait;
use lockkeeper_engine::ports::{Passphrase, Signer, SignerError, SigningKey};
use std::sync::Arc;

/// Several places of keys, the best first. A key that lies in two of them
/// signs from the better one.
pub struct EverySigner(Vec<Arc<dyn Signer>>);

impl EverySigner {
    /// These places, the best first.
    #[must_use]
    pub const fn of(places: Vec<Arc<dyn Signer>>) -> Self {
        Self(places)
    }
}

#[async_trait]
impl Signer for EverySigner {
    async fn keys(&self) -> Result<Vec<SigningKey>, SignerError> {
        let (mut all, mut first_failure): (Vec<SigningKey>, _) = (Vec::new(), None);
        for place in &self.0 {
            match place.keys().await {
                Ok(keys) => {
                    let fresh = |key: &SigningKey| !all.iter().any(|one| one.key() == key.key());
                    let keys: Vec<_> = keys.into_iter().filter(fresh).collect();
                    all.extend(keys);
                }
                // One place that fails hides none of the others.
                Err(error) => drop(first_failure.get_or_insert(error)),
            }
        }
        match first_failure {
            Some(error) if all.is_empty() => Err(error),
            _ => Ok(all),
        }
    }

    async fn sign(
        &self,
        public: &str,
        message: &[u8],
        passphrase: Option<&Passphrase>,
    ) -> Result<Vec<u8>, SignerError> {
        let wanted = wanted(public)?;
        for place in &self.0 {
            let keys = place.keys().await.unwrap_or_default();
            if keys.iter().any(|key| key.key().as_ref() == Some(&wanted)) {
                return place.sign(public, message, passphrase).await;
            }
        }
        Err(SignerError::NotFound(wanted.fingerprint()))
    }
}
