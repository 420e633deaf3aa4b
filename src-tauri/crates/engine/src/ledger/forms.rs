//! Forms are checked on every core; places are judged in order.

use lockkeeper_domain::ledger::{Broken, Moment, RawEntry, Sealed, Walk, check_form};
use std::num::NonZero;
use std::thread;

/// How many entries are checked before they are judged: enough to keep every
/// core at work, few enough to stay small in memory.
const BATCH: usize = 4_096;

/// Lets a walk take more entries, as seen at `now`.
pub(super) fn walk_on(mut walk: Walk, entries: &[RawEntry], now: Moment) -> Walk {
    for batch in entries.chunks(BATCH) {
        for (entry, form) in batch.iter().zip(check_all(batch)) {
            walk.take(entry, form, now);
        }
        if walk.stop().is_some() {
            break;
        }
    }
    walk
}

fn check_all(entries: &[RawEntry]) -> Vec<Result<Sealed, Broken>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = entries.len().div_ceil(cores).max(16);
    if entries.len() <= share {
        return entries.iter().map(check_form).collect();
    }
    thread::scope(|scope| {
        let shares: Vec<_> = entries
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(check_form).collect::<Vec<_>>()))
            .collect();
        let done = shares.into_iter().map(thread::ScopedJoinHandle::join);
        done.flat_map(|part| part.expect("checking a form does not panic"))
            .collect()
    })
}
