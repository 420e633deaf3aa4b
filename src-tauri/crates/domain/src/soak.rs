//! Soak: healthy time since a version went live.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A span in which a place was watched, with the health that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// First moment.
    pub from: Timestamp,
    /// Last moment; the same as `from` for a single look.
    pub until: Timestamp,
    /// Whether it was healthy throughout.
    pub healthy: bool,
}
