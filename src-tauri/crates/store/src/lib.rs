//! What this desktop remembers, on SQLite.
//!
//! Two files: the journal with settings and drafts, which must last and
//! survives a power cut, and a cache that may be deleted at any time.

mod cache;
mod database;
mod drafts;
mod fault;
mod files;
mod journal;
mod pins;
mod settings;
mod store;
mod turns;

pub use cache::{Cache, SqliteCommitCache, SqliteFacts};
pub use drafts::SqliteDrafts;
pub use journal::SqliteJournal;
pub use pins::SqlitePins;
pub use settings::SqliteSettings;
pub use store::{Store, StoreError};
