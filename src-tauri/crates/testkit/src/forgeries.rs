//! Ledgers that somebody forged, one class for every rule of the format.
//!
//! Every verifier, ours and that of a stranger, gives each of them the same
//! verdict.

mod effect;
mod form;

use crate::scribe::Scribe;
use crate::team;
use lockkeeper_domain::ledger::{Moment, RawEntry};

/// A forged ledger.
#[derive(Debug, Clone)]
pub struct Forgery {
    /// The stable word of the rule that it breaks, or of the reason for which
    /// the entry is void.
    pub rule: &'static str,
    /// Nothing from the entry on counts; else the entry alone is void.
    pub breaks: bool,
    /// The entry.
    pub at: usize,
    /// The ledger.
    pub entries: Vec<RawEntry>,
    /// When it is judged.
    pub now: Moment,
}

/// Forges the next entries of a ledger that has just begun; answers the number
/// of the one that is wrong.
type Forge = fn(&mut Scribe) -> usize;

/// One of every class: first those that break the ledger, by the word of their
/// rule, then those that are without effect, by the word of the reason.
#[must_use]
pub fn all() -> Vec<Forgery> {
    let breaking = form::CLASSES.iter().map(|class| (true, class));
    let void = effect::CLASSES.iter().map(|class| (false, class));
    breaking
        .chain(void)
        .map(|(breaks, (rule, forge))| {
            let mut scribe = team::begun();
            let at = forge(&mut scribe);
            Forgery {
                rule,
                breaks,
                at,
                entries: scribe.entries().to_vec(),
                now: scribe.at.plus(crate::team::HOUR),
            }
        })
        .collect()
}
