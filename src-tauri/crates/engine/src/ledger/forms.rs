//! Forms are checked on every core; places are judged in order.

use crate::ports::{Book, BookError, LedgerPin};
use futures::future::join;
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

/// Answers whether the pinned entry was there, if there is a pin. The next
/// page is read while one is checked.
async fn walk_pages(
    book: &dyn Book,
    head: &str,
    now: Moment,
    pin: Option<&LedgerPin>,
    walk: &mut Walk,
) -> Result<bool, BookError> {
    let mut pinned = pin.is_none();
    let mut page = book.page(head, 0..BATCH).await?;
    loop {
        let (from, last) = (walk.len(), page.len() < BATCH);
        let next = async {
            let after = from + BATCH;
            match last {
                true => Ok(Vec::new()),
                false => book.page(head, after..after + BATCH).await,
            }
        };
        let check = async { walk_page(&page, now, pin, &mut pinned, walk) };
        let (next, goes_on) = join(next, check).await;
        if last || !goes_on {
            return Ok(pinned);
        }
        page = next?;
    }
}

/// Walks one page; answers whether there is any use in another one.
fn walk_page(
    page: &[RawEntry],
    now: Moment,
    pin: Option<&LedgerPin>,
    pinned: &mut bool,
    walk: &mut Walk,
) -> bool {
    let known = pin.map_or(0, |pin| (pin.number + 1).saturating_sub(walk.len()));
    let (known, new) = page.split_at(known.min(page.len()));
    take(walk, known, reread_form, now);
    if let Some(pin) = pin.filter(|pin| !*pinned && walk.len() > pin.number) {
        *pinned = walk.state().records()[pin.number].hash == pin.hash;
    }
    if !*pinned && !new.is_empty() {
        return false;
    }
    take(walk, new, check_form, now);
    walk.stop().is_none()
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
