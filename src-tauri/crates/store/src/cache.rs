//! What can be observed again, kept for speed, in a file of its own.
//!
//! Commit facts are read inside loops over a history, from threads that may
//! not wait for a runtime; so this file is used through `rusqlite`, where a
//! read costs microseconds. Nothing here is precious: any fault makes the
//! cache empty, never the caller fail.

mod file;

use async_trait::async_trait;
use file::CacheFile;
use lockkeeper_domain::snapshot::Snapshot;
use lockkeeper_engine::ports::{CacheError, CommitCache, FactStore};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How large the file may grow, in bytes, before its oldest quarter goes.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// The cache of this desktop. Nothing is opened before the first question.
#[derive(Debug, Clone)]
pub struct Cache {
    file: Arc<Mutex<CacheFile>>,
}

impl Cache {
    /// The cache in a file, which is made when it is missing and made anew
    /// when it cannot be read.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self::bounded(file, MOST_BYTES)
    }

    /// The cache in a file that may grow to so many bytes.
    #[must_use]
    pub fn bounded(file: impl Into<PathBuf>, most_bytes: u64) -> Self {
        let file = CacheFile::new(file.into(), most_bytes);
        let file = Arc::new(Mutex::new(file));
        Self { file }
    }

    /// Facts about commits.
    #[must_use]
    pub fn commits(&self) -> SqliteCommitCache {
        SqliteCommitCache(self.clone())
    }

    /// Newest snapshots.
    #[must_use]
    pub fn facts(&self) -> SqliteFacts {
        SqliteFacts(self.clone())
    }

    fn lock(&self) -> MutexGuard<'_, CacheFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Facts about commits on SQLite.
#[derive(Debug, Clone)]
pub struct SqliteCommitCache(Cache);

impl CommitCache for SqliteCommitCache {
    fn get(&self, repo: &str, key: &[u8]) -> Option<Vec<u8>> {
        self.0.lock().entry(repo, key)
    }

    fn put(&self, repo: &str, key: &[u8], value: &[u8]) {
        self.0.lock().keep_entries(repo, &[(key, value)]);
    }

    fn get_many(&self, repo: &str, keys: &[&[u8]]) -> Vec<Option<Vec<u8>>> {
        let mut file = self.0.lock();
        keys.iter().map(|key| file.entry(repo, key)).collect()
    }

    fn put_many(&self, repo: &str, entries: &[(&[u8], &[u8])]) {
        self.0.lock().keep_entries(repo, entries);
    }
}

/// Newest snapshots on SQLite.
#[derive(Debug, Clone)]
pub struct SqliteFacts(Cache);

impl SqliteFacts {
    /// Works on the file where waiting harms nobody.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut CacheFile) -> Result<T, CacheError> + Send + 'static,
    ) -> Result<T, CacheError> {
        let cache = self.0.clone();
        let done = tokio::task::spawn_blocking(move || work(&mut cache.lock()));
        done.await.map_err(|error| unusable(&error))?
    }
}

#[async_trait]
impl FactStore for SqliteFacts {
    async fn keep(&self, workspace: &str, snapshot: &Snapshot) -> Result<(), CacheError> {
        let body = serde_json::to_vec(snapshot).map_err(|error| unusable(&error))?;
        let workspace = workspace.to_owned();
        self.aside(move |file| file.keep_snapshot(&workspace, &body))
            .await
    }

    async fn load(&self, workspace: &str) -> Result<Option<Snapshot>, CacheError> {
        let workspace = workspace.to_owned();
        let body = self.aside(move |file| file.snapshot(&workspace)).await?;
        // A snapshot of another version of the program is none.
        Ok(body.and_then(|body| serde_json::from_slice(&body).ok()))
    }
}

fn unusable(error: &dyn std::fmt::Display) -> CacheError {
    CacheError {
        detail: error.to_string(),
    }
}

#[cfg(test)]
mod tests;
