//! The branches of a repository as they are shown.

use super::forward::lacking;
use super::ground::Sight;
use super::unended;
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::executor::view;
use crate::ports::{Rehearsal, RepoError};
use jiff::{SignedDuration, Timestamp};
use lockkeeper_contract::{BaseView, BranchesView, TopicView};
use lockkeeper_domain::branching::{Base, Lane, Outlook, Up, check_name};
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::plan::Standing;
use lockkeeper_domain::words;
use std::collections::BTreeMap;

/// After how long without a commit a branch is stale.
pub(super) const STALE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How many of the newest branches are tried for conflicts.
const TRIED: usize = 24;

/// The branches of a repository: those that stay, those that come and go,
/// and the operation that waits.
///
/// # Errors
/// When there is no such repository, or it cannot be read.
pub async fn branches_view(
    desk: &Desk,
    repo: Option<&RepoName>,
) -> Result<BranchesView, EngineError> {
    let repo = repo.or_else(|| first(desk));
    let repo = repo.ok_or_else(|| unknown("repository", "to look at"))?;
    let sight = match Sight::of(desk, repo).await {
        Ok(sight) => sight,
        Err(EngineError::ReadRepo {
            source: RepoError::Incomplete { what },
            ..
        }) => return Ok(shut(desk, repo, what)),
        Err(error) => return Err(error),
    };
    let read = |error: RepoError| EngineError::read_repo(repo)(error);
    let mut bases = Vec::new();
    for base in &sight.ground.model.bases {
        bases.push(base_view(&sight, base).await.map_err(read)?);
    }
    let topics = topics(desk, &sight).await.map_err(read)?;
    let run = unended(desk, repo).await?;
    let here = sight.ground.here();
    Ok(BranchesView {
        repo: repo.to_string(),
        repos: repos(desk),
        model: sight.model.0.clone(),
        source: sight.model.1.clone(),
        here: here
            .and_then(|tree| tree.branch.as_ref())
            .map(ToString::to_string),
        blocked: blocked(&sight),
        kinds: sight
            .ground
            .model
            .topics
            .iter()
            .map(|t| t.kind.clone())
            .collect(),
        bases,
        topics,
        run: run.as_ref().map(view),
        command: format!("lockkeeper flow status --repo {repo}"),
    })
}

/// The repository of the first service: what people branch in.
fn first(desk: &Desk) -> Option<&RepoName> {
    let services = desk.workspace.services.values();
    let of_services = services.map(|service| &service.repo).next();
    of_services.or_else(|| desk.workspace.repos.keys().next())
}

/// A repository whose branches cannot be worked on from here.
fn shut(desk: &Desk, repo: &RepoName, why: String) -> BranchesView {
    BranchesView {
        repo: repo.to_string(),
        repos: repos(desk),
        model: String::new(),
        source: String::new(),
        here: None,
        blocked: vec![why],
        kinds: Vec::new(),
        bases: Vec::new(),
        topics: Vec::new(),
        run: None,
        command: format!("lockkeeper flow status --repo {repo}"),
    }
}

fn repos(desk: &Desk) -> Vec<String> {
    desk.workspace
        .repos
        .keys()
        .map(ToString::to_string)
        .collect()
}

fn blocked(sight: &Sight) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(
        sight
            .ground
            .unreached
            .as_ref()
            .map(|why| format!("The remote: {why}.")),
    );
    for tree in sight.ground.checkouts.iter().filter(|tree| tree.here) {
        if let Some(what) = &tree.under_way {
            found.push(format!("A {what} is in progress in {}.", tree.folder));
        } else if !tree.dirty.is_empty() {
            let files = words::count(tree.dirty.len(), "file");
            found.push(format!(
                "{files} in {} changed and not committed.",
                tree.folder
            ));
        }
    }
    found
}

async fn base_view(sight: &Sight, base: &Base) -> Result<BaseView, RepoError> {
    let lane = match sight.lane(&base.name).await {
        Ok(lane) => Some(lane),
        Err(RepoError::NotFound { .. }) => None,
        Err(error) => return Err(error),
    };
    let (ahead, behind) = lane.as_ref().map(apart).unwrap_or_default();
    let lacks = match &lane {
        Some(lane) => lacking(sight, base, lane).await?,
        None => Vec::new(),
    };
    Ok(BaseView {
        name: base.name.to_string(),
        parent: base.parent.as_ref().map(ToString::to_string),
        tip: lane.as_ref().map(|lane| lane.tip.to_string()),
        ahead: counted(ahead),
        behind: counted(behind),
        protected: sight.ground.is_protected(&base.name),
        line: lane
            .as_ref()
            .map_or_else(|| "There is no such branch yet.".to_owned(), standing),
        lacks,
    })
}

const fn apart(lane: &Lane) -> (usize, usize) {
    match lane.standing {
        Standing::Level | Standing::New => (0, 0),
        Standing::Ahead(ahead) => (ahead, 0),
        Standing::Behind(behind) => (0, behind),
        Standing::Diverged { ahead, behind } => (ahead, behind),
    }
}

fn standing(lane: &Lane) -> String {
    match lane.standing {
        Standing::Level => "As on the remote.".to_owned(),
        Standing::New => "Not on the remote.".to_owned(),
        Standing::Ahead(ahead) => format!("{} to push.", words::count(ahead, "commit")),
        Standing::Behind(behind) => format!("{} to take.", words::count(behind, "commit")),
        Standing::Diverged { ahead, behind } => {
            format!("Gone apart: {ahead} here, {behind} on the remote.")
        }
    }
}

/// A topic branch, before it was compared with its parent.
struct Topic {
    name: BranchName,
    tip: Oid,
    at: Timestamp,
    author: String,
    parent: Option<(BranchName, Oid)>,
    kind: Option<String>,
    up: Option<Up>,
}

async fn topics(desk: &Desk, sight: &Sight) -> Result<Vec<TopicView>, RepoError> {
    let mut found = list(sight);
    found.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
    let compared = found.iter().filter_map(|topic| {
        let (_, parent) = topic.parent.as_ref()?;
        Some((topic.tip.clone(), parent.clone()))
    });
    let compared: Vec<(Oid, Oid)> = compared.collect();
    let counts = sight.branches.apart(&compared).await?;
    let counts: BTreeMap<(Oid, Oid), (usize, usize)> = compared.into_iter().zip(counts).collect();
    let mut views = Vec::with_capacity(found.len());
    for (place, topic) in found.iter().enumerate() {
        let pair = topic
            .parent
            .as_ref()
            .map(|(_, tip)| (topic.tip.clone(), tip.clone()));
        let apart = pair.and_then(|pair| counts.get(&pair).copied());
        let landed = match place < TRIED {
            true => landed(sight, topic, apart).await?,
            false => None,
        };
        let mut view = topic_view(desk, sight, topic, (apart, landed.as_ref()));
        if place < TRIED && landed.is_none() {
            view.conflicts = conflicts(sight, topic, apart).await?;
        }
        views.push(view);
    }
    Ok(views)
}

/// Branches that come and go, here and on the remote.
fn list(sight: &Sight) -> Vec<Topic> {
    let prefix = format!("refs/remotes/{}/", sight.ground.model.remote);
    let mut found: BTreeMap<BranchName, Topic> = BTreeMap::new();
    for head in &sight.heads {
        let local = head.name.strip_prefix("refs/heads/");
        let Some(name) = local.or_else(|| head.name.strip_prefix(&prefix)) else {
            continue;
        };
        let name = BranchName::from(name);
        let gone = local.is_none() && sight.remote_tip(&name).is_none();
        if gone || sight.ground.model.base(&name).is_some() || found.contains_key(&name) {
            continue;
        }
        let topic = sight.topic_of(&name);
        let parent = topic.as_ref().and_then(|topic| topic.parent.clone());
        let parent = parent.and_then(|parent| {
            let tip = sight
                .local
                .get(&parent)
                .or_else(|| sight.remote_tip(&parent))?;
            Some((parent.clone(), tip.clone()))
        });
        found.insert(
            name.clone(),
            Topic {
                tip: head.commit.clone(),
                at: head.at,
                author: head.author.clone(),
                parent,
                up: topic.as_ref().map(|topic| topic.up),
                kind: topic.map(|topic| topic.kind),
                name,
            },
        );
    }
    found.into_values().collect()
}

fn topic_view(
    desk: &Desk,
    sight: &Sight,
    topic: &Topic,
    (apart, landed): (Option<(usize, usize)>, Option<&Oid>),
) -> TopicView {
    let (local, theirs) = (sight.local.get(&topic.name), sight.remote_tip(&topic.name));
    let here = sight.ground.here().and_then(|tree| tree.branch.as_ref());
    let (ahead, behind) = apart.unwrap_or_default();
    let both = local
        .zip(theirs)
        .is_some_and(|(ours, theirs)| ours != theirs);
    let state = match apart {
        Some((0, _)) => "merged",
        _ if landed.is_some() => "merged",
        _ if desk.now().duration_since(topic.at) > STALE => "stale",
        _ if both => "diverged",
        _ => "open",
    };
    TopicView {
        name: topic.name.to_string(),
        kind: topic.kind.clone(),
        parent: topic.parent.as_ref().map(|(name, _)| name.to_string()),
        tip: topic.tip.to_string(),
        author: topic.author.clone(),
        at: topic.at.to_string(),
        ahead: counted(ahead),
        behind: counted(behind),
        local: local.is_some(),
        remote: theirs.is_some(),
        here: here == Some(&topic.name),
        state: state.to_owned(),
        line: match topic.parent.as_ref().zip(landed) {
            Some(((parent, _), by)) => {
                format!(
                    "Everything is in {parent}, by other commits, since {}.",
                    by.short()
                )
            }
            None => line(topic, state, (ahead, behind), desk.now()),
        },
        conflicts: Vec::new(),
        misnamed: check_name(&topic.name, sight.policy.flow.names.as_ref()),
    }
}

fn line(topic: &Topic, state: &str, (ahead, behind): (usize, usize), now: Timestamp) -> String {
    let Some((parent, _)) = &topic.parent else {
        return "It goes nowhere by itself.".to_owned();
    };
    let age = words::ago(topic.at, now);
    match state {
        "merged" => format!("Everything is in {parent}."),
        "stale" => format!(
            "{} for {parent}; the last one {age}.",
            words::count(ahead, "commit")
        ),
        "diverged" => {
            format!(
                "{} for {parent}; the remote differs.",
                words::count(ahead, "commit")
            )
        }
        _ if behind == 0 => format!("{} for {parent}.", words::count(ahead, "commit")),
        _ => format!(
            "{} for {parent}, {behind} behind it.",
            words::count(ahead, "commit")
        ),
    }
}

/// The commit by which the parent has the work of a branch, where its commits
/// are others: a pull request that was squashed.
async fn landed(
    sight: &Sight,
    topic: &Topic,
    apart: Option<(usize, usize)>,
) -> Result<Option<Oid>, RepoError> {
    let both = apart.is_some_and(|(ahead, behind)| ahead > 0 && behind > 0);
    match topic.parent.as_ref().filter(|_| both) {
        Some((_, parent)) => sight.branches.landed(parent, &topic.tip).await,
        None => Ok(None),
    }
}

/// Files that would stop a finish of the branch as its kind is finished.
async fn conflicts(
    sight: &Sight,
    topic: &Topic,
    apart: Option<(usize, usize)>,
) -> Result<Vec<String>, RepoError> {
    let Some((_, parent)) = topic
        .parent
        .as_ref()
        .filter(|_| apart.is_some_and(|(a, b)| a > 0 && b > 0))
    else {
        return Ok(Vec::new());
    };
    let rehearsal = Rehearsal {
        ours: parent,
        theirs: &topic.tip,
        written: None,
        up: match topic.up {
            Some(Up::Rebase) => Up::Rebase,
            _ => Up::Merge,
        },
        then: &[],
    };
    let outlooks = sight.branches.forecast(&rehearsal).await?;
    Ok(match outlooks.into_iter().next() {
        Some(Outlook::Conflicts(files) | Outlook::Stops { files, .. }) => files,
        Some(Outlook::Clean | Outlook::Apart) | None => Vec::new(),
    })
}

fn counted(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
