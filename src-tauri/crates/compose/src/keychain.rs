//! The keychain that a program of this desktop uses.

use async_trait::async_trait;
use lockkeeper_engine::ports::{Keychain, KeychainError, Secret, Unlock};
use lockkeeper_keychain::DesktopKeychain;
use std::sync::Arc;

/// The variable with which somebody does without a keychain.
const SWITCH: &str = "LOCKKEEPER_KEYCHAIN";

/// The keychain that the environment names, or none where it says `off`.
/// `read` gives the value of a variable.
#[must_use]
pub fn keychain_of(read: impl Fn(&str) -> Option<String>) -> Arc<dyn Keychain> {
    match read(SWITCH).as_deref() {
        Some("off") => Arc::new(NoKeychain),
        _ => Arc::new(DesktopKeychain::of_environment(read)),
    }
}

/// What a program has that is to leave no trace in any.
pub(crate) struct NoKeychain;

#[async_trait]
impl Keychain for NoKeychain {
    async fn get(&self, _name: &str, _unlock: Unlock) -> Result<Secret, KeychainError> {
        Err(KeychainError::NoBus)
    }

    async fn set(&self, _: &str, _: Secret, _: Unlock) -> Result<(), KeychainError> {
        Err(KeychainError::NoBus)
    }

    async fn delete(&self, _name: &str, _unlock: Unlock) -> Result<(), KeychainError> {
        Err(KeychainError::NoBus)
    }
}
