//! Several releases brought into an environment as one, or back.
//!
//! Every member has a plan of its own, made like that of a single promotion
//! or rollback; they are put together in waves. A wave is written, then
//! waited for, before the next one begins. Services of one branch are moved
//! by the steps of one of them.

mod after;
mod waves;

pub use after::{AfterFailure, after_failure};
pub use waves::{needs, waves};

use super::facts::Stamp;
use super::model::{Plan, PlanKind, PlanNote, SetMember, SetSubject, VersionSubject};
use super::requires::{Relation, Requirement};
use super::{Action, Draft, assemble, unless_refused};
use crate::environment::Tier;
use crate::ids::ServiceName;
use crate::intent::{Intent, UmbrellaIntent};
use crate::refusal::{Refusal, refused};
use crate::snapshot::Known;
use crate::version::Version;
use crate::words;
use std::collections::BTreeMap;

/// One member of a set, before it is put together.
#[derive(Debug, Clone)]
pub struct Part {
    /// The service.
    pub service: ServiceName,
    /// The services of the set that it requires.
    pub needs: Vec<ServiceName>,
    /// The member whose steps move it too; its own plan has none then.
    pub with: Option<ServiceName>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a member.
#[derive(Debug, Clone)]
pub enum Fate {
    /// Its own plan.
    Moves(Box<Plan>),
    /// A run of the set that failed has brought it there already.
    Stays(VersionSubject),
    /// Why it cannot.
    Refused(Vec<Refusal>),
}

/// What is required of a member, once the whole set has moved: members that it
/// needs have the version they come with, and those that need it speak for
/// themselves.
#[must_use]
pub fn within_set(
    requirements: Vec<Requirement>,
    set: &BTreeMap<ServiceName, Version>,
) -> Vec<Requirement> {
    let mut kept = Vec::new();
    for mut one in requirements {
        match (set.get(&one.service), one.relation) {
            (Some(_), Relation::NeededBy) => continue,
            (Some(comes), Relation::Needs) => one.has = Known::Seen(Some(comes.clone())),
            (None, _) => {}
        }
        kept.push(one);
    }
    kept
}

/// Plans what happens to a set. `waves` hold every part once.
///
/// # Errors
/// All reasons why there can be none, together, each with its service.
pub fn umbrella(
    intent: &UmbrellaIntent,
    tier: Tier,
    waves: &[Vec<Part>],
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let parts = || waves.iter().flatten();
    let mut refusals = refusals(parts());
    let moving: Vec<&Plan> = parts().filter_map(Part::plan).collect();
    if refusals.is_empty() && moving.is_empty() {
        refusals.push(refused::set_already_there(&intent.environment));
    }
    unless_refused(refusals, || {
        let facts_at = moving.iter().map(|plan| plan.facts_at).min();
        let draft = Draft {
            actions: actions(intent, waves),
            notes: notes(waves),
            typed: (tier == Tier::Production).then(|| intent.environment.to_string()),
            facts_at: facts_at.unwrap_or(stamp.at),
        };
        assemble(
            stamp,
            PlanKind::Umbrella,
            subject(intent, waves),
            Intent::Umbrella(intent.clone()),
            draft,
        )
    })
}

impl Part {
    fn plan(&self) -> Option<&Plan> {
        match &self.fate {
            Fate::Moves(plan) => Some(plan),
            Fate::Stays(_) | Fate::Refused(_) => None,
        }
    }

    fn about(&self) -> Option<VersionSubject> {
        match &self.fate {
            Fate::Moves(plan) => plan.subject.versioned().cloned(),
            Fate::Stays(about) => Some(about.clone()),
            Fate::Refused(_) => None,
        }
    }
}

/// Every reason with its service; what is said of several, once.
fn refusals<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<Refusal> {
    let mut said: Vec<(Refusal, Vec<String>)> = Vec::new();
    for part in parts {
        let Fate::Refused(reasons) = &part.fate else {
            continue;
        };
        for reason in reasons {
            let service = part.service.to_string();
            match said.iter_mut().find(|(known, _)| known == reason) {
                Some((_, services)) => services.push(service),
                None => said.push((reason.clone(), vec![service])),
            }
        }
    }
    said.into_iter()
        .map(|(reason, services)| reason.said_of(&services))
        .collect()
}

fn subject(intent: &UmbrellaIntent, waves: &[Vec<Part>]) -> SetSubject {
    let members = (0..).zip(waves).flat_map(|(wave, parts)| {
        parts.iter().filter_map(move |part| {
            Some(SetMember {
                about: part.about()?,
                wave,
                needs: part.needs.clone(),
                stays: matches!(part.fate, Fate::Stays(_)),
                with: part.with.clone(),
            })
        })
    });
    SetSubject {
        environment: intent.environment.clone(),
        rollback: intent.rollback,
        members: members.collect(),
    }
}

/// Each wave is written, then waited for; one record at the end.
fn actions(intent: &UmbrellaIntent, waves: &[Vec<Part>]) -> Vec<Action> {
    let mut actions = Vec::new();
    for wave in waves {
        let plans = || wave.iter().filter_map(Part::plan);
        plans().for_each(|plan| add_writes(&mut actions, plan));
        let awaits = plans()
            .flat_map(|plan| &plan.steps)
            .map(|step| &step.action);
        let awaits = awaits.filter(|action| matches!(action, Action::AwaitObserved { .. }));
        actions.extend(awaits.cloned());
    }
    let members = waves.iter().flatten().filter_map(Part::about);
    let members: Vec<String> = members
        .map(|about| format!("{} {}", about.service, about.version))
        .collect();
    let what = words::list(&members);
    let line = match intent.rollback {
        true => format!("brought {} back to {what}", intent.environment),
        false => format!("brought {what} to {}", intent.environment),
    };
    actions.push(Action::Record { line });
    actions
}

/// The steps of a member up to the one that changes what runs.
fn add_writes(actions: &mut Vec<Action>, plan: &Plan) {
    let by = u32::try_from(actions.len()).unwrap_or(u32::MAX);
    let makes = |action: &&Action| action.writes() || matches!(action, Action::Join { .. });
    let own = plan.steps.iter().map(|step| &step.action).filter(makes);
    actions.extend(own.cloned().map(|mut action| {
        action.shift(by);
        action
    }));
}

fn notes(waves: &[Vec<Part>]) -> Vec<PlanNote> {
    let mut notes = vec![in_waves(waves)];
    let mut whole: Vec<PlanNote> = Vec::new();
    for part in waves.iter().flatten() {
        for note in part.plan().into_iter().flat_map(|plan| &plan.notes) {
            if note.code == "one-person" {
                if !whole.contains(note) {
                    whole.push(note.clone());
                }
                continue;
            }
            let text = format!("{}: {}", part.service, note.text);
            notes.push(PlanNote {
                text,
                ..note.clone()
            });
        }
    }
    notes.extend(whole);
    notes
}

fn in_waves(waves: &[Vec<Part>]) -> PlanNote {
    let names = |wave: &Vec<Part>| {
        let names: Vec<&str> = wave.iter().map(|part| part.service.as_str()).collect();
        words::list(&names)
    };
    let order: Vec<String> = waves.iter().map(names).collect();
    let text = match order.len() {
        1 => "All of it in one wave; the first failure stops the rest.".to_owned(),
        many => format!(
            "In {many} waves: {}. The first failure stops the rest.",
            order.join(", then ")
        ),
    };
    let stays = waves.iter().flatten();
    let stays = stays.filter(|part| matches!(part.fate, Fate::Stays(_)));
    let lines = stays.map(|part| format!("{} stays as it is", part.service));
    PlanNote::new("waves", text).lines(lines.collect())
}

/// A set as a command line.
#[must_use]
pub fn umbrella_command(intent: &UmbrellaIntent) -> String {
    let items = intent.items.iter().map(|item| match &item.version {
        Some(version) => format!("{}@{version}", item.service),
        None => item.service.to_string(),
    });
    let items: Vec<String> = items.collect();
    let (verb, word) = match intent.rollback {
        true => ("rollback", "--in"),
        false => ("promote", "--to"),
    };
    let lane = intent.lane.as_ref().map(|lane| format!(" --lane {lane}"));
    let after = intent.after.as_ref().map(|run| format!(" --after {run}"));
    let flags = intent.flags.iter().map(|flag| format!(" --flag {flag}"));
    format!(
        "lockkeeper {verb} {} {word} {}{}{}{}",
        items.join(" "),
        intent.environment,
        lane.unwrap_or_default(),
        after.unwrap_or_default(),
        flags.collect::<String>()
    )
}
