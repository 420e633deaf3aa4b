//! One member of a set: what it is, and its own plan.

use super::super::deployment::here;
use super::super::promotion::{facts, rollback_facts, unrecorded, wanted, way_back_of};
use super::Together;
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::{Verdict, item_of};
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent, UmbrellaIntent};
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::plan::{
    Fate, Part, Plan, Refusal, Stamp, Subject, VersionSubject, after_failure, needs, promote,
    rollback,
};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Between, Build, Known, PlaceFacts, Snapshot};

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
}

/// A member whose version is known, if there is one for it.
pub(super) struct Resolved<'a> {
    pub(super) service: &'a Service,
    pub(super) environment: &'a Environment,
    pub(super) build: Option<Build>,
    pub(super) item: Option<Item>,
    why: Vec<Refusal>,
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
    let members = set.members.iter().map(|member| &member.about);
    let moved = members.filter(|about| after.moved.contains(&about.service));
    Ok(moved.cloned().collect())
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
            let found = way_back_of(snapshot, service, &place, &back(intent, name));
            let build = found.map(|live| live.and_then(|live| live.build.clone()));
            Ok(build.transpose())
        } else {
            match wanted(
                desk,
                snapshot,
                service,
                environment,
                &promotion(intent, name),
            ) {
                Ok(build) => Ok(Some(Ok(build))),
                Err(EngineError::Refused { refusals }) => Ok(Some(Err(refusals))),
                Err(other) => Err(other),
            }
        }?;
        let (build, why) = match found {
            Some(Ok(build)) => (Some(build), Vec::new()),
            Some(Err(refusals)) => (None, refusals),
            None => (None, Vec::new()),
        };
        Ok(Self {
            service,
            environment,
            item: build.as_ref().and_then(|build| item_of(service, build)),
            build,
            why,
        })
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
        let set: Vec<ServiceName> = intent.items.iter().map(|i| i.service.clone()).collect();
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
                fate: Fate::Refused(self.why.clone()),
            },
            from,
            to: self.build.clone(),
            verdicts: Vec::new(),
            lost: Vec::new(),
            forbidden: self.why.clone(),
        };
        if let Some(about) = stays {
            member.part.fate = Fate::Stays(about.clone());
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
        let intent = back(intent, &self.service.name);
        let to = (self.service, self.environment);
        let (facts, build) = rollback_facts(desk, snapshot, to, &intent, together).await?;
        let unknown = build
            .as_ref()
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
    }
}
