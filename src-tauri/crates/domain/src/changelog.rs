//! Changelogs and notes: drafts that machines make and people curate.
//!
//! Source: <https://keepachangelog.com/en/2.0.0/>.

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
