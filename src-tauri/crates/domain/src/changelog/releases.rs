//! Which commits came with which release.

use crate::commit::CommitFacts;
use crate::version::VersionTag;
use std::collections::HashMap;

/// What one release brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRange {
    /// The release; absent for what is unreleased.
    pub tag: Option<VersionTag>,
    /// The highest lower release that it contains; absent for the first.
    pub previous: Option<VersionTag>,
    /// Places in the commits, newest first.
    pub commits: Vec<usize>,
}

/// What every release of a component brought: all commits reachable from its
/// tag, without those reachable from any lower tag that it contains itself.
///
/// `commits` is the whole history of the newest revision in topological order,
/// newest first. Tags outside of it are left aside. The answer begins with
/// what is unreleased, if there is any; then the releases, highest first.
/// Commits of two lines of releases that never met belong to both.
///
/// One pass: every commit knows the set of tags above it and hands it to its
/// parents, so the work is commits × tags / 64.
#[must_use]
pub fn releases(commits: &[CommitFacts], tags: &[VersionTag]) -> Vec<ReleaseRange> {
    let places: HashMap<&str, usize> = commits
        .iter()
        .enumerate()
        .map(|(place, c)| (c.oid.as_str(), place))
        .collect();
    let mut tags: Vec<&VersionTag> = tags
        .iter()
        .filter(|tag| places.contains_key(tag.commit.as_str()))
        .collect();
    tags.sort_by(|a, b| {
        a.version
            .cmp_precedence(&b.version)
            .then_with(|| a.name.cmp(&b.name))
    });
    // Of versions that differ in build metadata only, the first by name has the section.
    tags.dedup_by(|next, kept| next.version.cmp_precedence(&kept.version).is_eq());
    let mut walk = Walk::new(commits.len(), tags.len());
    for (number, tag) in tags.iter().enumerate() {
        walk.tags_at
            .entry(places[tag.commit.as_str()])
            .or_default()
            .push(number);
    }
    for (place, commit) in commits.iter().enumerate() {
        let parents = commit
            .parents
            .iter()
            .filter_map(|oid| places.get(oid.as_str()).copied());
        walk.visit(place, parents);
    }
    walk.answer(&tags)
}

/// Sets of tags are bits by number; tags are numbered from the lowest version.
struct Walk {
    /// The tags on a commit.
    tags_at: HashMap<usize, Vec<usize>>,
    /// The tags that contain a commit, as far as they were handed to it.
    above: Vec<Option<Bits>>,
    /// For every tag the higher tags that contain it.
    higher: Vec<Bits>,
    /// For every tag the commits it brought.
    brought: Vec<Vec<usize>>,
    unreleased: Vec<usize>,
}

impl Walk {
    fn new(commits: usize, tags: usize) -> Self {
        Self {
            tags_at: HashMap::new(),
            above: vec![None; commits],
            higher: vec![Bits::none(tags); tags],
            brought: vec![Vec::new(); tags],
            unreleased: Vec::new(),
        }
    }

    /// All children of the commit were visited before.
    fn visit(&mut self, place: usize, parents: impl Iterator<Item = usize>) {
        let size = self.brought.len();
        let mut above = self.above[place].take().unwrap_or_else(|| Bits::none(size));
        if let Some(here) = self.tags_at.get(&place) {
            here.iter().for_each(|tag| above.set(*tag));
            for tag in here {
                self.higher[*tag] = above.from(tag + 1);
            }
        }
        self.assign(place, &above);
        for parent in parents {
            match &mut self.above[parent] {
                Some(known) => known.join(&above),
                unknown => *unknown = Some(above.clone()),
            }
        }
    }

    /// The lowest tag above the commit brought it; higher ones brought it too
    /// unless they contain one that did.
    fn assign(&mut self, place: usize, above: &Bits) {
        let mut left = above.clone();
        let mut found = false;
        while let Some(tag) = left.lowest() {
            found = true;
            self.brought[tag].push(place);
            left.clear(tag);
            left.remove(&self.higher[tag]);
        }
        if !found {
            self.unreleased.push(place);
        }
    }

    fn answer(self, tags: &[&VersionTag]) -> Vec<ReleaseRange> {
        let mut ranges = Vec::with_capacity(tags.len() + 1);
        if !self.unreleased.is_empty() {
            ranges.push(ReleaseRange {
                tag: None,
                previous: tags.last().map(|tag| (*tag).clone()),
                commits: self.unreleased,
            });
        }
        for (number, commits) in self.brought.into_iter().enumerate().rev() {
            let mut lower = (0..number).rev();
            let previous = lower.find(|other| self.higher[*other].has(number));
            ranges.push(ReleaseRange {
                tag: Some(tags[number].clone()),
                previous: previous.map(|other| tags[other].clone()),
                commits,
            });
        }
        ranges
    }
}

/// A set of small numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn none(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    fn set(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn clear(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }

    fn has(&self, number: usize) -> bool {
        self.0[number / 64] >> (number % 64) & 1 == 1
    }

    fn join(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(word, more)| *word |= more);
    }

    fn remove(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(word, less)| *word &= !less);
    }

    fn lowest(&self) -> Option<usize> {
        let word = self.0.iter().position(|word| *word != 0)?;
        Some(word * 64 + self.0[word].trailing_zeros() as usize)
    }

    /// The part that begins with a number.
    fn from(&self, first: usize) -> Self {
        let mut part = self.clone();
        for (word, bits) in part.0.iter_mut().enumerate() {
            let start = word * 64;
            if first >= start + 64 {
                *bits = 0;
            } else if first > start {
                *bits &= u64::MAX << (first - start);
            }
        }
        part
    }
}
