//! Exit codes: stable, for scripts.

use lockkeeper_contract::{Retry, WireError};
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
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
