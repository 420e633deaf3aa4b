//! A read stretch of history, out of which others are cut without git.
//!
//! Fifty services of one repository ask for fifty ranges to the same commit;
//! one pass of git answers them all.

use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RangeOptions;
use std::collections::HashMap;

/// All ancestors of `target` that are no ancestors of `hidden`.
pub(crate) struct Window {
    pub(crate) hidden: Option<Oid>,
    pub(crate) target: Oid,
    pub(crate) options: RangeOptions,
    pub(crate) commits: Vec<CommitFacts>,
    places: HashMap<Oid, usize>,
}

impl Window {
    pub(crate) fn new(
        hidden: Option<Oid>,
        target: Oid,
        options: RangeOptions,
        commits: Vec<CommitFacts>,
    ) -> Self {
        let place = |(place, commit): (usize, &CommitFacts)| (commit.oid.clone(), place);
        let places = commits.iter().enumerate().map(place).collect();
        Self {
            hidden,
            target,
            options,
            commits,
            places,
        }
    }

    pub(crate) fn holds(&self, oid: &Oid) -> bool {
        self.places.contains_key(oid)
    }

    /// The ancestors of `target` without those of `hidden`; absent when the
    /// window does not reach far enough to say.
    pub(crate) fn cut(&self, hidden: Option<&Oid>, target: &Oid) -> Option<Vec<CommitFacts>> {
        if hidden == self.hidden.as_ref() && target == &self.target {
            return Some(self.commits.clone());
        }
        let shown = self.reach(*self.places.get(target)?).members;
        let taken = match hidden {
            hidden if hidden == self.hidden.as_ref() => None,
            None => return None,
            Some(hidden) => {
                let reach = self.reach(*self.places.get(hidden)?);
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
        let mut reach = Reach {
            members: vec![false; self.commits.len()],
            meets_hidden: false,
        };
        let mut waiting = vec![start];
        while let Some(place) = waiting.pop() {
            if std::mem::replace(&mut reach.members[place], true) {
                continue;
            }
            for parent in &self.commits[place].parents {
                match self.places.get(parent) {
                    Some(next) => waiting.push(*next),
                    None => reach.meets_hidden |= Some(parent) == self.hidden.as_ref(),
                }
            }
        }
        reach
    }
}

struct Reach {
    members: Vec<bool>,
    meets_hidden: bool,
}
