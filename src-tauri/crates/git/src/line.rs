//! Where a branch was: its first parents, and what this machine saw of its ref.

use crate::failure::classify_library;
use crate::read::{commit, oid};
use git2::Repository;
use jiff::Timestamp;
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{RepoError, Sighting};
use std::collections::{HashMap, HashSet};

pub(crate) fn first_parents(
    library: &Repository,
    tip: &Oid,
    most: usize,
) -> Result<Vec<CommitFacts>, RepoError> {
    let mut line = Vec::new();
    let mut next = Some(tip.clone());
    while let Some(id) = next.filter(|_| line.len() < most) {
        let found = commit(library, &id)?;
        let parents: Vec<Oid> = found.parent_ids().map(oid).collect();
        next = parents.first().cloned();
        let content = CommitContent {
            oid: id,
            parents,
            at: moment(found.committer().when()),
            author: String::from_utf8_lossy(found.author().name_bytes()).into_owned(),
            message: String::from_utf8_lossy(found.message_bytes()).into_owned(),
            paths: None,
        };
        line.push(content.into());
    }
    Ok(line)
}

/// How far below a commit its first parents lie, itself at 0: down to the last
/// one of those wanted, and through no more than `most`. Ends where history does.
pub(crate) fn below(
    library: &Repository,
    tip: &Oid,
    mut wanted: HashSet<Oid>,
    most: usize,
) -> HashMap<Oid, usize> {
    let mut below = HashMap::new();
    let mut next = Some(tip.clone());
    while let Some(id) = next.filter(|_| !wanted.is_empty() && below.len() < most) {
        wanted.remove(&id);
        let found = commit(library, &id);
        next = found
            .ok()
            .and_then(|found| found.parent_id(0).ok().map(oid));
        below.insert(id, below.len());
    }
    below
}

/// What git wrote down each time the ref moved here. Where it was before the
/// first time is known, but not since when.
pub(crate) fn sightings(library: &Repository, name: &str) -> Result<Vec<Sighting>, RepoError> {
    let log = library
        .reflog(name)
        .map_err(|error| classify_library(name, &error))?;
    let mut seen = Vec::with_capacity(log.len() + 1);
    for entry in log.iter() {
        let at = moment(entry.committer().when());
        seen.push((entry.id_new(), at));
    }
    if let Some(oldest) = log.len().checked_sub(1).and_then(|place| log.get(place)) {
        seen.push((oldest.id_old(), moment(oldest.committer().when())));
    }
    let there = seen.into_iter().filter(|(id, _)| !id.is_zero());
    let sighting = |(id, at)| Sighting {
        commit: oid(id),
        at,
    };
    Ok(there.map(sighting).collect())
}

/// A moment nobody can mean is the beginning of time.
fn moment(time: git2::Time) -> Timestamp {
    Timestamp::from_second(time.seconds()).unwrap_or(Timestamp::UNIX_EPOCH)
}
