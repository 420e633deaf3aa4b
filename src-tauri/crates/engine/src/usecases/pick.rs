//! Finding a build of a service: by version, by tag, by commit.

use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Build, Fact, Known, Release, ServiceFacts, Snapshot};
use lockkeeper_domain::version::Version;

/// What is known of a service's repository.
///
/// # Errors
/// When nothing is: the reason is that of the fact.
pub(super) fn facts<'a>(
    snapshot: &'a Snapshot,
    service: &Service,
) -> Result<&'a ServiceFacts, EngineError> {
    seen(snapshot, service).map_err(|why| EngineError::Usage {
        text: format!("The repository {} is not known: {why}.", service.repo),
    })
}

/// The same, or why nothing is known, in words.
pub(super) fn seen<'a>(
    snapshot: &'a Snapshot,
    service: &Service,
) -> Result<&'a ServiceFacts, String> {
    match snapshot.services.get(&service.name).map(|fact| &fact.state) {
        Some(Known::Seen(facts)) => Ok(facts),
        Some(Known::Unknown(why)) => Err(why.clone()),
        None => Err("nobody has looked at it yet".to_owned()),
    }
}

/// The build of a version: a release, the untagged head, or what runs somewhere.
///
/// # Errors
/// When there is none.
pub(super) fn build(
    snapshot: &Snapshot,
    service: &Service,
    version: &Version,
) -> Result<Build, EngineError> {
    let facts = facts(snapshot, service)?;
    if let Some(release) = facts.releases.iter().find(|r| r.tag.version == *version) {
        return Ok(release.build());
    }
    if let Some(build) = facts
        .untagged_builds()
        .find(|build| build.version == *version)
    {
        return Ok(build);
    }
    let places = snapshot
        .places
        .get(&service.name)
        .into_iter()
        .flat_map(|on| on.values());
    let mut lived = places
        .filter_map(Fact::seen)
        .flat_map(|place| &place.history);
    let known = lived.find_map(|live| live.build.clone().filter(|b| b.version == *version));
    known.ok_or_else(|| unknown("release", &format!("{} {version}", service.name)))
}

/// The build of a commit: its release where it has one.
pub(super) fn build_of_commit(facts: &ServiceFacts, commit: &Oid) -> Option<Build> {
    let release = facts
        .releases
        .iter()
        .find(|release| release.tag.commit == *commit);
    release.map(Release::build).or_else(|| {
        facts
            .untagged_builds()
            .find(|build| build.commit == *commit)
    })
}

/// A release by its tag.
///
/// # Errors
/// When there is none.
pub(super) fn release<'a>(
    facts: &'a ServiceFacts,
    service: &Service,
    tag: &TagName,
) -> Result<&'a Release, EngineError> {
    let named = |release: &&Release| {
        release.tag.name == *tag || release.tag.version.to_string() == tag.as_str()
    };
    let found = facts.releases.iter().find(named);
    found.ok_or_else(|| unknown("release", &format!("{} {tag}", service.name)))
}

/// Environments a build is live in, in the order of promotion.
pub(super) fn live_in(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    build: &Build,
) -> Vec<String> {
    let places = snapshot.places.get(&service.name);
    let is_live = |name: &lockkeeper_domain::ids::EnvName| {
        let place = places.and_then(|on| on.get(name)).and_then(Fact::seen);
        place
            .and_then(|place| place.live())
            .is_some_and(|live| live.is_build(build))
    };
    let environments = desk
        .workspace
        .environments
        .iter()
        .filter(|e| is_live(&e.name));
    environments
        .map(|environment| environment.name.to_string())
        .collect()
}
