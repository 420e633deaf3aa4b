//! Reverts inside a range cancel what they revert.

use crate::commit::{CommitFacts, Message};
use crate::ids::Oid;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Why a commit does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancelled {
    /// It was reverted by that commit of the same range.
    By(Oid),
    /// It is the revert of that commit of the same range.
    Of(Oid),
}

/// The commits of a range that cancel each other. `commits` is in topological
/// order, newest first; `messages` are theirs, in the same order. A revert of
/// a revert restores; a revert of a merge cancels what the merge brought in.
#[must_use]
pub fn cancel(commits: &[CommitFacts], messages: &[Message]) -> HashMap<usize, Cancelled> {
    if messages.iter().all(|message| message.reverts.is_empty()) {
        return HashMap::new();
    }
    let range = Range::of(commits);
    let mut cancelled: HashMap<usize, Cancelled> = HashMap::new();
    // Newest first: a revert that is itself reverted has no effect any more.
    for (place, message) in messages.iter().enumerate() {
        if matches!(cancelled.get(&place), Some(Cancelled::By(_))) {
            continue;
        }
        let found: Vec<usize> = message
            .reverts
            .iter()
            .filter_map(|sha| range.find(sha))
            .collect();
        let whole = !found.is_empty() && found.len() == message.reverts.len();
        for target in found.iter().copied().filter(|target| *target != place) {
            for part in range.brought_by(target) {
                cancelled
                    .entry(part)
                    .or_insert_with(|| Cancelled::By(commits[place].oid.clone()));
            }
        }
        // A change of its own that also reverts something goes on counting.
        if whole
            && message.is_only_revert()
            && let Some(first) = found.first()
        {
            cancelled.insert(place, Cancelled::Of(commits[*first].oid.clone()));
        }
    }
    cancelled
}

struct Range<'a> {
    commits: &'a [CommitFacts],
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Range<'a> {
    fn of(commits: &'a [CommitFacts]) -> Self {
        let places = commits
            .iter()
            .enumerate()
            .map(|(place, c)| (c.oid.as_str(), place))
            .collect();
        Self { commits, places }
    }

    /// The commit an abbreviated id names, when only one fits.
    fn find(&self, sha: &str) -> Option<usize> {
        let mut fitting = self
            .places
            .range(sha..)
            .take_while(|(oid, _)| oid.starts_with(sha));
        let first = fitting.next().map(|(_, place)| *place);
        if fitting.next().is_some() {
            None
        } else {
            first
        }
    }

    /// The commit itself, and for a merge everything its first parent lacks.
    fn brought_by(&self, merge: usize) -> Vec<usize> {
        let commit = &self.commits[merge];
        let mut brought = vec![merge];
        if commit.parents.len() > 1 {
            let before = self.reachable(&commit.parents[..1]);
            let after = self.reachable(&commit.parents[1..]);
            brought.extend(after.difference(&before));
        }
        brought
    }

    fn reachable(&self, from: &[Oid]) -> HashSet<usize> {
        let mut seen = HashSet::new();
        let mut next: Vec<&Oid> = from.iter().collect();
        while let Some(oid) = next.pop() {
            if let Some(place) = self.places.get(oid.as_str()).copied()
                && seen.insert(place)
            {
                next.extend(&self.commits[place].parents);
            }
        }
        seen
    }
}
