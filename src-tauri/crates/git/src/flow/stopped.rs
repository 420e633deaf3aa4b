//! Merges and rebases that need a person: put into a work tree in git's own
//! form, found again whoever went on with them, and ended by git itself.

mod marks;

use super::trees::{Place, at, places, show, shown};
use crate::failure::classify_local;
use crate::program::Run;
use crate::read::id;
use crate::repo::GitRepo;
use lockkeeper_domain::ids::{BranchName, Oid};
use lockkeeper_engine::ports::{RepoError, Unfinished};
use std::path::{Path, PathBuf};

/// Puts a merge into the work tree that shows the branch, or the person's
/// own, or one made for it where there is none.
pub(super) async fn begin_merge(
    repo: &GitRepo,
    branch: &BranchName,
    theirs: &Oid,
    squash: bool,
    message: &str,
) -> Result<Unfinished, RepoError> {
    let place = stage(repo, branch).await?;
    let theirs = id(theirs)?.to_string();
    let how: &[&str] = if squash {
        &["merge", "--squash"]
    } else {
        &["merge", "--no-ff", "--no-commit", "-m", message]
    };
    let run = at(repo, &place).args(how).arg(&theirs);
    let outcome = repo.program().run(run).await;
    match find(repo, branch).await? {
        Some(unfinished) => {
            if let Some(label) = marks::label(repo, branch, &theirs).await {
                marks::name(&unfinished, &theirs, &label);
            }
            Ok(unfinished)
        }
        None => Err(classify_local(
            &format!("the merge into {branch}"),
            &outcome,
        )),
    }
}

pub(super) async fn begin_rebase(
    repo: &GitRepo,
    branch: &BranchName,
    onto: &Oid,
) -> Result<Unfinished, RepoError> {
    let place = stage(repo, branch).await?;
    let onto = id(onto)?.to_string();
    let run = at(repo, &place).args(["rebase", "--no-autostash", &onto]);
    let outcome = repo.program().run(run.env("GIT_EDITOR", "true")).await;
    match find(repo, branch).await? {
        Some(unfinished) => Ok(unfinished),
        None => Err(classify_local(&format!("the rebase of {branch}"), &outcome)),
    }
}

/// A work tree that shows the branch.
async fn stage(repo: &GitRepo, branch: &BranchName) -> Result<Place, RepoError> {
    let showing = |places: Vec<Place>| {
        let mut places = places.into_iter();
        places.find(|place| place.branch.as_ref() == Some(branch))
    };
    if let Some(place) = showing(places(repo).await?) {
        return Ok(place);
    }
    let own = places(repo).await?.into_iter().next();
    match own {
        Some(place) => show(repo, &place.folder, branch).await?,
        None => add(repo, branch).await?,
    }
    showing(places(repo).await?).ok_or_else(|| RepoError::NotFound {
        what: format!("a work tree that shows {branch}"),
    })
}

/// A work tree beside a bare repository.
async fn add(repo: &GitRepo, branch: &BranchName) -> Result<(), RepoError> {
    let plain: String = branch.as_str().replace(['/', '\\'], "-");
    let folder = repo.shared.git_dir.join("lockkeeper").join(plain);
    let run = repo.local().args(["worktree", "add", "--force"]);
    let outcome = repo
        .program()
        .run(run.arg(&folder).arg(branch.as_str()))
        .await;
    if outcome.ok() {
        Ok(())
    } else {
        Err(classify_local(
            &format!("a work tree for {branch}"),
            &outcome,
        ))
    }
}

/// The merge or rebase of a branch that a work tree is in the middle of.
pub(super) async fn find(
    repo: &GitRepo,
    branch: &BranchName,
) -> Result<Option<Unfinished>, RepoError> {
    for place in places(repo).await? {
        if place.branch.as_ref() != Some(branch) {
            continue;
        }
        let rebase = place.git_dir.join("rebase-merge").is_dir();
        let theirs = std::fs::read_to_string(place.git_dir.join("MERGE_HEAD")).ok();
        let squash = place.git_dir.join("SQUASH_MSG").is_file();
        if rebase || theirs.is_some() || squash {
            let first = theirs.as_deref().and_then(|text| text.lines().next());
            return Ok(Some(Unfinished {
                folder: shown(&place.folder),
                rebase,
                theirs: first.map(|line| Oid::new(line.trim())),
                open: open(repo, &place).await?,
            }));
        }
    }
    Ok(None)
}

/// Files that nobody has decided yet. A text in which both sides stood is
/// decided once its marks are gone, whether it was added to the index or not;
/// everything else once it was added.
async fn open(repo: &GitRepo, place: &Place) -> Result<Vec<String>, RepoError> {
    let unmerged = unmerged(repo, place).await?;
    let mut open = Vec::new();
    for (path, sides) in unmerged {
        if sides < 2 || is_marked(&place.folder.join(&path)) {
            open.push(path);
        }
    }
    Ok(open)
}

/// Paths git holds unmerged, with how many of the two sides have them.
async fn unmerged(repo: &GitRepo, place: &Place) -> Result<Vec<(String, usize)>, RepoError> {
    let run = at(repo, place).args(["ls-files", "--unmerged", "-z"]);
    let outcome = repo.program().run(run).await;
    if !outcome.ok() {
        return Err(classify_local(&shown(&place.folder), &outcome));
    }
    let mut found: Vec<(String, usize)> = Vec::new();
    for entry in outcome.text().split('\0').filter(|entry| !entry.is_empty()) {
        let Some((facts, path)) = entry.split_once('\t') else {
            continue;
        };
        let side = usize::from(!facts.ends_with('1'));
        match found.iter_mut().find(|(known, _)| known == path) {
            Some((_, sides)) => *sides += side,
            None => found.push((path.to_owned(), side)),
        }
    }
    Ok(found)
}

/// Whether a file has marks of a conflict, or is none a person reads.
fn is_marked(file: &Path) -> bool {
    let Ok(bytes) = std::fs::read(file) else {
        return true;
    };
    let binary = bytes.iter().take(8000).any(|byte| *byte == 0);
    let marks: [&[u8]; 2] = [b"<<<<<<< ", b">>>>>>> "];
    let mut lines = bytes.split(|byte| *byte == b'\n');
    binary || lines.any(|line| marks.iter().any(|mark| line.starts_with(mark)))
}

pub(super) async fn abandon(repo: &GitRepo, unfinished: &Unfinished) -> Result<(), RepoError> {
    let run = in_folder(repo, unfinished);
    let run = match (unfinished.rebase, &unfinished.theirs) {
        (true, _) => run.args(["rebase", "--abort"]),
        (false, Some(_)) => run.args(["merge", "--abort"]),
        // A squash leaves no merge to abort.
        (false, None) => run.args(["reset", "--merge"]),
    };
    let outcome = repo.program().run(run).await;
    ended(unfinished, &outcome)
}

pub(super) async fn conclude(
    repo: &GitRepo,
    unfinished: &Unfinished,
    message: &str,
) -> Result<(), RepoError> {
    let add = in_folder(repo, unfinished).args(["add", "--update"]);
    let outcome = repo.program().run(add).await;
    ended(unfinished, &outcome)?;
    let run = in_folder(repo, unfinished).env("GIT_EDITOR", "true");
    let run = if unfinished.rebase {
        run.args(["rebase", "--continue"])
    } else {
        run.args(["commit", "--file=-"]).input(message.as_bytes())
    };
    let outcome = repo.program().run(run).await;
    if !outcome.ok() && unfinished.rebase {
        // The next commit may stop as well; whoever looks finds it.
        return Ok(());
    }
    if !outcome.ok() && outcome.words.contains("hook") {
        return Err(RepoError::Hook {
            name: "of the repository".to_owned(),
            detail: outcome.detail(),
        });
    }
    ended(unfinished, &outcome)
}

fn in_folder(repo: &GitRepo, unfinished: &Unfinished) -> Run {
    let folder = PathBuf::from(&unfinished.folder);
    Run::new(&folder, None, repo.program().deadlines.local)
}

fn ended(unfinished: &Unfinished, outcome: &crate::program::Outcome) -> Result<(), RepoError> {
    if outcome.ok() {
        return Ok(());
    }
    Err(classify_local(&unfinished.folder, outcome))
}
