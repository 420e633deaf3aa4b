//! The commits of a ledger in order, remembered: history never changes.

use git2::Oid;
use std::collections::HashMap;
use std::ops::Range;

/// The first-parent chain from the first entry to a head.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    commits: Vec<Oid>,
    places: HashMap<Oid, usize>,
}

impl Chain {
    /// The newest commit.
    pub(super) fn head(&self) -> Option<Oid> {
        self.commits.last().copied()
    }

    /// The number of the entry that a commit is.
    pub(super) fn place(&self, commit: Oid) -> Option<usize> {
        self.places.get(&commit).copied()
    }

    /// The chain that goes on with newer commits, newest first, after the
    /// entry `last` of this one; `None` begins anew.
    pub(super) fn grown(&self, last: Option<usize>, newest_first: Vec<Oid>) -> Self {
        let kept = last.map_or(0, |last| last + 1);
        let known = if kept == self.commits.len() {
            self.clone()
        } else {
            Self::default().with(self.commits[..kept].iter().copied())
        };
        known.with(newest_first.into_iter().rev())
    }

    fn with(mut self, commits: impl Iterator<Item = Oid>) -> Self {
        for commit in commits {
            self.places.insert(commit, self.commits.len());
            self.commits.push(commit);
        }
        self
    }

    /// The commits of these entries, as far as they exist.
    pub(super) fn part(&self, numbers: Range<usize>) -> &[Oid] {
        let end = numbers.end.min(self.commits.len());
        &self.commits[numbers.start.min(end)..end]
    }
}
