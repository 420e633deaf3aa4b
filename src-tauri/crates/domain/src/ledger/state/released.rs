//! Versions that were recorded as cut, and those that must not be used.

use super::State;
use crate::ledger::body::{Item, Release, Yank};
use crate::ledger::{Hash, Moment};
use std::collections::HashMap;

/// What was said of versions so far.
#[derive(Debug, Clone, Default)]
pub(in crate::ledger) struct Released {
    /// By the hash of the entry.
    cut: HashMap<Hash, Item>,
    yanks: Vec<YankState>,
}

/// A version that must not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankState {
    /// The number of the entry that says so.
    pub number: usize,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
    /// What was released. Services that share its tag are meant as well.
    pub item: Item,
}

impl State {
    /// The entry that recorded a tag of a repository as cut.
    #[must_use]
    pub fn release_of(&self, repository: &str, tag: &str) -> Option<&Hash> {
        let mut cut = self.released.cut.iter();
        let found = cut.find(|(_, item)| is_of(item, repository, tag));
        found.map(|(hash, _)| hash)
    }

    /// What a release entry released.
    pub(in crate::ledger) fn released_item(&self, release: &Hash) -> Option<&Item> {
        self.released.cut.get(release)
    }

    /// Versions that must not be used, in the order it was said.
    #[must_use]
    pub fn yanks(&self) -> &[YankState] {
        &self.released.yanks
    }

    /// Whether a tag of a repository must not be used.
    #[must_use]
    pub fn is_yanked(&self, repository: &str, tag: &str) -> bool {
        let mut yanks = self.yanks().iter();
        yanks.any(|yank| is_of(&yank.item, repository, tag))
    }

    pub(super) fn released(&mut self, number: usize, release: &Release) {
        if let Some(record) = self.records.get(number) {
            let (hash, item) = (record.hash.clone(), release.item.clone());
            self.released.cut.insert(hash, item);
        }
    }

    /// A yank that names no release is about nothing.
    pub(super) fn yanked(&mut self, number: usize, by: &str, at: Moment, yank: &Yank) {
        if let Some(item) = self.released.cut.get(&yank.release) {
            self.released.yanks.push(YankState {
                number,
                by: by.to_owned(),
                at,
                reason: yank.reason.clone(),
                item: item.clone(),
            });
        }
    }
}

fn is_of(item: &Item, repository: &str, tag: &str) -> bool {
    item.repository == repository && item.tag.as_deref() == Some(tag)
}
