//! Settings of this desktop and drafts of notes; neither is policy.

use async_trait::async_trait;
use lockkeeper_domain::ids::{Oid, ServiceName};
use std::collections::BTreeMap;
use thiserror::Error;

/// Settings of this desktop.
#[async_trait]
pub trait Settings: Send + Sync {
    /// One value.
    async fn get(&self, key: &str) -> Result<Option<String>, SettingsError>;
    /// Sets one value; an empty one removes it.
    async fn set(&self, key: &str, value: &str) -> Result<(), SettingsError>;
    /// All of them.
    async fn all(&self) -> Result<BTreeMap<String, String>, SettingsError>;
}

/// Edited entries of release notes, by commit, so that they survive
/// regeneration; an empty text hides the entry.
#[async_trait]
pub trait Drafts: Send + Sync {
    /// The edits of a service's next release.
    async fn edits(&self, service: &ServiceName) -> Result<BTreeMap<Oid, String>, SettingsError>;
    /// Replaces them.
    async fn keep_edits(
        &self,
        service: &ServiceName,
        edits: &BTreeMap<Oid, String>,
    ) -> Result<(), SettingsError>;
}

/// Why a setting could not be read or written.
#[derive(Debug, Clone, Error)]
#[error("the settings cannot be used: {detail}")]
pub struct SettingsError {
    /// The database's words.
    pub detail: String,
}
