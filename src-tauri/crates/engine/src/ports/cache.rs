//! Caches: what can be observed again, kept for speed.

use async_trait::async_trait;
use lockkeeper_domain::snapshot::Snapshot;
use thiserror::Error;

/// Facts about commits, which never change. Keys and values belong to whoever
/// keeps them; a lost entry costs time only.
pub trait CommitCache: Send + Sync {
    /// The value under a key.
    fn get(&self, repo: &str, key: &[u8]) -> Option<Vec<u8>>;
    /// Keeps a value; failing to is not an error.
    fn put(&self, repo: &str, key: &[u8], value: &[u8]);
    /// The values under many keys, in their order: one question where the
    /// cache has a faster way.
    fn get_many(&self, repo: &str, keys: &[&[u8]]) -> Vec<Option<Vec<u8>>> {
        keys.iter().map(|key| self.get(repo, key)).collect()
    }
    /// Keeps many values at once; a hundred times cheaper than one by one.
    fn put_many(&self, repo: &str, entries: &[(&[u8], &[u8])]) {
        for (key, value) in entries {
            self.put(repo, key, value);
        }
    }
}

/// The newest snapshot, so that a board can be shown before the network answers.
#[async_trait]
pub trait FactStore: Send + Sync {
    /// Keeps a snapshot under a workspace's name.
    async fn keep(&self, workspace: &str, snapshot: &Snapshot) -> Result<(), CacheError>;
    /// The kept one.
    async fn load(&self, workspace: &str) -> Result<Option<Snapshot>, CacheError>;
}

/// Why the cache could not do something.
#[derive(Debug, Clone, Error)]
#[error("the cache cannot be used: {detail}")]
pub struct CacheError {
    /// The database's words.
    pub detail: String,
}
