//! The small ports in memory: events, calls, settings, drafts, kept facts and
//! the cache of commits.

use async_trait::async_trait;
use lockkeeper_domain::ids::{Oid, RunId, ServiceName};
use lockkeeper_domain::snapshot::Snapshot;
use lockkeeper_engine::ports::{
    CacheError, Call, Calls, CommitCache, Drafts, Event, Events, FactStore, Settings,
    SettingsError, Topic,
};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps every event.
#[derive(Debug, Default)]
pub struct FakeEvents(Mutex<Vec<Event>>);

impl FakeEvents {
    /// Every event so far.
    #[must_use]
    pub fn all(&self) -> Vec<Event> {
        lock(&self.0).clone()
    }
}

impl Events for FakeEvents {
    fn publish(&self, topics: &[Topic], run: Option<&RunId>) {
        let mut events = lock(&self.0);
        let seq = events.last().map_or(1, |event| event.seq + 1);
        events.push(Event {
            seq,
            topics: topics.to_vec(),
            run: run.cloned(),
        });
    }
}

/// Keeps every call.
#[derive(Debug, Default)]
pub struct FakeCalls(Mutex<Vec<Call>>);

impl Calls for FakeCalls {
    fn add(&self, call: Call) {
        lock(&self.0).push(call);
    }

    fn recent(&self, most: usize) -> Vec<Call> {
        lock(&self.0).iter().rev().take(most).cloned().collect()
    }
}

/// Settings in memory.
#[derive(Debug, Default)]
pub struct FakeSettings(Mutex<BTreeMap<String, String>>);

#[async_trait]
impl Settings for FakeSettings {
    async fn get(&self, key: &str) -> Result<Option<String>, SettingsError> {
        Ok(lock(&self.0).get(key).cloned())
    }

    async fn set(&self, key: &str, value: &str) -> Result<(), SettingsError> {
        let mut settings = lock(&self.0);
        if value.is_empty() {
            settings.remove(key);
        } else {
            settings.insert(key.to_owned(), value.to_owned());
        }
        Ok(())
    }

    async fn all(&self) -> Result<BTreeMap<String, String>, SettingsError> {
        Ok(lock(&self.0).clone())
    }
}

/// Drafts in memory.
#[derive(Debug, Default)]
pub struct FakeDrafts(Mutex<BTreeMap<ServiceName, BTreeMap<Oid, String>>>);

#[async_trait]
impl Drafts for FakeDrafts {
    async fn edits(&self, service: &ServiceName) -> Result<BTreeMap<Oid, String>, SettingsError> {
        Ok(lock(&self.0).get(service).cloned().unwrap_or_default())
    }

    async fn keep_edits(
        &self,
        service: &ServiceName,
        edits: &BTreeMap<Oid, String>,
    ) -> Result<(), SettingsError> {
        lock(&self.0).insert(service.clone(), edits.clone());
        Ok(())
    }
}

/// Kept snapshots in memory.
#[derive(Debug, Default)]
pub struct FakeFacts(Mutex<BTreeMap<String, Snapshot>>);

#[async_trait]
impl FactStore for FakeFacts {
    async fn keep(&self, workspace: &str, snapshot: &Snapshot) -> Result<(), CacheError> {
        lock(&self.0).insert(workspace.to_owned(), snapshot.clone());
        Ok(())
    }

    async fn load(&self, workspace: &str) -> Result<Option<Snapshot>, CacheError> {
        Ok(lock(&self.0).get(workspace).cloned())
    }
}

/// A repository and a key in it.
type CacheKey = (String, Vec<u8>);

/// A cache of commits in memory.
#[derive(Debug, Default)]
pub struct FakeCommitCache(Mutex<BTreeMap<CacheKey, Vec<u8>>>);

impl CommitCache for FakeCommitCache {
    fn get(&self, repo: &str, key: &[u8]) -> Option<Vec<u8>> {
        lock(&self.0).get(&(repo.to_owned(), key.to_vec())).cloned()
    }

    fn put(&self, repo: &str, key: &[u8], value: &[u8]) {
        lock(&self.0).insert((repo.to_owned(), key.to_vec()), value.to_vec());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
