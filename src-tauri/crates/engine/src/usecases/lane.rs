//! The way in that a version takes: the ordinary one, or a lane.

use super::deployment::here;
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::observe::ORIGIN;
use crate::ports::{BranchHead, RangeOptions, Repo, RepoError};
use lockkeeper_domain::environment::{Environment, Lane};
use lockkeeper_domain::gates::{lane_asked, reason_asked};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::ledger::{Moment, Walk};
use lockkeeper_domain::plan::{LaneFacts, check_lane, merged_branches};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::Refusal;
use lockkeeper_domain::snapshot::{Build, Known, PlaceFacts, Snapshot};
use std::sync::Arc;

/// An environment as a version meets it.
pub(super) struct Entry {
    /// The environment, with the gates of the lane.
    pub(super) environment: Environment,
    /// The lane; absent for the ordinary way.
    pub(super) lane: Option<String>,
    /// Why the version may not take it.
    pub(super) refusals: Vec<Refusal>,
}

/// The way in that is meant. Nobody is led into a lane that was not named.
///
/// # Errors
/// When there is no lane of that name.
pub(super) async fn entry(
    desk: &Desk,
    snapshot: &Snapshot,
    (service, environment): (&Service, &Environment),
    build: &Build,
    named: Option<&str>,
) -> Result<Entry, EngineError> {
    let Some(name) = named.map(str::to_owned) else {
        return Ok(Entry {
            environment: environment.clone(),
            lane: None,
            refusals: Vec::new(),
        });
    };
    let missing = || unknown("lane", &format!("{name} of {}", environment.name));
    let lane = environment.lanes.get(&name).ok_or_else(missing)?;
    let place = here(snapshot, service, environment, desk.now());
    let live = place.seen().and_then(PlaceFacts::live);
    let live = live.and_then(|live| live.build.as_ref());
    let facts = LaneFacts {
        environment,
        name: &name,
        lane,
        branches: branches(desk, snapshot, service, build, lane).await,
        live: live.map(|build| build.version.clone()),
    };
    let refusals = check_lane(build, &facts);
    Ok(Entry {
        environment: environment.through(&name).ok_or_else(missing)?,
        lane: Some(name),
        refusals,
    })
}

/// The lane of the newest open request for exactly these items.
pub(super) fn asked(desk: &Desk, environment: &Environment, items: &[Item]) -> Option<String> {
    let walk: Arc<Walk> = desk.walk()?;
    let (to, now) = (environment.name.as_str(), Moment::of(desk.now()));
    lane_asked(walk.state(), to, items, now).map(str::to_owned)
}

/// Why somebody asked for exactly these items, in words they signed.
pub(super) fn reason(desk: &Desk, environment: &Environment, items: &[Item]) -> Option<String> {
    let walk: Arc<Walk> = desk.walk()?;
    let (to, now) = (environment.name.as_str(), Moment::of(desk.now()));
    reason_asked(walk.state(), to, items, now).map(str::to_owned)
}

/// The branches of a lane that a version comes from, or why nobody knows.
async fn branches(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    build: &Build,
    lane: &Lane,
) -> Known<Vec<String>> {
    let facts = snapshot.services.get(&service.name);
    let Some(facts) = facts.and_then(lockkeeper_domain::snapshot::Fact::seen) else {
        return Known::Unknown("the repository was not read".to_owned());
    };
    let found = async {
        let repo = desk.repo_of(service).await.map_err(|e| e.to_string())?;
        let origins = Origins {
            repo,
            release_branch: &facts.branch,
            released: &facts.head,
            build,
            lane,
        };
        origins.read().await.map_err(|error| error.to_string())
    };
    match found.await {
        Ok(branches) => Known::Seen(branches),
        Err(why) => Known::Unknown(why),
    }
}

/// Where a version comes from.
struct Origins<'a> {
    repo: Arc<dyn Repo>,
    release_branch: &'a str,
    released: &'a Oid,
    build: &'a Build,
    lane: &'a Lane,
}

impl Origins<'_> {
    async fn read(&self) -> Result<Vec<String>, RepoError> {
        let arrived = self
            .repo
            .contains(self.released, &self.build.commit)
            .await?;
        let mut found = if arrived {
            self.merged().await?
        } else {
            Vec::new()
        };
        for head in self.repo.branches().await? {
            let Some(name) = short_name(&head).filter(|name| self.lane.is_for(name)) else {
                continue;
            };
            // What the release branch holds comes from everywhere.
            let own = !arrived || name == self.release_branch;
            if own && self.repo.contains(&head.commit, &self.build.commit).await? {
                found.push(name.to_owned());
            }
        }
        Ok(found)
    }

    /// The branches that the merge says which brought the commit, be it the
    /// merge itself or what was merged.
    async fn merged(&self) -> Result<Vec<String>, RepoError> {
        let (_, parents, message) = self.repo.commit_parts(&self.build.commit).await?;
        let subject = message.lines().next().unwrap_or_default();
        if parents.len() > 1 {
            return Ok(merged_branches(subject));
        }
        let options = RangeOptions {
            first_parent: true,
            ..RangeOptions::default()
        };
        let hidden = [self.build.commit.clone()];
        let since = self.repo.range(&hidden, self.released, options).await?;
        let brought = since
            .iter()
            .find(|commit| commit.parents.iter().skip(1).any(|one| *one == hidden[0]));
        Ok(brought
            .map(|commit| merged_branches(commit.subject()))
            .unwrap_or_default())
    }
}

/// The name of a branch, here or on the remote, without where it is.
fn short_name(head: &BranchHead) -> Option<&str> {
    let local = head.name.strip_prefix("refs/heads/");
    local.or_else(|| {
        let remote = head.name.strip_prefix("refs/remotes/")?;
        remote.strip_prefix(ORIGIN)?.strip_prefix('/')
    })
}
