//! What is asked of the gates: who wants to enter where, when, on which facts.

use super::Recorded;
use crate::environment::Environment;
use crate::ids::{EnvName, TagName};
use crate::ledger::{ObjectName, State};
use crate::policy::{Service, Workspace};
use crate::snapshot::{Build, Fact, PlaceFacts, Signature, Snapshot};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// A build that wants to enter an environment at a moment.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Where to, with its policy.
    pub environment: &'a Environment,
    /// What.
    pub candidate: &'a Build,
    /// Whether it is a rollback: those need no soak and no environment
    /// before, and neither a window nor a freeze holds them.
    pub rollback: bool,
    /// What is known.
    pub facts: GateFacts<'a>,
    /// When; may be past or future.
    pub at: Timestamp,
    /// The zone in which moments are told.
    pub zone: &'a TimeZone,
}

/// What the gates look at. Everything borrowed from one snapshot.
#[derive(Debug, Clone, Default)]
pub struct GateFacts<'a> {
    /// The environment before, with what ran there; absent for the first one.
    pub previous: Option<(&'a EnvName, Option<&'a Fact<PlaceFacts>>)>,
    /// What ran in the environment of the soak rule.
    pub soaked: Option<&'a Fact<PlaceFacts>>,
    /// When the candidate was adopted there: no time before that counts.
    pub adopted: Option<Timestamp>,
    /// The signature of the candidate's tag; absent when it has no tag.
    pub signature: Option<&'a Signature>,
    /// Checklist lines that were ticked, with who ticked them.
    pub ticked: Option<&'a BTreeMap<String, String>>,
    /// What the ledger says; absent in a workspace without one.
    pub recorded: Option<&'a Recorded>,
}

impl<'a> GateFacts<'a> {
    /// Picks what the gates of an environment look at for a build of a service.
    #[must_use]
    pub fn pick(
        workspace: &'a Workspace,
        service: &'a Service,
        environment: &'a Environment,
        candidate: &Build,
        snapshot: &'a Snapshot,
    ) -> Self {
        let places = snapshot.places.get(&service.name);
        let place = |name: &EnvName| places.and_then(|p| p.get(name));
        let previous = workspace.previous(service, &environment.name);
        let soak = environment.gates.soak.as_ref();
        Self {
            previous: previous.map(|before| (&before.name, place(&before.name))),
            soaked: soak.and_then(|rule| place(&rule.within)),
            signature: candidate
                .tag
                .as_ref()
                .and_then(|tag| signature(service, tag, snapshot)),
            adopted: None,
            ticked: None,
            recorded: None,
        }
    }

    /// The same beside what the ledger says of the candidate's time.
    #[must_use]
    pub fn beside(
        mut self,
        ledger: Option<&State>,
        service: &Service,
        environment: &Environment,
        candidate: &Build,
    ) -> Self {
        let rule = environment.gates.soak.as_ref();
        let adopted = rule.and_then(|rule| adopted_at(ledger?, service, &rule.within, candidate));
        self.adopted = adopted;
        self
    }
}

fn signature<'a>(
    service: &Service,
    tag: &TagName,
    snapshot: &'a Snapshot,
) -> Option<&'a Signature> {
    let facts = snapshot.services.get(&service.name)?.seen()?;
    facts.release(tag).map(|release| &release.signature)
}

/// When a build was adopted in an environment, unless it came by a promotion.
pub(crate) fn adopted_at(
    ledger: &State,
    service: &Service,
    environment: &EnvName,
    build: &Build,
) -> Option<Timestamp> {
    let commit = ObjectName::parse(build.commit.as_str())?;
    let at = ledger.adopted_at(environment.as_str(), service.name.as_str(), &commit)?;
    Some(at.timestamp())
}
