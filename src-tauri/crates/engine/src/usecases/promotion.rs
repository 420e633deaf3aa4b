//! Bringing a version into an environment, or an earlier one back.

mod again;
mod diff;
mod rollback;
mod view;

pub use again::start_or_replan;
pub use rollback::rollback;
pub(super) use rollback::{
    forgotten, is_unrecorded, recorded_way_back, rollback_facts, unrecorded, way_back_of,
};
pub(crate) use view::links;

use super::afterwards::LOOKED_AT;
use super::deployment::{Wish, here, named as value_of, place, unrecordable, verdicts, way};
use super::destination::{Coming, destination, with_carried};
use super::umbrella::Together;
use super::{decisions, escort, lane, pick, planned, raised, seal};
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::observe::{between, observe, with_signature};
use jiff::{SignedDuration, Timestamp};
use lockkeeper_contract::{PlanOutcome, PromotionView};
use lockkeeper_domain::board::candidate;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::item_of;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::ledger::{Kind, Moment};
use lockkeeper_domain::plan::{
    PromoteFacts, RecordedWish, patched, promote, requirements, returns_without_reason, under_way,
    within_set,
};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::run::Run;
use lockkeeper_domain::snapshot::{AtRemote, Build, Fact, Snapshot};
use lockkeeper_domain::version::Version;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long a place may take to show what was pushed.
pub(super) const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// How old facts may be before a plan is built on them.
const FRESH: SignedDuration = SignedDuration::from_secs(20);

/// The promotion page: what, gates, how, and the way back. The plan is kept
/// and can be confirmed by its id.
///
/// # Errors
/// When the service, the environment or the version does not exist.
pub async fn promotion(desk: &Desk, intent: &PromoteIntent) -> Result<PromotionView, EngineError> {
    let service = desk.service(&intent.service)?;
    let environment = desk.environment(&intent.to)?;
    let (snapshot, build) = sighted(desk, service, environment, intent).await?;
    let facts = facts(
        desk,
        &snapshot,
        (service, environment),
        &build,
        intent,
        &ALONE,
    )
    .await?;
    let asked = completed(desk, (service, environment), intent, &facts);
    let built = promote(&asked, &facts, &planned::stamp(desk));
    let recorded = recorded(desk, service, environment, &facts, &intent.flags);
    let outcome = planned::keep(desk, planned::tie(built, recorded.clone())).await?;
    let ask = decisions::ask(desk, recorded.as_ref(), facts.verdicts.iter(), &outcome);
    let page = view::promotion(desk, &snapshot, service, &facts, outcome).await?;
    let ticks = decisions::signed_ticks(desk, recorded.as_ref());
    Ok(PromotionView {
        ask,
        ticks,
        flags: raised::offered(desk, recorded.as_ref()),
        command: page.command + &raised::options(&intent.flags),
        ..page
    })
}

/// The intent with everything named that was left open in it: the version, the
/// lane, and the reason that was signed with the request.
fn completed(
    desk: &Desk,
    (service, environment): (&Service, &Environment),
    intent: &PromoteIntent,
    facts: &PromoteFacts,
) -> PromoteIntent {
    let signed = || {
        let carried = with_carried(service, &facts.candidate, &facts.place);
        let items = match carried.is_empty() {
            true => vec![item_of(service, &facts.candidate)?],
            false => carried,
        };
        lane::reason(desk, environment, &items)
    };
    PromoteIntent {
        version: Some(facts.candidate.version.clone()),
        lane: facts.lane.clone(),
        reason: intent.reason.clone().or_else(signed),
        ..intent.clone()
    }
}

/// Builds and keeps a promotion without a page around it; `automatic` when nobody asked.
pub(super) async fn plan_automatic(
    desk: &Desk,
    snapshot: &Snapshot,
    intent: &PromoteIntent,
) -> Result<PlanOutcome, EngineError> {
    let service = desk.service(&intent.service)?;
    let environment = desk.environment(&intent.to)?;
    let build = wanted(desk, snapshot, service, environment, intent)?;
    let to = (service, environment);
    let mut facts = facts(desk, snapshot, to, &build, intent, &ALONE).await?;
    facts.automatic = true;
    let built = promote(intent, &facts, &planned::stamp(desk));
    let recorded = recorded(desk, service, environment, &facts, &intent.flags);
    planned::keep(desk, planned::tie(built, recorded)).await
}

/// What a promotion would bring, as a request names it; its gates need not
/// pass yet.
pub(super) async fn recorded_wish(
    desk: &Desk,
    intent: &PromoteIntent,
) -> Result<RecordedWish, EngineError> {
    let service = desk.service(&intent.service)?;
    let environment = desk.environment(&intent.to)?;
    let (snapshot, build) = sighted(desk, service, environment, intent).await?;
    let facts = facts(
        desk,
        &snapshot,
        (service, environment),
        &build,
        intent,
        &ALONE,
    )
    .await?;
    if !facts.lane_refusals.is_empty() {
        return Err(EngineError::Refused {
            refusals: facts.lane_refusals,
        });
    }
    let asked = completed(desk, (service, environment), intent, &facts);
    if let Some(refusal) = returns_without_reason(&asked, &facts) {
        return Err(EngineError::refused(refusal));
    }
    recorded(desk, service, environment, &facts, &intent.flags)
        .ok_or_else(|| unrecordable(desk, &facts.candidate))
}

/// The promotion in the ledger's terms.
fn recorded(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
    facts: &PromoteFacts,
    flags: &[String],
) -> Option<RecordedWish> {
    let together = with_carried(service, &facts.candidate, &facts.place);
    let wish = Wish {
        service,
        environment,
        build: &facts.candidate,
        rollback: false,
        lane: facts.lane.as_deref(),
        together: &together,
        ticked: None,
        flags,
    };
    escort::recorded(desk, &wish, &facts.verdicts)
}

/// Facts fresh enough to plan on; the remotes are asked when they are not.
pub(super) async fn fresh(desk: &Desk) -> Result<Arc<Snapshot>, EngineError> {
    if let Err(error) = seal::follow(desk).await {
        // What is signed later is judged on the newest ledger in any case.
        tracing::warn!(%error, "the ledger was not refreshed");
    }
    let seen = desk.seen();
    let age = seen.refreshed_at.map(|at| desk.now().duration_since(at));
    // What a clock that was ahead wrote down is not fresh until that moment comes.
    let young = age.is_some_and(|age| (SignedDuration::ZERO..=FRESH).contains(&age));
    if young && !outrun(desk, seen.refreshed_at) {
        Ok(seen.snapshot)
    } else {
        observe(desk, true).await
    }
}

/// A run ended after somebody looked, perhaps on another desktop.
fn outrun(desk: &Desk, refreshed_at: Option<Timestamp>) -> bool {
    let Some((walk, seen)) = desk.walk().zip(refreshed_at) else {
        return false;
    };
    let records = walk.state().records().iter().rev();
    let mut later = records.take_while(|record| record.at.timestamp() > seen);
    later.any(|record| record.kind == Kind::Finish)
}

/// What is known, and the build that is meant by it. Where there is none, or
/// its tag is in doubt, the remotes are asked once more: whoever was told to
/// mend it comes back at once.
pub(super) async fn sighted(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
    intent: &PromoteIntent,
) -> Result<(Arc<Snapshot>, Build), EngineError> {
    let known = fresh(desk).await?;
    if let Ok(build) = wanted(desk, &known, service, environment, intent) {
        let at_remote = pick::facts(&known, service)?.at_remote(&build);
        if matches!(at_remote, AtRemote::Unasked | AtRemote::Same) {
            return Ok((known, build));
        }
    }
    let snapshot = observe(desk, true).await?;
    let build = wanted(desk, &snapshot, service, environment, intent)?;
    Ok((snapshot, build))
}

/// The build that is meant: the version or commit asked for, else the candidate.
pub(super) fn wanted(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    environment: &Environment,
    intent: &PromoteIntent,
) -> Result<Build, EngineError> {
    if let Some(version) = &intent.version {
        return pick::build(snapshot, service, version);
    }
    if let Some(commit) = &intent.commit {
        let found = pick::build_of_commit(pick::facts(snapshot, service)?, commit);
        return found.ok_or_else(|| unknown("build", commit.short()));
    }
    let walk = desk.walk();
    match candidate(&way(desk, snapshot, service, environment, walk.as_deref())) {
        Ok(Some(build)) => Ok(build),
        Ok(None) => Err(EngineError::refused(refused::no_candidate(
            &service.name,
            &environment.name,
        ))),
        Err(why) => Err(EngineError::refused(refused::candidate_unknown(
            &environment.name,
            why,
        ))),
    }
}

/// What goes together with nothing else.
pub(super) const ALONE: Together<'static> = Together {
    items: &[],
    versions: &BTreeMap::new(),
    along: &BTreeMap::new(),
};

/// The lane that was named, else that of the open request.
pub(super) fn lane_of(
    desk: &Desk,
    (service, environment): (&Service, &Environment),
    build: &Build,
    intent: &PromoteIntent,
    together: &Together<'_>,
) -> Option<String> {
    let asked = || {
        let own: Vec<Item> = item_of(service, build).into_iter().collect();
        let items = if together.items.is_empty() {
            &own
        } else {
            together.items
        };
        lane::asked(desk, environment, items)
    };
    intent.lane.clone().or_else(asked)
}

pub(super) async fn facts(
    desk: &Desk,
    snapshot: &Snapshot,
    (service, environment): (&Service, &Environment),
    build: &Build,
    intent: &PromoteIntent,
    together: &Together<'_>,
) -> Result<PromoteFacts, EngineError> {
    let now = desk.now();
    let snapshot = &*with_signature(desk, snapshot, service, build).await;
    let known = pick::facts(snapshot, service)?;
    let here = here(snapshot, service, environment, now);
    let standing = here.seen().and_then(|place| place.live());
    let live = standing.and_then(|live| live.build.clone());
    let to = (service, environment);
    let named = lane_of(desk, to, build, intent, together);
    let entry = lane::entry(desk, snapshot, to, build, named.as_deref()).await?;
    let coming = Coming::Build(build, entry.lane.as_deref());
    let mut place_there = match together.along(service, environment) {
        Some(along) => along,
        None => destination(desk, snapshot, service, &entry.environment, coming).await?,
    };
    together.speaks_for(&mut place_there);
    let carried = with_carried(service, build, &place_there);
    let wish = Wish {
        service,
        environment: &entry.environment,
        build,
        rollback: false,
        lane: entry.lane.as_deref(),
        together: match together.items {
            [] => &carried,
            together => together,
        },
        ticked: Some(&intent.ticked),
        flags: &intent.flags,
    };
    raised::check(desk, &wish)?;
    let (yanked, at_remote) = (known.is_yanked(build), known.at_remote(build));
    let target = place(service, environment)?;
    let verdicts = verdicts(desk, snapshot, &wish, now);
    let (workspace, version) = (&desk.workspace, &build.version);
    let needed = requirements(workspace, service, environment, version, snapshot);
    Ok(PromoteFacts {
        place: place_there,
        candidate: build.clone(),
        desired: value_of(service, target, build, &known.branch, standing),
        between: between(desk, service, live.as_ref(), build).await,
        skipped: skipped(known, live.as_ref(), build),
        yanked,
        at_remote,
        verdicts,
        lane: entry.lane,
        lane_refusals: entry.refusals,
        under_way: elsewhere(desk, service, environment).await,
        patched: desk
            .walk()
            .and_then(|walk| patched(walk.state(), service, &environment.name, &here, build)),
        requirements: within_set(needed, together.versions),
        automatic: false,
        alone: desk.workspace.people.len() <= 1,
        patience: PATIENCE,
        observed_at: observed_at(snapshot, service, &here),
        here,
        environment: entry.environment,
    })
}

/// Whose run is under way there by the ledger. The end of a run of this
/// desktop that has ended is on its way there.
async fn elsewhere(desk: &Desk, service: &Service, environment: &Environment) -> Option<Refusal> {
    let walk = desk.walk()?;
    let (place, name) = (environment.name.as_str(), service.name.as_str());
    let held = walk.state().held_in(place, name, Moment::of(desk.now()))?;
    let runs = desk.ports.journal.runs(LOOKED_AT).await.unwrap_or_default();
    let is_over = |run: &Run| run.state.has_ended() && run.plan.hash() == held.0.body.plan;
    if runs.iter().any(is_over) {
        return None;
    }
    under_way(held, service, &environment.name)
}

/// Final releases between the live version and the one that comes.
fn skipped(
    known: &lockkeeper_domain::snapshot::ServiceFacts,
    live: Option<&Build>,
    comes: &Build,
) -> Vec<Version> {
    let Some(live) = live else { return Vec::new() };
    let releases = known.releases.iter().map(|release| &release.tag.version);
    let inside = |v: &&Version| v.pre.is_empty() && **v > live.version && **v < comes.version;
    releases.filter(inside).cloned().collect()
}

/// When the oldest fact under a plan was observed.
fn observed_at(
    snapshot: &Snapshot,
    service: &Service,
    here: &Fact<lockkeeper_domain::snapshot::PlaceFacts>,
) -> Timestamp {
    let repository = snapshot
        .services
        .get(&service.name)
        .map_or(here.at, |fact| fact.at);
    repository.min(here.at)
}
