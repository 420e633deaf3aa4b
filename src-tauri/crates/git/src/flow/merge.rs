//! Merging in memory, and the commit that comes of it.

use super::hooks;
use crate::commits::{Written, check_name, move_ref};
use crate::failure::{classify_library, classify_local};
use crate::read::{id, oid};
use crate::repo::GitRepo;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{CommitSpec, Merged, RepoError};

/// Merges two commits the way `git merge` does, without a work tree.
pub(super) async fn merge(repo: &GitRepo, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError> {
    let (ours, theirs) = (id(ours)?.to_string(), id(theirs)?.to_string());
    let run = repo.local().args(["merge-tree", "--write-tree", "-z"]);
    let run = run.args(["--name-only", "--no-messages", &ours, &theirs]);
    let outcome = repo.program().run(run).await;
    let text = outcome.text();
    let mut parts = text.split('\0').filter(|part| !part.is_empty());
    match (outcome.code(), parts.next()) {
        (Some(0), Some(tree)) => Ok(Merged::Clean(Oid::new(tree.trim()))),
        (Some(1), Some(_)) => Ok(Merged::Conflicts(parts.map(str::to_owned).collect())),
        _ => Err(classify_local("the merge", &outcome)),
    }
}

/// Merges in memory, then what came of it into each of `then`. The commit in
/// between is an object that nothing names, signed by nobody.
pub(super) async fn forecast(
    repo: &GitRepo,
    (ours, theirs): (&Oid, &Oid),
    squash: bool,
    then: &[Oid],
) -> Result<Vec<Merged>, RepoError> {
    let first = merge(repo, ours, theirs).await?;
    let Merged::Clean(tree) = &first else {
        return Ok(vec![first]);
    };
    let mut all = vec![first.clone()];
    if then.is_empty() {
        return Ok(all);
    }
    let parents: &[&Oid] = if squash { &[ours] } else { &[ours, theirs] };
    let result = unnamed(repo, tree, parents).await?;
    for into in then {
        all.push(merge(repo, into, &result).await?);
    }
    Ok(all)
}

async fn unnamed(repo: &GitRepo, tree: &Oid, parents: &[&Oid]) -> Result<Oid, RepoError> {
    let (tree, parents) = (id(tree)?, parents.iter().map(|parent| id(parent)));
    let parents: Vec<git2::Oid> = parents.collect::<Result<_, _>>()?;
    repo.read(move |library| {
        let failed = |error: git2::Error| classify_library("the merge", &error);
        let nobody = git2::Signature::new("forecast", "forecast", &git2::Time::new(0, 0));
        let nobody = nobody.map_err(failed)?;
        let tree = library.find_tree(tree).map_err(failed)?;
        let found: Result<Vec<_>, _> = parents.iter().map(|p| library.find_commit(*p)).collect();
        let found = found.map_err(failed)?;
        let parents: Vec<&git2::Commit<'_>> = found.iter().collect();
        let made = library.commit(None, &nobody, &nobody, "forecast", &tree, &parents);
        made.map(oid).map_err(failed)
    })
    .await
}

/// Commits a tree onto a branch after asking the hooks, and moves the branch.
pub(super) async fn commit(
    repo: &GitRepo,
    spec: &CommitSpec,
    others: &[Oid],
) -> Result<Oid, RepoError> {
    let name = format!("refs/heads/{}", spec.branch);
    check_name(&name)?;
    let hooks = hooks::Hooks::of(repo).await?;
    if !others.is_empty() {
        hooks.ask_before_merge(repo, &spec.tree).await?;
    }
    let message = hooks.ask_message(repo, &spec.message).await?;
    let parents: Vec<&Oid> = [&spec.parent].into_iter().chain(others).collect();
    let written = Written {
        tree: &spec.tree,
        parents: &parents,
        message: message.as_bytes(),
        at: spec.at,
        author: None,
    };
    let commit = written.store(repo).await?;
    move_ref(repo, &name, &spec.parent, Some(&commit)).await?;
    Ok(commit)
}
