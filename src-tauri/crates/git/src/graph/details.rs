//! What one commit says and changed.

use crate::branches::moment;
use crate::failure::classify_library;
use crate::read::{self, id, oid};
use crate::repo::GitRepo;
use git2::{Commit, DiffOptions, Repository};
use lockkeeper_domain::branching::RecentCommit;
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{CommitDetails, RepoError};

/// How many changed files are named.
const NAMED: usize = 200;

pub(super) fn facts(commit: &Commit<'_>) -> CommitFacts {
    CommitFacts::from(CommitContent {
        oid: oid(commit.id()),
        parents: commit.parent_ids().map(oid).collect(),
        at: moment(commit.time().seconds()),
        author: String::from_utf8_lossy(commit.author().name_bytes()).into_owned(),
        message: String::from_utf8_lossy(commit.message_bytes()).into_owned(),
        paths: None,
    })
}

pub(super) fn details(library: &Repository, commit: &Oid) -> Result<CommitDetails, RepoError> {
    let failed = |error: git2::Error| classify_library("the commit", &error);
    let commit = read::commit(library, commit)?;
    let before = match commit.parent(0) {
        Ok(parent) => Some(parent.tree().map_err(failed)?),
        Err(_) => None,
    };
    let tree = commit.tree().map_err(failed)?;
    let mut options = DiffOptions::new();
    options.skip_binary_check(true).ignore_submodules(false);
    let diff = library.diff_tree_to_tree(before.as_ref(), Some(&tree), Some(&mut options));
    let diff = diff.map_err(failed)?;
    let named = diff.deltas().take(NAMED).filter_map(|delta| {
        let path = delta.new_file().path_bytes();
        let path = path.or_else(|| delta.old_file().path_bytes())?;
        Some(String::from_utf8_lossy(path).into_owned())
    });
    Ok(CommitDetails {
        files: named.collect(),
        changed: diff.deltas().len(),
        facts: facts(&commit),
        committer: String::from_utf8_lossy(commit.committer().name_bytes()).into_owned(),
        authored: moment(commit.author().when().seconds()),
        signed: signed(&commit),
    })
}

pub(super) fn recent(
    repo: &GitRepo,
    library: &Repository,
    tip: &Oid,
    first_parents: bool,
    most: usize,
) -> Result<Vec<RecentCommit>, RepoError> {
    let failed = |error: git2::Error| classify_library("the history", &error);
    let read = |commit: Commit<'_>| RecentCommit {
        facts: facts(&commit),
        signed: signed(&commit),
    };
    if !first_parents {
        let page = super::page::page(repo, library, std::slice::from_ref(tip), most)?;
        let found = page.into_iter().map(|facts| {
            let commit = library.find_commit(id(&facts.oid)?).map_err(failed)?;
            Ok(RecentCommit {
                signed: signed(&commit),
                facts,
            })
        });
        return found.collect();
    }
    let mut found = Vec::new();
    let mut next = Some(read::commit(library, tip)?);
    while let Some(commit) = next.take().filter(|_| found.len() < most) {
        // What a shallow clone lacks ends the line.
        next = commit.parent(0).ok();
        found.push(read(commit));
    }
    Ok(found)
}

fn signed(commit: &Commit<'_>) -> bool {
    commit.header_field_bytes("gpgsig").is_ok()
}
