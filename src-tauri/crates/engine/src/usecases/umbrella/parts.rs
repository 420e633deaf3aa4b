//! One member of a set: what it is, and its own plan.

use super::super::deployment::here;
use super::super::promotion::{facts, forgotten, rollback_facts, unrecorded, wanted, way_back_of};
use super::Together;
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::{Verdict, item_of};
use lockkeeper_domain::ids::{Oid, ServiceName};
use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent, SetItem, UmbrellaIntent};
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::plan::{
    Fate, Part, Plan, Stamp, Subject, VersionSubject, after_failure, needs, promote, rollback,
};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::Refusal;
use lockkeeper_domain::snapshot::{Between, Build, Known, PlaceFacts, Snapshot};
use lockkeeper_domain::words;

/// A member with what is known of it.
pub(super) struct Member {
    pub(super) part: Part,
    /// What is live.
    pub(super) from: Option<String>,
    /// What comes.
    pub(super) to: Option<Build>,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) lost: Vec<String>,
    /// Why it may not even be asked for.
    pub(super) forbidden: Vec<Refusal>,
    /// It comes back with its branch, and the ledger never saw it there.
    pub(super) unrecorded: bool,
}

/// A member whose version is known, if there is one for it.
pub(super) struct Resolved<'a> {
    pub(super) service: &'a Service,
    pub(super) environment: &'a Environment,
    pub(super) build: Option<Build>,
    pub(super) item: Option<Item>,
    /// Where its branch has to come to for it: the version's commit, or the
    /// one at which the branch ran it before.
    pub(super) goal: Option<Oid>,
    /// Why it cannot go.
    pub(super) why: Vec<Refusal>,
    /// Nobody named it: its branch brings it.
    comes_along: bool,
}

/// What the failed run that a set goes on from has brought.
pub(super) async fn earlier(
    desk: &Desk,
    intent: &UmbrellaIntent,
) -> Result<Vec<VersionSubject>, EngineError> {
    let Some(id) = &intent.after else {
        return Ok(Vec::new());
    };
    let run = desk.executor.look(id).await?;
    let (Some(after), Subject::Set(set)) = (after_failure(&run), &run.plan.subject) else {
        let text = format!("The run {id} is none of a set that ended early.");
        return Err(EngineError::Usage { text });
    };
    let services = set
        .members
        .iter()
        .map(|member| member.about.service.as_str());
    let services: Vec<&str> = services.collect();
    let same_way = (&set.environment, set.rollback) == (&intent.environment, intent.rollback);
    let is_member = |item: &SetItem| services.contains(&item.service.as_str());
    if !same_way || !intent.items.iter().all(is_member) {
        let way = if set.rollback { "back in" } else { "to" };
        let (all, place) = (words::list(&services), &set.environment);
        let text = format!("The run {id} was of {all} {way} {place}: this is no part of it.");
        return Err(EngineError::Usage { text });
    }
    let members = set.members.iter().map(|member| &member.about);
    let moved = members.filter(|about| after.moved.contains(&about.service));
    Ok(moved.cloned().collect())
}

/// The flags of the larger set: what is left of it needs the yes of the same
/// people, whether or not somebody thinks of it.
pub(super) async fn raised_before(
    desk: &Desk,
    intent: &UmbrellaIntent,
) -> Result<Vec<String>, EngineError> {
    let Some(id) = &intent.after else {
        return Ok(Vec::new());
    };
    let recorded = desk.executor.look(id).await?.plan.recorded;
    Ok(recorded.map(|wish| wish.flags).unwrap_or_default())
}

impl<'a> Resolved<'a> {
    pub(super) fn of(
        desk: &'a Desk,
        snapshot: &Snapshot,
        environment: &'a Environment,
        intent: &UmbrellaIntent,
        name: &ServiceName,
    ) -> Result<Self, EngineError> {
        let service = desk.service(name)?;
        let found = if intent.rollback {
            let place = here(snapshot, service, environment, desk.now());
            let to = (service, environment);
            let own = back(intent, name);
            let forgotten = forgotten(desk, snapshot, to, &place, &own);
            let found = way_back_of(desk, snapshot, to, (&place, forgotten.as_ref()), &own);
            found.map(|found| {
                found.and_then(|back| Some((back.build?.clone(), back.change.cloned())))
            })
        } else {
            let own = promotion(intent, name);
            match wanted(desk, snapshot, service, environment, &own) {
                Ok(build) => Ok(Some((build.clone(), Some(build.commit)))),
                Err(EngineError::Refused { refusals }) => Err(refusals),
                Err(other) => return Err(other),
            }
        };
        let (found, why) = match found {
            Ok(found) => (found, Vec::new()),
            Err(refusals) => (None, refusals),
        };
        let (build, goal) = found.unzip();
        Ok(Self {
            service,
            environment,
            item: build.as_ref().and_then(|build| item_of(service, build)),
            build,
            goal: goal.flatten(),
            why,
            comes_along: false,
        })
    }

    /// A service that the branch of another one brings; without an item it
    /// moves unrecorded.
    pub(super) fn along(
        service: &'a Service,
        environment: &'a Environment,
        build: Build,
        item: Option<Item>,
    ) -> Self {
        Self {
            service,
            environment,
            item,
            build: Some(build),
            goal: None,
            why: Vec::new(),
            comes_along: true,
        }
    }

    /// The member with its own plan, as part of what goes together.
    pub(super) async fn member(
        self,
        desk: &Desk,
        snapshot: &Snapshot,
        intent: &UmbrellaIntent,
        together: &Together<'_>,
        earlier: &[VersionSubject],
        stamp: &Stamp,
    ) -> Result<Member, EngineError> {
        let set: Vec<ServiceName> = together.versions.keys().cloned().collect();
        let needed = needs(&desk.workspace, &self.service.name, &set);
        let needed: Vec<ServiceName> = needed.into_iter().cloned().collect();
        let place = here(snapshot, self.service, self.environment, desk.now());
        let live = place.seen().and_then(PlaceFacts::live);
        let from = live.map(lockkeeper_domain::snapshot::Live::name);
        let stays = earlier.iter().find(|about| {
            let same = self.build.as_ref().zip(live);
            about.service == self.service.name && same.is_some_and(|(b, l)| l.is_build(b))
        });
        let mut member = Member {
            part: Part {
                service: self.service.name.clone(),
                needs: needed,
                with: together.along.get(&self.service.name).cloned(),
                fate: Fate::Refused(self.why.clone()),
            },
            from,
            to: self.build.clone(),
            verdicts: Vec::new(),
            lost: Vec::new(),
            forbidden: self.why.clone(),
            unrecorded: self.comes_along && self.item.is_none(),
        };
        if let Some(about) = stays {
            member.part.fate = Fate::Stays(about.clone());
        } else if !self.why.is_empty() {
            return Ok(member);
        } else if intent.rollback {
            self.goes_back(desk, snapshot, intent, together, stamp, &mut member)
                .await?;
        } else if let Some(build) = &self.build {
            let intent = promotion(intent, &self.service.name);
            let (to, own) = ((self.service, self.environment), &intent);
            let facts = facts(desk, snapshot, to, build, own, together).await?;
            let built = promote(own, &facts, stamp);
            member.part.fate = fate(built);
            member.lost = lines(&facts.between);
            member.verdicts = facts.verdicts;
            member.forbidden = facts.lane_refusals;
        }
        Ok(member)
    }

    async fn goes_back(
        &self,
        desk: &Desk,
        snapshot: &Snapshot,
        intent: &UmbrellaIntent,
        together: &Together<'_>,
        stamp: &Stamp,
        member: &mut Member,
    ) -> Result<(), EngineError> {
        let mut intent = back(intent, &self.service.name);
        if let Some(build) = self.build.as_ref().filter(|_| self.comes_along) {
            intent.to = Some(build.version.clone());
        }
        let to = (self.service, self.environment);
        let (facts, build) = rollback_facts(desk, snapshot, to, &intent, together).await?;
        let unknown = build
            .as_ref()
            .filter(|_| !member.unrecorded)
            .and_then(|build| unrecorded(desk, self.service, self.environment, build));
        let built = match unknown {
            Some(refusal) => Err(vec![refusal]),
            None => rollback(&intent, &facts, stamp),
        };
        member.part.fate = fate(built);
        member.lost = lines(&facts.between);
        member.verdicts = facts.verdicts;
        Ok(())
    }
}

fn fate(built: Result<Plan, Vec<Refusal>>) -> Fate {
    match built {
        Ok(plan) => Fate::Moves(Box::new(plan)),
        Err(refusals) => Fate::Refused(refusals),
    }
}

fn lines(between: &Known<Between>) -> Vec<String> {
    match between {
        Known::Seen(between) => between.lost.iter().map(CommitFacts::line).collect(),
        Known::Unknown(_) => Vec::new(),
    }
}

/// A member of a set as if it went alone.
fn promotion(intent: &UmbrellaIntent, service: &ServiceName) -> PromoteIntent {
    let item = intent.items.iter().find(|item| item.service == *service);
    PromoteIntent {
        service: service.clone(),
        version: item.and_then(|item| item.version.clone()),
        commit: None,
        to: intent.environment.clone(),
        ticked: intent.ticked.clone(),
        reason: intent.reason.clone(),
        flags: intent.flags.clone(),
        lane: intent.lane.clone(),
    }
}

fn back(intent: &UmbrellaIntent, service: &ServiceName) -> RollbackIntent {
    let item = intent.items.iter().find(|item| item.service == *service);
    RollbackIntent {
        service: service.clone(),
        within: intent.environment.clone(),
        to: item.and_then(|item| item.version.clone()),
        reason: intent.reason.clone(),
        flags: intent.flags.clone(),
    }
}
