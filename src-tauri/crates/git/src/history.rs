//! The commits that changed files.

mod known;

pub(crate) use known::History;

use crate::failure::classify_local;
use crate::line;
use crate::log::{FORMAT, LogReader, PATHS, PLAIN, SETTINGS};
use crate::read;
use crate::repo::GitRepo;
use known::{Known, Unread};
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{FileRevision, RepoError};
use std::collections::{BTreeMap, HashSet};

/// How many first parents below a commit an earlier answer is looked for.
const LOOKED_DOWN: usize = 500;

/// Files and the commits that changed each, newest first.
type Changes = BTreeMap<String, Vec<CommitFacts>>;
/// Files and what each was after every change, newest first.
type Histories = BTreeMap<String, Vec<FileRevision>>;

pub(crate) async fn file_histories(
    repo: &GitRepo,
    tip: &Oid,
    paths: &[&str],
    most: usize,
) -> Result<Vec<Vec<FileRevision>>, RepoError> {
    let mut found = Histories::new();
    let mut unread = BTreeMap::new();
    let inside = |path: &&&str| most > 0 && read::is_inside(path);
    for path in paths.iter().filter(inside) {
        match repo.known_histories(path, most).up_to(tip) {
            Ok(history) => drop(found.insert((*path).to_owned(), history)),
            Err(known) => drop(unread.insert((*path).to_owned(), known)),
        }
    }
    if !unread.is_empty() {
        found.extend(brought_up(repo, tip, unread, most).await?);
    }
    let of = |path: &&str| found.get(*path).cloned().unwrap_or_default();
    Ok(paths.iter().map(of).collect())
}

/// Histories up to a commit: of those that were read below it only what is new.
async fn brought_up(
    repo: &GitRepo,
    tip: &Oid,
    files: BTreeMap<String, Known>,
    most: usize,
) -> Result<Histories, RepoError> {
    let wanted: HashSet<Oid> = files.values().flat_map(Known::tips).cloned().collect();
    let top = tip.clone();
    let below = repo.read(move |library| Ok(line::below(library, &top, wanted, LOOKED_DOWN)));
    let below = below.await?;
    let begun = files
        .into_iter()
        .map(|(path, known)| (path, known.begin(&below)));
    let mut files: BTreeMap<String, Unread> = begun.collect();
    let names = |earlier: bool| {
        let named = files
            .iter()
            .filter(|(_, file)| file.earlier().is_some() == earlier);
        named.map(|(path, _)| path.clone()).collect()
    };
    let mut changes = changes(repo, tip, None, names(false), most).await?;
    let deepest = files.values().filter_map(Unread::earlier).max();
    let above = deepest.map(|(_, above)| above);
    changes.append(&mut self::changes(repo, tip, above, names(true), most).await?);
    for (path, commits) in &mut changes {
        if let Some((depth, _)) = files.get(path).and_then(Unread::earlier) {
            commits.retain(|commit| below.get(&commit.oid).is_some_and(|at| *at < depth));
        }
    }
    let mut histories = contents(repo, changes).await?;
    let mut kept = Vec::new();
    for (path, revisions) in &mut histories {
        let file = files.remove(path);
        let known = file.and_then(|file| file.end(tip, revisions, most));
        kept.extend(known.map(|known| (path.as_str(), known)));
    }
    repo.keep_histories(most, &kept);
    Ok(histories)
}

/// The commits that changed files, above one or all of them, in one pass of
/// `git log`.
async fn changes(
    repo: &GitRepo,
    tip: &Oid,
    above: Option<&Oid>,
    files: Vec<String>,
    most: usize,
) -> Result<Changes, RepoError> {
    let mut changes: Changes = files.into_iter().map(|file| (file, Vec::new())).collect();
    if changes.is_empty() {
        return Ok(changes);
    }
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
    let run = run.args(enough).arg(tip.as_str());
    let run = run.args(above.map(|above| format!("^{above}"))).arg("--");
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
    Ok(changes)
}

/// What each file was after each of its changes.
async fn contents(repo: &GitRepo, changes: Changes) -> Result<Histories, RepoError> {
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
