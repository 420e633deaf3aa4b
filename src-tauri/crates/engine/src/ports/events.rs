//! Events: what changed, in order, for whoever shows it.

use lockkeeper_domain::ids::RunId;
use serde::{Deserialize, Serialize};

/// A change, with the number that orders it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// One more than the event before; a gap means: fetch again.
    pub seq: u64,
    /// What became stale.
    pub topics: Vec<Topic>,
    /// The run it is about.
    pub run: Option<RunId>,
}

/// What an event makes stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Board and service pages.
    Board,
    /// The list of releases.
    Releases,
    /// A run's steps.
    Runs,
    /// The workspace file or the settings.
    Workspace,
    /// The call log.
    Calls,
    /// The ledger: requests, decisions, stopped lines.
    Ledger,
}

/// Who is told.
pub trait Events: Send + Sync {
    /// Numbers the change and passes it on; never blocks.
    fn publish(&self, topics: &[Topic], run: Option<&RunId>);
}
