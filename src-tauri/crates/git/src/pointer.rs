//! Which branch a remote calls its default one.
//!
//! A clone keeps it in `refs/remotes/<remote>/HEAD`, a mirror in its own HEAD.
//! Remotes rename branches, so what is kept follows what they say.

use crate::failure::{classify_library, classify_remote};
use crate::program::{Program, Run};
use crate::repo::GitRepo;
use git2::Repository;
use lockkeeper_domain::ids::BranchName;
use lockkeeper_engine::ports::{RemoteRef, RepoError};
use std::path::Path;

const BRANCHES: &str = "refs/heads/";

/// Where a repository keeps it.
#[derive(Clone)]
struct Pointer {
    /// The symbolic ref.
    name: String,
    /// What stands before the names of the branches it may point at.
    prefix: String,
    mirror: bool,
}

/// The branch that a pointer names.
struct Named {
    branch: BranchName,
    /// There is such a branch here.
    is_here: bool,
}

impl Pointer {
    fn of(repo: &GitRepo, remote: &str) -> Self {
        let mirror = repo.shared.mirror;
        if mirror {
            return Self {
                name: "HEAD".to_owned(),
                prefix: BRANCHES.to_owned(),
                mirror,
            };
        }
        Self {
            name: format!("refs/remotes/{remote}/HEAD"),
            prefix: format!("refs/remotes/{remote}/"),
            mirror,
        }
    }

    fn named(&self, library: &Repository) -> Option<Named> {
        let pointer = library.find_reference(&self.name).ok()?;
        let target = pointer.symbolic_target().ok()??;
        let branch = BranchName::from(target.strip_prefix(&self.prefix)?);
        let is_here = library.find_reference(target).is_ok();
        Some(Named { branch, is_here })
    }

    fn turn(&self, library: &Repository, branch: &BranchName) -> Result<(), git2::Error> {
        let target = format!("{}{branch}", self.prefix);
        if self.mirror {
            return library.set_head(&target);
        }
        let why = "the remote has another default branch";
        library.reference_symbolic(&self.name, &target, true, why)?;
        Ok(())
    }
}

/// The default branch of a remote as last seen here; the remote is asked when
/// that is not known, or when the branch is gone.
pub(crate) async fn default_branch(
    repo: &GitRepo,
    remote: &str,
) -> Result<Option<BranchName>, RepoError> {
    let (asked, pointer) = (remote.to_owned(), Pointer::of(repo, remote));
    let (known, there) = repo
        .read(move |library| Ok((pointer.named(library), library.find_remote(&asked).is_ok())))
        .await?;
    let gone = match known {
        Some(known) if known.is_here || !there => return Ok(Some(known.branch)),
        None if !there => return Ok(None),
        other => other.map(|known| known.branch),
    };
    let (folder, git_dir) = (&repo.shared.folder, &repo.shared.git_dir);
    let named = match pointed_at(repo.program(), folder, Some(git_dir), remote).await {
        Ok(named) => named,
        Err(error) => return gone.map(Some).ok_or(error),
    };
    let named = named.and_then(|name| Some(BranchName::from(name.strip_prefix(BRANCHES)?)));
    if let (Some(named), Some(_)) = (&named, &gone) {
        turn(repo, remote, named).await;
    }
    Ok(named.or(gone))
}

/// Lets the pointer follow what a remote said of all its refs. A mirror always
/// does; the pointer of a clone is its owner's, and only leaves a branch that
/// the remote no longer has.
pub(crate) async fn follow(
    repo: &GitRepo,
    remote: &str,
    refs: &[RemoteRef],
    head: Option<BranchName>,
) {
    let has = |branch: &BranchName| {
        let name = format!("{BRANCHES}{branch}");
        refs.iter().any(|one| one.name == name)
    };
    let Some(head) = head.filter(has) else { return };
    let pointer = Pointer::of(repo, remote);
    let mirror = pointer.mirror;
    let known = repo
        .read(move |library| Ok(pointer.named(library)))
        .await
        .ok()
        .flatten();
    let Some(known) = known.map(|known| known.branch) else {
        return;
    };
    if known != head && (mirror || !has(&known)) {
        turn(repo, remote, &head).await;
    }
}

/// Turns the pointer; where that cannot be, the remote is asked again later.
async fn turn(repo: &GitRepo, remote: &str, branch: &BranchName) {
    let (pointer, branch) = (Pointer::of(repo, remote), branch.clone());
    let turned = repo.read(move |library| {
        let turned = pointer.turn(library, &branch);
        turned.map_err(|error| classify_library(&format!("the ref {}", pointer.name), &error))
    });
    if let Err(error) = turned.await {
        tracing::warn!(%error, "the default branch was not kept");
    }
}

/// The full name of the branch a remote's HEAD points at; asks the remote.
pub(crate) async fn pointed_at(
    program: &Program,
    folder: &Path,
    git_dir: Option<&Path>,
    remote: &str,
) -> Result<Option<String>, RepoError> {
    let run = Run::new(folder, git_dir, program.deadlines.question);
    let outcome = program
        .run(run.args(["ls-remote", "--symref", "--", remote, "HEAD"]))
        .await;
    if !outcome.ok() {
        return Err(classify_remote(remote, &outcome));
    }
    Ok(target_of_head(&outcome.text()).map(str::to_owned))
}

/// The default branch among the lines of `ls-remote --symref`.
pub(crate) fn head_of(listed: &str) -> Option<BranchName> {
    let name = target_of_head(listed)?.strip_prefix(BRANCHES)?;
    Some(BranchName::from(name))
}

fn target_of_head(listed: &str) -> Option<&str> {
    let mut lines = listed.lines();
    lines.find_map(|line| line.strip_prefix("ref: ")?.strip_suffix("\tHEAD"))
}

/// Whether such a line is of a symbolic ref.
pub(crate) fn is_one(line: &str) -> bool {
    line.starts_with("ref: ")
}
