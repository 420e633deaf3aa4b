//! Commits between revisions.

use crate::failure::{classify_local, missing_objects};
use crate::log::{FORMAT, LogReader, PATHS, PLAIN, SETTINGS};
use crate::near;
use crate::read::id;
use crate::repo::GitRepo;
use crate::window::Window;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{RangeOptions, Repo, RepoError};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

pub(crate) async fn range(
    repo: &GitRepo,
    hidden: &[Oid],
    target: &Oid,
    options: RangeOptions,
) -> Result<Vec<CommitFacts>, RepoError> {
    for oid in hidden.iter().chain([target]) {
        id(oid)?;
    }
    let near = nearby(repo, hidden, target, options).await?;
    if let Some(commits) = near {
        return Ok(commits);
    }
    check_known(repo, hidden, target).await?;
    if let ([] | [_], false) = (hidden, options.first_parent) {
        return extend(repo, hidden.first(), target, options).await;
    }
    let commits = walk(repo, hidden, target, options).await?;
    repo.remember(hidden, target, options, &commits);
    Ok(commits)
}

/// A range that is at hand, is read at once, or is cached; in this order,
/// because opening the cache costs as much as reading some dozen commits.
async fn nearby(
    repo: &GitRepo,
    hidden: &[Oid],
    target: &Oid,
    options: RangeOptions,
) -> Result<Option<Vec<CommitFacts>>, RepoError> {
    let (memory, hidden, target) = (repo.clone(), hidden.to_vec(), target.clone());
    repo.read(move |library| {
        if let Some(commits) = memory.at_hand(&hidden, &target, options) {
            return Ok(Some(commits));
        }
        let read = near::range(&memory, library, (&hidden, &target), options, near::NEAR);
        Ok(read.or_else(|| memory.remembered(&hidden, &target, options)))
    })
    .await
}

/// Reads only what the newest window lacks, where history merely went on or
/// an older base is asked for; the whole range otherwise.
async fn extend(
    repo: &GitRepo,
    hidden: Option<&Oid>,
    target: &Oid,
    options: RangeOptions,
) -> Result<Vec<CommitFacts>, RepoError> {
    let base = hidden.map_or(&[][..], std::slice::from_ref);
    let window = repo.windows(options).into_iter().next();
    let window = window.or_else(|| repo.earlier_window(options));
    if let Some(window) = still_here(repo, window).await? {
        let window = grow_up(repo, window, target).await?;
        let window = grow_down(repo, window, hidden).await?;
        if let Some(commits) = window.cut(hidden, target) {
            return Ok(commits);
        }
        if window.holds(target) {
            // A base beside the line of the window is no reason to give it up.
            let commits = walk(repo, base, target, options).await?;
            repo.remember(base, target, options, &commits);
            return Ok(commits);
        }
    }
    let commits = walk(repo, base, target, options).await?;
    let window = Window::new(hidden.cloned(), target.clone(), options, commits);
    if repo.asks_once() {
        repo.cache_window(&window);
        return Ok(window.commits);
    }
    Ok(repo.remember_window(window).commits.clone())
}

/// A window whose ends are gone is of no use: the history was rewritten and
/// swept, or another repository lies at the same place now.
async fn still_here(
    repo: &GitRepo,
    window: Option<Arc<Window>>,
) -> Result<Option<Arc<Window>>, RepoError> {
    let Some(window) = window else {
        return Ok(None);
    };
    let mut ends = vec![window.target.clone()];
    ends.extend(window.hidden.clone());
    for end in ends {
        if !repo.has_object(&end).await? {
            return Ok(None);
        }
    }
    Ok(Some(window))
}

/// Adds what is newer than the window, when that continues it.
async fn grow_up(
    repo: &GitRepo,
    window: Arc<Window>,
    target: &Oid,
) -> Result<Arc<Window>, RepoError> {
    if window.holds(target) || window.commits.is_empty() {
        return Ok(window);
    }
    // The bottom is hidden as well: what was merged since may lead below it.
    let hidden = [Some(&window.target), window.hidden.as_ref()];
    let hidden: Vec<Oid> = hidden.into_iter().flatten().cloned().collect();
    let mut commits = walk(repo, &hidden, target, window.options).await?;
    if !commits
        .iter()
        .any(|commit| commit.parents.contains(&window.target))
    {
        return Ok(window);
    }
    commits.extend_from_slice(&window.commits);
    let grown = Window::new(
        window.hidden.clone(),
        target.clone(),
        window.options,
        commits,
    );
    Ok(repo.remember_window(grown))
}

/// Adds what is older than the window, when that leads to `hidden`.
async fn grow_down(
    repo: &GitRepo,
    window: Arc<Window>,
    hidden: Option<&Oid>,
) -> Result<Arc<Window>, RepoError> {
    let Some(bottom) = window.hidden.as_ref() else {
        return Ok(window);
    };
    let enough = hidden.is_some_and(|hidden| hidden == bottom || window.holds(hidden));
    let rests = |commit: &CommitFacts| commit.parents.contains(bottom);
    if enough || !window.commits.iter().any(rests) {
        return Ok(window);
    }
    let below = walk(
        repo,
        hidden.map_or(&[], std::slice::from_ref),
        bottom,
        window.options,
    )
    .await?;
    let leads = |hidden: &Oid| below.iter().any(|commit| commit.parents.contains(hidden));
    if !hidden.is_none_or(leads) {
        return Ok(window);
    }
    let commits = [window.commits.as_slice(), &below].concat();
    let grown = Window::new(
        hidden.cloned(),
        window.target.clone(),
        window.options,
        commits,
    );
    Ok(repo.remember_window(grown))
}

/// Reads the range here, or in one pass of `git log`.
async fn walk(
    repo: &GitRepo,
    hidden: &[Oid],
    target: &Oid,
    options: RangeOptions,
) -> Result<Vec<CommitFacts>, RepoError> {
    let (memory, asked, wanted) = (repo.clone(), hidden.to_vec(), target.clone());
    let read = move |library: &git2::Repository| {
        let ends = (asked.as_slice(), &wanted);
        Ok(near::range(&memory, library, ends, options, near::FAR))
    };
    match repo.read(read).await? {
        Some(commits) => Ok(commits),
        None => run_log(repo, hidden, target, options).await,
    }
}

/// One pass of `git log` over the range.
async fn run_log(
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

pub(crate) fn shallow() -> RepoError {
    let what = "history is cut off by a shallow clone; `git fetch --unshallow` brings the rest";
    RepoError::Incomplete {
        what: what.to_owned(),
    }
}
