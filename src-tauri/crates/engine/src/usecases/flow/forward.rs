//! Fixes that a branch has and the branches that follow it lack.

use super::ground::Sight;
use crate::ports::{RangeOptions, RepoError};
use lockkeeper_domain::branching::{Base, Lane};
use lockkeeper_domain::commit::CommitFacts;

/// How many commits are named.
const NAMED: usize = 20;

/// Commits of the branch that a base branch follows and does not have, the
/// newest first. Merges bring nothing themselves, and what was picked onto it
/// one by one is there.
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
    let own: Vec<String> = own.take(NAMED).map(CommitFacts::line).collect();
    if own.is_empty() || sight.branches.landed(ours, theirs).await?.is_some() {
        return Ok(Vec::new());
    }
    Ok(own)
}
