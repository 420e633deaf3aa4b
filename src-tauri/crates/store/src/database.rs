//! One writer and some readers of one file.

use crate::fault::Fault;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};
use std::path::Path;
use std::time::Duration;

/// How long another process may hold the file before a call gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that only read.
const READERS: u32 = 4;

/// One writer and some readers of one file.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    writer: Option<SqlitePool>,
    /// Does not wait for the disk.
    light: Option<SqlitePool>,
    readers: SqlitePool,
}

impl Database {
    /// For reading and writing. Connects when first used.
    pub(crate) fn whole(file: &Path) -> Self {
        Self {
            writer: Some(pool(1, writing(file))),
            light: Some(pool(
                1,
                writing(file).synchronous(SqliteSynchronous::Normal),
            )),
            readers: pool(READERS, reading(file)),
        }
    }

    /// For reading what can still be read; every write is refused.
    /// `immutable` leaves the write-ahead log out.
    pub(crate) fn rescued(file: &Path, immutable: bool) -> Self {
        Self {
            writer: None,
            light: None,
            readers: pool(1, reading(file).immutable(immutable)),
        }
    }

    /// Where to read.
    pub(crate) const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Where to write, one statement at a time.
    pub(crate) fn writer(&self) -> Result<&SqlitePool, Fault> {
        self.writer.as_ref().ok_or_else(read_only)
    }

    /// Where to write what can be found out again after a power cut. The file
    /// stays whole; what was written here is kept from the next write on that
    /// waits for the disk, because both go into one log.
    pub(crate) fn light(&self) -> Result<&SqlitePool, Fault> {
        self.light.as_ref().ok_or_else(read_only)
    }

    /// Starts a transaction that holds the write lock from its first moment,
    /// so that it can wait for it and never has to be upgraded.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Fault> {
        Ok(self.writer()?.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Gives every connection back to the system.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        for writer in [&self.light, &self.writer].into_iter().flatten() {
            writer.close().await;
        }
    }
}

fn read_only() -> Fault {
    Fault::Damaged("the file is damaged and was opened for reading only".to_owned())
}

fn pool(most: u32, options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(most)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

fn writing(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
}

fn reading(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(PATIENCE)
        .read_only(true)
}
