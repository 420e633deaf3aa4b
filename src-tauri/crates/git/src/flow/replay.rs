//! Making commits anew on top of another commit, in memory. Author, time and
//! message of each stay; merges are left out, and so is what is there already.

use super::merge::unnamed_commit;
use crate::commits::Written;
use crate::failure::classify_library;
use crate::read::{self, id, oid};
use crate::repo::GitRepo;
use jiff::Timestamp;
use lockkeeper_domain::branching::Outlook;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Replayed, RepoError};

/// A commit as it is made again.
struct Picked {
    tree: Oid,
    message: Vec<u8>,
    author: [String; 3],
}

/// What picking one commit came to.
enum Pick {
    Clean(Picked),
    /// It is there already.
    Nothing,
    Conflicts(Vec<String>),
}

pub(super) async fn replay(
    repo: &GitRepo,
    tip: &Oid,
    onto: &Oid,
    at: Timestamp,
) -> Result<Replayed, RepoError> {
    let mut head = onto.clone();
    for commit in to_replay(repo, tip, onto).await? {
        let (commit, ours) = (commit, head.clone());
        let picked = repo
            .read(move |library| pick(library, &commit, &ours))
            .await?;
        match picked {
            Pick::Nothing => {}
            Pick::Conflicts(files) => return Ok(Replayed::Conflicts(files)),
            Pick::Clean(picked) => {
                let written = Written {
                    tree: &picked.tree,
                    parents: &[&head],
                    message: &picked.message,
                    at,
                    author: Some(picked.author),
                };
                head = written.store(repo).await?;
            }
        }
    }
    Ok(Replayed::Clean(head))
}

/// Tries the same without a commit that anything names: the newest of them,
/// or the first that does not fit.
pub(super) async fn rehearse(
    repo: &GitRepo,
    tip: &Oid,
    onto: &Oid,
) -> Result<Result<Oid, Outlook>, RepoError> {
    let (commits, mut head) = (to_replay(repo, tip, onto).await?, onto.clone());
    let tried = move |library: &git2::Repository| {
        for commit in commits {
            match pick(library, &commit, &head)? {
                Pick::Nothing => {}
                Pick::Clean(picked) => {
                    head = unnamed_commit(library, id(&picked.tree)?, &[id(&head)?])?;
                }
                Pick::Conflicts(files) => {
                    let message = read::commit(library, &commit)?;
                    let first = message.summary_bytes().unwrap_or_default();
                    return Ok(Err(Outlook::Stops {
                        subject: String::from_utf8_lossy(first).into_owned(),
                        commit,
                        files,
                    }));
                }
            }
        }
        Ok(Ok(head))
    };
    repo.read(tried).await
}

/// The commits of `tip` that `onto` lacks, without merges, the oldest first.
async fn to_replay(repo: &GitRepo, tip: &Oid, onto: &Oid) -> Result<Vec<Oid>, RepoError> {
    let (tip, onto) = (tip.clone(), onto.clone());
    let listed = move |library: &git2::Repository| {
        let failed = |error: git2::Error| classify_library("the history", &error);
        let mut walk = library.revwalk().map_err(failed)?;
        let order = git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE;
        walk.set_sorting(order).map_err(failed)?;
        walk.push(id(&tip)?).map_err(failed)?;
        walk.hide(id(&onto)?).map_err(failed)?;
        let mut list = Vec::new();
        for found in walk {
            let found = oid(found.map_err(failed)?);
            if read::commit(library, &found)?.parent_count() < 2 {
                list.push(found);
            }
        }
        Ok(list)
    };
    repo.read(listed).await
}

fn pick(library: &git2::Repository, commit: &Oid, ours: &Oid) -> Result<Pick, RepoError> {
    let failed = |error: git2::Error| classify_library("the commit", &error);
    let (commit, ours) = (read::commit(library, commit)?, read::commit(library, ours)?);
    let mut index = library
        .cherrypick_commit(&commit, &ours, 0, None)
        .map_err(failed)?;
    if index.has_conflicts() {
        let mut files: Vec<String> = Vec::new();
        for conflict in index.conflicts().map_err(failed)?.flatten() {
            let entry = conflict.our.or(conflict.their).or(conflict.ancestor);
            files.extend(entry.map(|entry| String::from_utf8_lossy(&entry.path).into_owned()));
        }
        return Ok(Pick::Conflicts(files));
    }
    let tree = index.write_tree_to(library).map_err(failed)?;
    if tree == ours.tree_id() {
        return Ok(Pick::Nothing);
    }
    let author = commit.author();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (when, minutes) = (author.when().seconds(), author.when().offset_minutes());
    let sign = if minutes < 0 { '-' } else { '+' };
    let zone = format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60);
    Ok(Pick::Clean(Picked {
        tree: oid(tree),
        message: commit.message_bytes().to_vec(),
        author: [
            text(author.name_bytes()),
            text(author.email_bytes()),
            format!("@{when} {zone}"),
        ],
    }))
}
