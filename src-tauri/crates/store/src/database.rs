//! One writer and some readers of one file.

use crate::fault::Fault;
use crate::turns::{Turn, Turns};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, SqliteConnection, Transaction};
use std::ops::{Deref, DerefMut};
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
    turns: Turns,
}

/// A connection that writes, for as long as it is this program's turn.
#[derive(Debug)]
pub(crate) struct Writing<C> {
    // Given back first, so that whoever is next finds the file free.
    connection: C,
    _turn: Turn,
}

impl<C: Deref<Target = SqliteConnection>> Deref for Writing<C> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl<C: DerefMut<Target = SqliteConnection>> DerefMut for Writing<C> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

impl Writing<Transaction<'static, Sqlite>> {
    /// Keeps what was written; dropped without it, nothing is.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        Ok(self.connection.commit().await?)
    }
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
            turns: Turns::at(file),
        }
    }

    /// For reading what can still be read; every write is refused.
    /// `immutable` leaves the write-ahead log out.
    pub(crate) fn rescued(file: &Path, immutable: bool) -> Self {
        Self {
            writer: None,
            light: None,
            readers: pool(1, reading(file).immutable(immutable)),
            turns: Turns::at(file),
        }
    }

    /// Where to read.
    pub(crate) const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Where the schema is written, by whoever is alone with the file.
    pub(crate) fn alone(&self) -> Result<&SqlitePool, Fault> {
        self.light.as_ref().ok_or_else(read_only)
    }

    /// Where to write one statement, in its turn.
    pub(crate) async fn writer(&self) -> Result<Writing<PoolConnection<Sqlite>>, Fault> {
        self.writing(self.writer.as_ref()).await
    }

    /// Where to write what can be found out again after a power cut. The file
    /// stays whole; what was written here is kept from the next write on that
    /// waits for the disk, because both go into one log.
    pub(crate) async fn light(&self) -> Result<Writing<PoolConnection<Sqlite>>, Fault> {
        self.writing(self.light.as_ref()).await
    }

    /// Starts a transaction that holds the write lock from its first moment,
    /// so that it can wait for it and never has to be upgraded.
    pub(crate) async fn begin(&self) -> Result<Writing<Transaction<'static, Sqlite>>, Fault> {
        let pool = self.writer.as_ref().ok_or_else(read_only)?;
        let turn = self.turns.take().await;
        Ok(Writing {
            connection: pool.begin_with("BEGIN IMMEDIATE").await?,
            _turn: turn,
        })
    }

    async fn writing(
        &self,
        pool: Option<&SqlitePool>,
    ) -> Result<Writing<PoolConnection<Sqlite>>, Fault> {
        let pool = pool.ok_or_else(read_only)?;
        let turn = self.turns.take().await;
        Ok(Writing {
            connection: pool.acquire().await?,
            _turn: turn,
        })
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
