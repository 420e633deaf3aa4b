//! Exit codes: stable, for scripts.

use lockkeeper_contract::{PlanOutcome, Retry, WireError};
use lockkeeper_domain::refusal::Refusal;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or yes.
    Done = 0,
    /// Refused, a gate says no, or nothing to release where a release was demanded.
    Refused = 1,
    /// The words were not understood.
    Usage = 2,
    /// It could not be done: network, permission, a broken repository.
    Cannot = 3,
    /// The world changed: plan again.
    Conflict = 4,
    /// The ledger is broken, or not the one it should be.
    LedgerBroken = 5,
}

impl Exit {
    /// The exit code of an error.
    #[must_use]
    pub fn of(error: &WireError) -> Self {
        match (error.retry, &*error.code) {
            (_, "refused") => Self::Refused,
            (_, "usage") => Self::Usage,
            (_, "ledger-broken" | "ledger-forked" | "ledger-rewound") => Self::LedgerBroken,
            (Retry::Replan, _) => Self::Conflict,
            _ => Self::Cannot,
        }
    }

    /// The exit code of a plan that could not be made: what nobody could look
    /// at is no answer, whatever else was found.
    #[must_use]
    pub fn of_refusals(refusals: &[Refusal]) -> Self {
        match refusals.iter().any(Refusal::is_out_of_reach) {
            true => Self::Cannot,
            false => Self::Refused,
        }
    }

    /// The exit code of a plan that is only shown.
    #[must_use]
    pub fn of_plan(outcome: &PlanOutcome) -> Self {
        match outcome {
            PlanOutcome::Planned { .. } => Self::Done,
            PlanOutcome::Refused { refusals } => Self::of_refusals(refusals),
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
