//! The commits of a history that were read, by place.

use crate::failure::classify_library;
use git2::Repository;
use lockkeeper_engine::ports::RepoError;
use std::collections::HashMap;
use std::ops::Range;

/// Commits read so far. Each is read once, however many walks pass it.
pub(super) struct Graph<'a> {
    library: &'a Repository,
    places: HashMap<git2::Oid, usize>,
    commits: Vec<Commit>,
    /// The parents of all commits, one after the other.
    links: Vec<Link>,
}

struct Commit {
    time: i64,
    links: Range<usize>,
}

/// A parent of a commit.
enum Link {
    /// Nobody has come there yet.
    Named(git2::Oid),
    Read(usize),
}

impl<'a> Graph<'a> {
    pub(super) fn of(library: &'a Repository) -> Self {
        Self {
            library,
            places: HashMap::new(),
            commits: Vec::new(),
            links: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.commits.len()
    }

    /// When a commit was committed, in seconds.
    pub(super) fn time(&self, place: usize) -> i64 {
        self.commits[place].time
    }

    /// Where the parents of a commit are named.
    pub(super) fn links(&self, place: usize) -> Range<usize> {
        self.commits[place].links.clone()
    }

    /// The place of a parent, which is read now if it was not before.
    pub(super) fn parent(&mut self, link: usize) -> Result<usize, RepoError> {
        match self.links[link] {
            Link::Read(place) => Ok(place),
            Link::Named(id) => {
                let place = self.place(id)?;
                self.links[link] = Link::Read(place);
                Ok(place)
            }
        }
    }

    pub(super) fn place(&mut self, id: git2::Oid) -> Result<usize, RepoError> {
        if let Some(place) = self.places.get(&id) {
            return Ok(*place);
        }
        let failed = |error: git2::Error| classify_library("the history", &error);
        let commit = self.library.find_commit(id).map_err(failed)?;
        let first = self.links.len();
        self.links.extend(commit.parent_ids().map(Link::Named));
        self.commits.push(Commit {
            time: commit.time().seconds(),
            links: first..self.links.len(),
        });
        self.places.insert(id, self.commits.len() - 1);
        Ok(self.commits.len() - 1)
    }
}
