//! The screen "Service": the row opened.

use lockkeeper_domain::board::{Column, Row};
use lockkeeper_domain::gates::Verdict;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A service, its environments as connected locks, and its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ServiceView {
    /// The service.
    pub service: String,
    /// Its repository, branch and newest commit, in words.
    pub line: String,
    /// The columns of the board it is deployed in.
    pub environments: Vec<Column>,
    /// Its row of the board.
    pub row: Row,
    /// What could be brought somewhere: the unreleased head, releases, what is live.
    pub candidates: Vec<CandidateView>,
    /// What happened, newest first, over all environments.
    pub history: Vec<HistoryLine>,
}

/// A version that could go somewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CandidateView {
    /// The version.
    pub version: String,
    /// Its commit.
    pub commit: String,
    /// "tagged 2 h ago by Dana Ito", "untagged build".
    pub line: String,
    /// Where it is live.
    pub live_in: Vec<String>,
    /// Where it could go, for each environment.
    pub choices: Vec<ChoiceView>,
}

/// Whether a candidate may go into an environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    /// The environment.
    pub environment: String,
    /// Whether the gates are open.
    pub eligible: bool,
    /// The first reason for or against it.
    pub reason: String,
    /// Every verdict.
    pub verdicts: Vec<Verdict>,
}

/// Something that happened in an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryLine {
    /// The environment.
    pub environment: String,
    /// The version that came.
    pub version: String,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// Whether Lockkeeper brought it.
    pub ours: bool,
    /// `promoted`, `rolled back`, `by hand`.
    pub word: String,
    /// Whether it is live now.
    pub current: bool,
    /// Whether it is what a rollback would bring back.
    pub last_good: bool,
    /// The commit of the environment repository.
    pub change: String,
    /// The run.
    pub run: Option<String>,
}
