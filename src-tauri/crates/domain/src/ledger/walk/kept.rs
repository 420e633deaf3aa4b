//! A walk written down page by page, to be taken up again without reading
//! and proving every entry anew.
//!
//! A page proves nothing: it says what a walk that proved its entries made of
//! them. Whoever takes one up trusts the place it was kept in, and compares
//! where it ends with what is known of the ledger.

use super::Walk;
use super::stood::Stood;
use crate::ledger::wire::{Fields, put_string};
use crate::ledger::{Moment, PublicKey, RawEntry, Sealed, fault::Broken};

/// The form of a page, and the verdicts in it: to be raised whenever an entry
/// may be judged differently than before.
const FORM: u32 = 5;

/// Entries that a walk has taken one after the other.
#[derive(Debug, Default)]
pub struct PageWriter {
    first: usize,
    count: u32,
    keys: Vec<PublicKey>,
    entries: Vec<u8>,
}

impl PageWriter {
    /// An empty page behind a walk.
    #[must_use]
    pub fn behind(walk: &Walk) -> Self {
        Self {
            first: walk.len(),
            ..Self::default()
        }
    }

    /// How many entries it holds.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.count
    }

    /// It holds none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Nothing comes before it.
    #[must_use]
    pub const fn is_first(&self) -> bool {
        self.first == 0
    }

    pub(super) fn put(&mut self, stood: &Stood) {
        stood.put(&mut self.keys, &mut self.entries);
        self.count += 1;
    }

    /// The page, which ends where the walk stands now.
    #[must_use]
    pub fn done(self, walk: &Walk) -> Vec<u8> {
        let mut page = Vec::with_capacity(self.entries.len() + 64);
        page.extend_from_slice(&FORM.to_be_bytes());
        let first = u32::try_from(self.first).unwrap_or(u32::MAX);
        page.extend_from_slice(&first.to_be_bytes());
        page.extend_from_slice(&self.count.to_be_bytes());
        put_string(walk.commit().unwrap_or_default().as_bytes(), &mut page);
        page.extend_from_slice(&self.entries);
        page
    }
}

/// A page that was read.
#[derive(Debug)]
pub struct KeptPage {
    first: usize,
    commit: String,
    entries: Vec<Stood>,
}

impl KeptPage {
    /// Reads a page; `None` where it is of another form, or damaged.
    #[must_use]
    pub fn read(page: &[u8]) -> Option<Self> {
        let mut from = Fields(page);
        let form = from.number()?;
        let first = usize::try_from(from.number()?).ok()?;
        let count = usize::try_from(from.number()?).ok()?;
        let commit = std::str::from_utf8(from.string()?).ok()?.to_owned();
        if form != FORM {
            return None;
        }
        let mut keys = Vec::new();
        let mut entries = Vec::with_capacity(count.min(page.len() / 64));
        for _ in 0..count {
            entries.push(Stood::take(&mut keys, &mut from)?);
        }
        from.end()?;
        Some(Self {
            first,
            commit,
            entries,
        })
    }
}

impl Walk {
    /// Takes the next entry as [`Walk::take`] does, and writes down what stands.
    pub fn take_down(
        &mut self,
        raw: &RawEntry,
        form: Result<Sealed, Broken>,
        now: Moment,
        page: &mut PageWriter,
    ) {
        if let Some(stood) = self.judged(raw, form, now) {
            page.put(&stood);
            self.keep(&raw.commit, stood);
        }
    }

    /// Goes on with a page that was kept; answers whether it follows.
    pub fn take_up(&mut self, page: KeptPage) -> bool {
        if self.stop.is_some() || page.first != self.len() {
            return false;
        }
        let more = page.entries.len();
        self.state.records.reserve(more);
        self.state.nonces.reserve(more);
        self.state.by_hash.reserve(more);
        for stood in page.entries {
            // A page of a walk begins with its rules, or goes on under some.
            if self.is_empty() && stood.workspace.is_none() {
                return false;
            }
            self.keep(&page.commit, stood);
        }
        true
    }
}
