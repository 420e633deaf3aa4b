//! Commits between revisions.

use crate::failure::{classify_local, missing_objects};
use crate::log::{FORMAT, LogReader, PATHS, PLAIN, SETTINGS};
use crate::read::{self, id};
use crate::repo::GitRepo;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{RangeOptions, RepoError};
use std::collections::BTreeSet;
use std::fmt::Write;

pub(crate) async fn contains(repo: &GitRepo, new: &Oid, old: &Oid) -> Result<bool, RepoError> {
    let (new, old) = (new.clone(), old.clone());
    repo.read(move |library| {
        let (young, aged) = (
            read::commit(library, &new)?.id(),
            read::commit(library, &old)?.id(),
        );
        let within = young == aged
            || library
                .graph_descendant_of(young, aged)
                .map_err(|_| RepoError::Incomplete {
                    what: missing_objects(&format!("the history of {}", new.short())),
                })?;
        if !within && library.is_shallow() {
            return Err(shallow());
        }
        Ok(within)
    })
    .await
}

pub(crate) async fn range(
    repo: &GitRepo,
    hidden: &[Oid],
    target: &Oid,
    options: RangeOptions,
) -> Result<Vec<CommitFacts>, RepoError> {
    check_known(repo, hidden, target).await?;
    walk(repo, hidden, target, options).await
}

/// One pass of `git log` over the range.
pub(crate) async fn walk(
    repo: &GitRepo,
    hidden: &[Oid],
    target: &Oid,
    options: RangeOptions,
) -> Result<Vec<CommitFacts>, RepoError> {
    let mut revisions = format!("{target}\n");
    for oid in hidden {
        let _ = writeln!(revisions, "^{oid}");
    }
    let run = repo
        .local()
        .args(SETTINGS)
        .args(["log", "--topo-order"])
        .args(PLAIN)
        .arg(FORMAT);
    let run = run.args(options.first_parent.then_some("--first-parent"));
    let run = if options.paths {
        run.args(PATHS)
    } else {
        run.arg("--no-patch")
    };
    let run = run.args(["--stdin", "--"]).input(revisions);
    let mut reader = LogReader::new(options.paths);
    let outcome = repo
        .program()
        .stream(run, &mut |chunk| {
            reader.take(chunk);
            true
        })
        .await;
    if !outcome.ok() {
        let what = format!("the history of {}", target.short());
        return Err(match classify_local(&what, &outcome) {
            // Both ends were there, so what is bad lies between them.
            RepoError::NotFound { what } => RepoError::Incomplete {
                what: missing_objects(&what),
            },
            other => other,
        });
    }
    let commits = reader.finish();
    check_whole(repo, &commits).await?;
    Ok(commits)
}

async fn check_known(repo: &GitRepo, hidden: &[Oid], target: &Oid) -> Result<(), RepoError> {
    let asked: Vec<Oid> = hidden.iter().chain([target]).cloned().collect();
    repo.read(move |library| {
        let odb = library
            .odb()
            .map_err(|e| crate::failure::classify_library("objects", &e))?;
        for oid in &asked {
            if !odb.exists(id(oid)?) {
                return Err(RepoError::NotFound {
                    what: format!("the commit {oid}"),
                });
            }
        }
        Ok(())
    })
    .await
}

/// In a shallow clone, a range that reaches the cut is not the whole range.
async fn check_whole(repo: &GitRepo, commits: &[CommitFacts]) -> Result<(), RepoError> {
    let cut: BTreeSet<String> = repo
        .read(|library| {
            let list = std::fs::read_to_string(library.commondir().join("shallow"));
            Ok(list
                .unwrap_or_default()
                .lines()
                .map(str::to_owned)
                .collect())
        })
        .await?;
    if !cut.is_empty()
        && commits
            .iter()
            .any(|commit| cut.contains(commit.oid.as_str()))
    {
        return Err(shallow());
    }
    Ok(())
}

fn shallow() -> RepoError {
    let what = "history is cut off by a shallow clone; `git fetch --unshallow` brings the rest";
    RepoError::Incomplete {
        what: what.to_owned(),
    }
}
