//! Plans, promotions and runs as they are shown.

use crate::{AfterView, FlagView, SetEndView, TickView};
use lockkeeper_domain::gates::Verdict;
use lockkeeper_domain::plan::{PlanKind, PlanText, Subject};
use lockkeeper_domain::refusal::Refusal;
use lockkeeper_domain::run::{RunState, StepState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A plan to confirm, or all the reasons why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum PlanOutcome {
    /// It can be confirmed by its id.
    Planned {
        /// The text to confirm.
        plan: Box<PlanText>,
    },
    /// It cannot be done now.
    Refused {
        /// All reasons.
        refusals: Vec<Refusal>,
    },
}

/// The screen "Promotion", also for rollbacks: four blocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PromotionView {
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
    /// Whether it is a rollback.
    pub rollback: bool,
    /// Versions that could be chosen instead.
    pub versions: Vec<String>,
    /// That it is live there already, so that there is nothing to bring.
    pub already: Option<AlreadyLive>,
    /// What.
    pub what: What,
    /// Gates.
    pub gates: Vec<Verdict>,
    /// How: the plan, or why there is none.
    pub how: PlanOutcome,
    /// If it goes wrong.
    pub way_back: WayBack,
    /// Lines to tick before.
    pub checklist: Vec<String>,
    /// Those that people ticked in the ledger, for the open request.
    pub ticks: Vec<TickView>,
    /// Lines to tick once it is there; they hold nothing back.
    pub after: Vec<String>,
    /// Flags that can be raised in its request, and those that are.
    pub flags: Vec<FlagView>,
    /// The lane it takes; absent for the ordinary way in.
    pub lane: Option<String>,
    /// The lanes that the environment has.
    pub lanes: Vec<String>,
    /// The same as a command line.
    pub command: String,
    /// That it can be asked for in the ledger; absent where nobody has to, where
    /// somebody has, and where a request could not help.
    pub ask: Option<AskView>,
}

/// Something that somebody may ask for in the ledger, although it cannot go yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AskView {
    /// The gates that it would wait for, each with what it says.
    pub waits_for: Vec<String>,
}

/// A version that is where it was to be brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlreadyLive {
    /// Since when, RFC 3339.
    pub since: String,
    /// Who brought it.
    pub by: String,
    /// The nearest environment behind this one that does not run it, if there
    /// is one for the service.
    pub next: Option<String>,
}

/// What a promotion brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct What {
    /// What is live.
    pub from: Option<String>,
    /// What comes.
    pub to: String,
    /// Its tag, if any.
    pub tag: Option<String>,
    /// Its commit.
    pub commit: String,
    /// Notes of everything since the live version, Markdown.
    pub notes: String,
    /// Commits it brings ("8c1d04a feat: …").
    pub commits: Vec<String>,
    /// Commits that would be lost.
    pub lost: Vec<String>,
    /// The change of the environment's file.
    pub diff: Vec<DiffLine>,
}

/// A line of a diff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiffLine {
    /// `file`, `context`, `removed` or `added`.
    pub kind: String,
    /// The line.
    pub text: String,
}

/// What happens if it goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WayBack {
    /// The version a rollback brings back; absent when there is none.
    pub to: Option<String>,
    /// Sentences: what a rollback does, who watches, what it would leave unsatisfied.
    pub lines: Vec<String>,
}

/// The screen "Run".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RunView {
    /// Its identifier.
    pub id: String,
    /// What for.
    pub kind: PlanKind,
    /// About what.
    pub subject: Subject,
    /// A line for people ("api 1.9.0 → production").
    pub title: String,
    /// Where it is.
    pub state: RunState,
    /// The state as a sentence.
    pub line: String,
    /// When it was started.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Who started it.
    pub by: String,
    /// Its steps.
    pub steps: Vec<RunStepView>,
    /// Whether it can be cancelled now.
    pub can_cancel: bool,
    /// Whether it can be continued now.
    pub can_continue: bool,
    /// Whether everything it did can be undone exactly.
    pub can_undo: bool,
    /// Whether a new plan helps.
    pub can_replan: bool,
    /// What can be done after a set ended early; absent for other runs.
    pub set: Option<SetEndView>,
    /// What a promotion leaves to do; absent for other runs, before the good
    /// end, and where many runs are listed.
    pub after: Option<AfterView>,
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunStepView {
    /// Its place, from 0.
    pub number: u32,
    /// What it does.
    pub title: String,
    /// The exact call.
    pub command: Option<String>,
    /// Where it is.
    pub state: StepState,
    /// What happened.
    pub line: String,
    /// When it was started.
    pub started_at: Option<String>,
    /// How long it took, in milliseconds.
    #[ts(type = "number | null")]
    pub elapsed_ms: Option<u64>,
}
