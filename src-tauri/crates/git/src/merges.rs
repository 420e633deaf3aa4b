//! Merges that were made in memory lately: what a plan has tried, its run
//! does not try again.

use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::Merged;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many are kept.
const MOST: usize = 32;
/// For how long: git may be told to merge in another way, and clears away
/// objects that nothing names, after days.
const FRESH: Duration = Duration::from_secs(600);

/// Two commits, the one that takes first.
type Ends = (Oid, Oid);

#[derive(Default)]
pub(crate) struct Merges(Mutex<VecDeque<(Instant, Ends, Merged)>>);

impl Merges {
    pub(crate) fn found(&self, ends: &Ends) -> Option<Merged> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = known.iter().filter(|(at, ..)| at.elapsed() < FRESH);
        let found = fresh.find(|(_, known, _)| known == ends);
        found.map(|(_, _, merged)| merged.clone())
    }

    pub(crate) fn keep(&self, ends: Ends, merged: &Merged) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(_, other, _)| *other != ends);
        known.push_front((Instant::now(), ends, merged.clone()));
        known.truncate(MOST);
    }
}
