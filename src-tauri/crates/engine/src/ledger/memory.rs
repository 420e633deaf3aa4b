//! What this desktop remembers of a ledger between its starts.

use crate::ports::{LedgerPin, PinError, Pins};
use lockkeeper_domain::ledger::{Stop, Walk};
use std::sync::Arc;

/// The pins of this desktop, and the place whose ledger is followed.
#[derive(Clone)]
pub(super) struct Memory {
    pub(super) pins: Arc<dyn Pins>,
    /// The path of the repository.
    pub(super) place: String,
}

impl Memory {
    /// How far the ledger of this place was verified. One that is seen here
    /// for the first time is looked up by the workspace that its walk names:
    /// another clone of it may lie on this machine. `None` where nothing was.
    pub(super) async fn pin(&self, walk: &Walk) -> Result<Option<LedgerPin>, PinError> {
        let held = self.pins.held_at(&self.place).await?;
        match held.as_ref().or(walk.state().workspace()) {
            Some(workspace) => self.pins.get(workspace).await,
            None => Ok(None),
        }
    }

    /// Remembers what was verified.
    pub(super) async fn keep(&self, walk: &Walk) -> Result<(), PinError> {
        let (Some(workspace), Some(pin)) = (walk.state().workspace(), pin_of(walk)) else {
            return Ok(());
        };
        self.pins.put(workspace, &pin).await?;
        if self.pins.held_at(&self.place).await?.as_ref() == Some(workspace) {
            return Ok(());
        }
        self.pins.hold(&self.place, workspace).await
    }

    /// Remembers a chain that a person has agreed to, whatever was known.
    pub(super) async fn agree(&self, walk: &Walk, pin: &LedgerPin) -> Result<(), PinError> {
        let Some(workspace) = walk.state().workspace() else {
            return Ok(());
        };
        self.pins.replace(workspace, pin).await?;
        self.pins.hold(&self.place, workspace).await
    }
}

/// Remembers the ledger that a person has just made in a place as the one
/// that belongs there, whatever lay there before.
///
/// # Errors
/// When it cannot be written.
pub async fn settle_in(pins: &dyn Pins, place: &str, walk: &Walk) -> Result<(), PinError> {
    let (Some(workspace), Some(pin)) = (walk.state().workspace(), pin_of(walk)) else {
        return Ok(());
    };
    pins.replace(workspace, &pin).await?;
    pins.hold(place, workspace).await
}

/// The pin at the end of a walk. What stopped it is never pinned.
pub(super) fn pin_of(walk: &Walk) -> Option<LedgerPin> {
    let state = walk.state();
    Some(LedgerPin {
        number: walk.len().checked_sub(1)?,
        hash: state.head()?.clone(),
        commit: walk.commit()?.to_owned(),
        policy: state.policy_version(),
    })
}

/// Where a walk that was verified stands beside a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It holds the pinned entry.
    Onward,
    /// The clock or a newer schema stopped it before the pinned entry.
    Halted,
    /// It ends before the pinned entry.
    Behind,
    /// It is another chain, or one that was changed.
    Aside,
}

pub(super) fn standing(walk: &Walk, pin: Option<&LedgerPin>) -> Standing {
    let Some(pin) = pin else {
        return Standing::Onward;
    };
    match (walk.state().records().get(pin.number), walk.stop()) {
        (Some(record), _) if record.hash == pin.hash => Standing::Onward,
        (Some(_), _) | (None, Some(Stop::Broken { .. })) => Standing::Aside,
        (None, Some(_)) => Standing::Halted,
        (None, None) => Standing::Behind,
    }
}
