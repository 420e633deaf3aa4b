//! Bringing an earlier version back.

use super::super::decisions::ask;
use super::super::deployment::{self, Wish, here, verdicts};
use super::super::destination::{Coming, destination, with_carried};
use super::super::umbrella::Together;
use super::super::{escort, pick, planned, raised};
use super::{ALONE, PATIENCE, elsewhere, fresh, observed_at, view};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::between;
use lockkeeper_contract::PromotionView;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::{item_of, was_recorded};
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::intent::RollbackIntent;
use lockkeeper_domain::ledger::FlagState;
use lockkeeper_domain::plan::{
    Earlier, Forgotten, PlanNote, RecordedWish, RollbackFacts, choose_way_back, requirements,
    rollback as plan, within_set,
};
use lockkeeper_domain::policy::{Service, Target};
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::snapshot::{Build, Fact, Known, PlaceFacts, Snapshot};

/// The promotion page for a rollback.
///
/// # Errors
/// When the service or the environment does not exist.
pub async fn rollback(desk: &Desk, intent: &RollbackIntent) -> Result<PromotionView, EngineError> {
    let snapshot = fresh(desk).await?;
    let service = desk.service(&intent.service)?;
    let environment = desk.environment(&intent.within)?;
    let to = (service, environment);
    let (facts, back) = rollback_facts(desk, &snapshot, to, intent, &ALONE).await?;
    let built = plan(intent, &facts, &planned::stamp(desk));
    let unrecorded = back
        .as_ref()
        .and_then(|build| unrecorded(desk, service, environment, build));
    let built = match unrecorded {
        Some(refusal) => Err(vec![refusal]),
        None => built,
    };
    let recorded = recorded(desk, to, back.as_ref(), &facts, &intent.flags);
    let built = planned::tie(built, recorded.clone()).map(|mut plan| {
        plan.notes.splice(0..0, flags(desk, service, environment));
        plan
    });
    let outcome = planned::keep(desk, built).await?;
    let ask = ask(desk, recorded.as_ref(), facts.verdicts.iter(), &outcome);
    let page = view::rollback(desk, service, &facts, back.as_ref(), outcome).await;
    Ok(PromotionView {
        ask,
        flags: raised::offered(desk, recorded.as_ref()),
        command: page.command + &raised::options(&intent.flags),
        ..page
    })
}

/// What a rollback would bring, as a request names it; its gates need not pass
/// yet.
pub(in crate::usecases) async fn recorded_way_back(
    desk: &Desk,
    intent: &RollbackIntent,
) -> Result<RecordedWish, EngineError> {
    let snapshot = fresh(desk).await?;
    let service = desk.service(&intent.service)?;
    let environment = desk.environment(&intent.within)?;
    let to = (service, environment);
    let (facts, back) = rollback_facts(desk, &snapshot, to, intent, &ALONE).await?;
    let Some(build) = back else {
        let known = (&facts.here, facts.forgotten.as_ref());
        let why = way_back_of(desk, &snapshot, to, known, intent).err();
        return Err(why.map_or_else(
            || EngineError::refused(refused::way_back_unknown(&environment.name)),
            |refusals| EngineError::Refused { refusals },
        ));
    };
    if let Some(refusal) = unrecorded(desk, service, environment, &build) {
        return Err(EngineError::refused(refusal));
    }
    recorded(desk, to, Some(&build), &facts, &intent.flags)
        .ok_or_else(|| deployment::unrecordable(desk, &build))
}

/// The rollback in the ledger's terms.
fn recorded(
    desk: &Desk,
    (service, environment): (&Service, &Environment),
    back: Option<&Build>,
    facts: &RollbackFacts,
    flags: &[String],
) -> Option<RecordedWish> {
    let build = back?;
    let wish = Wish {
        service,
        environment,
        build,
        rollback: true,
        lane: None,
        together: &with_carried(service, build, &facts.place),
        ticked: None,
        flags,
    };
    escort::recorded(desk, &wish, &facts.verdicts)
}

/// What may be enough instead: the flags that are on there, newest first.
fn flags(desk: &Desk, service: &Service, environment: &Environment) -> Vec<PlanNote> {
    let Some(walk) = desk.walk() else {
        return Vec::new();
    };
    let (place, name) = (environment.name.as_str(), service.name.as_str());
    let mut on: Vec<&FlagState> = walk.state().flags_on(place, name).collect();
    on.sort_by_key(|flag| std::cmp::Reverse(flag.number));
    let note = |flag: &FlagState| {
        let switch = &flag.switch;
        let text = format!(
            "{} switched the flag {} on at {}: switching it off may be enough.",
            flag.by, switch.name, flag.since
        );
        let command = format!(
            "Say so when it is off: lockkeeper note --flag {}=off --service {name} --in {place}",
            switch.name
        );
        PlanNote::new("flag", text).lines(vec![command])
    };
    on.into_iter().map(note).collect()
}

/// A version that the ledger does not know there can be no way back. While the
/// ledger cannot be reached nobody can tell: what comes is adopted afterwards.
pub(in crate::usecases) fn unrecorded(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
    build: &Build,
) -> Option<Refusal> {
    is_unrecorded(desk, service, environment, build)
        .then(|| refused::not_recorded(&build.version, &environment.name))
}

/// Whether the ledger was reached and never saw a build there.
pub(in crate::usecases) fn is_unrecorded(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
    build: &Build,
) -> bool {
    let reached = desk.begun_ledger().filter(|it| it.unreached().is_none());
    reached.is_some_and(|ledger| {
        let walk = ledger.seen();
        !was_recorded(walk.state(), service, &environment.name, build)
    })
}

/// What a rollback would bring back; absent when nothing runs there or nobody
/// knows what ran.
///
/// # Errors
/// Why there is no way back.
pub(in crate::usecases) fn way_back_of<'a>(
    desk: &Desk,
    snapshot: &Snapshot,
    (service, environment): (&Service, &Environment),
    (here, forgotten): (&'a Fact<PlaceFacts>, Option<&'a Forgotten>),
    intent: &RollbackIntent,
) -> Result<Option<Earlier<'a>>, Vec<Refusal>> {
    let Some(place) = here.seen() else {
        return Ok(None);
    };
    let yanked = yanked(snapshot, service);
    let unrecorded = unrecorded_there(desk, service, environment, place);
    let ruled_out = (yanked.as_slice(), unrecorded.as_slice());
    let asked = intent.to.as_ref();
    let found = choose_way_back(place, asked, ruled_out, forgotten, &intent.within);
    found.map(Some).map_err(|refusal| vec![refusal])
}

/// The version asked for, where the ledger saw it in a place whose history
/// tells of it no more, for somebody rewrote that. A branch has to have the
/// commit it goes back to; a file takes the value.
pub(in crate::usecases) fn forgotten(
    desk: &Desk,
    snapshot: &Snapshot,
    (service, environment): (&Service, &Environment),
    here: &Fact<PlaceFacts>,
    intent: &RollbackIntent,
) -> Option<Forgotten> {
    let place = here.seen()?;
    let target = deployment::place(service, environment).ok()?;
    let build = pick::build(snapshot, service, intent.to.as_ref()?).ok()?;
    let is_forgotten = matches!(target, Target::Gitops(_)) && place.newest(&build).is_none();
    let item = item_of(service, &build).filter(|_| is_forgotten)?;
    let walk = desk.walk()?;
    walk.state().was_live_as(environment.name.as_str(), &item)?;
    let branch = &pick::facts(snapshot, service).ok()?.branch;
    let value = deployment::named(service, target, &build, branch, place.live());
    Some(Forgotten { build, value })
}

/// What ran in a place and the ledger never saw there.
fn unrecorded_there(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
    place: &PlaceFacts,
) -> Vec<Build> {
    let ran = place.history.iter().filter_map(|live| live.build.as_ref());
    let unrecorded = ran.filter(|build| is_unrecorded(desk, service, environment, build));
    unrecorded.cloned().collect()
}

/// A build came there by an adopt and by no promotion that ended well.
fn is_only_adopted(
    desk: &Desk,
    service: &Service,
    environment: &Environment,
    build: &Build,
) -> bool {
    let seen = desk.walk().zip(item_of(service, build));
    seen.is_some_and(|(walk, item)| {
        walk.state().was_live_as(environment.name.as_str(), &item) == Some(false)
    })
}

fn yanked(snapshot: &Snapshot, service: &Service) -> Vec<TagName> {
    let Ok(known) = pick::facts(snapshot, service) else {
        return Vec::new();
    };
    let releases = known.releases.iter();
    releases
        .filter(|release| release.yanked)
        .map(|release| release.tag.name.clone())
        .collect()
}

pub(in crate::usecases) async fn rollback_facts(
    desk: &Desk,
    snapshot: &Snapshot,
    (service, environment): (&Service, &Environment),
    intent: &RollbackIntent,
    together: &Together<'_>,
) -> Result<(RollbackFacts, Option<Build>), EngineError> {
    let now = desk.now();
    pick::facts(snapshot, service)?;
    let here = here(snapshot, service, environment, now);
    let live = here.seen().and_then(PlaceFacts::live);
    let live = live.and_then(|live| live.build.clone());
    let to = (service, environment);
    let forgotten = forgotten(desk, snapshot, to, &here, intent);
    let known = (&here, forgotten.as_ref());
    let earlier = way_back_of(desk, snapshot, to, known, intent);
    let earlier = earlier.ok().flatten();
    let back = earlier.and_then(|earlier| earlier.build.cloned());
    let change = earlier.and_then(|earlier| earlier.change);
    let coming = change.map_or(Coming::Nothing, Coming::Back);
    let place = match together.along(service, environment) {
        Some(along) => along,
        None => destination(desk, snapshot, service, environment, coming).await?,
    };
    let carried = back
        .as_ref()
        .map(|build| with_carried(service, build, &place));
    let carried = carried.unwrap_or_default();
    let (between, verdicts, needed) = match &back {
        Some(build) => {
            let wish = Wish {
                service,
                environment,
                build,
                rollback: true,
                lane: None,
                together: match together.items {
                    [] => &carried,
                    together => together,
                },
                ticked: None,
                flags: &intent.flags,
            };
            raised::check(desk, &wish)?;
            let (workspace, version) = (&desk.workspace, &build.version);
            (
                between(desk, service, live.as_ref(), build).await,
                verdicts(desk, snapshot, &wish, now),
                requirements(workspace, service, environment, version, snapshot),
            )
        }
        None => (
            Known::Unknown("there is nothing to go back to".to_owned()),
            vec![],
            vec![],
        ),
    };
    let facts = RollbackFacts {
        environment: environment.clone(),
        place,
        yanked: yanked(snapshot, service),
        unrecorded: here
            .seen()
            .map(|place| unrecorded_there(desk, service, environment, place))
            .unwrap_or_default(),
        forgotten,
        only_adopted: back
            .as_ref()
            .is_some_and(|build| is_only_adopted(desk, service, environment, build)),
        between,
        verdicts,
        under_way: elsewhere(desk, service, environment).await,
        requirements: within_set(needed, together.versions),
        alone: desk.workspace.people.len() <= 1,
        patience: PATIENCE,
        observed_at: observed_at(snapshot, service, &here),
        here,
    };
    Ok((facts, back))
}
