//! The one error of the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What failed, what was not done, and whether trying again is safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WireError {
    /// A stable word (docs/errors.md); total over the engine's codes.
    pub code: String,
    /// The sentence for people.
    pub message: String,
    /// The chain of causes and the vendor's own words, without secrets.
    pub detail: Vec<String>,
    /// What trying again means.
    pub retry: Retry,
    /// The operation, also in the log.
    pub op_id: String,
    /// What it is about (a service, a repository, a file).
    pub subject: Option<String>,
}

/// As many lines of the detail are told at once; a person reads no thousand.
const TOLD: usize = 20;

impl WireError {
    /// The lines of the detail that are told at once, and how many are left.
    #[must_use]
    pub fn told(&self) -> (&[String], usize) {
        let told = &self.detail[..self.detail.len().min(TOLD)];
        (told, self.detail.len() - told.len())
    }

    /// All in one line, with as much of the detail as a person reads.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (told, left) = self.told();
        let mut says = vec![self.message.clone()];
        says.extend_from_slice(told);
        if left > 0 {
            says.push(format!("And {left} more."));
        }
        says.join(" ")
    }
}

/// What trying again means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Safe, and may help.
    Safe,
    /// Only after the user changed something.
    AfterChange,
    /// Plan again: the world changed.
    Replan,
    /// It will not help.
    Never,
}
