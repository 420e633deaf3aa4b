//! Runs: one execution of a plan, journalled step by step.

use crate::ids::{Oid, RunId};
use crate::plan::Plan;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One execution of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its identifier.
    pub id: RunId,
    /// What it executes.
    pub plan: Plan,
    /// Where it is.
    pub state: RunState,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who started it.
    pub by: String,
    /// One entry per step of the plan.
    pub steps: Vec<StepRecord>,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Somebody is working on it.
    Running,
    /// Its worker is gone; it can be continued.
    Interrupted,
    /// Every step is done.
    Succeeded,
    /// A step failed; what was done stays and is listed.
    Failed,
    /// The world changed: plan again.
    Conflict,
    /// Stopped by a person between two steps.
    Cancelled,
}

impl RunState {
    /// Whether nothing further happens in the run.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        match self {
            Self::Running | Self::Interrupted => false,
            Self::Succeeded | Self::Failed | Self::Conflict | Self::Cancelled => true,
        }
    }
}

/// What is journalled of a step.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StepRecord {
    /// Where it is.
    pub state: StepState,
    /// When it was started first.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How often it was started.
    pub attempts: u32,
    /// What it made, for the steps after it.
    pub made: Made,
    /// The sentence: what happened.
    pub line: String,
}

/// What a step made, for the steps after it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Made {
    /// A tree.
    pub tree: Option<Oid>,
    /// A commit.
    pub commit: Option<Oid>,
    /// A tag object.
    pub tag: Option<Oid>,
}

/// Where a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not started.
    #[default]
    Pending,
    /// Started, not finished.
    Started,
    /// Acting is over, the world does not show it yet.
    Waiting,
    /// Its effect was made.
    Done,
    /// Its effect was there already.
    AlreadyDone,
    /// Not needed.
    Skipped,
    /// It failed.
    Failed,
    /// The world is neither as expected nor as desired.
    Conflict,
}

impl StepState {
    /// Whether the step is behind the run.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        match self {
            Self::Done | Self::AlreadyDone | Self::Skipped => true,
            Self::Pending | Self::Started | Self::Waiting | Self::Failed | Self::Conflict => false,
        }
    }

    /// Whether what it does is done. In doubt it counts as done: what is there
    /// is looked at again.
    #[must_use]
    pub const fn is_made(self) -> bool {
        self.is_settled() || matches!(self, Self::Started | Self::Waiting)
    }
}
