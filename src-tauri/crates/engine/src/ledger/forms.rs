//! Forms are checked on every core; places are judged in order.

use crate::ports::{Book, BookError, LedgerPin};
use lockkeeper_domain::ledger::{Broken, Moment, RawEntry, Sealed, Walk, check_form, reread_form};
use std::num::NonZero;
use std::thread;

/// How many entries are read and checked before they are judged: enough to
/// keep every core at work, few enough to stay small in memory.
const BATCH: usize = 4_096;

type Form = Result<Sealed, Broken>;

/// Walks a ledger from its beginning to a head. Entries up to the pin were
/// verified before; they are read again and compared by their hashes. Where
/// they are not what was pinned, every one of them is verified anew.
pub(super) async fn walk_whole(
    book: &dyn Book,
    head: &str,
    now: Moment,
    pin: Option<&LedgerPin>,
) -> Result<Walk, BookError> {
    if let Some(pin) = pin {
        let mut walk = Walk::default();
        let compared = walk_pages(book, head, now, Some(pin), &mut walk).await;
        if compared? {
            return Ok(walk);
        }
    }
    let mut walk = Walk::default();
    walk_pages(book, head, now, None, &mut walk).await?;
    Ok(walk)
}

/// Answers whether the pinned entry was there, if there is a pin.
async fn walk_pages(
    book: &dyn Book,
    head: &str,
    now: Moment,
    pin: Option<&LedgerPin>,
    walk: &mut Walk,
) -> Result<bool, BookError> {
    let mut pinned = pin.is_none();
    loop {
        let from = walk.len();
        let page = book.page(head, from..from + BATCH).await?;
        let known = pin.map_or(0, |pin| (pin.number + 1).saturating_sub(from));
        let known = known.min(page.len());
        take(walk, &page[..known], reread_form, now);
        if let Some(pin) = pin.filter(|pin| !pinned && walk.len() > pin.number) {
            pinned = walk.state().records()[pin.number].hash == pin.hash;
        }
        if !pinned && (walk.stop().is_some() || known < page.len()) {
            return Ok(false);
        }
        take(walk, &page[known..], check_form, now);
        if walk.stop().is_some() || page.len() < BATCH {
            return Ok(pinned);
        }
    }
}

fn take(walk: &mut Walk, page: &[RawEntry], check: fn(&RawEntry) -> Form, now: Moment) {
    for (entry, form) in page.iter().zip(check_all(page, check)) {
        walk.take(entry, form, now);
    }
}

/// Lets a walk take the entries that follow it; they are checked whole.
pub(super) fn go_on(walk: &mut Walk, entries: &[RawEntry], forms: Vec<Form>, now: Moment) {
    for (entry, form) in entries.iter().zip(forms) {
        walk.take(entry, form, now);
    }
}

/// Checks the forms of entries, whole.
pub(super) fn check_forms(entries: &[RawEntry]) -> Vec<Form> {
    check_all(entries, check_form)
}

fn check_all(entries: &[RawEntry], check: fn(&RawEntry) -> Form) -> Vec<Form> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = entries.len().div_ceil(cores).max(16);
    if entries.len() <= share {
        return entries.iter().map(check).collect();
    }
    thread::scope(|scope| {
        let shares: Vec<_> = entries
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(check).collect::<Vec<_>>()))
            .collect();
        let done = shares.into_iter().map(thread::ScopedJoinHandle::join);
        done.flat_map(|part| part.expect("checking a form does not panic"))
            .collect()
    })
}
