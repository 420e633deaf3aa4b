//! What a remote has, asked with as little traffic as possible.

use super::ORIGIN;
use crate::ports::{RemoteRef, Repo, RepoError};
use lockkeeper_domain::ids::Oid;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Asks the remote, and fetches only when it has something new.
pub(super) async fn bring(repo: &Arc<dyn Repo>) -> Result<Vec<RemoteRef>, RepoError> {
    let refs = repo.remote_refs(ORIGIN).await?;
    if !is_here(repo, &refs).await? {
        repo.fetch(ORIGIN).await?;
    }
    Ok(refs)
}

async fn is_here(repo: &Arc<dyn Repo>, refs: &[RemoteRef]) -> Result<bool, RepoError> {
    let bare_mirror = repo.head().await?.bare;
    let branches = repo.branches().await?;
    let here: BTreeMap<&str, &Oid> = branches
        .iter()
        .map(|b| (b.name.as_str(), &b.commit))
        .collect();
    let tags = repo.tags().await?;
    let named: BTreeSet<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    let is_known = |name: &str, object: &Oid| {
        if let Some(tag) = name.strip_prefix("refs/tags/") {
            // A tag that is here stays what it is, whatever a fetch brings.
            return named.contains(tag);
        }
        let Some(branch) = name.strip_prefix("refs/heads/") else {
            return true;
        };
        let tracking = format!("refs/remotes/{ORIGIN}/{branch}");
        here.get(tracking.as_str()) == Some(&object)
            || (bare_mirror && here.get(name) == Some(&object))
    };
    Ok(refs.iter().all(|one| is_known(&one.name, &one.object)))
}
