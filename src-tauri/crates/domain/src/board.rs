//! The board: which version runs where, and what wants to pass each gate.
//!
//! The types are also the wire: the window and `lockkeeper board --json` show
//! the same document.

mod candidate;
mod cell;
mod draw;
mod passage;

pub use candidate::{Way, candidate, comers};
pub use draw::{BoardInputs, draw, draw_rows, is_explained};

use crate::environment::Tier;
use crate::gates::Verdict;
use crate::ids::{EnvName, PlanId, RunId, ServiceName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything the home screen shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Board {
    /// The workspace's name.
    pub workspace: String,
    /// The moment it was drawn for.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub at: Timestamp,
    /// When the oldest fact on it was observed; absent when there are none.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub facts_at: Option<Timestamp>,
    /// Columns, in the order of promotion.
    pub environments: Vec<Column>,
    /// Rows, grouped by repository.
    pub groups: Vec<RowGroup>,
    /// Rows below those that are here; 0 where the last one is here.
    pub below: usize,
    /// Things that should be known about the whole ("no ledger yet").
    pub notices: Vec<String>,
}

/// A column of the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Column {
    /// The environment.
    pub name: EnvName,
    /// What it is for.
    pub tier: Tier,
    /// Why promotion into it is closed now, if it is.
    pub closed: Option<String>,
}

/// Rows of one repository.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct RowGroup {
    /// The repository's handle.
    pub name: String,
    /// Its second line ("monorepo · main at 3f9c2e1, 4 min ago").
    pub line: String,
    /// Its services.
    pub rows: Vec<Row>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Row {
    /// The service.
    pub service: ServiceName,
    /// Its second line ("3 commits unreleased").
    pub line: String,
    /// Whether its releases are known; where not, the line says why.
    pub known: bool,
    /// Commits since the highest release.
    pub unreleased: usize,
    /// One cell per environment, in the order of the columns.
    pub cells: Vec<Cell>,
    /// What wants to pass into each environment; the first is the way into the first.
    pub passages: Vec<Passage>,
}

/// What lives in one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Cell {
    /// The environment.
    pub environment: EnvName,
    /// The version, as people write it; absent when nothing runs there.
    pub version: Option<String>,
    /// Its state.
    pub state: CellState,
    /// The state in a word ("Soaking").
    pub word: String,
    /// The reason ("31 h of 48 h · ready Thu 14:00").
    pub reason: String,
    /// The newest open incident about it ("major: no orders").
    pub incident: Option<String>,
    /// Where it is going while a run is under way, or where it came back from.
    pub moving: Option<String>,
    /// Releases between this one and the newest of the row.
    pub behind: usize,
    /// How full the chamber is, 0 to 100, while it soaks or deploys.
    pub level: u8,
    /// When the version came there.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub since: Option<Timestamp>,
    /// When that was observed.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub observed_at: Option<Timestamp>,
    /// Whether Lockkeeper brought it there.
    pub ours: bool,
    /// The run under way there.
    pub run: Option<RunId>,
    /// The version a rollback would bring back.
    pub back_to: Option<String>,
    /// Why a rollback is not possible, when it is not.
    pub no_way_back: Option<String>,
}

/// The ten states of a cell, and the absence of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Live, healthy.
    Live,
    /// A run is bringing a version.
    Deploying,
    /// Lives here until it may go on.
    Soaking,
    /// Waits for a person.
    Waiting,
    /// A gate into it says no.
    GateFailed,
    /// Promotion into it is denied for a time.
    Frozen,
    /// Live, with symptoms.
    Degraded,
    /// Was or is being brought back.
    RolledBack,
    /// Runs something no record explains.
    Drift,
    /// Nobody can say.
    Unknown,
    /// Nothing was ever deployed.
    Empty,
    /// The service is not deployed there.
    Absent,
}

/// What wants to pass into an environment, and whether it may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Passage {
    /// The environment it leads into.
    pub to: EnvName,
    /// The version that wants to pass; absent when both sides are the same.
    pub candidate: Option<String>,
    /// How the gate stands.
    pub state: PassageState,
    /// What the gate says in at most three words ("Ready", "Soak 31 h", "same").
    pub word: String,
    /// The first reason against it, or for it.
    pub reason: String,
    /// Every gate's verdict.
    pub verdicts: Vec<Verdict>,
    /// The lane it takes; absent for the ordinary way in.
    pub lane: Option<String>,
    /// A plan that waits for confirmation.
    pub plan: Option<PlanId>,
}

/// How a gate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PassageState {
    /// Every gate passes.
    Open,
    /// It will pass, later.
    Waiting,
    /// A gate says no.
    Shut,
    /// Denied for a time.
    Frozen,
    /// Nobody can say.
    Unknown,
    /// Nothing to bring.
    Same,
    /// No way.
    None,
}

#[cfg(test)]
mod tests;
