//! Fixes that a branch has and the branches that follow it lack, and what they
//! should not take with them.

use super::ground::Sight;
use crate::ports::{Merged, RangeOptions, RepoError};
use lockkeeper_domain::branching::{Base, BroughtDown, Lane};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::{is_rollback, standing_rollbacks};
use std::collections::BTreeSet;

/// How many commits are named.
const NAMED: usize = 20;

/// Commits of the branch that a base branch follows and does not have, the
/// newest first. Merges bring nothing themselves, what took a version back in
/// an environment is about that one alone, and what was picked onto it one by
/// one is there.
pub(super) async fn lacking(
    sight: &Sight,
    base: &Base,
    lane: &Lane,
) -> Result<Vec<String>, RepoError> {
    let Some(parent) = base.parent.as_ref().filter(|_| base.follows) else {
        return Ok(Vec::new());
    };
    let parent = match sight.lane(parent).await {
        Ok(parent) => parent,
        Err(RepoError::NotFound { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let (theirs, ours) = (parent.newest(), lane.newest());
    let pair = [(theirs.clone(), ours.clone())];
    let apart = sight.branches.apart(&pair).await?;
    if apart.first().is_none_or(|(ahead, _)| *ahead == 0) {
        return Ok(Vec::new());
    }
    let hidden = std::slice::from_ref(ours);
    let range = sight.repo.range(hidden, theirs, RangeOptions::default());
    let range = range.await?;
    let own = range.iter().filter(|commit| commit.parents.len() < 2);
    let own = own.filter(|commit| !is_rollback(commit));
    let own: Vec<String> = own.take(NAMED).map(CommitFacts::line).collect();
    if own.is_empty() || sight.branches.landed(ours, theirs).await?.is_some() {
        return Ok(Vec::new());
    }
    Ok(own)
}

/// The rollbacks that come into a branch with these commits and take something
/// away there.
pub(super) async fn brought_down(
    sight: &Sight,
    into: &Lane,
    from: &[&Oid],
) -> Result<Option<BroughtDown>, RepoError> {
    let ours = into.newest();
    let hidden = std::slice::from_ref(ours);
    let mut comes: Vec<CommitFacts> = Vec::new();
    for tip in from {
        let range = sight.repo.range(hidden, tip, RangeOptions::default());
        let new = range.await?.into_iter();
        let known: BTreeSet<Oid> = comes.iter().map(|commit| commit.oid.clone()).collect();
        comes.extend(new.filter(|commit| !known.contains(&commit.oid)));
    }
    let mut rollbacks = Vec::new();
    for rollback in standing_rollbacks(&comes) {
        if changes_files(sight, ours, &rollback.oid).await? {
            rollbacks.push(rollback.line());
        }
    }
    let into = into.name.clone();
    Ok((!rollbacks.is_empty()).then_some(BroughtDown { into, rollbacks }))
}

async fn changes_files(sight: &Sight, ours: &Oid, comes: &Oid) -> Result<bool, RepoError> {
    let (before, _, _) = sight.repo.commit_parts(ours).await?;
    let merged = sight.repo.merge(ours, comes).await?;
    Ok(!matches!(merged, Merged::Clean(tree) if tree == before))
}
