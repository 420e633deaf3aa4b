//! Several releases requested, approved and started as one.

mod parts;
mod shared;
mod view;

use super::lane;
use super::promotion::fresh;
use super::{decisions, escort, planned, raised};
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_contract::UmbrellaView;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::intent::UmbrellaIntent;
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::plan::{
    Carried, Destination, Part, RecordedWish, Stamp, umbrella as plan, waves,
};
use lockkeeper_domain::policy::{Service, Target};
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::version::Version;
use parts::{Member, Resolved};
use std::collections::BTreeMap;

/// What goes together, as each member has to know it.
pub(super) struct Together<'a> {
    /// The items, as the ledger names them; empty for one that goes alone.
    pub(super) items: &'a [Item],
    /// The versions that the others come with.
    pub(super) versions: &'a BTreeMap<ServiceName, Version>,
    /// Those that are on the branch of another one, and which that is.
    pub(super) along: &'a BTreeMap<ServiceName, ServiceName>,
}

impl Together<'_> {
    /// The place of a service that another one of the set brings there.
    pub(super) fn along(&self, service: &Service, to: &Environment) -> Option<Destination> {
        self.along.get(&service.name)?;
        match &service.on.get(&to.name)?.target {
            Target::Branch(place) => Some(Destination::Along(place.clone())),
            Target::Gitops(_) => None,
        }
    }

    /// What comes along and is of the set has gates and a record of its own.
    pub(super) fn speaks_for(&self, place: &mut Destination) {
        if let Destination::Branch(to) = place {
            let own = |carried: &&mut Carried| self.versions.contains_key(&carried.service);
            for carried in to.carried.iter_mut().filter(own) {
                carried.against.clear();
            }
        }
    }
}

/// The page of a set: what, in which waves, gates, how. The plan is kept and
/// can be confirmed by its id.
///
/// # Errors
/// When a service, the environment or a version does not exist.
pub async fn umbrella(desk: &Desk, intent: &UmbrellaIntent) -> Result<UmbrellaView, EngineError> {
    let set = Set::of(desk, intent).await?;
    let tier = set.environment.tier;
    let recorded = set.recorded(desk);
    let waves: Vec<Vec<Part>> = set
        .waves
        .iter()
        .map(|wave| wave.iter().map(|member| member.part.clone()).collect())
        .collect();
    let built = plan(&set.intent, tier, &waves, &set.stamp);
    let built = match set.lacks_record() {
        Some(refusal) => Err(built.err().into_iter().flatten().chain([refusal]).collect()),
        None => built,
    };
    let outcome = planned::keep(desk, planned::tie(built, recorded.clone())).await?;
    let gates = set.members().flat_map(|one| &one.verdicts);
    let ask = decisions::ask(desk, recorded.as_ref(), gates, &outcome);
    let ticks = decisions::signed_ticks(desk, recorded.as_ref());
    Ok(UmbrellaView {
        ticks,
        flags: raised::offered(desk, recorded.as_ref()),
        ..view::page(&set, outcome, ask)
    })
}

/// What a set would bring, as a request names it; its gates need not pass yet.
pub(super) async fn recorded_wish(
    desk: &Desk,
    intent: &UmbrellaIntent,
) -> Result<RecordedWish, EngineError> {
    let set = Set::of(desk, intent).await?;
    let refusals: Vec<Refusal> = set
        .members()
        .flat_map(|one| one.forbidden.clone())
        .collect();
    if !refusals.is_empty() {
        return Err(EngineError::Refused { refusals });
    }
    set.recorded(desk)
        .ok_or_else(|| EngineError::refused(refused::not_begun()))
}

/// A set with everything known of its members, in waves.
struct Set<'a> {
    environment: &'a Environment,
    /// With every version named.
    intent: UmbrellaIntent,
    /// The commits of all members carry the name of one plan.
    stamp: Stamp,
    items: Vec<Item>,
    waves: Vec<Vec<Member>>,
}

impl<'a> Set<'a> {
    async fn of(desk: &'a Desk, intent: &UmbrellaIntent) -> Result<Self, EngineError> {
        let snapshot = fresh(desk).await?;
        let environment = desk.environment(&intent.environment)?;
        check_once(intent)?;
        let mut resolved = Vec::new();
        for item in &intent.items {
            let service = &item.service;
            resolved.push(Resolved::of(desk, &snapshot, environment, intent, service)?);
        }
        let stand = (desk, &*snapshot, environment);
        let along = shared::bring_together(stand, intent.rollback, &mut resolved).await?;
        let order = order(desk, intent, &mut resolved);
        let items: Vec<Item> = resolved.iter().filter_map(|one| one.item.clone()).collect();
        let versions = resolved.iter().filter_map(|one| {
            let build = one.build.as_ref()?;
            Some((one.service.name.clone(), build.version.clone()))
        });
        let versions: BTreeMap<ServiceName, Version> = versions.collect();
        let mut named = named(intent, &versions);
        if !intent.rollback && named.lane.is_none() {
            named.lane = lane::asked(desk, environment, &items);
        }
        if !intent.rollback && named.reason.is_none() {
            named.reason = lane::reason(desk, environment, &items);
        }
        for flag in parts::raised_before(desk, intent).await? {
            if !named.flags.contains(&flag) {
                named.flags.push(flag);
            }
        }
        let together = Together {
            items: &items,
            versions: &versions,
            along: &along,
        };
        let stamp = planned::stamp(desk);
        let earlier = parts::earlier(desk, intent).await?;
        let mut members = Vec::new();
        for one in resolved {
            let member = one.member(desk, &snapshot, &named, &together, &earlier, &stamp);
            members.push(member.await?);
        }
        let mut members = members.into_iter();
        let waves = order
            .iter()
            .map(|wave| members.by_ref().take(wave.len()).collect());
        Ok(Self {
            environment,
            intent: named,
            stamp,
            waves: waves.collect(),
            items,
        })
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        self.waves.iter().flatten()
    }

    /// The set in the ledger's terms; nothing while none has begun.
    fn recorded(&self, desk: &Desk) -> Option<RecordedWish> {
        let gates = self
            .members()
            .map(|one| (&one.part.service, &*one.verdicts));
        let lane = self.intent.lane.as_deref();
        let wish = lockkeeper_domain::gates::ItemWish {
            items: &self.items,
            to: self.environment.name.as_str(),
            rollback: self.intent.rollback,
            lane,
            flags: &self.intent.flags,
        };
        escort::recorded_set(desk, &wish, gates)
    }

    /// A member that the ledger has no name for cannot be requested.
    fn lacks_record(&self) -> Option<Refusal> {
        let named = |one: &&Member| one.to.is_some() && !one.unrecorded;
        let known = self.members().filter(named).count();
        (known != self.items.len()).then(refused::set_not_recorded)
    }
}

/// The waves, with the members in their order; a way back goes through them
/// from the end.
fn order(
    desk: &Desk,
    intent: &UmbrellaIntent,
    resolved: &mut [Resolved<'_>],
) -> Vec<Vec<ServiceName>> {
    let services: Vec<ServiceName> = resolved.iter().map(|r| r.service.name.clone()).collect();
    let mut order = waves(&desk.workspace, &intent.environment, &services);
    if intent.rollback {
        order.reverse();
        order.iter_mut().for_each(|wave| wave.reverse());
    }
    let place = |one: &Resolved<'_>| order.iter().flatten().position(|n| *n == one.service.name);
    resolved.sort_by_key(place);
    order
}

fn check_once(intent: &UmbrellaIntent) -> Result<(), EngineError> {
    let services = intent.items.iter().map(|item| &item.service);
    let distinct: std::collections::BTreeSet<_> = services.collect();
    if intent.items.is_empty() || distinct.len() != intent.items.len() {
        let text = "A set names each of its services once, and at least one.".to_owned();
        return Err(EngineError::Usage { text });
    }
    Ok(())
}

/// The intent with every version named. What comes along is found again
/// whenever it is planned.
fn named(intent: &UmbrellaIntent, versions: &BTreeMap<ServiceName, Version>) -> UmbrellaIntent {
    let mut named = intent.clone();
    for item in &mut named.items {
        if let Some(version) = versions.get(&item.service) {
            item.version = Some(version.clone());
        }
    }
    named
}
