//! When an entry that stopped the walk may be put aside, and who does what
//! about it before.

use super::{HOUR, MINUTE, Moment, Stop};
use crate::refusal::{Refusal, refused};
use crate::words::duration;
use jiff::SignedDuration;

/// How far two clocks that agree may lie apart.
const AGREES: i64 = 5 * MINUTE;
/// How far ahead an entry has to be before it is anybody's to put aside;
/// what is less is waited for.
const FAR: i64 = HOUR;

impl Stop {
    /// Who does what about it, as sentences for whoever stands before it.
    #[must_use]
    pub fn advice(&self, now: Moment) -> Option<String> {
        match self {
            Self::Broken { .. } => {
                Some("An admin puts it aside with `lockkeeper ledger heal`.".to_owned())
            }
            Self::Newer { .. } => None,
            Self::Ahead { dated, .. } => {
                let lead = lead(*dated, now);
                let mut text = format!(
                    "That is {} later than the clock here. Set the clock that is wrong: this one, \
                     or that of the desktop that signed it. From {dated} on it counts by itself.",
                    words(lead)
                );
                if lead > FAR {
                    text.push_str(
                        " Sooner, an admin puts it aside with `lockkeeper ledger heal \
                         --second-clock TIME`, after a look at another clock.",
                    );
                }
                Some(text)
            }
        }
    }

    /// Whether an admin may put the tail from here on aside, by the clock here
    /// and by a second one that a person has read elsewhere.
    ///
    /// # Errors
    /// Why not.
    pub fn may_be_healed(&self, now: Moment, second: Option<Moment>) -> Result<(), Refusal> {
        match self {
            Self::Broken { .. } => Ok(()),
            Self::Newer { at, .. } => Err(refused::needs_newer(at, self.detail())),
            Self::Ahead { at, dated } => check_clocks(*at, *dated, now, second),
        }
    }
}

fn check_clocks(
    at: usize,
    dated: Moment,
    now: Moment,
    second: Option<Moment>,
) -> Result<(), Refusal> {
    let lead = lead(dated, now);
    if lead <= FAR {
        return Err(refused::ahead_a_little(at, dated, words(lead)));
    }
    let Some(second) = second else {
        return Err(refused::ahead_by_one_clock(at, dated, words(lead), now));
    };
    let apart = (second.seconds() - now.seconds()).abs();
    if apart > AGREES {
        return Err(refused::clocks_apart(second, now, words(apart)));
    }
    Ok(())
}

/// How much later than a clock an entry is dated, in seconds.
const fn lead(dated: Moment, now: Moment) -> i64 {
    dated.seconds() - now.seconds()
}

fn words(seconds: i64) -> String {
    duration(SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::at(1_800_000_000);

    fn ahead(minutes: i64) -> Stop {
        let dated = NOW.plus(minutes * MINUTE);
        Stop::Ahead { at: 7, dated }
    }

    #[test]
    fn what_is_a_little_ahead_is_waited_for() {
        let stop = ahead(60);
        let why = stop.may_be_healed(NOW, Some(NOW)).unwrap_err();
        let hint = why.hint.unwrap();
        assert!(hint.contains("Wait"), "{hint}");
        assert!(!stop.advice(NOW).unwrap().contains("heal"));
    }

    #[test]
    fn what_is_far_ahead_is_put_aside_by_two_clocks_that_agree() {
        let stop = ahead(120);
        assert!(stop.advice(NOW).unwrap().contains("heal --second-clock"));
        let why = stop.may_be_healed(NOW, None).unwrap_err();
        assert!(why.text.contains("2 h later"), "{}", why.text);
        let hint = why.hint.unwrap();
        let clock = "--second-clock 2027-01-15T08:00:00Z";
        assert!(hint.contains(clock), "{hint}");
        let other = NOW.plus(2 * HOUR);
        let why = stop.may_be_healed(NOW, Some(other)).unwrap_err();
        assert!(why.text.contains("2 h apart"), "{}", why.text);
        let close = NOW.plus(-3 * MINUTE);
        assert_eq!(stop.may_be_healed(NOW, Some(close)), Ok(()));
    }
}
