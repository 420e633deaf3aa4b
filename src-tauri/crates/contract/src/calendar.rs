//! The calendar as it is shown.

use lockkeeper_domain::calendar::{Admission, Cause};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// When each environment lets in, over a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CalendarView {
    /// The first moment.
    pub from: String,
    /// The first moment after it.
    pub until: String,
    /// The environments in their order.
    pub lanes: Vec<LaneView>,
    /// What happened in that time, oldest first.
    pub marks: Vec<MarkView>,
    /// The services that a line can be stopped for.
    pub services: Vec<String>,
}

/// The net result of an environment, without a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaneView {
    /// Which environment.
    pub environment: String,
    /// The answers in order.
    pub stretches: Vec<StretchView>,
}

/// A time in which one answer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StretchView {
    /// The first moment.
    pub from: String,
    /// The first moment after it.
    pub until: String,
    /// Whether it lets in.
    pub admission: Admission,
    /// What says so.
    pub cause: Cause,
    /// Why, in words.
    pub reason: String,
    /// The entry of the ledger that says so.
    pub entry: Option<u32>,
}

/// What a mark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// Somebody asked to bring something in.
    Request,
    /// It began.
    Start,
    /// It ended well.
    Finish,
    /// It ended otherwise.
    Failure,
    /// Gates were passed with a reason.
    BreakGlass,
}

/// Something that the ledger says happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkView {
    /// When, by its author's clock.
    pub at: String,
    /// What it is about.
    pub kind: MarkKind,
    /// Where.
    pub environment: String,
    /// Who.
    pub by: String,
    /// What, in words.
    pub sentence: String,
    /// The number of its entry, which is signed.
    pub entry: u32,
}
