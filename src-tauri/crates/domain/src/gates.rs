//! Gates: conditions with a verdict, a sentence and evidence.
//!
//! Evaluation is pure. The same call replays the past and answers the
//! future; `unknown` never passes.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The conditions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GateKind {
    /// Live and healthy in the environment before.
    Previous,
    /// The named checks of that commit are green.
    Ci,
    /// Enough people approved.
    Approvals,
    /// Lived long enough, healthy.
    Soak,
    /// Inside an allowed window.
    Windows,
    /// In no freeze.
    Freeze,
    /// The reported quality is good enough.
    Quality,
    /// The reported findings are acceptable.
    Security,
    /// The target is healthy before it is touched.
    Health,
    /// The tag is signed by a person of the workspace.
    SignedTag,
    /// Every line is ticked.
    Checklist,
}

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// Yes.
    Pass,
    /// Not yet.
    Wait {
        /// The moment it will pass by itself, if that is known.
        #[cfg_attr(feature = "wire", ts(type = "string | null"))]
        until: Option<Timestamp>,
    },
    /// No.
    Fail,
    /// Nobody can say; does not pass.
    Unknown,
}

/// What a gate says, why, and on what evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Verdict {
    /// The gate.
    pub gate: GateKind,
    /// What it says.
    pub answer: Answer,
    /// The gate in words ("Soaked 24 h in staging").
    pub title: String,
    /// The reason in words.
    pub reason: String,
    /// The reason in at most three words, for the board's gate.
    pub short: String,
    /// The inputs: names and values, as shown by "explain".
    pub evidence: Vec<Evidence>,
}

/// One input of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Evidence {
    /// What it is.
    pub name: String,
    /// What was seen.
    pub value: String,
}

/// How far a soak is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Time that counts.
    pub counted: SignedDuration,
    /// Time that is needed.
    pub required: SignedDuration,
}
