//! Forms are checked on every core; places are judged in order.

use super::shelf::Shelf;
use crate::ports::{Book, BookError, LedgerPin};
use futures::future::join;
use lockkeeper_domain::ledger::{
    Broken, Moment, PageWriter, RawEntry, Sealed, Walk, check_form, reread_form,
};
use std::num::NonZero;
use std::thread;

/// How many entries are read and checked before they are judged: enough to
/// keep every core at work, few enough to stay small in memory.
const BATCH: usize = 4_096;

/// The same where nobody waits for it.
const CALM_BATCH: usize = 256;
/// Entries below this are sooner read again than kept.
pub(super) const KEPT_FROM: u32 = 256;

type Form = Result<Sealed, Broken>;

/// A ledger to be walked from its beginning to a head.
struct Whole<'a> {
    book: &'a dyn Book,
    head: &'a str,
    now: Moment,
    /// Where to keep what was verified.
    shelf: Option<&'a Shelf>,
    batch: usize,
}

/// Walks a ledger from its beginning to a head. Entries up to the pin were
/// verified before; they are read again and compared by their hashes. Where
/// they are not what was pinned, every one of them is verified anew.
pub(super) async fn walk_whole(
    book: &dyn Book,
    head: &str,
    now: Moment,
    pin: Option<&LedgerPin>,
    shelf: Option<&Shelf>,
) -> Result<Walk, BookError> {
    let whole = Whole {
        book,
        head,
        now,
        shelf,
        batch: BATCH,
    };
    whole.walk(pin).await
}

/// How fast entries are read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Somebody waits.
    Fast,
    /// Nobody does: in small steps, on the core of whoever asks.
    Calm,
}

/// The same, and nothing is kept of it.
pub(super) async fn walk_again(
    book: &dyn Book,
    head: &str,
    now: Moment,
    pin: Option<&LedgerPin>,
    pace: Pace,
) -> Result<Walk, BookError> {
    let whole = Whole {
        book,
        head,
        now,
        shelf: None,
        batch: match pace {
            Pace::Fast => BATCH,
            Pace::Calm => CALM_BATCH,
        },
    };
    whole.walk(pin).await
}

impl Whole<'_> {
    async fn walk(&self, pin: Option<&LedgerPin>) -> Result<Walk, BookError> {
        if let Some(pin) = pin {
            let mut walk = Walk::default();
            let compared = self.pages(Some(pin), &mut walk).await;
            if let (Some(shelf), Err(_) | Ok(false)) = (self.shelf, &compared) {
                shelf.clear();
            }
            if compared? {
                return Ok(walk);
            }
        }
        let mut walk = Walk::default();
        self.pages(None, &mut walk).await?;
        Ok(walk)
    }

    /// Answers whether the pinned entry was there, if there is a pin. The next
    /// page is read while one is checked.
    async fn pages(&self, pin: Option<&LedgerPin>, walk: &mut Walk) -> Result<bool, BookError> {
        let mut pinned = pin.is_none();
        let mut page = self.book.page(self.head, 0..self.batch).await?;
        loop {
            let (from, last) = (walk.len(), page.len() < self.batch);
            let next = async {
                let after = from + self.batch;
                match last {
                    true => Ok(Vec::new()),
                    false => self.book.page(self.head, after..after + self.batch).await,
                }
            };
            let check = async { self.page(&page, pin, &mut pinned, walk) };
            let (next, goes_on) = join(next, check).await;
            if last || !goes_on {
                return Ok(pinned);
            }
            page = next?;
        }
    }

    /// Walks one page; answers whether there is any use in another one.
    fn page(
        &self,
        page: &[RawEntry],
        pin: Option<&LedgerPin>,
        pinned: &mut bool,
        walk: &mut Walk,
    ) -> bool {
        let known = pin.map_or(0, |pin| (pin.number + 1).saturating_sub(walk.len()));
        let (known, new) = page.split_at(known.min(page.len()));
        let mut written = PageWriter::behind(walk);
        self.take(walk, known, reread_form, &mut written);
        if let Some(pin) = pin.filter(|pin| !*pinned && walk.len() > pin.number) {
            *pinned = walk.state().records()[pin.number].hash == pin.hash;
        }
        if !*pinned && !new.is_empty() {
            return false;
        }
        self.take(walk, new, check_form, &mut written);
        if let Some(shelf) = self.shelf {
            shelf.keep(written, walk);
        }
        walk.stop().is_none()
    }

    fn take(
        &self,
        walk: &mut Walk,
        page: &[RawEntry],
        check: fn(&RawEntry) -> Form,
        written: &mut PageWriter,
    ) {
        // Nobody else has to wait for a small page.
        let least = CALM_BATCH.max(self.batch / 8);
        for (entry, form) in page.iter().zip(on_every_core(page, least, check)) {
            match self.shelf {
                Some(_) => walk.take_down(entry, form, self.now, written),
                None => walk.take(entry, form, self.now),
            }
        }
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
    on_every_core(entries, 16, check_form)
}

/// Does the same to each on every core, in parts of at least so many; a part
/// alone is done at once.
pub(super) fn on_every_core<T: Sync, R: Send>(
    all: &[T],
    least: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = all.len().div_ceil(cores).max(least);
    if all.len() <= share {
        return all.iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let shares: Vec<_> = all
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<_>>()))
            .collect();
        let done = shares.into_iter().map(thread::ScopedJoinHandle::join);
        done.flat_map(|part| part.expect("checking a form does not panic"))
            .collect()
    })
}
