//! Branches that environments run: where one is, and which commit its files
//! stand for.

use crate::observe::ORIGIN;
use crate::ports::{Repo, RepoError};
use lockkeeper_domain::ids::{BranchName, Oid};
use lockkeeper_domain::plan::origin;

/// How many commits of a branch are looked through.
pub(crate) const LOOKED_THROUGH: usize = 500;
/// How many rollbacks may stand on each other.
const MOST_ROLLBACKS: usize = 64;

/// Where a branch is that an environment runs.
pub(crate) struct Stand {
    /// The remote; absent when the repository has none.
    pub(crate) remote: Option<String>,
    /// The ref that says it.
    pub(crate) name: String,
    /// Its newest commit; absent when there is no such branch.
    pub(crate) tip: Option<Oid>,
}

/// Looks up where a branch is: on the remote as last fetched, or here where
/// there is no remote. What only this machine has is nobody's environment.
pub(crate) async fn stand(repo: &dyn Repo, branch: &BranchName) -> Result<Stand, RepoError> {
    let own = format!("refs/heads/{branch}");
    if repo.remote_url(ORIGIN).await?.is_none() {
        let tip = repo.read_ref(&own).await?;
        return Ok(Stand {
            remote: None,
            name: own,
            tip,
        });
    }
    // A mirror keeps the remote's branches under their own names.
    let name = if repo.head().await?.bare {
        own
    } else {
        format!("refs/remotes/{ORIGIN}/{branch}")
    };
    let tip = repo.read_ref(&name).await?;
    Ok(Stand {
        remote: Some(ORIGIN.to_owned()),
        name,
        tip,
    })
}

/// The commit whose files a branch has at a commit: of a promotion what it
/// brought, of a rollback what it brought back, where the files are exactly
/// those; otherwise the commit itself.
pub(crate) async fn stands_for(repo: &dyn Repo, commit: &Oid) -> Result<Oid, RepoError> {
    follow(repo, commit, true).await
}

/// The commit that a branch runs at a commit: what a promotion brought there,
/// even where the branch has kept something of its own beside it.
pub(crate) async fn runs_at(repo: &dyn Repo, commit: &Oid) -> Result<Oid, RepoError> {
    follow(repo, commit, false).await
}

async fn follow(repo: &dyn Repo, commit: &Oid, exactly: bool) -> Result<Oid, RepoError> {
    let mut commit = commit.clone();
    for _ in 0..MOST_ROLLBACKS {
        let (tree, parents, message) = repo.commit_parts(&commit).await?;
        let Some(ours) = origin(&message) else {
            break;
        };
        let (named, promoted) = match (ours.restores, parents.as_slice()) {
            (Some(restored), _) => (restored, false),
            (None, [_, brought]) => (brought.clone(), true),
            (None, _) => break,
        };
        let asked = exactly || !promoted;
        if asked && repo.commit_parts(&named).await?.0 != tree {
            break;
        }
        commit = named;
        if promoted {
            break;
        }
    }
    Ok(commit)
}

/// Whether somebody committed on top of a rollback: merging there would leave
/// out what was rolled back, without a word.
pub(crate) async fn covers_rollback(repo: &dyn Repo, tip: &Oid) -> Result<bool, RepoError> {
    let line = repo.first_parents(tip, LOOKED_THROUGH).await?;
    let ours = line
        .iter()
        .find_map(|commit| Some((commit, origin(&commit.message)?)));
    Ok(ours.is_some_and(|(commit, ours)| ours.rollback && commit.oid != *tip))
}
