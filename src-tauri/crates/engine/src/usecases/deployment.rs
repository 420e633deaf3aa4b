//! What a version is to a place: gates, values, commits in between.

use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::ports::{RangeOptions, Repo, RepoError};
use jiff::Timestamp;
use lockkeeper_domain::artifact::{Naming, value};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::{Asked, GateFacts, Verdict, evaluate};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::policy::{GitopsPlace, Service, Target};
use lockkeeper_domain::range::PathFilter;
use lockkeeper_domain::snapshot::{Between, Build, Fact, Known, PlaceFacts, Snapshot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The place of a service in an environment.
///
/// # Errors
/// When the service is not deployed there.
pub(super) fn place<'a>(
    service: &'a Service,
    environment: &Environment,
) -> Result<&'a GitopsPlace, EngineError> {
    let deployment = service.on.get(&environment.name);
    let deployment = deployment.ok_or_else(|| {
        unknown(
            "deployment of",
            &format!("{} in {}", service.name, environment.name),
        )
    })?;
    let Target::Gitops(place) = &deployment.target;
    Ok(place)
}

/// What is known of the place.
pub(super) fn here(
    snapshot: &Snapshot,
    service: &Service,
    environment: &Environment,
    now: Timestamp,
) -> Fact<PlaceFacts> {
    let known = snapshot
        .places
        .get(&service.name)
        .and_then(|on| on.get(&environment.name));
    known.cloned().unwrap_or_else(|| Fact {
        state: Known::Unknown("nobody has looked at it yet".to_owned()),
        source: String::new(),
        at: now,
    })
}

/// Who wants to enter where.
pub(super) struct Wish<'a> {
    pub(super) service: &'a Service,
    pub(super) environment: &'a Environment,
    pub(super) build: &'a Build,
    pub(super) rollback: bool,
    pub(super) ticked: Option<&'a BTreeMap<String, String>>,
}

/// What each gate says to a build at a moment.
pub(super) fn verdicts(
    desk: &Desk,
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    at: Timestamp,
) -> Vec<Verdict> {
    let mut facts = GateFacts::pick(
        &desk.workspace,
        wish.service,
        wish.environment,
        wish.build,
        snapshot,
    );
    facts.ticked = wish.ticked;
    evaluate(&Asked {
        environment: wish.environment,
        candidate: wish.build,
        rollback: wish.rollback,
        facts,
        at,
        zone: &desk.zone,
    })
}

/// The value that names a build in its place.
pub(super) fn named(service: &Service, build: &Build, branch: &str) -> String {
    value(
        service.artifact.as_deref(),
        &Naming {
            service: &service.name,
            version: &build.version,
            commit: &build.commit,
            branch,
        },
    )
}

/// The commits of the service between what is live and what comes.
pub(super) async fn between(
    desk: &Desk,
    service: &Service,
    live: Option<&Build>,
    comes: &Build,
) -> Known<Between> {
    let Some(live) = live else {
        return Known::Seen(Between::default());
    };
    if live.commit == comes.commit {
        return Known::Seen(Between::default());
    }
    match read_between(desk, service, &live.commit, &comes.commit).await {
        Ok(between) => Known::Seen(between),
        Err(error) => Known::Unknown(error.to_string()),
    }
}

async fn read_between(
    desk: &Desk,
    service: &Service,
    live: &Oid,
    comes: &Oid,
) -> Result<Between, EngineError> {
    let repo = desk.repo_of(service).await?;
    let siblings = desk.siblings(service);
    let wrong = |error: lockkeeper_domain::range::FilterError| EngineError::Usage {
        text: format!("{error}."),
    };
    let filter = PathFilter::of(service, &siblings).map_err(wrong)?;
    let options = RangeOptions {
        first_parent: false,
        paths: crate::observe::needs_paths(&siblings),
    };
    let gained = difference(&repo, live, comes, options).await;
    let lost = difference(&repo, comes, live, options).await;
    let own = |list: Vec<CommitFacts>| list.into_iter().filter(|c| filter.takes(c)).collect();
    let read = EngineError::read_repo(&service.repo);
    match (gained, lost) {
        (Ok(gained), Ok(lost)) => Ok(Between {
            gained: own(gained),
            lost: own(lost),
        }),
        (Err(error), _) | (_, Err(error)) => Err(read(error)),
    }
}

async fn difference(
    repo: &Arc<dyn Repo>,
    without: &Oid,
    of: &Oid,
    options: RangeOptions,
) -> Result<Vec<CommitFacts>, RepoError> {
    repo.range(std::slice::from_ref(without), of, options).await
}

/// A commit in one line.
pub(super) fn line(commit: &CommitFacts) -> String {
    format!("{} {}", commit.oid.short(), commit.subject())
}
