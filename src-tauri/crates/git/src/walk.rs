//! Walks history in this process, from the newest commit down.
//!
//! A run of git costs as much as reading some hundred commits, so what lies
//! near is read here. The set of commits and their order are those of
//! `git log --topo-order target ^hidden...`.

mod page;
#[cfg(test)]
mod tests;

use crate::read::oid;
use git2::{Odb, Oid as Id, Repository};
use lockkeeper_domain::commit::CommitFacts;
use page::Page;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// Commits to read on after everything that is left seems to be hidden:
/// clocks differ, so a commit may look older than what came before it.
const SLOP: u32 = 16;
/// Commits to read on, after one was found, for others that would be better.
const BEYOND: usize = 256;

/// Places of commits by their ids, which are hashes already.
type Places = HashMap<Id, usize, BuildHasherDefault<Prefix>>;

/// One walk; the commits it read stay with it, so that it can go on.
pub(crate) struct Walk {
    commits: Vec<Seen>,
    places: Places,
    queue: BinaryHeap<(i64, Reverse<usize>)>,
    /// Commits in the queue that are not hidden.
    open: usize,
    /// The time of the oldest shown commit that left the queue.
    oldest: i64,
    most: usize,
}

/// A commit that was read.
struct Seen {
    id: Id,
    page: Page,
    hidden: bool,
    left: bool,
}

/// Why a walk has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// More commits would have to be read than it may.
    Far,
    /// git itself has to be asked: an object is missing, or says something
    /// that is not read here.
    Strange,
}

/// What was found of commits that were looked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sought {
    /// The place of the first one that was met.
    pub(crate) met: Option<usize>,
    /// Earlier ones that were not met; most likely they are not contained.
    pub(crate) unmet: Vec<usize>,
}

/// Whether nothing outside of the commits changes who their parents are.
pub(crate) fn is_plain(library: &Repository) -> bool {
    let common = library.commondir();
    !common.join("info/grafts").exists() && !common.join("shallow").exists()
}

impl Walk {
    /// A walk from a commit that reads at most so many.
    pub(crate) fn from(odb: &Odb<'_>, target: Id, most: usize) -> Result<Self, Stop> {
        let mut walk = Self {
            commits: Vec::new(),
            places: Places::default(),
            queue: BinaryHeap::new(),
            open: 0,
            oldest: i64::MAX,
            most,
        };
        walk.meet(odb, target, false)?;
        Ok(walk)
    }

    /// How many commits it has read.
    pub(crate) const fn len(&self) -> usize {
        self.commits.len()
    }

    /// Lets the walk read more commits than it was allowed at first.
    pub(crate) const fn allow(&mut self, most: usize) {
        self.most = most;
    }

    /// Looks for the first of these commits that the walk's start contains.
    pub(crate) fn seek(&mut self, odb: &Odb<'_>, wanted: &[Id]) -> Result<Sought, Stop> {
        let mut places = Places::default();
        for (place, id) in wanted.iter().enumerate() {
            places.entry(*id).or_insert(place);
        }
        let (mut met, mut looked, mut until) = (None, 0, None);
        while met != Some(0) {
            let new = self.commits[looked..].iter();
            let found = new.filter_map(|seen| places.get(&seen.id).copied()).min();
            met = [met, found].into_iter().flatten().min();
            looked = self.commits.len();
            if let (Some(met), None) = (met, until) {
                until = Some((oldest_of(odb, &wanted[..met])?, looked + BEYOND));
            }
            let Some((newest, _)) = self.queue.peek() else {
                // Everything was read, so what was not met is not contained.
                return Ok(Sought {
                    met,
                    unmet: Vec::new(),
                });
            };
            if until.is_some_and(|(oldest, most)| *newest < oldest || looked > most) {
                break;
            }
            self.step(odb)?;
        }
        let unmet = (0..met.unwrap_or(0)).collect();
        Ok(Sought { met, unmet })
    }

    /// Walks on until all is read that the walk's start contains and `hidden`
    /// do not.
    pub(crate) fn hide_all(&mut self, odb: &Odb<'_>, hidden: &[Id]) -> Result<(), Stop> {
        let mut ends = Vec::with_capacity(hidden.len());
        for id in hidden {
            let place = self.meet(odb, *id, true)?;
            self.hide(place);
            ends.push(place);
        }
        while self.open > 0 {
            self.step(odb)?;
        }
        if let [end] = ends[..]
            && self.all_above(end)
        {
            return Ok(());
        }
        let mut slop = SLOP;
        while let Some((newest, _)) = self.queue.peek() {
            if *newest >= self.oldest {
                slop = SLOP;
            } else if slop == 0 {
                break;
            } else {
                slop -= 1;
            }
            self.step(odb)?;
        }
        Ok(())
    }

    /// Takes the newest commit out of the queue and puts its parents in. A
    /// walk that has to stop here can go on later.
    fn step(&mut self, odb: &Odb<'_>) -> Result<(), Stop> {
        let Some((seconds, Reverse(place))) = self.queue.pop() else {
            return Ok(());
        };
        let hidden = self.commits[place].hidden;
        for parent in self.commits[place].page.parents.clone() {
            match self.meet(odb, parent, hidden) {
                Ok(parent) if hidden => self.hide(parent),
                Ok(_) => {}
                Err(stop) => {
                    self.queue.push((seconds, Reverse(place)));
                    return Err(stop);
                }
            }
        }
        self.commits[place].left = true;
        if !hidden {
            self.open -= 1;
            self.oldest = self.oldest.min(seconds);
        }
        Ok(())
    }

    /// The place of a commit, which is read when it is met first.
    fn meet(&mut self, odb: &Odb<'_>, id: Id, hidden: bool) -> Result<usize, Stop> {
        if let Some(place) = self.places.get(&id) {
            return Ok(*place);
        }
        if self.commits.len() >= self.most {
            return Err(Stop::Far);
        }
        let object = odb.read(id).map_err(|_| Stop::Strange)?;
        let page = Page::read(object.data(), hidden).ok_or(Stop::Strange)?;
        let place = self.commits.len();
        self.queue.push((page.seconds, Reverse(place)));
        self.commits.push(Seen {
            id,
            page,
            hidden,
            left: false,
        });
        self.places.insert(id, place);
        self.open += usize::from(!hidden);
        Ok(place)
    }

    /// Hides a commit, and below it all that was met so far.
    fn hide(&mut self, place: usize) {
        let mut waiting = vec![place];
        while let Some(place) = waiting.pop() {
            let seen = &mut self.commits[place];
            if !std::mem::replace(&mut seen.hidden, true) && !seen.left {
                self.open -= 1;
            }
            let parents = self.commits[place].page.parents.iter();
            let met = parents.filter_map(|parent| self.places.get(parent).copied());
            waiting.extend(met.filter(|place| !self.commits[*place].hidden));
        }
    }

    /// Whether everything that is shown contains a hidden commit. Then nothing of
    /// it lies below that one, whatever the clocks say.
    fn all_above(&self, end: usize) -> bool {
        let mut children = vec![Vec::new(); self.commits.len()];
        let mut left = 0;
        let shown = self.commits.iter().enumerate();
        for (place, seen) in shown.filter(|(_, seen)| !seen.hidden) {
            left += 1;
            for parent in &seen.page.parents {
                if let Some(parent) = self.places.get(parent) {
                    children[*parent].push(place);
                }
            }
        }
        let mut above = vec![false; self.commits.len()];
        let mut waiting = vec![end];
        while let Some(place) = waiting.pop() {
            for child in &children[place] {
                if !std::mem::replace(&mut above[*child], true) {
                    left -= 1;
                    waiting.push(*child);
                }
            }
        }
        left == 0
    }

    /// What is shown, children before parents and lines of history together.
    pub(crate) fn in_order(mut self) -> Vec<CommitFacts> {
        let mut children = vec![0_u32; self.commits.len()];
        for seen in self.commits.iter().filter(|seen| !seen.hidden) {
            for parent in &seen.page.parents {
                if let Some(parent) = self.places.get(parent) {
                    children[*parent] += 1;
                }
            }
        }
        let mut ordered = Vec::with_capacity(self.commits.len());
        // Everything shown lies below the commit that was met first.
        let mut waiting = vec![0];
        while let Some(place) = waiting.pop() {
            let seen = &mut self.commits[place];
            if seen.hidden {
                continue;
            }
            let page = std::mem::take(&mut seen.page);
            for parent in &page.parents {
                let Some(parent) = self.places.get(parent) else {
                    continue;
                };
                children[*parent] -= 1;
                if children[*parent] == 0 {
                    waiting.push(*parent);
                }
            }
            ordered.push(page.facts(oid(self.commits[place].id)));
        }
        ordered
    }
}

/// The time of the oldest of these commits.
fn oldest_of(odb: &Odb<'_>, commits: &[Id]) -> Result<i64, Stop> {
    let mut oldest = i64::MAX;
    for id in commits {
        let object = odb.read(*id).map_err(|_| Stop::Strange)?;
        let page = Page::read(object.data(), true).ok_or(Stop::Strange)?;
        oldest = oldest.min(page.seconds);
    }
    Ok(oldest)
}

/// Takes the first bytes of an id for its hash.
#[derive(Default)]
struct Prefix(u64);

impl Hasher for Prefix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_ne_bytes(*first);
        }
    }

    fn write_usize(&mut self, _: usize) {}
}
