//! A read stretch of history, out of which others are cut without git.
//!
//! Fifty services of one repository ask for fifty ranges to the same commit;
//! one pass of git answers them all.

use crate::codec::raw;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RangeOptions;
use std::collections::HashMap;
use std::sync::OnceLock;

/// All ancestors of `target` that are no ancestors of `hidden`.
pub(crate) struct Window {
    pub(crate) hidden: Option<Oid>,
    pub(crate) target: Oid,
    pub(crate) options: RangeOptions,
    pub(crate) commits: Vec<CommitFacts>,
    /// Made when something is cut out for the first time.
    map: OnceLock<Map>,
}

/// Who follows whom in a window, by places.
struct Map {
    places: HashMap<[u8; 20], usize>,
    /// The parents of each commit that lie in the window.
    parents: Vec<Vec<usize>>,
    /// Whether a parent of the commit is the hidden end.
    rests: Vec<bool>,
}

impl Map {
    fn of(window: &Window) -> Self {
        let commits = &window.commits;
        let place = |(place, commit): (usize, &CommitFacts)| (raw(&commit.oid), place);
        let places: HashMap<[u8; 20], usize> = commits.iter().enumerate().map(place).collect();
        let inside = |commit: &CommitFacts| {
            let parents = commit.parents.iter();
            parents
                .filter_map(|parent| places.get(&raw(parent)).copied())
                .collect()
        };
        let is_end = |parent: &Oid| Some(parent) == window.hidden.as_ref();
        Self {
            parents: commits.iter().map(inside).collect(),
            rests: commits
                .iter()
                .map(|commit| commit.parents.iter().any(is_end))
                .collect(),
            places,
        }
    }
}

impl Window {
    pub(crate) const fn new(
        hidden: Option<Oid>,
        target: Oid,
        options: RangeOptions,
        commits: Vec<CommitFacts>,
    ) -> Self {
        Self {
            hidden,
            target,
            options,
            commits,
            map: OnceLock::new(),
        }
    }

    fn map(&self) -> &Map {
        self.map.get_or_init(|| Map::of(self))
    }

    fn place(&self, oid: &Oid) -> Option<usize> {
        self.map().places.get(&raw(oid)).copied()
    }

    pub(crate) fn holds(&self, oid: &Oid) -> bool {
        self.place(oid).is_some()
    }

    /// The ancestors of `target` without those of `hidden`; absent when the
    /// window does not reach far enough to say.
    pub(crate) fn cut(&self, hidden: Option<&Oid>, target: &Oid) -> Option<Vec<CommitFacts>> {
        if hidden == self.hidden.as_ref() && target == &self.target {
            return Some(self.commits.clone());
        }
        let shown = self.reach(self.place(target)?).members;
        let taken = match hidden {
            hidden if hidden == self.hidden.as_ref() => None,
            None => return None,
            Some(hidden) => {
                let reach = self.reach(self.place(hidden)?);
                // What lies below the window has to lie below `hidden` too.
                if self.hidden.is_some() && !reach.meets_hidden {
                    return None;
                }
                Some(reach.members)
            }
        };
        let stays = |place: usize| shown[place] && taken.as_ref().is_none_or(|taken| !taken[place]);
        let kept = self
            .commits
            .iter()
            .enumerate()
            .filter(|(place, _)| stays(*place));
        Some(kept.map(|(_, commit)| commit.clone()).collect())
    }

    fn reach(&self, start: usize) -> Reach {
        let map = self.map();
        let mut reach = Reach {
            members: vec![false; self.commits.len()],
            meets_hidden: false,
        };
        let mut waiting = vec![start];
        while let Some(place) = waiting.pop() {
            if std::mem::replace(&mut reach.members[place], true) {
                continue;
            }
            waiting.extend(&map.parents[place]);
            reach.meets_hidden |= map.rests[place];
        }
        reach
    }
}

struct Reach {
    members: Vec<bool>,
    meets_hidden: bool,
}
