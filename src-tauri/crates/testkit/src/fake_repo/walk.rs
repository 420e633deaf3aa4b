//! Walking history.

use super::State;
use super::objects::{Commit, Tree};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RangeOptions;
use std::collections::{BTreeMap, BTreeSet};

impl State {
    /// Everything reachable, the start included.
    pub(super) fn reachable(&self, from: &[Oid], first_parent: bool) -> BTreeSet<Oid> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<Oid> = from.to_vec();
        while let Some(oid) = open.pop() {
            let Some(commit) = self.objects.commits.get(&oid) else {
                continue;
            };
            if seen.insert(oid) {
                let most = if first_parent { 1 } else { usize::MAX };
                open.extend(commit.parents.iter().take(most).cloned());
            }
        }
        seen
    }

    /// `target` without everything reachable from `hidden`: children before
    /// parents, the youngest first where both would do.
    pub(super) fn range(
        &self,
        hidden: &[Oid],
        target: &Oid,
        options: RangeOptions,
    ) -> Vec<CommitFacts> {
        let hidden = self.reachable(hidden, false);
        let reached = self.reachable(std::slice::from_ref(target), options.first_parent);
        let mut left: BTreeMap<&Oid, &Commit> = reached
            .difference(&hidden)
            .filter_map(|oid| Some((oid, self.objects.commits.get(oid)?)))
            .collect();
        let mut range = Vec::new();
        while let Some(oid) = youngest_without_children(&left) {
            if let Some(commit) = left.remove(&oid) {
                range.push(self.facts(oid, commit, options.paths));
            }
        }
        range
    }

    fn facts(&self, oid: Oid, commit: &Commit, paths: bool) -> CommitFacts {
        CommitFacts {
            oid,
            parents: commit.parents.clone(),
            at: commit.at,
            author: commit.author.clone(),
            message: commit.message.clone(),
            paths: paths.then(|| self.changed(commit)),
        }
    }

    /// Paths that differ from the first parent.
    fn changed(&self, commit: &Commit) -> Vec<String> {
        let now = self.objects.trees.get(&commit.tree);
        let before = self.tree_of(commit.parents.first());
        now.map(|now| differing(&before, now)).unwrap_or_default()
    }
}

fn youngest_without_children(left: &BTreeMap<&Oid, &Commit>) -> Option<Oid> {
    let parents: BTreeSet<&Oid> = left.values().flat_map(|c| &c.parents).collect();
    let free = left.iter().filter(|(oid, _)| !parents.contains(**oid));
    let (oid, _) = free.max_by_key(|(oid, commit)| (commit.at, (**oid).clone()))?;
    Some((*oid).clone())
}

fn differing(before: &Tree, now: &Tree) -> Vec<String> {
    let paths: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    paths
        .into_iter()
        .filter(|path| before.get(*path) != now.get(*path))
        .cloned()
        .collect()
}
