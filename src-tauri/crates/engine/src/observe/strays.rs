//! Untagged builds that are not the newest commit any more.
//!
//! What stands in a place still names their commit, so that they keep the
//! version they had: the next one at that commit, counted to that commit.

use super::history::{Asked, lineage, needs_paths};
use super::repository::after;
use super::tags::RepoTags;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::{RangeOptions, Repo};
use lockkeeper_domain::artifact::named_commit;
use lockkeeper_domain::ids::{EnvName, Oid};
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Build, Fact, Known, Live, PlaceFacts, Snapshot};
use lockkeeper_domain::version::untagged;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many changes of a place are looked back.
const LOOKED_BACK: usize = 20;

/// Recognises what names a commit of the service's repository. What was
/// recognised before is not looked up again: a commit never changes.
pub(super) async fn recognise(desk: &Desk, snapshot: &mut Snapshot, before: &Snapshot) {
    for service in desk.workspace.services.values() {
        let values = strays(service, snapshot);
        if values.is_empty() {
            continue;
        }
        let builds = builds(desk, service, &values, before).await;
        let places = snapshot.places.get_mut(&service.name);
        for fact in places.into_iter().flat_map(|on| on.values_mut()) {
            if let Known::Seen(place) = &mut fact.state {
                let unknown = place.history.iter_mut().filter(|l| l.build.is_none());
                unknown.for_each(|live| live.build = builds.get(&live.value).cloned());
            }
        }
    }
}

/// Values that nothing explains yet and that name a commit, with its name.
fn strays(service: &Service, snapshot: &Snapshot) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for live in lately(service, snapshot).filter(|live| live.build.is_none()) {
        let template = service.artifact.as_deref();
        if let Some(commit) = named_commit(template, &service.name, &live.value) {
            values.insert(live.value.clone(), commit);
        }
    }
    values
}

fn lately<'a>(service: &Service, snapshot: &'a Snapshot) -> impl Iterator<Item = &'a Live> {
    let places: Option<&BTreeMap<EnvName, Fact<PlaceFacts>>> = snapshot.places.get(&service.name);
    let seen = places.into_iter().flat_map(BTreeMap::values);
    seen.filter_map(Fact::seen)
        .flat_map(|place| place.history.iter().take(LOOKED_BACK))
}

/// The builds of the values, as far as there are such commits.
async fn builds(
    desk: &Desk,
    service: &Service,
    values: &BTreeMap<String, String>,
    before: &Snapshot,
) -> BTreeMap<String, Build> {
    let mut found: BTreeMap<String, Build> = BTreeMap::new();
    for live in lately(service, before) {
        let untagged = live.build.as_ref().filter(|build| build.tag.is_none());
        if let Some(build) = untagged.filter(|_| values.contains_key(&live.value)) {
            found.insert(live.value.clone(), build.clone());
        }
    }
    if values.keys().all(|value| found.contains_key(value)) {
        return found;
    }
    let Ok(repo) = desk.repo_of(service).await else {
        return found;
    };
    let tags = RepoTags::new(repo.tags().await.unwrap_or_default());
    for (value, commit) in values {
        if found.contains_key(value) {
            continue;
        }
        // A name that is no commit here is somebody's own word.
        if let Ok(build) = build(desk, service, &repo, &tags, commit).await {
            found.extend(build.map(|build| (value.clone(), build)));
        }
    }
    found
}

async fn build(
    desk: &Desk,
    service: &Service,
    repo: &Arc<dyn Repo>,
    tags: &RepoTags,
    name: &str,
) -> Result<Option<Build>, EngineError> {
    let read = |error| EngineError::read_repo(&service.repo)(error);
    let commit: Oid = repo.resolve(name).await.map_err(read)?;
    if !commit.as_str().starts_with(name) {
        return Ok(None);
    }
    untagged_at(desk, service, repo, tags, &commit)
        .await
        .map(Some)
}

/// The untagged build of a commit.
pub(super) async fn untagged_at(
    desk: &Desk,
    service: &Service,
    repo: &Arc<dyn Repo>,
    tags: &RepoTags,
    commit: &Oid,
) -> Result<Build, EngineError> {
    let read = |error| EngineError::read_repo(&service.repo)(error);
    let siblings = desk.siblings(service);
    let options = RangeOptions {
        first_parent: false,
        paths: needs_paths(&siblings),
    };
    let line = lineage(repo, service, tags, commit, options)
        .await
        .map_err(read)?;
    let asked = Asked {
        kind: &CutKind::Final,
        branch: None,
        accepted: &BTreeMap::new(),
        raised: &[],
        first_parent: false,
    };
    let next = line.next(service, &siblings, &asked)?;
    let core = next.next.unwrap_or_else(|| after(&line, service));
    Ok(Build {
        version: untagged(&core, next.commits.len(), commit.as_str()),
        commit: commit.clone(),
        tag: None,
    })
}
