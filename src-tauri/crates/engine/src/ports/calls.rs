//! The log of every call the app makes, shown in the activity strip.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A call to something outside: a git command, later an API request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// When it began.
    pub at: Timestamp,
    /// What was called, as a person would type it; never holds a secret.
    pub line: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// Whether it succeeded.
    pub ok: bool,
    /// What it answered, shortened; empty when there is nothing to say.
    pub answer: String,
}

/// Where calls are written down.
pub trait Calls: Send + Sync {
    /// Adds one; adapters call this after each effect.
    fn add(&self, call: Call);
    /// The newest ones, newest first.
    fn recent(&self, most: usize) -> Vec<Call>;
}
