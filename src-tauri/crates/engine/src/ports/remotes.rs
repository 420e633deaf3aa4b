//! What a repository has of its remotes.

use super::{BranchHead, RemoteRef, Repo, RepoError};
use lockkeeper_domain::ids::Oid;
use std::collections::BTreeMap;

/// Whether the branches of a remote are here as they are there, so that a fetch
/// would neither bring nor drop one. A mirror has them under their own names.
#[must_use]
pub fn has_branches(remote: &str, refs: &[RemoteRef], heads: &[BranchHead], bare: bool) -> bool {
    const OWN: &str = "refs/heads/";
    let there = refs.iter().map(|one| (&one.name, &one.object));
    let there = under(OWN, there);
    let here = |prefix: &str| under(prefix, heads.iter().map(|one| (&one.name, &one.commit)));
    let tracked = here(&format!("refs/remotes/{remote}/"));
    there == tracked || (bare && there == here(OWN))
}

/// Whether a repository has this remote; one that has another one instead is
/// not on its own, and nothing of it would reach anybody.
///
/// # Errors
/// `Incomplete` with what helps when its only remotes are called otherwise.
pub async fn has_remote(repo: &dyn Repo, remote: &str) -> Result<bool, RepoError> {
    if repo.remote_url(remote).await?.is_some() {
        return Ok(true);
    }
    let branches = repo.branches().await?;
    let mut others = branches.iter().filter_map(|branch| {
        let (other, _) = branch.name.strip_prefix("refs/remotes/")?.split_once('/')?;
        (other != remote).then_some(other)
    });
    match others.next() {
        None => Ok(false),
        Some(other) => Err(RepoError::Incomplete {
            what: format!(
                "its remote is called {other}; `git remote rename {other} {remote}` gives it \
                 the name under which it is asked and written"
            ),
        }),
    }
}

/// Branches by their short names; what points at one is none.
fn under<'a>(
    prefix: &str,
    refs: impl Iterator<Item = (&'a String, &'a Oid)>,
) -> BTreeMap<&'a str, &'a Oid> {
    let short = refs.filter_map(|(name, oid)| Some((name.strip_prefix(prefix)?, oid)));
    short.filter(|(name, _)| *name != "HEAD").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn there(names: &[(&str, &str)]) -> Vec<RemoteRef> {
        let one = |(name, object): &(&str, &str)| RemoteRef {
            name: (*name).to_owned(),
            object: Oid::new(*object),
            peeled: None,
        };
        names.iter().map(one).collect()
    }

    fn here(names: &[(&str, &str)]) -> Vec<BranchHead> {
        let one = |(name, commit): &(&str, &str)| BranchHead {
            name: (*name).to_owned(),
            commit: Oid::new(*commit),
            at: Timestamp::UNIX_EPOCH,
            author: "Dana".to_owned(),
        };
        names.iter().map(one).collect()
    }

    #[test]
    fn a_branch_that_is_new_or_moved_or_gone_is_a_reason_to_fetch() {
        let refs = there(&[
            ("refs/heads/main", "a"),
            ("refs/heads/x/y", "b"),
            ("refs/tags/v1", "t"),
        ]);
        let clone = [
            ("refs/heads/main", "of my own"),
            ("refs/remotes/origin/HEAD", "a"),
            ("refs/remotes/origin/main", "a"),
            ("refs/remotes/origin/x/y", "b"),
            ("refs/remotes/upstream/main", "c"),
        ];
        assert!(has_branches("origin", &refs, &here(&clone), false));
        assert!(
            !has_branches("origin", &refs[..1], &here(&clone), false),
            "gone"
        );
        assert!(
            !has_branches("origin", &refs, &here(&clone[..3]), false),
            "new"
        );
        let moved = there(&[("refs/heads/main", "z"), ("refs/heads/x/y", "b")]);
        assert!(
            !has_branches("origin", &moved, &here(&clone), false),
            "moved"
        );
        let mirror = here(&[("refs/heads/main", "a"), ("refs/heads/x/y", "b")]);
        assert!(has_branches("origin", &refs, &mirror, true));
        assert!(
            !has_branches("origin", &refs, &mirror, false),
            "a clone's own"
        );
    }
}
