//! Taking turns with other desktops at the end of the ledger.

use super::{Ledger, writing};
use crate::error::EngineError;
use crate::ports::BookError;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ledger::Walk;
use std::sync::{Arc, PoisonError};

/// How often an entry is tried to be written.
const TRIES: usize = 60;
/// What a turn takes at least, as far as waiting goes, in milliseconds.
const SHORTEST: i64 = 16;
/// And at most.
const LONGEST: i64 = 2_000;
/// How long what the remote said is as good as asking it again, to whoever
/// writes only if it still holds.
const FRESH: SignedDuration = SignedDuration::from_secs(10);

/// Turns taken so far to write one thing.
#[derive(Default)]
pub(super) struct Turns {
    taken: usize,
    /// When the last of them began.
    began: Option<Timestamp>,
    /// The remote was not asked for the last of them.
    unasked: bool,
}

impl Turns {
    /// Whether the remote may know by now what this desktop does not.
    pub(super) const fn may_be_behind(&self) -> bool {
        self.unasked
    }
}

impl Ledger {
    /// What the remote has by now, to be written upon. It is not asked again
    /// for the first turn of `hurried` words if it said so a moment ago. Whoever
    /// has lost a race for it waits before the next.
    ///
    /// # Errors
    /// After too many races, and when the ledger cannot be written upon.
    pub(super) async fn turn(
        &self,
        turns: &mut Turns,
        hurried: bool,
    ) -> Result<Arc<Walk>, EngineError> {
        if turns.taken == TRIES {
            return Err(writing(BookError::Moved));
        }
        if let Some(began) = turns.began {
            let took = self.clock.now().duration_since(began);
            self.clock.sleep(pause(took, &self.ids.nonce())).await;
        }
        turns.unasked = hurried && turns.taken == 0 && self.is_fresh();
        turns.taken += 1;
        turns.began = Some(self.clock.now());
        let walk = if turns.unasked {
            self.seen()
        } else {
            self.refresh().await?
        };
        self.in_order(&walk)?;
        Ok(walk)
    }

    /// Notes that the remote answered.
    pub(super) fn hear(&self) {
        let mut heard = self.heard.write().unwrap_or_else(PoisonError::into_inner);
        *heard = Some(self.clock.now());
    }

    /// Whether what is seen here is what the remote said a moment ago.
    fn is_fresh(&self) -> bool {
        let heard = *self.heard.read().unwrap_or_else(PoisonError::into_inner);
        let age = heard.map(|heard| self.clock.now().duration_since(heard));
        let is_fresh = age.is_some_and(|age| !age.is_negative() && age < FRESH);
        is_fresh && !self.is_taken_up() && self.doubt().is_none() && self.unreached().is_none()
    }
}

/// How long to wait after a race that was lost: up to as long as it took, so
/// that those who met once do not meet again. It takes the longer the more of
/// them there are, near or far, so nobody has to know how many.
fn pause(took: SignedDuration, random: &str) -> SignedDuration {
    let took = i64::try_from(took.as_millis()).unwrap_or(LONGEST);
    let random = i64::from_str_radix(&random[..4], 16).unwrap_or(0);
    SignedDuration::from_millis(took.clamp(SHORTEST, LONGEST) * random / 0xffff)
}

#[cfg(test)]
mod tests {
    use super::pause;
    use jiff::SignedDuration;

    #[test]
    fn a_pause_is_no_longer_than_the_race_before_it_and_never_endless() {
        let millis = SignedDuration::from_millis;
        let nonce = |begin: &str| format!("{begin}{}", "0".repeat(28));
        for (took, longest) in [(0, 16), (120, 120), (90_000, 2_000), (-5, 16)] {
            assert_eq!(pause(millis(took), &nonce("ffff")), millis(longest));
            assert_eq!(pause(millis(took), &nonce("0000")), millis(0));
        }
        assert_eq!(pause(millis(120), &nonce("8000")), millis(60));
    }
}
