//! What runs in environments that run a branch.
//!
//! Git does not keep when a branch moved. What is known of it comes from the
//! commits that promotions made, from the runs of this machine, and from what
//! its git saw of the branch. Where nobody knows since when a version runs, it
//! runs since it was first seen: a soak is never counted too long.

mod heads;

use super::between::own;
use super::strays;
use super::tags::RepoTags;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::Repo;
use crate::stand::runs_at;
use heads::{Head, heads};
use lockkeeper_domain::ids::{EnvName, Oid, RepoName, ServiceName};
use lockkeeper_domain::ledger::{ObjectName, State};
use lockkeeper_domain::policy::{BranchPlace, Service, Target};
use lockkeeper_domain::run::Run;
use lockkeeper_domain::snapshot::{
    Build, Fact, Known, Live, PlaceFacts, Release, ServiceFacts, Snapshot,
};
use lockkeeper_domain::soak::Watched;
use std::sync::Arc;

/// How many runs are looked through.
const RUNS: usize = 200;
/// How many changes of a place are looked back.
const LOOKED_BACK: usize = 20;

/// A service whose environment runs a branch.
type Place<'a> = (&'a Service, &'a EnvName, &'a BranchPlace);

/// Looks at every place that is a branch, as its repository was just seen;
/// never fails.
pub(super) async fn look(
    desk: &Desk,
    snapshot: &Snapshot,
    before: &Snapshot,
) -> Vec<(ServiceName, EnvName, Fact<PlaceFacts>)> {
    let places = places(desk);
    if places.is_empty() {
        return Vec::new();
    }
    let runs = desk.ports.journal.runs(RUNS).await.unwrap_or_default();
    let mut found = Vec::new();
    for place in places {
        let (service, environment, branch) = place;
        let Some(seen) = snapshot.services.get(&service.name) else {
            continue;
        };
        let state = match &seen.state {
            Known::Unknown(why) => Known::Unknown(why.clone()),
            Known::Seen(facts) => match facts_of(desk, place, facts, &runs, before).await {
                Ok(facts) => Known::Seen(facts),
                Err(error) => Known::Unknown(error.to_string()),
            },
        };
        let fact = Fact {
            state,
            source: format!("{}, branch {}", branch.repo, branch.branch),
            at: seen.at,
        };
        found.push((service.name.clone(), environment.clone(), fact));
    }
    found
}

fn places(desk: &Desk) -> Vec<Place<'_>> {
    let services = desk.workspace.services.values();
    services
        .flat_map(|service| service.on.iter().map(move |(on, how)| (service, on, how)))
        .filter_map(|(service, on, how)| match &how.target {
            Target::Branch(place) => Some((service, on, place)),
            Target::Gitops(_) => None,
        })
        .collect()
}

async fn facts_of(
    desk: &Desk,
    (service, environment, place): Place<'_>,
    facts: &ServiceFacts,
    runs: &[Run],
    before: &Snapshot,
) -> Result<PlaceFacts, EngineError> {
    let repo = desk.repo_of(service).await?;
    let old = before.places.get(&service.name);
    let old = old.and_then(|on| on.get(environment)).and_then(Fact::seen);
    let found = heads(repo.as_ref(), place, runs, old, desk.now()).await;
    let mut heads = found.map_err(EngineError::read_repo(&service.repo))?;
    heads.truncate(LOOKED_BACK);
    let mut history: Vec<Live> = Vec::new();
    for head in heads.into_iter().rev() {
        let build = match known(old, &head, facts) {
            Some(build) => build,
            None => build_at(desk, service, facts, &repo, &head.commit).await?,
        };
        // What changed nothing of the service is no change of the place.
        if history.last().is_none_or(|last| !last.is_build(&build)) {
            history.push(live(head, build));
        }
    }
    history.reverse();
    if let Some(walk) = desk.walk() {
        credit(&mut history, walk.state(), (&service.name, environment));
    }
    let oldest = history.last().map(|live| live.since);
    Ok(PlaceFacts {
        watched: oldest.map(Watched::by_history).into_iter().collect(),
        losses: Vec::new(),
        history,
    })
}

/// A fast-forward leaves no commit that tells whose it is; the ledger does, on
/// every desktop.
fn credit(history: &mut [Live], ledger: &State, place: (&ServiceName, &EnvName)) {
    let (service, environment) = (place.0.as_str(), place.1.as_str());
    let Some(live) = history.first_mut().filter(|live| live.run.is_none()) else {
        return;
    };
    let commit = live.build.as_ref().map(|build| build.commit.as_str());
    let by = commit
        .and_then(ObjectName::parse)
        .and_then(|commit| ledger.finished_by(environment, service, &commit));
    if let Some(by) = by {
        by.clone_into(&mut live.by);
        live.recorded = true;
    }
}

fn live(head: Head, build: Build) -> Live {
    Live {
        value: value(&build),
        build: Some(build),
        since: head.since,
        change: head.commit,
        by: head.by,
        run: head.run,
        rollback: head.rollback,
        earliest: None,
        unproven: false,
        recorded: false,
    }
}

/// What names a build in a place that is a branch.
pub(crate) fn value(build: &Build) -> String {
    build
        .tag
        .as_ref()
        .map_or_else(|| build.commit.to_string(), ToString::to_string)
}

/// What was recognised before and still has its tag.
fn known(old: Option<&PlaceFacts>, head: &Head, facts: &ServiceFacts) -> Option<Build> {
    let same = |live: &&Live| live.change == head.commit;
    let build = old?.history.iter().find(same)?.build.as_ref()?;
    let release = facts.release(build.tag.as_ref()?)?;
    (release.build() == *build).then(|| build.clone())
}

/// What a branch at a commit runs of a service: the highest version it
/// contains, or an untagged build where the service has changed since.
pub(crate) async fn build_at(
    desk: &Desk,
    service: &Service,
    facts: &ServiceFacts,
    repo: &Arc<dyn Repo>,
    commit: &Oid,
) -> Result<Build, EngineError> {
    let read = || EngineError::read_repo(&service.repo);
    let commit = runs_at(repo.as_ref(), commit).await.map_err(read())?;
    if let Some(release) = highest_at(facts, repo.as_ref(), &commit).await? {
        let changed = release.tag.commit != commit
            && !same_files(repo.as_ref(), &commit, &release.tag.commit)
                .await
                .map_err(read())?
            && has_own(desk, service, repo, &release.tag.commit, &commit).await?;
        if !changed {
            return Ok(release.build());
        }
    }
    if let Some(build) = facts.untagged_builds().find(|build| build.commit == commit) {
        return Ok(build);
    }
    let tags = RepoTags::read(repo.as_ref()).await.map_err(read())?;
    strays::untagged_at(desk, service, repo, &tags, &commit).await
}

/// The highest version that a commit contains.
async fn highest_at<'f>(
    facts: &'f ServiceFacts,
    repo: &dyn Repo,
    commit: &Oid,
) -> Result<Option<&'f Release>, EngineError> {
    let commits: Vec<Oid> = facts
        .releases
        .iter()
        .map(|r| r.tag.commit.clone())
        .collect();
    if commits.is_empty() {
        return Ok(None);
    }
    let name = RepoName::new(repo.place());
    let place = repo.first_contained(commit, &commits).await;
    let place = place.map_err(EngineError::read_repo(&name))?;
    Ok(place.and_then(|place| facts.releases.get(place)))
}

async fn same_files(
    repo: &dyn Repo,
    one: &Oid,
    other: &Oid,
) -> Result<bool, crate::ports::RepoError> {
    Ok(repo.commit_parts(one).await?.0 == repo.commit_parts(other).await?.0)
}

/// Whether the service has commits after a release; merges alone are none.
async fn has_own(
    desk: &Desk,
    service: &Service,
    repo: &Arc<dyn Repo>,
    release: &Oid,
    commit: &Oid,
) -> Result<bool, EngineError> {
    let commits = own(desk, service, repo, release, commit).await?;
    Ok(commits.iter().any(|commit| commit.parents.len() < 2))
}
