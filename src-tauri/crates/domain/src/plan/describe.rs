//! The text of a plan: what a person confirms and the tests snapshot.

use super::model::{PlanKind, PlanNote, Subject};
use crate::ids::PlanId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A plan as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct PlanText {
    /// What is confirmed.
    pub id: PlanId,
    /// What it is for.
    pub kind: PlanKind,
    /// What it is about.
    pub subject: Subject,
    /// The act ("Tag 1.9.0", "Bring api 1.9.0 to production").
    pub title: String,
    /// Every effect, in order.
    pub steps: Vec<StepText>,
    /// What should be read before.
    pub notes: Vec<PlanNote>,
    /// A text that has to be typed to confirm.
    pub typed: Option<String>,
    /// When it was made.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub made_at: Timestamp,
    /// When the oldest fact under it was observed.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub facts_at: Timestamp,
}

/// A step as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct StepText {
    /// Its place, from 0.
    pub number: u32,
    /// What it does, in words.
    pub title: String,
    /// The exact call, as a person would type it; none for bookkeeping.
    pub command: Option<String>,
    /// From what to what, line by line.
    pub lines: Vec<String>,
}
