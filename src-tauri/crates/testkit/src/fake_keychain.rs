//! A keychain in memory.

use async_trait::async_trait;
use lockkeeper_engine::ports::{Keychain, KeychainError, Secret, Unlock};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A keychain in memory. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct FakeKeychain(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    secrets: BTreeMap<String, String>,
    failing: Option<KeychainError>,
    asked: usize,
}

impl FakeKeychain {
    /// One that answers everything with an error.
    #[must_use]
    pub fn failing(error: KeychainError) -> Self {
        let keychain = Self::default();
        keychain.fail(Some(error));
        keychain
    }

    /// Answers everything with an error from now on, or works again.
    pub fn fail(&self, error: Option<KeychainError>) {
        self.lock().failing = error;
    }

    /// How often it was asked for anything.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.lock().asked
    }

    /// The names of what it holds.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.lock().secrets.keys().cloned().collect()
    }

    fn open(&self) -> Result<MutexGuard<'_, Held>, KeychainError> {
        let mut held = self.lock();
        held.asked += 1;
        match &held.failing {
            Some(error) => Err(error.clone()),
            None => Ok(held),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Keychain for FakeKeychain {
    async fn get(&self, name: &str, _unlock: Unlock) -> Result<Secret, KeychainError> {
        let held = self.open()?;
        let found = held.secrets.get(name).cloned();
        found.map(Secret::new).ok_or_else(|| absent(name))
    }

    async fn set(&self, name: &str, secret: Secret, _unlock: Unlock) -> Result<(), KeychainError> {
        secret.check_size()?;
        let mut held = self.open()?;
        held.secrets
            .insert(name.to_owned(), secret.reveal().to_owned());
        Ok(())
    }

    async fn delete(&self, name: &str, _unlock: Unlock) -> Result<(), KeychainError> {
        let mut held = self.open()?;
        let gone = held.secrets.remove(name);
        gone.map(drop).ok_or_else(|| absent(name))
    }
}

fn absent(name: &str) -> KeychainError {
    let name = name.to_owned();
    KeychainError::Absent { name }
}
