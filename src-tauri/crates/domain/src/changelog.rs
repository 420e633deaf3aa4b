//! Changelogs and notes: drafts that machines make and people curate.
//!
//! Source: <https://keepachangelog.com/en/2.0.0/>.

mod document;
mod entry;
mod full;
mod handwritten;
mod lines;
mod links;
mod markdown;
mod notes;
mod references;
mod releases;
mod remote;
mod taken_back;

pub use document::{NewSection, insert, mark_yanked, yanked};
pub use entry::{Entry, entries, updates};
pub use full::{Chapter, full};
pub use handwritten::{gone, section_of, unreleased};
pub use links::Links;
pub use notes::{notes, section};
pub use releases::{ReleaseRange, releases};
pub use remote::is_same_repository;
pub use taken_back::{release_subject, released, taken_back, without};

use serde::{Deserialize, Serialize};

/// How entries are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Added, Changed, Deprecated, Removed, Fixed, Security.
    #[default]
    KeepAChangelog,
    /// Features, Bug Fixes, Performance, Reverts.
    Types,
}

#[cfg(test)]
mod tests;
