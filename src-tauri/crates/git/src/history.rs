//! The commits that changed files.

use crate::failure::classify_local;
use crate::log::{FORMAT, LogReader, PATHS, PLAIN, SETTINGS};
use crate::read;
use crate::repo::GitRepo;
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{FileRevision, RepoError};
use std::collections::BTreeMap;

/// Files and the commits that changed each, newest first.
type Changes = BTreeMap<String, Vec<CommitFacts>>;
/// Files and what each was after every change, newest first.
pub(crate) type Histories = BTreeMap<String, Vec<FileRevision>>;

pub(crate) async fn file_histories(
    repo: &GitRepo,
    tip: &Oid,
    paths: &[&str],
    most: usize,
) -> Result<Vec<Vec<FileRevision>>, RepoError> {
    let mut found = Histories::new();
    let mut unread = Changes::new();
    for path in paths.iter().filter(|path| read::is_inside(path)) {
        match repo.remembered_history(tip, path, most) {
            Some(revisions) => drop(found.insert((*path).to_owned(), revisions)),
            None => drop(unread.insert((*path).to_owned(), Vec::new())),
        }
    }
    if most > 0 && !unread.is_empty() {
        let read = read_histories(repo, tip, unread, most).await?;
        repo.remember_histories(tip, most, &read);
        found.extend(read);
    }
    let of = |path: &&str| found.get(*path).cloned().unwrap_or_default();
    Ok(paths.iter().map(of).collect())
}

/// Reads the histories of files in one pass of `git log`.
async fn read_histories(
    repo: &GitRepo,
    tip: &Oid,
    mut changes: Changes,
    most: usize,
) -> Result<Histories, RepoError> {
    let known = tip.clone();
    repo.read(move |library| read::commit(library, &known).map(|_| ()))
        .await?;
    let run = repo
        .local()
        .arg("--literal-pathspecs")
        .args(SETTINGS)
        .args(["log", "--first-parent"]);
    let run = run.args(PLAIN).arg(FORMAT).args(PATHS);
    // Of several files nobody knows whose commits come first.
    let enough = (changes.len() == 1).then(|| format!("--max-count={most}"));
    let run = run.args(enough).args([tip.as_str(), "--"]);
    let run = run.args(changes.keys());
    let mut reader = LogReader::new(true);
    let outcome = repo
        .program()
        .stream(run, &mut |chunk| {
            reader.take(chunk);
            true
        })
        .await;
    if !outcome.ok() {
        let files: Vec<&str> = changes.keys().map(String::as_str).collect();
        let what = format!("the history of {:?}", files.join(", "));
        return Err(classify_local(&what, &outcome));
    }
    for commit in reader.finish() {
        for path in commit.paths.iter().flatten() {
            if let Some(own) = changes.get_mut(path)
                && own.len() < most
            {
                own.push(commit.clone());
            }
        }
    }
    repo.read(move |library| {
        let mut histories = Histories::new();
        for (path, commits) in changes {
            let mut revisions = Vec::with_capacity(commits.len());
            for commit in commits {
                let content = read::file(library, &commit.oid, &path)?;
                let commit = CommitContent::from(commit);
                revisions.push(FileRevision {
                    commit: commit.oid,
                    at: commit.at,
                    author: commit.author,
                    message: commit.message,
                    content,
                });
            }
            histories.insert(path, revisions);
        }
        Ok(histories)
    })
    .await
}
