//! What each operation needs to know before it is planned.

use super::forward::brought_down;
use super::ground::Sight;
use super::past::run_by;
use super::release::{Tagging, release};
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::ports::{Rehearsal, RepoError};
use lockkeeper_contract::ReleaseDraft;
use lockkeeper_domain::branching::{
    BroughtDown, Checkout, Down, FinishFacts, Forecast, Lane, LeaveFacts, Model, Outlook,
    PublishFacts, StartFacts, Topic, Up, UpdateFacts, check_name,
};
use lockkeeper_domain::ids::{BranchName, Oid};
use lockkeeper_domain::intent::FinishOptions;
use lockkeeper_domain::plan::{UndoFacts, refs_to_undo, shown_by_undo};
use lockkeeper_domain::refusal::refused;
use lockkeeper_domain::run::Run;
use std::collections::BTreeMap;

pub(super) async fn start(
    sight: &Sight,
    topic: &Topic,
    name: &str,
    from: Option<&str>,
) -> Result<StartFacts, RepoError> {
    let branch = Model::branch(topic, name);
    let base = match from {
        // A revision that is a branch is one that can lag behind.
        Some(rev) if sight.local.contains_key(&rev.into()) => Some(sight.lane(&rev.into()).await?),
        Some(_) => None,
        None => Some(sight.lane(&topic.start).await?),
    };
    let at = match (&base, from) {
        (Some(base), _) => (base.newest().clone(), base.name.to_string()),
        (None, rev) => {
            let rev = rev.unwrap_or_default();
            (sight.repo.resolve(rev).await?, rev.to_owned())
        }
    };
    let misnamed =
        not_a_name(&branch).or_else(|| check_name(&branch, sight.policy.flow.names.as_ref()));
    Ok(StartFacts {
        ground: sight.ground.clone(),
        topic: topic.clone(),
        misnamed,
        local: sight.local.contains_key(&branch),
        remote: sight.remote_tip(&branch).is_some(),
        branch,
        base,
        at,
    })
}

/// What git itself takes for no name of a branch.
fn not_a_name(branch: &BranchName) -> Option<String> {
    let text = branch.as_str();
    let bad = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
    let wrong = text.chars().any(bad)
        || text.contains("..")
        || text.contains("@{")
        || text.contains("//")
        || text.starts_with(['-', '/'])
        || text.ends_with(['/', '.'])
        || text
            .split('/')
            .any(|part| part.starts_with('.') || part.ends_with(".lock"));
    wrong.then(|| format!("git takes {text:?} for no name of a branch."))
}

pub(super) async fn finish(
    desk: &Desk,
    sight: &Sight,
    branch: &BranchName,
    options: &FinishOptions,
) -> Result<(FinishFacts, Option<ReleaseDraft>), EngineError> {
    let read = |error: RepoError| EngineError::read_repo(&sight.ground.repo)(error);
    let topic = topic_of(sight, branch)?;
    let Some(parent) = &topic.parent else {
        let why = match sight.ground.model.base(branch) {
            Some(_) => refused::goes_nowhere(branch),
            None => refused::never_finished(&topic.kind),
        };
        return Err(EngineError::refused(why));
    };
    let parent = sight.lane(parent).await.map_err(read)?;
    let lane = sight.lane(branch).await.map_err(read)?;
    let (merged, landed) = arrived(sight, &parent, &lane).await.map_err(read)?;
    let followers = match sight.ground.model.base(branch) {
        // A base branch that goes into its parent follows it itself.
        Some(_) => Vec::new(),
        None => followers(sight, &parent).await.map_err(read)?,
    };
    let releases = match options.no_releases || options.no_back_merge {
        true => Vec::new(),
        false => releases(sight, &topic, &lane, &parent)
            .await
            .map_err(read)?,
    };
    let release = release(desk, sight, &topic, &lane, options).await?;
    let (tag, draft, untagged) = match release {
        Tagging::Release(found) => (Some(found.tag), Some(found.draft), None),
        Tagging::Without(why) => (None, None, Some(why)),
        Tagging::Unwanted => (None, None, None),
    };
    let mut facts = FinishFacts {
        ground: sight.ground.clone(),
        tag,
        untagged,
        topic,
        branch: lane,
        parent,
        merged,
        landed,
        followers,
        releases,
        forecasts: Vec::new(),
        brought_down: Vec::new(),
        run_by: run_by(desk, sight).await,
    };
    let up = options
        .up
        .as_deref()
        .and_then(Up::parse)
        .unwrap_or(facts.topic.up);
    facts.forecasts = forecasts(sight, &facts, up).await.map_err(read)?;
    facts.brought_down = rollbacks(sight, &facts).await.map_err(read)?;
    Ok((facts, draft))
}

/// The commit that brought a branch into its parent, and whether it did so
/// only by its content.
async fn arrived(
    sight: &Sight,
    parent: &Lane,
    lane: &Lane,
) -> Result<(Option<Oid>, bool), RepoError> {
    let (branches, into) = (&sight.branches, parent.newest());
    if sight.repo.contains(into, &lane.tip).await? {
        return Ok((branches.brought(into, None, &lane.tip).await?, false));
    }
    let landed = branches.landed(into, &lane.tip).await?;
    let by_content = landed.is_some();
    Ok((landed, by_content))
}

/// The kind of a branch; a base branch goes into its parent and stays.
fn topic_of(sight: &Sight, branch: &BranchName) -> Result<Topic, EngineError> {
    if let Some(topic) = sight.topic_of(branch) {
        return Ok(topic);
    }
    let base = sight.ground.model.base(branch);
    let base = base.ok_or_else(|| unknown("kind of branch for", branch.as_str()))?;
    Ok(Topic {
        kind: "base".to_owned(),
        prefix: String::new(),
        start: base.name.clone(),
        parent: base.parent.clone(),
        up: base.up,
        down: Down::Merge,
        tag: None,
        keep: true,
    })
}

async fn followers(sight: &Sight, parent: &Lane) -> Result<Vec<Lane>, RepoError> {
    let mut lanes = Vec::new();
    for base in sight.ground.model.followers(&parent.name) {
        lanes.push(sight.lane(&base.name).await?);
    }
    Ok(lanes)
}

/// Open releases a fix may be needed in, here or on the remote, with whether each descends from
/// where the fix began: into another one it would drag foreign work.
async fn releases(
    sight: &Sight,
    topic: &Topic,
    lane: &Lane,
    parent: &Lane,
) -> Result<Vec<(Lane, bool)>, RepoError> {
    let fixes = topic.tag.is_some() && topic.parent.as_ref() == Some(&topic.start);
    if !fixes {
        return Ok(Vec::new());
    }
    let began = sight.branches.shared(parent.newest(), &lane.tip).await?;
    let mut found = Vec::new();
    for branch in sight.names().iter().filter(|name| **name != lane.name) {
        let kind = sight.ground.model.kind_of(branch).map(|(topic, _)| topic);
        let release = kind.is_some_and(|kind| kind.tag.is_some() && kind.kind != topic.kind);
        if release {
            let open = sight.lane(branch).await?;
            // One that ended is often left on the remote.
            if !open.local && arrived(sight, parent, &open).await?.0.is_some() {
                continue;
            }
            let fits = match &began {
                Some(began) => sight.repo.contains(&open.tip, began).await?,
                None => false,
            };
            found.push((open, fits));
        }
    }
    Ok(found)
}

/// Rollbacks that come into the parent with the branch, or into whatever takes
/// the result.
async fn rollbacks(sight: &Sight, facts: &FinishFacts) -> Result<Vec<BroughtDown>, RepoError> {
    let work = &facts.branch.tip;
    let result = match &facts.merged {
        Some(merged) => vec![merged],
        None => vec![facts.parent.newest(), work],
    };
    let mut found = Vec::new();
    if facts.merged.is_none() {
        found.extend(brought_down(sight, &facts.parent, &[work]).await?);
    }
    for taker in takers(facts) {
        found.extend(brought_down(sight, taker, &result).await?);
    }
    Ok(found)
}

/// Branches that take what a finish came to.
fn takers(facts: &FinishFacts) -> impl Iterator<Item = &Lane> {
    let fitting = facts.releases.iter().filter(|(_, fits)| *fits);
    facts.followers.iter().chain(fitting.map(|(lane, _)| lane))
}

async fn forecasts(sight: &Sight, facts: &FinishFacts, up: Up) -> Result<Vec<Forecast>, RepoError> {
    let takers: Vec<&Lane> = takers(facts).collect();
    let then: Vec<Oid> = takers.iter().map(|lane| lane.newest().clone()).collect();
    let brought = facts.merged.is_some();
    let written = match &facts.tag {
        Some(tag) if !brought && !tag.files.is_empty() => {
            Some(sight.repo.write_tree(&facts.branch.tip, &tag.files).await?)
        }
        _ => None,
    };
    let rehearsal = Rehearsal {
        ours: facts.parent.newest(),
        theirs: facts.merged.as_ref().unwrap_or(&facts.branch.tip),
        written: written.as_ref(),
        up: if brought { Up::Merge } else { up },
        then: &then,
    };
    let outlooks = sight.branches.forecast(&rehearsal).await?;
    let into = [&facts.parent].into_iter().chain(takers);
    let from = |place: usize| match (place, &facts.tag) {
        (0, _) => facts.branch.name.to_string(),
        (_, Some(tag)) => tag.name.to_string(),
        (_, None) => facts.parent.name.to_string(),
    };
    let forecast = |(place, (lane, outlook)): (usize, (&Lane, Outlook))| Forecast {
        into: lane.name.clone(),
        from: from(place),
        outlook,
    };
    Ok(into.zip(outlooks).enumerate().map(forecast).collect())
}

pub(super) async fn update(sight: &Sight, branch: &BranchName) -> Result<UpdateFacts, RepoError> {
    let lane = sight.lane(branch).await?;
    let topic = sight.topic_of(branch);
    let base = sight.ground.model.base(branch);
    let from = match (&topic, base) {
        (Some(topic), _) => topic.parent.clone(),
        (None, Some(base)) if base.follows => base.parent.clone(),
        (None, _) => None,
    };
    let parent = match &from {
        Some(name) => Some(sight.lane(name).await?),
        None => None,
    };
    let down = topic.as_ref().map_or(Down::Merge, |topic| topic.down);
    let (mut forecast, mut rollbacks) = (None, None);
    let mut contained = true;
    if let Some(parent) = &parent {
        contained = sight.repo.contains(lane.newest(), parent.newest()).await?;
        if !contained {
            forecast = Some(taking(sight, &lane, parent, down).await?);
            rollbacks = brought_down(sight, &lane, &[parent.newest()]).await?;
        }
    }
    Ok(UpdateFacts {
        ground: sight.ground.clone(),
        branch: lane,
        parent,
        down,
        contained,
        forecast,
        brought_down: rollbacks,
    })
}

/// What taking the parent in would come to.
async fn taking(
    sight: &Sight,
    lane: &Lane,
    parent: &Lane,
    down: Down,
) -> Result<Forecast, RepoError> {
    // Made anew, the commits of the branch come onto the parent.
    let (up, into, from) = match down {
        Down::Merge => (Up::Merge, lane, parent),
        Down::Rebase => (Up::Rebase, parent, lane),
    };
    let rehearsal = Rehearsal {
        ours: into.newest(),
        theirs: from.newest(),
        written: None,
        up,
        then: &[],
    };
    let outlooks = sight.branches.forecast(&rehearsal).await?;
    Ok(Forecast {
        into: into.name.clone(),
        from: from.name.to_string(),
        outlook: outlooks.into_iter().next().unwrap_or(Outlook::Clean),
    })
}

pub(super) async fn publish(sight: &Sight, branch: &BranchName) -> Result<PublishFacts, RepoError> {
    Ok(PublishFacts {
        ground: sight.ground.clone(),
        branch: sight.lane(branch).await?,
    })
}

pub(super) async fn leave(sight: &Sight, branch: &BranchName) -> Result<LeaveFacts, RepoError> {
    let lane = sight.lane(branch).await?;
    let mut within = Vec::new();
    let mut alone = usize::MAX;
    for base in &sight.ground.model.bases {
        let Ok(base) = sight.lane(&base.name).await else {
            continue;
        };
        let apart = sight
            .branches
            .apart(&[(lane.tip.clone(), base.newest().clone())])
            .await?;
        let (ahead, _) = apart.first().copied().unwrap_or_default();
        alone = alone.min(ahead);
        if ahead == 0 {
            within.push(base.name);
        }
    }
    let parent = sight.topic_of(branch).and_then(|topic| topic.parent);
    if let Some(parent) = parent.filter(|_| within.is_empty())
        && let Ok(parent) = sight.lane(&parent).await
        && sight
            .branches
            .landed(parent.newest(), &lane.tip)
            .await?
            .is_some()
    {
        within.push(parent.name);
    }
    Ok(LeaveFacts {
        ground: sight.ground.clone(),
        branch: lane,
        within,
        alone: if alone == usize::MAX { 1 } else { alone },
    })
}

/// Where the refs are that taking a run back would move, and what it would
/// stumble over.
pub(super) async fn undo(sight: &Sight, run: &Run) -> Result<UndoFacts, RepoError> {
    let refs = read_refs(sight, refs_to_undo(run)).await?;
    let mut covered = BTreeMap::new();
    for tree in &sight.ground.checkouts {
        let files = covered_in(sight, run, tree, &refs).await?;
        if !files.is_empty() {
            covered.insert(tree.folder.clone(), files);
        }
    }
    Ok(UndoFacts {
        ground: sight.ground.clone(),
        refs,
        covered,
    })
}

/// Where each of these refs is that exists.
async fn read_refs(sight: &Sight, names: Vec<String>) -> Result<BTreeMap<String, Oid>, RepoError> {
    let mut refs = BTreeMap::new();
    for name in names {
        if let Some(at) = sight.repo.read_ref(&name).await? {
            refs.insert(name, at);
        }
    }
    Ok(refs)
}

/// Changed files of a work tree that taking a run back would write.
async fn covered_in(
    sight: &Sight,
    run: &Run,
    tree: &Checkout,
    refs: &BTreeMap<String, Oid>,
) -> Result<Vec<String>, RepoError> {
    let branch = tree.branch.iter().filter(|_| !tree.dirty.is_empty());
    let shown = branch.map(|branch| format!("refs/heads/{branch}"));
    let mut known = read_refs(sight, shown.collect()).await?;
    known.extend(refs.clone());
    let commits = shown_by_undo(run, tree, &known);
    let mut covered = Vec::new();
    for file in &tree.dirty {
        let mut before = None;
        for commit in &commits {
            let holds = Some(sight.repo.file(commit, file).await?);
            if before.is_some() && holds != before {
                covered.push(file.clone());
                break;
            }
            before = holds;
        }
    }
    Ok(covered)
}
