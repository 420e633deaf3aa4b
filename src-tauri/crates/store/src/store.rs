//! Opening the file that must last.

use crate::database::Database;
use crate::drafts::SqliteDrafts;
use crate::fault::Fault;
use crate::files;
use crate::journal::SqliteJournal;
use crate::pins::SqlitePins;
use crate::settings::SqliteSettings;
use jiff::Timestamp;
use lockkeeper_engine::ports::JournalError;
use sqlx::migrate::{MigrateError, Migrator};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The first SQLite without the write-ahead log's reset bug.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// The journal, the settings and the drafts of this desktop, in one file.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    /// Whose journal and drafts are meant; nobody's in particular when empty.
    workspace: Arc<str>,
}

/// Why the file could not be opened. Nothing was changed in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// It was written by a newer program, which has to be used.
    #[error("{path} was written by a newer version of this program (schema {found})")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
    },
    /// It is damaged. [`Store::open_for_reading`] shows what is left.
    #[error("{path} is damaged; nothing was changed in it")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The database's words.
        detail: String,
    },
    /// The disk is full or read-only, or another program holds the file.
    #[error("{path} cannot be opened for writing")]
    Unavailable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        detail: String,
    },
    /// The program was built with an SQLite that can damage files.
    #[error("this program was built with SQLite {found}, which is too old to be safe")]
    OldSqlite {
        /// Its version.
        found: String,
    },
}

impl Store {
    /// Opens the file, makes it when it is missing, checks it and brings its
    /// schema up to date.
    ///
    /// # Errors
    /// A damaged file and a newer one are refused and stay as they are.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let unavailable = |error: std::io::Error| unavailable(file, error.to_string());
        files::prepare(file).map_err(unavailable)?;
        let path = file.to_owned();
        let waiting = tokio::task::spawn_blocking(move || files::opening(&path));
        let alone = waiting.await.map_err(std::io::Error::other);
        let alone = alone.and_then(|lock| lock).map_err(unavailable)?;
        let database = Database::whole(file);
        let opened = bring_up(&database, file).await;
        drop(alone);
        match opened {
            Ok(()) => Ok(Self::whole(database)),
            Err(error) => {
                database.close().await;
                Err(error)
            }
        }
    }

    fn whole(database: Database) -> Self {
        let workspace = Arc::from("");
        Self {
            database,
            workspace,
        }
    }

    /// The same file for one workspace: its journal and its drafts hold
    /// nothing of another one, whatever its services are called.
    #[must_use]
    pub fn of(&self, workspace: &str) -> Self {
        Self {
            database: self.database.clone(),
            workspace: Arc::from(workspace),
        }
    }

    /// Sets aside what was written of this workspace before: a new one lies in
    /// its place. Nothing is lost, and nobody asks for it any more.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn set_aside(&self, at: Timestamp) -> Result<(), JournalError> {
        let aside = format!("{} until {at}", self.workspace);
        let mut writing = self.database.begin().await?;
        for table in ["plans", "runs", "releases", "drafts"] {
            let query = format!("UPDATE {table} SET workspace = ? WHERE workspace = ?");
            let moved = sqlx::query(sqlx::AssertSqlSafe(query))
                .bind(&aside)
                .bind(&*self.workspace);
            moved.execute(&mut *writing).await.map_err(Fault::from)?;
        }
        Ok(writing.commit().await?)
    }

    /// Opens a damaged file to read what is left; every write is refused.
    ///
    /// # Errors
    /// When nothing can be read.
    pub async fn open_for_reading(file: &Path) -> Result<Self, StoreError> {
        let mut why = String::new();
        for immutable in [false, true] {
            let database = Database::rescued(file, immutable);
            let tried = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM runs");
            match tried.fetch_one(database.readers()).await {
                Ok(_) => return Ok(Self::whole(database)),
                Err(error) => why = error.to_string(),
            }
            database.close().await;
        }
        Err(damaged(file, why))
    }

    /// Plans, runs, leases and releases.
    #[must_use]
    pub fn journal(&self) -> SqliteJournal {
        SqliteJournal::on(self.database.clone(), Arc::clone(&self.workspace))
    }

    /// Settings of this desktop.
    #[must_use]
    pub fn settings(&self) -> SqliteSettings {
        SqliteSettings::on(self.database.clone())
    }

    /// Edited entries of release notes.
    #[must_use]
    pub fn drafts(&self) -> SqliteDrafts {
        SqliteDrafts::on(self.database.clone(), Arc::clone(&self.workspace))
    }

    /// How far each ledger was verified.
    #[must_use]
    pub fn pins(&self) -> SqlitePins {
        SqlitePins::on(self.database.clone())
    }

    /// Ends every connection; calls made afterwards fail.
    pub async fn close(self) {
        self.database.close().await;
    }
}

/// Checks version, integrity and schema, in this order: a damaged file is not
/// migrated.
async fn bring_up(database: &Database, file: &Path) -> Result<(), StoreError> {
    // What a power cut takes of the schema is made again by the next start.
    let writer = database.alone().map_err(|fault| opening(file, fault))?;
    let asked = |error: sqlx::Error| opening(file, error.into());
    let version: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(writer)
        .await
        .map_err(asked)?;
    if numbers(&version) < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite { found: version });
    }
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(writer)
        .await
        .map_err(asked)?;
    if verdict != "ok" {
        return Err(damaged(file, verdict));
    }
    let migrated = MIGRATIONS.run(writer).await;
    migrated.map_err(|error| migrating(file, error))
}

fn migrating(file: &Path, error: MigrateError) -> StoreError {
    let known = MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0);
    match error {
        MigrateError::VersionMissing(found) if found > known => StoreError::Newer {
            path: file.to_owned(),
            found,
        },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            opening(file, error.into())
        }
        other => damaged(file, other.to_string()),
    }
}

fn opening(file: &Path, fault: Fault) -> StoreError {
    match fault {
        Fault::Unavailable(detail) => unavailable(file, detail),
        Fault::Damaged(detail) | Fault::Refused(detail) => damaged(file, detail),
    }
}

fn unavailable(file: &Path, detail: String) -> StoreError {
    let path = file.to_owned();
    StoreError::Unavailable { path, detail }
}

fn damaged(file: &Path, detail: String) -> StoreError {
    let path = file.to_owned();
    StoreError::Damaged { path, detail }
}

/// `3.51.3` as numbers; what is missing counts as 0.
fn numbers(version: &str) -> (u32, u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

#[cfg(test)]
mod tests;
