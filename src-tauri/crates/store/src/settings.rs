//! Settings of this desktop on SQLite.

use crate::database::Database;
use crate::fault::Fault;
use async_trait::async_trait;
use lockkeeper_engine::ports::{Settings, SettingsError};
use std::collections::BTreeMap;

/// Settings of this desktop on SQLite.
#[derive(Debug, Clone)]
pub struct SqliteSettings {
    database: Database,
}

impl SqliteSettings {
    pub(crate) const fn on(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl Settings for SqliteSettings {
    async fn get(&self, key: &str) -> Result<Option<String>, SettingsError> {
        let found = sqlx::query_scalar("SELECT value FROM settings WHERE key = ?")
            .bind(key)
            .fetch_optional(self.database.readers());
        Ok(found.await.map_err(Fault::from)?)
    }

    async fn set(&self, key: &str, value: &str) -> Result<(), SettingsError> {
        let change = if value.is_empty() {
            sqlx::query("DELETE FROM settings WHERE key = ?").bind(key)
        } else {
            let put = "INSERT INTO settings (key, value) VALUES (?, ?) \
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            sqlx::query(put).bind(key).bind(value)
        };
        let changed = change.execute(&mut *self.database.writer().await?).await;
        changed.map_err(Fault::from)?;
        Ok(())
    }

    async fn all(&self) -> Result<BTreeMap<String, String>, SettingsError> {
        let all: Vec<(String, String)> = sqlx::query_as("SELECT key, value FROM settings")
            .fetch_all(self.database.readers())
            .await
            .map_err(Fault::from)?;
        Ok(all.into_iter().collect())
    }
}
