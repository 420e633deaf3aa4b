//! Edited entries of release notes on SQLite.

use crate::database::Database;
use crate::fault::Fault;
use async_trait::async_trait;
use lockkeeper_domain::ids::{Oid, ServiceName};
use lockkeeper_engine::ports::{Drafts, SettingsError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Edited entries of a workspace's release notes on SQLite.
#[derive(Debug, Clone)]
pub struct SqliteDrafts {
    database: Database,
    workspace: Arc<str>,
}

impl SqliteDrafts {
    pub(crate) const fn on(database: Database, workspace: Arc<str>) -> Self {
        Self {
            database,
            workspace,
        }
    }

    async fn replace(
        &self,
        service: &ServiceName,
        edits: &BTreeMap<Oid, String>,
    ) -> Result<(), Fault> {
        let mut writing = self.database.begin().await?;
        sqlx::query("DELETE FROM drafts WHERE service = ? AND workspace IN ('', ?)")
            .bind(service.as_str())
            .bind(&*self.workspace)
            .execute(&mut *writing)
            .await?;
        for (entry, text) in edits {
            sqlx::query("INSERT INTO drafts (workspace, service, entry, text) VALUES (?, ?, ?, ?)")
                .bind(&*self.workspace)
                .bind(service.as_str())
                .bind(entry.as_str())
                .bind(text)
                .execute(&mut *writing)
                .await?;
        }
        writing.commit().await
    }
}

#[async_trait]
impl Drafts for SqliteDrafts {
    async fn edits(&self, service: &ServiceName) -> Result<BTreeMap<Oid, String>, SettingsError> {
        let select = "SELECT entry, text FROM drafts WHERE service = ? AND workspace IN ('', ?)";
        let rows: Vec<(String, String)> = sqlx::query_as(select)
            .bind(service.as_str())
            .bind(&*self.workspace)
            .fetch_all(self.database.readers())
            .await
            .map_err(Fault::from)?;
        let edits = rows.into_iter().map(|(entry, text)| (entry.into(), text));
        Ok(edits.collect())
    }

    async fn keep_edits(
        &self,
        service: &ServiceName,
        edits: &BTreeMap<Oid, String>,
    ) -> Result<(), SettingsError> {
        Ok(self.replace(service, edits).await?)
    }
}
