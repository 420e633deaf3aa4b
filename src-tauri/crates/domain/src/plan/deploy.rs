//! What promotions and rollbacks have in common.

use super::action::{Action, EnvironmentChange};
use super::branch;
use super::destination::Destination;
use super::message::render_message;
use super::model::PlanNote;
use super::requires::{Relation, Requirement};
use crate::commit::CommitFacts;
use crate::environment::{Environment, Tier};
use crate::gates::Verdict;
use crate::ids::{Oid, PlanId, ServiceName};
use crate::policy::GitopsPlace;
use crate::refusal::{Refusal, refused};
use crate::snapshot::{Build, Fact, Known, PlaceFacts};
use jiff::SignedDuration;

/// A value on its way into a place.
pub(super) struct Delivery<'a> {
    pub(super) service: &'a ServiceName,
    pub(super) environment: &'a Environment,
    pub(super) place: &'a Destination,
    pub(super) build: &'a Build,
    pub(super) expected: Option<String>,
    pub(super) desired: &'a str,
    pub(super) reverts: Option<Oid>,
    pub(super) rollback: bool,
    pub(super) patience: SignedDuration,
}

/// Write, wait until it is seen, record.
pub(super) fn actions(delivery: &Delivery<'_>, plan: &PlanId) -> Vec<Action> {
    let environment = &delivery.environment.name;
    let (service, version) = (delivery.service, &delivery.build.version);
    let line = if delivery.rollback {
        format!("brought {service} back to {version} in {environment}")
    } else {
        format!("brought {service} {version} to {environment}")
    };
    let mut actions = match delivery.place {
        Destination::Gitops(place) => gitops(delivery, place, plan),
        Destination::Branch(to) => branch::actions(delivery, to, plan),
        Destination::Along(_) => Vec::new(),
    };
    actions.push(Action::Record { line });
    actions
}

fn gitops(delivery: &Delivery<'_>, place: &GitopsPlace, plan: &PlanId) -> Vec<Action> {
    vec![
        Action::WriteEnvironment {
            place: place.clone(),
            change: EnvironmentChange {
                expected: delivery.expected.clone(),
                desired: delivery.desired.to_owned(),
                reverts: delivery.reverts.clone(),
            },
            message: render_message(delivery, plan),
        },
        Action::AwaitObserved {
            place: place.clone(),
            desired: delivery.desired.to_owned(),
            patience: delivery.patience,
        },
    ]
}

/// Why the place cannot take a build, whatever the gates say.
pub(super) fn check_destination(place: &Destination, build: &Build) -> Vec<Refusal> {
    match place {
        Destination::Gitops(_) | Destination::Along(_) => Vec::new(),
        Destination::Branch(to) => branch::check(to, build),
    }
}

/// What the place asks to be read before.
pub(super) fn destination_notes(place: &Destination, build: &Build) -> Vec<PlanNote> {
    match place {
        Destination::Gitops(_) | Destination::Along(_) => Vec::new(),
        Destination::Branch(to) => branch::notes(to, build),
    }
}

/// What runs in the target, or the refusal that says why nobody knows.
pub(super) fn known_place<'a>(
    here: &'a Fact<PlaceFacts>,
    environment: &Environment,
) -> Result<&'a PlaceFacts, Refusal> {
    match &here.state {
        Known::Seen(place) => Ok(place),
        Known::Unknown(why) => Err(refused::place_unknown(&environment.name, why)),
    }
}

/// A value no build explains is somebody's work: it is not overwritten in passing.
pub(super) fn check_recognised(place: &PlaceFacts, environment: &Environment) -> Option<Refusal> {
    let live = place.live().filter(|live| live.build.is_none())?;
    let environment = &environment.name;
    Some(refused::unrecognised(environment, &live.value, &live.by))
}

/// One refusal for each gate that does not let pass.
pub(super) fn check_gates(verdicts: &[Verdict]) -> Vec<Refusal> {
    let against = verdicts.iter().filter(|v| !v.passed());
    against
        .map(|v| refused::gate(&v.title, &v.reason))
        .collect()
}

/// The version, where users are.
pub(super) fn typed(environment: &Environment, build: &Build) -> Option<String> {
    (environment.tier == Tier::Production).then(|| build.version.to_string())
}

/// One-person workspaces work, and say that nobody else has looked.
pub(super) fn one_person(alone: bool) -> Option<PlanNote> {
    let text = "One-person workspace: nobody else has looked at this.";
    alone.then(|| PlanNote::new("one-person", text))
}

/// Services that need another version of this one than the one that comes.
pub(super) fn dependents(
    requirements: &[Requirement],
    build: &Build,
    environment: &Environment,
) -> Option<PlanNote> {
    let left: Vec<String> = requirements
        .iter()
        .filter(|r| r.relation == Relation::NeededBy && !r.is_met())
        .map(|r| format!("{} needs {}", r.service, r.wants))
        .collect();
    let text = format!(
        "With {} these services in {} lack what they need.",
        build.version, environment.name
    );
    (!left.is_empty()).then(|| PlanNote::new("leaves-unsatisfied", text).lines(left))
}

/// A line each, newest first.
pub(super) fn commit_lines(commits: &[CommitFacts]) -> Vec<String> {
    commits.iter().map(CommitFacts::line).collect()
}
