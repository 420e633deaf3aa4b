//! How far branches are apart, many of them at once: every commit is read
//! once, however many branches pass it.

use crate::failure::classify_library;
use crate::read;
use git2::Repository;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::collections::{BinaryHeap, HashMap};

/// How many commits older than everything undecided are looked at before a
/// walk ends; a clock that went wrong makes a child look older than its parent.
const SLOP: usize = 16;

const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const BOTH: u8 = LEFT | RIGHT;
const QUEUED: u8 = 4;

/// How many commits each pair has that the other lacks: first the left one's.
pub(super) fn apart(
    library: &Repository,
    pairs: &[(Oid, Oid)],
) -> Result<Vec<(usize, usize)>, RepoError> {
    let mut graph = Graph::of(library);
    let count = |(one, other): &(Oid, Oid)| graph.apart(read::id(one)?, read::id(other)?);
    pairs.iter().map(count).collect()
}

/// A commit that was read.
struct Commit {
    time: i64,
    parents: Vec<git2::Oid>,
    /// The parents by place, once they were read.
    known: Option<Vec<usize>>,
}

/// Commits read so far, by place.
struct Graph<'a> {
    library: &'a Repository,
    places: HashMap<git2::Oid, usize>,
    commits: Vec<Commit>,
    /// What the walk under way knows of each commit.
    marks: Vec<u8>,
}

impl<'a> Graph<'a> {
    fn of(library: &'a Repository) -> Self {
        Self {
            library,
            places: HashMap::new(),
            commits: Vec::new(),
            marks: Vec::new(),
        }
    }

    fn place(&mut self, id: git2::Oid) -> Result<usize, RepoError> {
        if let Some(place) = self.places.get(&id) {
            return Ok(*place);
        }
        let failed = |error: git2::Error| classify_library("the history", &error);
        let commit = self.library.find_commit(id).map_err(failed)?;
        self.commits.push(Commit {
            time: commit.time().seconds(),
            parents: commit.parent_ids().collect(),
            known: None,
        });
        self.marks.push(0);
        self.places.insert(id, self.commits.len() - 1);
        Ok(self.commits.len() - 1)
    }

    fn parents(&mut self, place: usize) -> Result<Vec<usize>, RepoError> {
        if let Some(known) = &self.commits[place].known {
            return Ok(known.clone());
        }
        let ids = self.commits[place].parents.clone();
        let known: Vec<usize> = ids
            .into_iter()
            .map(|id| self.place(id))
            .collect::<Result<_, _>>()?;
        self.commits[place].known = Some(known.clone());
        Ok(known)
    }

    /// Walks from both, the newest first, until everything left is common.
    fn apart(&mut self, left: git2::Oid, right: git2::Oid) -> Result<(usize, usize), RepoError> {
        if left == right {
            return Ok((0, 0));
        }
        let mut walk = Walk::default();
        for (id, side) in [(left, LEFT), (right, RIGHT)] {
            let place = self.place(id)?;
            self.paint(place, side, &mut walk);
        }
        let mut slop = 0;
        while let Some((_, place)) = walk.queue.pop() {
            let sides = self.marks[place] & BOTH;
            self.marks[place] = sides;
            walk.open -= usize::from(sides != BOTH);
            slop = if walk.open == 0 && sides == BOTH {
                slop + 1
            } else {
                0
            };
            if slop > SLOP {
                break;
            }
            for parent in self.parents(place)? {
                self.paint(parent, sides, &mut walk);
            }
        }
        Ok(self.counted(&walk.seen))
    }

    /// Lets a commit know that it is reached from a side.
    fn paint(&mut self, place: usize, sides: u8, walk: &mut Walk) {
        let was = self.marks[place];
        let now = was | sides;
        if now == was {
            return;
        }
        if was & BOTH == 0 {
            walk.seen.push(place);
        }
        let (decided, is_open) = (now & BOTH == BOTH, was & QUEUED != 0);
        self.marks[place] = now | QUEUED;
        if is_open {
            walk.open -= usize::from(decided);
        } else {
            walk.queue.push((self.commits[place].time, place));
            walk.open += usize::from(!decided);
        }
    }

    /// Commits on one side only; the marks are wiped for the next walk.
    fn counted(&mut self, seen: &[usize]) -> (usize, usize) {
        let (mut left, mut right) = (0, 0);
        for place in seen {
            let sides = std::mem::take(&mut self.marks[*place]) & BOTH;
            left += usize::from(sides == LEFT);
            right += usize::from(sides == RIGHT);
        }
        (left, right)
    }
}

/// A walk from two commits.
#[derive(Default)]
struct Walk {
    /// What is to be looked at, the newest first.
    queue: BinaryHeap<(i64, usize)>,
    /// How many of those are reached from one side only.
    open: usize,
    /// Every commit that was reached.
    seen: Vec<usize>,
}
