//! What can be done after a set failed on its way.

use crate::ids::ServiceName;
use crate::intent::{SetItem, UmbrellaIntent};
use crate::plan::model::{PlanKind, SetMember, SetSubject, Subject};
use crate::plan::{Action, Step};
use crate::run::{Run, RunState, StepState};
use crate::words;

/// A set that came to an end before all of it was there.
#[derive(Debug, Clone, PartialEq)]
pub struct AfterFailure {
    /// What was moved, in the order in which it was.
    pub moved: Vec<ServiceName>,
    /// Where it stopped; absent when a person stopped it between two members.
    pub failed: Option<ServiceName>,
    /// The smaller set, or why there can be none.
    pub without: Result<UmbrellaIntent, String>,
    /// All that moved, back in reverse order, each to its own former version;
    /// or why there is nothing to bring back.
    pub back: Result<UmbrellaIntent, String>,
}

/// What can be done after a run of a set ended early; nothing for other runs.
#[must_use]
pub fn after_failure(run: &Run) -> Option<AfterFailure> {
    let Subject::Set(set) = &run.plan.subject else {
        return None;
    };
    let early = matches!(
        run.state,
        RunState::Failed | RunState::Conflict | RunState::Cancelled
    );
    if !early || run.plan.kind != PlanKind::Umbrella {
        return None;
    }
    let progress = Progress::of(run, set);
    Some(AfterFailure {
        moved: progress.moved.iter().map(|one| name(one)).collect(),
        failed: progress.failed.map(name),
        without: progress.without(run, set),
        back: progress.back(set),
    })
}

fn name(member: &SetMember) -> ServiceName {
    member.about.service.clone()
}

/// How far each member came.
struct Progress<'a> {
    moved: Vec<&'a SetMember>,
    failed: Option<&'a SetMember>,
}

impl<'a> Progress<'a> {
    /// Members are written in their order, so the n-th write is that of the
    /// n-th member that moves.
    fn of(run: &Run, set: &'a SetSubject) -> Self {
        let steps = || run.plan.steps.iter().zip(&run.steps);
        let of = |wanted: fn(&Step) -> bool| {
            let states = steps().filter(move |(step, _)| wanted(step));
            let moving = set.members.iter().filter(|member| !member.stays);
            moving.zip(states.map(|(_, record)| record.state))
        };
        let writes = |step: &Step| matches!(step.action, Action::WriteEnvironment { .. });
        let awaits = |step: &Step| matches!(step.action, Action::AwaitObserved { .. });
        // A write in doubt counts as made: what is there is looked at again.
        let made = |state: StepState| {
            state.is_settled() || matches!(state, StepState::Started | StepState::Waiting)
        };
        let stayed = set.members.iter().filter(|member| member.stays);
        let moved = of(writes).filter(|(_, state)| made(*state));
        let moved: Vec<&SetMember> = stayed.chain(moved.map(|(member, _)| member)).collect();
        let stopped = |state: StepState| matches!(state, StepState::Failed | StepState::Conflict);
        let mut failed = of(writes).chain(of(awaits));
        let failed = failed.find(|(_, state)| stopped(*state));
        Self {
            moved,
            failed: failed.map(|(member, _)| member),
        }
    }

    fn without(&self, run: &Run, set: &SetSubject) -> Result<UmbrellaIntent, String> {
        if set.rollback {
            return Err("a way back leaves nobody out".to_owned());
        }
        let failed = self.failed.ok_or("nothing of it failed")?;
        let service = &failed.about.service;
        if self.moved.iter().any(|one| one.about.service == *service) {
            return Err(format!("{service} was written there already"));
        }
        let left = || {
            set.members
                .iter()
                .filter(|one| one.about.service != *service)
        };
        let in_need = left().filter(|one| one.needs.contains(service));
        let in_need: Vec<String> = in_need.map(|one| one.about.service.to_string()).collect();
        if !in_need.is_empty() {
            let verb = if in_need.len() == 1 {
                "requires"
            } else {
                "require"
            };
            return Err(format!("{} {verb} {service}", words::list(&in_need)));
        }
        if left().next().is_none() {
            return Err("nothing else is in the set".to_owned());
        }
        if left().all(|one| self.moved.contains(&one)) {
            return Err("everything else is there already".to_owned());
        }
        let items = left().map(|one| SetItem {
            service: name(one),
            version: Some(one.about.version.clone()),
        });
        Ok(UmbrellaIntent {
            after: Some(run.id.clone()),
            ..UmbrellaIntent::of(&set.environment, items.collect())
        })
    }

    fn back(&self, set: &SetSubject) -> Result<UmbrellaIntent, String> {
        if set.rollback {
            return Err("it was a way back itself".to_owned());
        }
        if self.moved.is_empty() {
            return Err("nothing was moved".to_owned());
        }
        let mut items = Vec::new();
        for member in self.moved.iter().rev() {
            let service = name(member);
            let Some(former) = member.about.from.clone() else {
                return Err(format!(
                    "{service} ran nowhere before, so it can only be removed"
                ));
            };
            items.push(SetItem {
                service,
                version: Some(former),
            });
        }
        Ok(UmbrellaIntent {
            rollback: true,
            ..UmbrellaIntent::of(&set.environment, items)
        })
    }
}
