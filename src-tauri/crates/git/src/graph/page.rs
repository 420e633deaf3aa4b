//! A page of history below a frontier, read in this process.
//!
//! git needs to know all of history below its oldest tip before it can say
//! which commit comes first; here a window of commits decides, so that the
//! cost is that of the page, with a commit-graph file or without.

use super::details::facts;
use crate::codec::raw;
use crate::failure::classify_library;
use crate::read::{id, oid};
use crate::repo::GitRepo;
use git2::{ErrorCode, Oid as Id, Repository};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};

/// How many commits are read beyond a page. A child whose clock was behind is
/// found among them, and comes before its parents all the same.
const WINDOW: usize = 400;
/// How many commits below one that waits are searched for a newer one: it was
/// made with a clock that was behind, and has to come first all the same.
const BELOW: usize = 16;

/// The commits that were met; the newest leave first.
struct Window<'r> {
    repo: &'r GitRepo,
    library: &'r Repository,
    commits: HashMap<Id, git2::Commit<'r>>,
    queue: BinaryHeap<(i64, Id)>,
}

pub(super) fn page(
    repo: &GitRepo,
    library: &Repository,
    frontier: &[Oid],
    most: usize,
) -> Result<Vec<CommitFacts>, RepoError> {
    let mut window = Window {
        repo,
        library,
        commits: HashMap::new(),
        queue: BinaryHeap::new(),
    };
    for commit in frontier {
        window.meet(id(commit)?)?;
    }
    let (mut looked, mut floor) = (Vec::new(), i64::MAX);
    while let Some((at, commit)) = window.queue.pop() {
        looked.push(commit);
        floor = floor.min(at);
        if looked.len() >= most.saturating_add(WINDOW) {
            break;
        }
        for parent in window.parents(commit) {
            window.meet(parent)?;
        }
    }
    window.add_hidden(&mut looked, floor)?;
    Ok(window.in_order(&looked, most))
}

impl Window<'_> {
    /// Queues a commit that is met first.
    fn meet(&mut self, commit: Id) -> Result<(), RepoError> {
        if !self.commits.contains_key(&commit) && self.read(commit)? {
            let at = self.commits[&commit].time().seconds();
            self.queue.push((at, commit));
        }
        Ok(())
    }

    /// Reads a commit, and says whether it is here. What a shallow clone
    /// lacks is left out, as if history began above it.
    fn read(&mut self, commit: Id) -> Result<bool, RepoError> {
        if self.commits.contains_key(&commit) {
            return Ok(true);
        }
        match self.library.find_commit(commit) {
            Ok(found) => {
                self.commits.insert(commit, found);
                Ok(true)
            }
            Err(error) if error.code() == ErrorCode::NotFound && self.library.is_shallow() => {
                Ok(false)
            }
            Err(error) => Err(classify_library("the history", &error)),
        }
    }

    /// Adds commits that wait although something below them was looked at:
    /// their clocks were behind. Without them their parents would be drawn
    /// first, and a second time below them.
    fn add_hidden(&mut self, looked: &mut Vec<Id>, floor: i64) -> Result<(), RepoError> {
        let mut within: HashSet<Id> = looked.iter().copied().collect();
        let waiting: BTreeSet<Id> = self.queue.iter().map(|(_, commit)| *commit).collect();
        for commit in waiting {
            if self.newest_below(commit)? < floor {
                continue;
            }
            for hidden in self.way_into(commit, &within)? {
                if within.insert(hidden) {
                    looked.push(hidden);
                }
            }
        }
        Ok(())
    }

    /// The newest moment among the nearest commits below.
    fn newest_below(&mut self, commit: Id) -> Result<i64, RepoError> {
        let key = raw(&oid(commit));
        if let Some(known) = self.repo.newest_below(key) {
            return Ok(known);
        }
        let below = self.below(commit, &HashSet::new())?;
        let times = below.iter().map(|(found, _)| self.commits[found].time());
        let newest = times.map(|at| at.seconds()).max().unwrap_or(i64::MIN);
        self.repo.remember_newest_below(key, newest);
        Ok(newest)
    }

    /// The commits from one that waits down to the first that was looked at,
    /// without that; none where there is no such way.
    fn way_into(&mut self, commit: Id, within: &HashSet<Id>) -> Result<Vec<Id>, RepoError> {
        let below = self.below(commit, within)?;
        let child: HashMap<Id, Id> = below.iter().copied().collect();
        let met = below.iter().find(|(found, _)| within.contains(found));
        let mut way = Vec::new();
        let mut at = met.map(|(_, child)| *child);
        while let Some(found) = at {
            way.push(found);
            at = child.get(&found).copied();
        }
        Ok(way)
    }

    /// The nearest commits below one, each with the child it was met by; not
    /// beyond those that were looked at.
    fn below(&mut self, commit: Id, within: &HashSet<Id>) -> Result<Vec<(Id, Id)>, RepoError> {
        let (mut found, mut seen) = (Vec::new(), HashSet::from([commit]));
        let mut next = VecDeque::from([commit]);
        while let Some(child) = next.pop_front() {
            for parent in self.parents(child) {
                if found.len() >= BELOW || !seen.insert(parent) || !self.read(parent)? {
                    continue;
                }
                found.push((parent, child));
                if !within.contains(&parent) {
                    next.push_back(parent);
                }
            }
        }
        Ok(found)
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
