//! A page of history below a frontier, read in this process.
//!
//! git needs to know all of history below its oldest tip before it can say
//! which commit comes first; here a window of commits decides, so that the
//! cost is that of the page, with a commit-graph file or without.

use super::details::facts;
use crate::failure::classify_library;
use crate::read::id;
use git2::{ErrorCode, Oid as Id, Repository};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::collections::{BinaryHeap, HashMap};

/// How many commits are read beyond a page. A child whose clock was behind is
/// found among them, and comes before its parents all the same.
const WINDOW: usize = 400;

/// The commits that were met; the newest leave first.
struct Window<'r> {
    library: &'r Repository,
    commits: HashMap<Id, git2::Commit<'r>>,
    queue: BinaryHeap<(i64, Id)>,
}

pub(super) fn page(
    library: &Repository,
    frontier: &[Oid],
    most: usize,
) -> Result<Vec<CommitFacts>, RepoError> {
    let mut window = Window {
        library,
        commits: HashMap::new(),
        queue: BinaryHeap::new(),
    };
    for commit in frontier {
        window.meet(id(commit)?)?;
    }
    let mut looked = Vec::new();
    while let Some((_, commit)) = window.queue.pop() {
        looked.push(commit);
        if looked.len() >= most.saturating_add(WINDOW) {
            break;
        }
        for parent in window.parents(commit) {
            window.meet(parent)?;
        }
    }
    Ok(window.in_order(&looked, most))
}

impl Window<'_> {
    /// Reads a commit that is met first. What a shallow clone lacks is left
    /// out, as if history began above it.
    fn meet(&mut self, commit: Id) -> Result<(), RepoError> {
        if self.commits.contains_key(&commit) {
            return Ok(());
        }
        match self.library.find_commit(commit) {
            Ok(found) => {
                self.queue.push((found.time().seconds(), commit));
                self.commits.insert(commit, found);
                Ok(())
            }
            Err(error) if error.code() == ErrorCode::NotFound && self.library.is_shallow() => {
                Ok(())
            }
            Err(error) => Err(classify_library("the history", &error)),
        }
    }

    fn parents(&self, commit: Id) -> Vec<Id> {
        let found = self.commits.get(&commit);
        found.map_or_else(Vec::new, |commit| commit.parent_ids().collect())
    }

    /// Children before parents, otherwise the newest first.
    fn in_order(&self, looked: &[Id], most: usize) -> Vec<CommitFacts> {
        let mut children: HashMap<Id, u32> = looked.iter().map(|commit| (*commit, 0)).collect();
        for parent in looked.iter().flat_map(|commit| self.parents(*commit)) {
            if let Some(count) = children.get_mut(&parent) {
                *count += 1;
            }
        }
        let at = |commit: &Id| self.commits[commit].time().seconds();
        let ready = looked.iter().filter(|commit| children[*commit] == 0);
        let mut ready: BinaryHeap<(i64, Id)> = ready.map(|commit| (at(commit), *commit)).collect();
        let mut ordered = Vec::with_capacity(most.min(looked.len()));
        while ordered.len() < most
            && let Some((_, commit)) = ready.pop()
        {
            ordered.push(facts(&self.commits[&commit]));
            for parent in self.parents(commit) {
                if let Some(count) = children.get_mut(&parent) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push((at(&parent), parent));
                    }
                }
            }
        }
        ordered
    }
}
