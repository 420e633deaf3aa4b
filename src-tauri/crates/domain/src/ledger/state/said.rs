//! What people said for the record that others look at later: incidents,
//! flags that were switched, and the artifact of each version.

use super::State;
use crate::ledger::body::{Incident, Item};
use crate::ledger::flag::FlagSwitch;
use crate::ledger::{Body, Concern, Hash, Moment, Uuid};
use std::collections::{BTreeMap, HashMap};

/// The state in which an incident is over.
pub const CLOSED: &str = "closed";

/// What was said so far.
#[derive(Debug, Clone, Default)]
pub(in crate::ledger) struct Remarks {
    incidents: BTreeMap<Uuid, IncidentState>,
    /// By environment, service and name.
    flags: BTreeMap<(String, String, String), FlagState>,
    /// The first artifact of a version of a service, with its entry.
    artifacts: HashMap<(String, String), (usize, String)>,
    rebuilt: Vec<Rebuilt>,
    rejections: Vec<RejectionState>,
}

/// A no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectionState {
    /// The number of its entry.
    pub number: usize,
    /// Who said it.
    pub by: String,
    /// The entry it is about.
    pub subject: Hash,
    /// Why.
    pub reason: String,
}

/// An incident as it was told last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentState {
    /// The number of the newest entry about it.
    pub number: usize,
    /// The number of the entry that opened it.
    pub opened: usize,
    /// Who told it.
    pub by: String,
    /// Since when.
    pub since: Moment,
    /// The newest of it.
    pub body: Incident,
}

impl IncidentState {
    /// It is not over.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.body.state != CLOSED
    }
}

/// What an incident is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncidentPlace {
    /// The services; none where nobody named one.
    pub services: Vec<String>,
    /// Where; everywhere when absent.
    pub environment: Option<String>,
}

impl IncidentPlace {
    /// It is about a service there.
    #[must_use]
    pub fn is_at(&self, environment: &str, service: &str) -> bool {
        let here = self
            .environment
            .as_deref()
            .is_none_or(|one| one == environment);
        here && self.services.iter().any(|one| one == service)
    }
}

/// A flag as it was switched last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagState {
    /// The number of its entry.
    pub number: usize,
    /// Who switched it.
    pub by: String,
    /// When that was recorded.
    pub since: Moment,
    /// How.
    pub switch: FlagSwitch,
}

/// A version that was recorded with another artifact than its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// The service.
    pub service: String,
    /// Its version.
    pub version: String,
    /// The entry that recorded the artifact first, and the artifact.
    pub first: (usize, String),
    /// The entry that recorded another one, and that one.
    pub other: (usize, String),
}

impl State {
    /// Incidents, however they stand.
    pub fn incidents(&self) -> impl Iterator<Item = &IncidentState> {
        self.remarks.incidents.values()
    }

    /// Incidents that are not over, newest first.
    #[must_use]
    pub fn open_incidents(&self) -> Vec<&IncidentState> {
        let mut open: Vec<_> = self.incidents().filter(|one| one.is_open()).collect();
        open.sort_by_key(|one| std::cmp::Reverse(one.number));
        open
    }

    /// What an incident is about: as its words begin, where they name a
    /// service, or else as the request says that is to mend it.
    #[must_use]
    pub fn place_of(
        &self,
        incident: &IncidentState,
        is_service: impl Fn(&str) -> bool,
    ) -> IncidentPlace {
        let told = Concern::read(&incident.body.summary);
        if let Some(told) = told.filter(|told| is_service(&told.service)) {
            return IncidentPlace {
                services: vec![told.service],
                environment: told.environment,
            };
        }
        let request = incident.body.request.as_ref();
        let request = request.and_then(|hash| self.request_of(hash));
        request.map_or_else(IncidentPlace::default, |request| IncidentPlace {
            services: request.services().map(str::to_owned).collect(),
            environment: Some(request.body.to.clone()),
        })
    }

    /// The open incident that a request came with.
    #[must_use]
    pub fn incident_of(&self, request: &Hash) -> Option<&IncidentState> {
        let names = |one: &&IncidentState| one.body.request.as_ref() == Some(request);
        self.incidents().filter(|one| one.is_open()).find(names)
    }

    /// The flags that are on for a service in an environment.
    pub fn flags_on<'a>(
        &'a self,
        environment: &'a str,
        service: &'a str,
    ) -> impl Iterator<Item = &'a FlagState> {
        self.remarks.flags.values().filter(move |flag| {
            let switch = &flag.switch;
            switch.on && switch.environment == environment && switch.service == service
        })
    }

    /// Versions that were recorded with a second artifact. The first one is
    /// the artifact of its version for ever.
    #[must_use]
    pub fn rebuilt(&self) -> &[Rebuilt] {
        &self.remarks.rebuilt
    }

    /// Every no, oldest first.
    pub fn rejections(&self) -> impl DoubleEndedIterator<Item = &RejectionState> {
        self.remarks.rejections.iter()
    }

    /// Takes from an entry that stands what is only to be looked at.
    pub(in crate::ledger) fn remark(&mut self, number: usize, by: &str, at: Moment, body: &Body) {
        match body {
            Body::Incident(incident) => {
                let known = self.remarks.incidents.get(&incident.id);
                let state = IncidentState {
                    number,
                    opened: known.map_or(number, |known| known.opened),
                    by: by.to_owned(),
                    since: known.map_or(at, |known| known.since),
                    body: incident.clone(),
                };
                self.remarks.incidents.insert(incident.id.clone(), state);
            }
            Body::Note(note) => {
                if let Some(switch) = FlagSwitch::read(&note.text) {
                    self.remarks.switched(number, by, at, switch);
                }
            }
            Body::Rejection(rejection) => self.remarks.rejections.push(RejectionState {
                number,
                by: by.to_owned(),
                subject: rejection.subject.clone(),
                reason: rejection.reason.clone(),
            }),
            Body::Release(release) => {
                self.released(number, release);
                self.remarks.built(number, &release.item);
            }
            Body::Yank(yank) => self.yanked(number, by, at, yank),
            Body::Tick(tick) => self.ticked(number, by, at, tick),
            Body::Adopt(adopt) => self.remarks.built(number, &adopt.item),
            Body::Request(request) => {
                for item in &request.items {
                    self.remarks.built(number, item);
                }
            }
            _ => {}
        }
    }
}

impl Remarks {
    fn switched(&mut self, number: usize, by: &str, since: Moment, switch: FlagSwitch) {
        let place = (
            switch.environment.clone(),
            switch.service.clone(),
            switch.name.clone(),
        );
        let state = FlagState {
            number,
            by: by.to_owned(),
            since,
            switch,
        };
        self.flags.insert(place, state);
    }

    fn built(&mut self, number: usize, item: &Item) {
        let Some(artifact) = &item.artifact else {
            return;
        };
        let of = (item.service.clone(), item.version.clone());
        let first = self.artifacts.entry(of);
        let first = first.or_insert_with(|| (number, artifact.clone()));
        let known = |one: &Rebuilt| {
            one.service == item.service && one.version == item.version && one.other.1 == *artifact
        };
        if digest(&first.1) != digest(artifact) && !self.rebuilt.iter().any(known) {
            self.rebuilt.push(Rebuilt {
                service: item.service.clone(),
                version: item.version.clone(),
                first: first.clone(),
                other: (number, artifact.clone()),
            });
        }
    }
}

/// The same digest in another registry is the same artifact.
fn digest(artifact: &str) -> &str {
    artifact
        .rsplit_once('@')
        .map_or(artifact, |(_, digest)| digest)
}
