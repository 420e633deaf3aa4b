//! What a remote has, asked with as little traffic as possible.

use super::ORIGIN;
use crate::ports::{BranchHead, RemoteRef, Repo, RepoError, TagRef, has_branches};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a repository has, whether or not its remote was asked.
pub(super) struct Here {
    pub(super) branches: Vec<BranchHead>,
    pub(super) tags: Vec<TagRef>,
    /// Whether there is no work tree.
    pub(super) bare: bool,
}

/// The same after its remote was asked.
pub(super) struct Brought {
    pub(super) here: Here,
    /// What the remote has; absent when it was not asked or did not answer.
    pub(super) remote: Option<Vec<RemoteRef>>,
    /// Why it did not answer.
    pub(super) unreached: Option<String>,
}

/// Asks the remote, and fetches only when it has something new.
///
/// # Errors
/// When the repository itself cannot be read. A remote that does not answer is
/// no error.
pub(super) async fn bring(repo: &Arc<dyn Repo>) -> Result<Brought, RepoError> {
    let asked = repo.remote_refs(ORIGIN).await;
    let mut here = Here::read(repo).await?;
    let brought = match asked {
        Ok(refs) if here.has(&refs) => Ok(refs),
        Ok(refs) => {
            let fetched = repo.fetch(ORIGIN).await;
            here = Here::read(repo).await?;
            fetched.map(|_| refs)
        }
        Err(error) => Err(error),
    };
    let mut answer = Brought::unasked(here);
    match brought {
        Ok(refs) => answer.remote = Some(refs),
        Err(error) => answer.unreached = Some(error.to_string()),
    }
    Ok(answer)
}

/// Brings what the remote has and a clone has not, for a question that wants
/// it new or not at all. Which branch is the default one comes with the refs.
///
/// # Errors
/// When the repository cannot be read, or its remote does not answer.
pub async fn bring_up_to_date(repo: &Arc<dyn Repo>) -> Result<(), RepoError> {
    let refs = repo.remote_refs(ORIGIN).await?;
    if !Here::read(repo).await?.has(&refs) {
        repo.fetch(ORIGIN).await?;
    }
    Ok(())
}

impl Brought {
    pub(super) const fn unasked(here: Here) -> Self {
        Self {
            here,
            remote: None,
            unreached: None,
        }
    }
}

impl Here {
    pub(super) async fn read(repo: &Arc<dyn Repo>) -> Result<Self, RepoError> {
        Ok(Self {
            branches: repo.branches().await?,
            tags: repo.tags().await?,
            bare: repo.head().await?.bare,
        })
    }

    /// Whether a fetch would change nothing. A tag that is here stays what it
    /// is, whatever a fetch brings.
    fn has(&self, refs: &[RemoteRef]) -> bool {
        let named: BTreeSet<&str> = self.tags.iter().map(|tag| tag.name.as_str()).collect();
        let mut tags = refs
            .iter()
            .filter_map(|one| one.name.strip_prefix("refs/tags/"));
        tags.all(|tag| named.contains(tag)) && has_branches(ORIGIN, refs, &self.branches, self.bare)
    }
}
