//! What can be done after a set failed on its way.

use crate::ids::ServiceName;
use crate::intent::{Intent, SetItem, UmbrellaIntent};
use crate::plan::Action;
use crate::plan::model::{PlanKind, SetMember, SetSubject, Subject};
use crate::run::{Run, RunState, StepRecord, StepState};
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

/// What the steps of a member came to.
struct Passage<'a> {
    member: &'a SetMember,
    states: Vec<StepState>,
    /// Tried without an effect, before somebody cancelled the run.
    in_vain: bool,
    /// The state of the step which changes what runs.
    written: StepState,
    by_value: bool,
}

impl Passage<'_> {
    fn has_failed(&self) -> bool {
        let stopped = |state: &StepState| matches!(state, StepState::Failed | StepState::Conflict);
        self.in_vain || self.states.iter().any(stopped)
    }
}

/// Members are written in their order: the n-th write is that of the n-th
/// member with steps of its own, and what comes before a write is part of it.
/// Only a value is waited for.
fn passages<'a>(run: &Run, set: &'a SetSubject) -> Vec<Passage<'a>> {
    let own = |member: &&SetMember| !member.stays && member.with.is_none();
    let mut members = set.members.iter().filter(own);
    let mut found: Vec<Passage<'a>> = Vec::new();
    let mut before: Vec<&StepRecord> = Vec::new();
    let mut awaited = 0;
    for (step, record) in run.plan.steps.iter().zip(&run.steps) {
        if step.action.writes() {
            let Some(member) = members.next() else { break };
            before.push(record);
            found.push(Passage {
                member,
                in_vain: before
                    .iter()
                    .any(|one| one.state == StepState::Pending && one.attempts > 0),
                states: before.iter().map(|record| record.state).collect(),
                written: record.state,
                by_value: matches!(step.action, Action::WriteEnvironment { .. }),
            });
            before.clear();
        } else if matches!(step.action, Action::AwaitObserved { .. }) {
            let mut values = found.iter_mut().filter(|one| one.by_value);
            if let Some(passage) = values.nth(awaited) {
                passage.states.push(record.state);
            }
            awaited += 1;
        } else if matches!(step.action, Action::Join { .. }) {
            before.push(record);
        }
    }
    found
}

impl<'a> Progress<'a> {
    fn of(run: &Run, set: &'a SetSubject) -> Self {
        let passages = passages(run, set);
        let made: Vec<_> = passages
            .iter()
            .filter(|one| one.written.is_made())
            .collect();
        let is_moved = |member: &&SetMember| {
            let leader = member.with.as_ref().unwrap_or(&member.about.service);
            member.stays || made.iter().any(|one| one.member.about.service == *leader)
        };
        let stayed = set.members.iter().filter(|member| member.stays);
        let went = set.members.iter().filter(|member| !member.stays);
        let failed = passages.iter().find(|one| one.has_failed());
        Self {
            moved: stayed.chain(went.filter(is_moved)).collect(),
            failed: failed.map(|one| one.member),
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
        let falls =
            |one: &&SetMember| one.about.service == *service || one.with.as_ref() == Some(service);
        let left = || set.members.iter().filter(|one| !falls(one));
        let fallen: Vec<ServiceName> = set.members.iter().filter(falls).map(name).collect();
        let in_need = left().filter(|one| one.needs.iter().any(|need| fallen.contains(need)));
        let in_need: Vec<String> = in_need.map(|one| one.about.service.to_string()).collect();
        if !in_need.is_empty() {
            let verb = if in_need.len() == 1 {
                "requires"
            } else {
                "require"
            };
            let needed = |one: &&ServiceName| left().any(|other| other.needs.contains(one));
            let needed = fallen.iter().filter(needed).map(ServiceName::as_str);
            let needed: Vec<&str> = needed.collect();
            let (in_need, fallen) = (words::list(&in_need), words::list(&needed));
            return Err(format!("{in_need} {verb} {fallen}"));
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
            lane: lane(run),
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

/// The lane that all of it takes.
fn lane(run: &Run) -> Option<String> {
    match &run.plan.intent {
        Intent::Umbrella(asked) => asked.lane.clone(),
        _ => None,
    }
}
