//! Walking history.

use super::State;
use super::objects::{Commit, Tree};
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Merged, RangeOptions};
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

    /// The first parents of a commit, itself first.
    pub(super) fn first_parents(&self, tip: &Oid, most: usize) -> Vec<CommitFacts> {
        let mut line: Vec<CommitFacts> = Vec::new();
        let mut next = Some(tip.clone());
        while let Some(oid) = next.filter(|_| line.len() < most) {
            let Some(commit) = self.objects.commits.get(&oid) else {
                break;
            };
            next = commit.parents.first().cloned();
            line.push(self.facts(oid, commit, false));
        }
        line
    }

    /// Merges whole files: what only one side changed is taken.
    pub(super) fn merge(&mut self, ours: &Oid, theirs: &Oid) -> Merged {
        let base = self.tree_of(self.shared(ours, theirs).as_ref());
        let (mut tree, theirs) = (self.tree_of(Some(ours)), self.tree_of(Some(theirs)));
        let mut conflicts = Vec::new();
        for path in differing(&base, &theirs) {
            let (was, now) = (base.get(&path), theirs.get(&path).cloned());
            if tree.get(&path) == was {
                match now {
                    Some(now) => tree.insert(path, now),
                    None => tree.remove(&path),
                };
            } else if tree.get(&path) != now.as_ref() {
                conflicts.push(path);
            }
        }
        if !conflicts.is_empty() {
            return Merged::Conflicts(conflicts);
        }
        Merged::Clean(self.objects.add_tree(tree))
    }

    /// The youngest commit that both contain.
    fn shared(&self, one: &Oid, other: &Oid) -> Option<Oid> {
        let ones = self.reachable(std::slice::from_ref(one), false);
        let others = self.reachable(std::slice::from_ref(other), false);
        let both = ones.intersection(&others);
        let age = |oid: &&Oid| self.objects.commits.get(*oid).map(|commit| commit.at);
        both.max_by_key(age).cloned()
    }

    fn facts(&self, oid: Oid, commit: &Commit, paths: bool) -> CommitFacts {
        CommitContent {
            oid,
            parents: commit.parents.clone(),
            at: commit.at,
            author: commit.author.clone(),
            message: commit.message.clone(),
            paths: paths.then(|| self.changed(commit)),
        }
        .into()
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
