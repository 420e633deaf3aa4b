//! Whether a release was ever used: asked for, or live somewhere. A name that
//! was is never given away again.

use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::ReleaseRecord;
use crate::resume::offers;
use lockkeeper_domain::ids::{EnvName, Oid};
use lockkeeper_domain::ledger::Walk;
use lockkeeper_domain::plan::PlanKind;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::run::Run;
use lockkeeper_domain::snapshot::{Fact, Known, PlaceFacts, Release, Snapshot};
use lockkeeper_domain::version::VersionTag;
use std::collections::BTreeSet;

/// How many runs are looked through for a request that came to nothing.
const LOOKED_THROUGH: usize = 1000;

/// Whether somebody ever asked to bring a version anywhere, whatever came of
/// it: in the ledger as it was verified last, or on this desk. All services
/// that have the tag are asked.
///
/// # Errors
/// When the journal cannot be read.
pub(in crate::usecases) async fn requested(
    desk: &Desk,
    service: &Service,
    tag: &VersionTag,
) -> Result<bool, EngineError> {
    let walk = desk.walk();
    let state = walk.as_deref().map(Walk::state);
    if state.is_some_and(|state| state.was_named(service.repo.as_str(), tag.name.as_str())) {
        return Ok(true);
    }
    let failed = || EngineError::journal("see whether a release was requested");
    let journal = &desk.ports.journal;
    let recorded = |record: &ReleaseRecord| record.tag == tag.name && record.event == "requested";
    let sharing = sharing(desk, service);
    for member in &sharing {
        let records = journal.releases(&member.name).await;
        if records.map_err(failed())?.iter().any(recorded) {
            return Ok(true);
        }
    }
    let asked = |run: &Run| {
        let plan = &run.plan;
        let mut about = plan.subject.versions();
        matches!(
            plan.kind,
            PlanKind::Promote | PlanKind::Rollback | PlanKind::Umbrella
        ) && about.any(|a| {
            a.version == tag.version && sharing.iter().any(|member| member.name == a.service)
        })
    };
    let runs = journal.runs(LOOKED_THROUGH).await.map_err(failed())?;
    Ok(runs.iter().any(asked))
}

/// Whether a tag's object is what a cut on this desktop made that certainly
/// pushed nothing: nobody else ever had it.
///
/// # Errors
/// When the journal cannot be read.
pub(super) async fn never_pushed(desk: &Desk, object: &Oid) -> Result<bool, EngineError> {
    let failed = EngineError::journal("see whether a release was pushed");
    let runs = desk.ports.journal.runs(LOOKED_THROUGH).await;
    let made = |run: &Run| {
        run.steps
            .iter()
            .any(|r| r.made.tag.as_ref() == Some(object))
    };
    let alone = |run: &Run| run.plan.kind == PlanKind::Cut && offers(run).undo && made(run);
    Ok(runs.map_err(failed)?.iter().any(alone))
}

/// The environments that any service with the tag is or was live in, in the
/// order of promotion.
pub(super) fn deployed(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    release: &Release,
) -> Vec<EnvName> {
    let build = release.build();
    let lived = |place: &PlaceFacts| {
        let mut builds = place.history.iter().filter_map(|live| live.build.as_ref());
        builds.any(|live| live.is_same(&build) && live.version == build.version)
    };
    let places = sharing(desk, service);
    let places = places.iter().filter_map(|s| snapshot.places.get(&s.name));
    let lived: BTreeSet<&EnvName> = places
        .flatten()
        .filter(|(_, fact)| fact.seen().is_some_and(lived))
        .map(|(environment, _)| environment)
        .collect();
    let environments = desk.workspace.environments.iter().map(|e| &e.name);
    environments
        .filter(|name| lived.contains(name))
        .cloned()
        .collect()
}

/// Places of the services with the tag that nobody can see now, with why.
pub(super) fn unseen(desk: &Desk, snapshot: &Snapshot, service: &Service) -> Vec<String> {
    let sharing = sharing(desk, service);
    let places = sharing.iter().filter_map(|s| snapshot.places.get(&s.name));
    let unknown = |(environment, fact): (&EnvName, &Fact<PlaceFacts>)| match &fact.state {
        Known::Unknown(why) => Some(format!("{environment}: {why}")),
        Known::Seen(_) => None,
    };
    let unknown = places.flatten().filter_map(unknown);
    // What could not be reached shows what was seen before, which may be old.
    let unreached = desk.seen().unreached.into_iter();
    let unreached = unreached.map(|(repo, why)| format!("{repo}: {why}"));
    let all: BTreeSet<String> = unknown.chain(unreached).collect();
    all.into_iter().collect()
}

/// The services whose releases are named by the same tags.
pub(super) fn sharing<'a>(desk: &'a Desk, service: &Service) -> Vec<&'a Service> {
    let mut siblings = desk.siblings(service);
    siblings.retain(|other| other.tag == service.tag);
    siblings
}
