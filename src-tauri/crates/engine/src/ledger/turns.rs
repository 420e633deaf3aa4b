//! Taking turns with other desktops at the end of the ledger.

use super::{Ledger, writing};
use crate::error::EngineError;
use crate::ports::BookError;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ledger::Walk;
use std::sync::Arc;

/// How often an entry is tried to be written.
const TRIES: usize = 60;
/// What a turn takes at least, as far as waiting goes, in milliseconds.
const SHORTEST: i64 = 16;
/// And at most.
const LONGEST: i64 = 2_000;

/// Turns taken so far to write one thing.
#[derive(Default)]
pub(super) struct Turns {
    taken: usize,
    /// When the last of them began.
    began: Option<Timestamp>,
}

impl Ledger {
    /// What the remote has by now, to be written upon. Whoever has lost a race
    /// for it waits before the next.
    ///
    /// # Errors
    /// After too many races, and when the ledger cannot be written upon.
    pub(super) async fn turn(&self, turns: &mut Turns) -> Result<Arc<Walk>, EngineError> {
        if turns.taken == TRIES {
            return Err(writing(BookError::Moved));
        }
        if let Some(began) = turns.began {
            let took = self.clock.now().duration_since(began);
            self.clock.sleep(pause(took, &self.ids.nonce())).await;
        }
        turns.taken += 1;
        turns.began = Some(self.clock.now());
        let walk = self.refresh().await?;
        self.in_order(&walk)?;
        Ok(walk)
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
