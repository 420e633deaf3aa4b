//! Merging in memory, and the commit that comes of it.

use super::{hooks, replay};
use crate::ancestry;
use crate::commits::{Written, check_name, move_ref};
use crate::failure::{classify_library, classify_local};
use crate::read::{id, oid};
use crate::repo::GitRepo;
use lockkeeper_domain::branching::{Outlook, Up};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{CommitSpec, Merged, Rehearsal, RepoError};

/// Merges two commits the way `git merge` does, without a work tree.
pub(crate) async fn merge(repo: &GitRepo, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError> {
    let ends = (ours.clone(), theirs.clone());
    if let Some(known) = repo.shared.memory.merges.found(&ends) {
        return Ok(known);
    }
    let (ours, theirs) = (id(ours)?.to_string(), id(theirs)?.to_string());
    let run = repo.local().args(["merge-tree", "--write-tree", "-z"]);
    let run = run.args(["--name-only", "--no-messages", &ours, &theirs]);
    let outcome = repo.program().run(run).await;
    let text = outcome.text();
    let mut parts = text.split('\0').filter(|part| !part.is_empty());
    let merged = match (outcome.code(), parts.next()) {
        (Some(0), Some(tree)) => Merged::Clean(Oid::new(tree.trim())),
        (Some(1), Some(_)) => Merged::Conflicts(parts.map(str::to_owned).collect()),
        _ => return Err(classify_local("the merge", &outcome)),
    };
    repo.shared.memory.merges.keep(ends, &merged);
    Ok(merged)
}

/// Does in memory what a finish would do. The commits in between are objects
/// that nothing names, signed by nobody.
pub(super) async fn forecast(
    repo: &GitRepo,
    rehearsal: &Rehearsal<'_>,
) -> Result<Vec<Outlook>, RepoError> {
    let theirs = match rehearsal.written {
        Some(tree) => unnamed(repo, tree, &[rehearsal.theirs]).await?,
        None => rehearsal.theirs.clone(),
    };
    let result = match joined(repo, (rehearsal.ours, &theirs), rehearsal.up).await? {
        Ok(result) => result,
        Err(outlook) => return Ok(vec![outlook]),
    };
    let mut all = vec![Outlook::Clean];
    for into in rehearsal.then {
        all.push(match merge(repo, into, &result).await? {
            Merged::Clean(_) => Outlook::Clean,
            Merged::Conflicts(files) => Outlook::Conflicts(files),
        });
    }
    Ok(all)
}

/// The commit that has both, or why a person is needed.
async fn joined(
    repo: &GitRepo,
    (ours, theirs): (&Oid, &Oid),
    up: Up,
) -> Result<Result<Oid, Outlook>, RepoError> {
    Ok(match up {
        Up::FfOnly if ancestry::contains(repo, theirs, ours).await? => Ok(theirs.clone()),
        Up::FfOnly => Err(Outlook::Apart),
        Up::Rebase => replay::rehearse(repo, theirs, ours).await?,
        Up::Merge | Up::Squash => match merge(repo, ours, theirs).await? {
            Merged::Conflicts(files) => Err(Outlook::Conflicts(files)),
            Merged::Clean(tree) if up == Up::Squash => Ok(unnamed(repo, &tree, &[ours]).await?),
            Merged::Clean(tree) => Ok(unnamed(repo, &tree, &[ours, theirs]).await?),
        },
    })
}

async fn unnamed(repo: &GitRepo, tree: &Oid, parents: &[&Oid]) -> Result<Oid, RepoError> {
    let (tree, parents) = (id(tree)?, parents.iter().map(|parent| id(parent)));
    let parents: Vec<git2::Oid> = parents.collect::<Result<_, _>>()?;
    repo.read(move |library| unnamed_commit(library, tree, &parents))
        .await
}

/// A commit that nothing names, by nobody.
pub(super) fn unnamed_commit(
    library: &git2::Repository,
    tree: git2::Oid,
    parents: &[git2::Oid],
) -> Result<Oid, RepoError> {
    let failed = |error: git2::Error| classify_library("the merge", &error);
    let nobody = git2::Signature::new("forecast", "forecast", &git2::Time::new(0, 0));
    let nobody = nobody.map_err(failed)?;
    let tree = library.find_tree(tree).map_err(failed)?;
    let found: Result<Vec<_>, _> = parents.iter().map(|p| library.find_commit(*p)).collect();
    let found = found.map_err(failed)?;
    let parents: Vec<&git2::Commit<'_>> = found.iter().collect();
    let made = library.commit(None, &nobody, &nobody, "forecast", &tree, &parents);
    made.map(oid).map_err(failed)
}

/// Commits a tree onto a branch after asking the hooks, and moves the branch.
pub(super) async fn commit(
    repo: &GitRepo,
    spec: &CommitSpec,
    others: &[Oid],
) -> Result<Oid, RepoError> {
    let name = format!("refs/heads/{}", spec.branch);
    check_name(&name)?;
    let message = match others {
        [] => ask_message(repo, &spec.message).await?,
        _ => ask_hooks(repo, &spec.tree, &spec.message).await?,
    };
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

/// Asks the hook that judges messages; answers with the message as it left it.
pub(crate) async fn ask_message(repo: &GitRepo, message: &str) -> Result<String, RepoError> {
    let hooks = hooks::Hooks::of(repo).await?;
    hooks.ask_message(repo, message).await
}

/// Asks the hooks whether a merge may be committed; answers with the message
/// as they left it.
pub(crate) async fn ask_hooks(
    repo: &GitRepo,
    tree: &Oid,
    message: &str,
) -> Result<String, RepoError> {
    let hooks = hooks::Hooks::of(repo).await?;
    hooks.ask_before_merge(repo, tree).await?;
    hooks.ask_message(repo, message).await
}
