//! Ledgers that somebody forged, one class for every rule of the format.
//!
//! Every verifier, ours and that of a stranger, gives each of them the same
//! verdict.

mod effect;
mod form;
mod nearly;
mod twice;

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
    forged(form::CLASSES, effect::CLASSES)
}

/// Entries that are wrong twice, by the word that is told.
#[must_use]
pub fn wrong_twice() -> Vec<Forgery> {
    forged(twice::BREAKING, twice::VOID)
}

/// Keys, signatures and beginnings that are nearly right, by the word that is told.
#[must_use]
pub fn nearly_right() -> Vec<Forgery> {
    forged(nearly::BREAKING, nearly::VOID)
}

fn forged(breaking: &[(&'static str, Forge)], void: &[(&'static str, Forge)]) -> Vec<Forgery> {
    let breaking = breaking.iter().map(|class| (true, class));
    let void = void.iter().map(|class| (false, class));
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
