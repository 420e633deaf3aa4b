//! The work trees of a repository.

use crate::failure::{classify_library, classify_local};
use crate::program::Run;
use crate::repo::GitRepo;
use git2::{Repository, RepositoryState};
use lockkeeper_domain::ids::BranchName;
use lockkeeper_engine::ports::{RepoError, WorkTree};
use std::path::{Path, PathBuf};

/// A work tree as libgit2 sees it.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) git_dir: PathBuf,
    /// The branch HEAD names, or the one a rebase will move.
    pub(super) branch: Option<BranchName>,
    state: RepositoryState,
}

/// The work trees, the one the repository was opened by first.
pub(super) async fn places(repo: &GitRepo) -> Result<Vec<Place>, RepoError> {
    repo.read(|library| {
        let mut found: Vec<Place> = place(library).into_iter().collect();
        let mut others = Vec::new();
        if library.is_worktree() {
            others.extend(Repository::open(library.commondir()).ok());
        }
        let names = library
            .worktrees()
            .map_err(|error| classify_library("the work trees", &error))?;
        for name in names.iter().flatten().flatten() {
            let opened = library.find_worktree(name);
            let opened = opened.and_then(|tree| Repository::open_from_worktree(&tree));
            // One whose folder is gone shows nothing.
            others.extend(opened.ok());
        }
        for other in others.iter().filter_map(place) {
            if !found.iter().any(|known| known.git_dir == other.git_dir) {
                found.push(other);
            }
        }
        Ok(found)
    })
    .await
}

fn place(library: &Repository) -> Option<Place> {
    let folder = library.workdir()?.to_owned();
    let git_dir: PathBuf = library.path().components().collect();
    let named = std::fs::read_to_string(git_dir.join("rebase-merge/head-name")).ok();
    let head = library.find_reference("HEAD").ok();
    let head = head.and_then(|head| {
        let target = head.symbolic_target_bytes()?;
        Some(String::from_utf8_lossy(target).into_owned())
    });
    let branch = named.or(head).and_then(|name| {
        let short = name.trim_end().strip_prefix("refs/heads/")?;
        Some(BranchName::from(short))
    });
    Some(Place {
        folder,
        git_dir,
        branch,
        state: library.state(),
    })
}

/// The work trees with what is changed in them.
pub(super) async fn all(repo: &GitRepo) -> Result<Vec<WorkTree>, RepoError> {
    let mut found = Vec::new();
    for place in places(repo).await? {
        let dirty = dirty(repo, &place).await?;
        found.push(WorkTree {
            folder: shown(&place.folder),
            under_way: under_way(place.state).map(str::to_owned),
            branch: place.branch,
            dirty,
        });
    }
    Ok(found)
}

pub(super) fn shown(folder: &Path) -> String {
    folder
        .display()
        .to_string()
        .trim_end_matches('/')
        .to_owned()
}

const fn under_way(state: RepositoryState) -> Option<&'static str> {
    match state {
        RepositoryState::Clean => None,
        RepositoryState::Merge => Some("merge"),
        RepositoryState::Revert | RepositoryState::RevertSequence => Some("revert"),
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => Some("cherry-pick"),
        RepositoryState::Bisect => Some("bisect"),
        RepositoryState::Rebase
        | RepositoryState::RebaseInteractive
        | RepositoryState::RebaseMerge => Some("rebase"),
        RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => Some("am"),
    }
}

/// Changed files that git follows; others are in nobody's way.
async fn dirty(repo: &GitRepo, place: &Place) -> Result<Vec<String>, RepoError> {
    let run = at(repo, place).args(["status", "--porcelain=v1", "-z", "-uno"]);
    let run = run.args(["--no-renames", "--ignore-submodules=dirty"]);
    let outcome = repo.program().run(run).await;
    if !outcome.ok() {
        return Err(classify_local(&shown(&place.folder), &outcome));
    }
    let text = outcome.text();
    let files = text.split('\0').filter_map(|line| line.get(3..));
    Ok(files.map(str::to_owned).collect())
}

/// A run of git in a work tree.
pub(super) fn at(repo: &GitRepo, place: &Place) -> Run {
    Run::new(
        &place.folder,
        Some(&place.git_dir),
        repo.program().deadlines.local,
    )
}

/// Shows a branch in a work tree.
pub(super) async fn show(
    repo: &GitRepo,
    folder: &Path,
    branch: &BranchName,
) -> Result<(), RepoError> {
    crate::commits::check_name(&format!("refs/heads/{branch}"))?;
    let run = Run::new(folder, None, repo.program().deadlines.local);
    let outcome = repo
        .program()
        .run(run.args(["switch", "--no-guess", branch.as_str()]))
        .await;
    if outcome.ok() {
        return Ok(());
    }
    if outcome.words.contains("would be overwritten") {
        return Err(RepoError::Blocked {
            what: format!("a file with local changes in {}", shown(folder)),
            detail: outcome.detail(),
        });
    }
    Err(classify_local(&format!("the branch {branch}"), &outcome))
}
