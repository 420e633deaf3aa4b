//! The file behind the cache.

use super::unusable;
use crate::files;
use lockkeeper_engine::ports::CacheError;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The layout; a file with another one is made anew.
const LAYOUT: i64 = 3;
/// How many entries are kept between two looks at the size.
const LOOK_EVERY: usize = 1024;
/// How long another process may hold the file: less than observing again costs.
const PATIENCE: Duration = Duration::from_millis(500);

const TABLES: &str = "
    CREATE TABLE entries (
        place INTEGER PRIMARY KEY,
        repo  TEXT NOT NULL,
        key   BLOB NOT NULL,
        value BLOB NOT NULL,
        mark  INTEGER NOT NULL,
        UNIQUE (repo, key)
    );
    CREATE TABLE snapshots (
        workspace TEXT PRIMARY KEY, body BLOB NOT NULL, mark INTEGER NOT NULL
    );";

/// Nothing waits for the disk and no file lies beside this one: both cost
/// more than what is kept here saves. What a crash spoils is read again,
/// since everything carries the mark of what was written.
const LIGHTLY: &str = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF";

/// What is kept of a long history is read and written at once, in fewer pages
/// of this size, in bytes.
const PAGE: i64 = 16 << 10;

const EVICT: &str = "DELETE FROM entries WHERE place <= \
    (SELECT place FROM entries ORDER BY place LIMIT 1 OFFSET (SELECT count(*) / 4 FROM entries))";

const SIZE: &str = "SELECT (SELECT page_count FROM pragma_page_count) \
    - (SELECT freelist_count FROM pragma_freelist_count), \
    (SELECT page_size FROM pragma_page_size)";

/// The file, opened when first used.
#[derive(Debug)]
pub(super) struct CacheFile {
    path: PathBuf,
    most_bytes: u64,
    connection: Option<Connection>,
    since_look: usize,
}

impl CacheFile {
    pub(super) const fn new(path: PathBuf, most_bytes: u64) -> Self {
        Self {
            path,
            most_bytes,
            connection: None,
            // The size is looked at with the first entry kept.
            since_look: LOOK_EVERY,
        }
    }

    /// The value under a key.
    pub(super) fn entry(&mut self, repo: &str, key: &[u8]) -> Option<Vec<u8>> {
        let read = |connection: &mut Connection| {
            connection
                .prepare_cached("SELECT value, mark FROM entries WHERE repo = ? AND key = ?")?
                .query_row(params![repo, key], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        };
        let (value, found): (Vec<u8>, i64) = self.with(read).ok().flatten()?;
        (found == mark(repo, key, &value)).then_some(value)
    }

    /// Keeps entries in one transaction; a fault keeps none.
    pub(super) fn keep_entries(&mut self, repo: &str, entries: &[(&[u8], &[u8])]) {
        self.since_look = self.since_look.saturating_add(entries.len());
        let look = self.since_look >= LOOK_EVERY;
        let most_bytes = self.most_bytes;
        let write = |connection: &mut Connection| {
            if look {
                evict(connection, most_bytes)?;
            }
            insert(connection, repo, entries)
        };
        match self.with(write) {
            Ok(()) if look => self.since_look = 0,
            Ok(()) => {}
            Err(error) => tracing::debug!(%error, "commit facts were not kept"),
        }
    }

    /// Keeps a workspace's snapshot.
    pub(super) fn keep_snapshot(&mut self, workspace: &str, body: &[u8]) -> Result<(), CacheError> {
        let write = |connection: &mut Connection| {
            let put = "INSERT INTO snapshots (workspace, body, mark) VALUES (?, ?, ?) \
                       ON CONFLICT (workspace) DO UPDATE \
                       SET body = excluded.body, mark = excluded.mark";
            connection.execute(put, params![workspace, body, mark(workspace, &[], body)])
        };
        self.with(write).map(drop).map_err(|error| unusable(&error))
    }

    /// A workspace's snapshot.
    pub(super) fn snapshot(&mut self, workspace: &str) -> Result<Option<Vec<u8>>, CacheError> {
        let read = |connection: &mut Connection| {
            let query = "SELECT body, mark FROM snapshots WHERE workspace = ?";
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            connection.query_row(query, [workspace], row).optional()
        };
        let found: Option<(Vec<u8>, i64)> = self.with(read).map_err(|error| unusable(&error))?;
        let whole = found.filter(|(body, found)| *found == mark(workspace, &[], body));
        Ok(whole.map(|(body, _)| body))
    }

    /// Works on the file; a damaged one is made anew once.
    fn with<T>(
        &mut self,
        work: impl Fn(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let first = self.connection().and_then(&work);
        match first {
            Err(error) if is_damage(&error) => {
                self.connection = None;
                remove(&self.path);
                self.connection().and_then(&work)
            }
            other => other,
        }
    }

    fn connection(&mut self) -> rusqlite::Result<&mut Connection> {
        let connection = match self.connection.take() {
            Some(open) => open,
            None => open(&self.path)?,
        };
        Ok(self.connection.insert(connection))
    }
}

fn insert(
    connection: &mut Connection,
    repo: &str,
    entries: &[(&[u8], &[u8])],
) -> rusqlite::Result<()> {
    let writing = connection.transaction()?;
    {
        let put = "INSERT INTO entries (repo, key, value, mark) VALUES (?, ?, ?, ?) \
                   ON CONFLICT (repo, key) DO UPDATE \
                   SET value = excluded.value, mark = excluded.mark";
        let mut put = writing.prepare_cached(put)?;
        for (key, value) in entries {
            put.execute(params![repo, key, value, mark(repo, key, value)])?;
        }
    }
    writing.commit()
}

/// What tells an entry from one that was only half written.
fn mark(repo: &str, key: &[u8], value: &[u8]) -> i64 {
    let mut hash = DefaultHasher::new();
    (repo, key, value).hash(&mut hash);
    i64::from_ne_bytes(hash.finish().to_ne_bytes())
}

/// Lets the oldest quarter go when the file has grown too large.
fn evict(connection: &Connection, most_bytes: u64) -> rusqlite::Result<()> {
    let (pages, size): (i64, i64) =
        connection.query_row(SIZE, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if u64::try_from(pages.saturating_mul(size)).is_ok_and(|bytes| bytes > most_bytes) {
        connection.execute(EVICT, [])?;
    }
    Ok(())
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    if !path.exists() {
        return make(path);
    }
    files::prepare(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))?;
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    let layout: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if layout == LAYOUT {
        connection.execute_batch(LIGHTLY)?;
        return Ok(connection);
    }
    drop(connection);
    make(path)
}

/// Makes the file, in place of one with another layout.
fn make(path: &Path) -> rusqlite::Result<Connection> {
    remove(path);
    files::prepare(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))?;
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "page_size", PAGE)?;
    connection.execute_batch(LIGHTLY)?;
    let writing = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    writing.execute_batch(TABLES)?;
    writing.pragma_update(None, "user_version", LAYOUT)?;
    writing.commit()?;
    Ok(connection)
}

fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // What cannot be removed shows itself when the file is opened.
        let _ = fs::remove_file(files::beside(path, suffix));
    }
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use ErrorCode::{DatabaseCorrupt, NotADatabase};
    match error {
        rusqlite::Error::SqliteFailure(said, detail) => {
            let layout = detail.as_deref().is_some_and(|d| d.contains("no such"));
            layout || matches!(said.code, DatabaseCorrupt | NotADatabase)
        }
        rusqlite::Error::InvalidColumnType(..) => true,
        _ => false,
    }
}
