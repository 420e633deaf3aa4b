//! Which branches have arrived.

use super::ground::Sight;
use super::status::STALE;
use crate::desk::Desk;
use crate::ports::{BranchHead, RepoError};
use lockkeeper_domain::branching::{Lane, TidyFacts};
use lockkeeper_domain::ids::{BranchName, Oid};

/// How many branches one plan deletes at most.
const AT_ONCE: usize = 200;
/// How many branches are looked at by their content at most.
const COMPARED: usize = 500;

/// A base branch that has all of a branch.
struct Holder<'a> {
    base: &'a Lane,
    /// The commit by which it has the work, where the commits are others.
    by: Option<Oid>,
}

/// Branches whose work is in a base branch, here and on the remote.
pub(super) async fn facts(desk: &Desk, sight: &Sight) -> Result<TidyFacts, RepoError> {
    let mut facts = TidyFacts {
        ground: sight.ground.clone(),
        arrived: Vec::new(),
        landed: Vec::new(),
        kept: Vec::new(),
    };
    let bases = bases(sight).await?;
    let mut compared = 0;
    for head in &sight.heads {
        let Some(name) = head.name.strip_prefix("refs/heads/").map(BranchName::from) else {
            continue;
        };
        let topic = sight.ground.model.kind_of(&name).is_some();
        if !topic || facts.arrived.len() == AT_ONCE {
            continue;
        }
        let lane = sight.lane(&name).await?;
        let mut found = holder(sight, &bases, &lane).await?;
        if found.is_none() && compared < COMPARED {
            compared += 1;
            found = by_content(sight, &bases, &lane).await?;
        }
        let Some(holder) = found else {
            continue;
        };
        if let Some(why) = why_kept(desk, sight, &holder, &lane, head).await? {
            facts.kept.push((name, why));
            continue;
        }
        if let Some(by) = holder.by {
            facts.landed.push((name, holder.base.name.clone(), by));
        }
        facts.arrived.push(lane);
    }
    Ok(facts)
}

async fn bases(sight: &Sight) -> Result<Vec<Lane>, RepoError> {
    let mut found = Vec::new();
    for base in &sight.ground.model.bases {
        match sight.lane(&base.name).await {
            Ok(lane) => found.push(lane),
            Err(RepoError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The base branch that has all commits of a branch.
async fn holder<'a>(
    sight: &Sight,
    bases: &'a [Lane],
    lane: &Lane,
) -> Result<Option<Holder<'a>>, RepoError> {
    for base in bases {
        if sight.repo.contains(base.newest(), &lane.tip).await? {
            return Ok(Some(Holder { base, by: None }));
        }
    }
    Ok(None)
}

/// The parent of a branch, where it has the work by other commits.
async fn by_content<'a>(
    sight: &Sight,
    bases: &'a [Lane],
    lane: &Lane,
) -> Result<Option<Holder<'a>>, RepoError> {
    let parent = sight.topic_of(&lane.name).and_then(|topic| topic.parent);
    let base = bases
        .iter()
        .find(|base| Some(&base.name) == parent.as_ref());
    let Some(base) = base else { return Ok(None) };
    let by = sight.branches.landed(base.newest(), &lane.tip).await?;
    Ok(by.map(|by| Holder { base, by: Some(by) }))
}

/// Why a branch stays although its work has arrived.
async fn why_kept(
    desk: &Desk,
    sight: &Sight,
    Holder { base, by }: &Holder<'_>,
    lane: &Lane,
    head: &BranchHead,
) -> Result<Option<String>, RepoError> {
    let trees = &sight.ground.checkouts;
    if trees
        .iter()
        .any(|tree| tree.branch.as_ref() == Some(&lane.name))
    {
        return Ok(Some("a work tree shows it".to_owned()));
    }
    if lane
        .remote_tip
        .as_ref()
        .is_some_and(|theirs| *theirs != lane.tip)
    {
        return Ok(Some("the remote's is another".to_owned()));
    }
    let landed = match (&lane.remote_tip, &base.remote_tip) {
        (None, _) => true,
        (Some(theirs), Some(there)) => {
            let brought = by.as_ref().unwrap_or(theirs);
            sight.repo.contains(there, brought).await?
        }
        (Some(_), None) => false,
    };
    if !landed {
        return Ok(Some(format!("{} was not pushed since", base.name)));
    }
    if by.is_some() {
        return Ok(None);
    }
    // Whoever has only just begun has no commit of their own yet.
    let fresh = desk.now().duration_since(head.at) < STALE;
    let line = sight
        .branches
        .brought(base.newest(), None, &lane.tip)
        .await?;
    let begun = fresh && line.as_ref() == Some(&lane.tip);
    Ok(begun.then(|| "it has only begun".to_owned()))
}
