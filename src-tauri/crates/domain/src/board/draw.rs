//! Putting the board together: columns, groups, rows.

use super::{Board, Column, Row, RowGroup, cell, passage};
use crate::environment::Environment;
use crate::gates::{Times, adopted_at, times, was_recorded};
use crate::ids::{EnvName, PlanId, RepoName, ServiceName};
use crate::ledger::{
    FreezeState, IncidentPlace, IncidentState, Moment, ObjectName, RequestState, StartState, State,
};
use crate::plan::under_way;
use crate::policy::{Service, SoakRule, Workspace};
use crate::refusal::Refusal;
use crate::run::{Run, RunState};
use crate::snapshot::{Build, Fact, Known, Live, PlaceFacts, ServiceFacts, Snapshot};
use crate::words;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Everything the board is drawn from.
#[derive(Debug, Clone)]
pub struct BoardInputs<'a> {
    /// The policy.
    pub workspace: &'a Workspace,
    /// What was observed.
    pub snapshot: &'a Snapshot,
    /// Runs, newest first: all that have not ended, and the last ones that have.
    pub runs: &'a [Run],
    /// Plans that wait for confirmation, by service and environment.
    pub waiting: &'a BTreeMap<(ServiceName, EnvName), PlanId>,
    /// What should be known about the whole.
    pub notices: Vec<String>,
    /// What the ledger has brought about; absent in a workspace without one.
    pub ledger: Option<&'a State>,
    /// The moment it is drawn for.
    pub at: Timestamp,
    /// The zone in which moments are told.
    pub zone: &'a TimeZone,
}

/// One service in one environment, with everything a cell and a gate look at.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) inputs: &'a BoardInputs<'a>,
    pub(super) incidents: &'a [(IncidentPlace, &'a IncidentState)],
    pub(super) service: &'a Service,
    pub(super) environment: &'a Environment,
    /// The lane that is taken; absent for the ordinary way in.
    pub(super) lane: Option<&'a str>,
    pub(super) times: &'a Times,
    pub(super) service_facts: Option<&'a ServiceFacts>,
    pub(super) fact: Option<&'a Fact<PlaceFacts>>,
    pub(super) deployed: bool,
    pub(super) newest_run: Option<&'a Run>,
    /// The run that somebody has under way there at another desktop, with what
    /// it was asked to bring.
    pub(super) elsewhere: Option<(&'a StartState, &'a RequestState)>,
    pub(super) waiting: Option<&'a PlanId>,
    /// The rule of a later environment that asks for time in this one.
    pub(super) soaked_for: Option<&'a SoakRule>,
}

impl Place<'_> {
    pub(super) const fn at(&self) -> Timestamp {
        self.inputs.at
    }

    pub(super) const fn zone(&self) -> &TimeZone {
        self.inputs.zone
    }

    /// Why the line is stopped here, where somebody stopped it.
    pub(super) fn stopped(&self) -> Option<String> {
        let service = Some(self.service.name.as_str());
        stopped(self.inputs, self.environment, service)
    }

    /// Its release was taken back after it went out.
    pub(super) fn is_yanked(&self, build: &Build) -> bool {
        self.service_facts
            .is_some_and(|facts| facts.is_yanked(build))
    }

    /// The ledger never saw it there; where none has begun, nobody asks.
    pub(super) fn is_unrecorded(&self, build: &Build) -> bool {
        let environment = &self.environment.name;
        let ledger = self.inputs.ledger;
        ledger.is_some_and(|ledger| !was_recorded(ledger, self.service, environment, build))
    }

    /// The newest incident about what runs there, in words.
    pub(super) fn incident(&self) -> Option<String> {
        let (environment, service) = (self.environment.name.as_str(), self.service.name.as_str());
        let mut known = self.incidents.iter().filter(|_| self.deployed);
        let (_, incident) = known.find(|(place, _)| place.is_at(environment, service))?;
        let body = &incident.body;
        Some(format!("{}: {}", body.severity, body.summary))
    }

    /// The ledger explains what runs there; where none has begun, nobody asks.
    pub(super) fn is_explained(&self, live: &Live) -> bool {
        let begun = self
            .inputs
            .ledger
            .filter(|state| !state.records().is_empty());
        let (Some(ledger), Some(build)) = (begun, &live.build) else {
            return true;
        };
        let cut_from = self.service_facts.map(|facts| facts.branch.as_str());
        if cut_from.is_some_and(|from| self.service.works_in(&self.environment.name, from)) {
            return true;
        }
        let seen = self.fact.map_or(self.inputs.at, |fact| fact.at);
        is_explained(ledger, self.service, &self.environment.name, build, seen)
    }

    /// When a build was adopted there, unless it came by a promotion.
    pub(super) fn adopted_at(&self, build: &Build) -> Option<Timestamp> {
        let ledger = self.inputs.ledger?;
        adopted_at(ledger, self.service, &self.environment.name, build)
    }

    /// Why nobody may start here, where somebody has at another desktop.
    pub(super) fn under_way(&self) -> Option<Refusal> {
        under_way(self.elsewhere?, self.service, &self.environment.name)
    }

    /// When an entry of the ledger was said.
    pub(super) fn said_at(&self, entry: usize) -> Option<Timestamp> {
        let record = self.inputs.ledger?.records().get(entry)?;
        Some(record.at.timestamp())
    }

    /// The run at work there, or interrupted.
    pub(super) fn active(&self) -> Option<&Run> {
        self.newest_run
            .filter(|run| matches!(run.state, RunState::Running | RunState::Interrupted))
    }
}

/// Whether the last promotion that succeeded, a later adoption, or a run under
/// way explains that a build was seen in an environment at a moment.
#[must_use]
pub fn is_explained(
    ledger: &State,
    service: &Service,
    environment: &EnvName,
    build: &Build,
    seen: Timestamp,
) -> bool {
    let (environment, service, seen) = (
        environment.as_str(),
        service.name.as_str(),
        Moment::of(seen),
    );
    let commit = ObjectName::parse(build.commit.as_str());
    commit.is_some_and(|commit| ledger.explains(environment, service, &commit, seen))
}

/// What is the same for all rows.
struct Frame<'a> {
    inputs: &'a BoardInputs<'a>,
    /// Of each environment, in order.
    times: Vec<Times>,
    /// The newest run of each place; one that has not ended wins.
    runs: HashMap<(&'a ServiceName, &'a EnvName), &'a Run>,
    /// What is broken and where, newest first.
    incidents: Vec<(IncidentPlace, &'a IncidentState)>,
}

/// Draws the board.
#[must_use]
pub fn draw(inputs: &BoardInputs<'_>) -> Board {
    draw_rows(inputs, 0..usize::MAX)
}

/// Draws the board with some of its rows, counted from its top: a screen need
/// not wait for a thousand of them to show the first thirty. Groups without
/// any of them are left out.
#[must_use]
pub fn draw_rows(inputs: &BoardInputs<'_>, rows: Range<usize>) -> Board {
    let environments = &inputs.workspace.environments;
    let frame = Frame {
        inputs,
        times: environments
            .iter()
            .map(|e| times(e, inputs.at, inputs.zone))
            .collect(),
        runs: newest_runs(inputs.runs),
        incidents: incidents(inputs),
    };
    let columns = environments.iter().zip(&frame.times);
    Board {
        workspace: inputs.workspace.name.clone(),
        at: inputs.at,
        facts_at: facts_at(inputs.snapshot),
        environments: columns.map(|(e, times)| column(inputs, e, times)).collect(),
        below: inputs.workspace.services.len().saturating_sub(rows.end),
        groups: groups(&frame, rows),
        notices: inputs.notices.clone(),
    }
}

fn incidents<'a>(inputs: &BoardInputs<'a>) -> Vec<(IncidentPlace, &'a IncidentState)> {
    let Some(ledger) = inputs.ledger else {
        return Vec::new();
    };
    let is_service = |name: &str| inputs.workspace.services.contains_key(&name.into());
    let open = ledger.open_incidents().into_iter();
    open.map(|one| (ledger.place_of(one, is_service), one))
        .collect()
}

fn newest_runs(runs: &[Run]) -> HashMap<(&ServiceName, &EnvName), &Run> {
    let mut newest: HashMap<_, &Run> = HashMap::new();
    for run in runs {
        for about in run.plan.subject.versions() {
            let Some(environment) = &about.environment else {
                continue;
            };
            let key = (&about.service, environment);
            let weight = |run: &Run| (run.ended_at.is_none(), run.started_at);
            match newest.get(&key) {
                Some(known) if weight(known) >= weight(run) => {}
                _ => {
                    newest.insert(key, run);
                }
            }
        }
    }
    newest
}

fn facts_at(snapshot: &Snapshot) -> Option<Timestamp> {
    let services = snapshot.services.values().map(|fact| fact.at);
    let places = snapshot
        .places
        .values()
        .flat_map(BTreeMap::values)
        .map(|fact| fact.at);
    services.chain(places).min()
}

fn column(inputs: &BoardInputs<'_>, environment: &Environment, times: &Times) -> Column {
    let stopped = || stopped(inputs, environment, None);
    Column {
        name: environment.name.clone(),
        tier: environment.tier,
        closed: times.closed().map(str::to_owned).or_else(stopped),
    }
}

/// The newest freeze of the ledger that holds in an environment, in words: for
/// a service, or for all of them.
fn stopped(
    inputs: &BoardInputs<'_>,
    environment: &Environment,
    service: Option<&str>,
) -> Option<String> {
    let (now, name) = (Moment::of(inputs.at), environment.name.as_str());
    let concerns = |freeze: &&FreezeState| match service {
        Some(service) => freeze.concerns(name, service),
        None => {
            let here = freeze.body.environments.iter().any(|one| one == name);
            here && freeze.body.services.is_none()
        }
    };
    let freezes = inputs.ledger?.freezes().values().rev();
    let freeze = freezes.filter(|one| one.holds(now)).find(concerns)?;
    let until = freeze.body.until.map(|until| {
        let until = words::moment(until.timestamp(), inputs.at, inputs.zone);
        format!(" until {until}")
    });
    let (by, reason) = (&freeze.by, &freeze.body.reason);
    let until = until.unwrap_or_default();
    Some(format!("stopped by {by}{until}: {reason}"))
}

fn groups(frame: &Frame<'_>, wanted: Range<usize>) -> Vec<RowGroup> {
    let mut by_repo: BTreeMap<&RepoName, Vec<&Service>> = BTreeMap::new();
    for service in frame.inputs.workspace.services.values() {
        by_repo.entry(&service.repo).or_default().push(service);
    }
    let mut groups = Vec::with_capacity(by_repo.len());
    let mut above = 0;
    for (repo, services) in by_repo {
        let end = above + services.len();
        let (from, to) = (wanted.start.max(above), wanted.end.min(end));
        if from < to {
            let inside = &services[from - above..to - above];
            groups.push(RowGroup {
                name: repo.to_string(),
                line: group_line(frame, repo, &services),
                rows: inside.iter().map(|service| row(frame, service)).collect(),
            });
        }
        above = end;
    }
    groups
}

/// "monorepo · GitFlow · main at 3f9c2e1, 4 min ago".
fn group_line(frame: &Frame<'_>, repo: &RepoName, services: &[&Service]) -> String {
    let inputs = frame.inputs;
    let policy = inputs.workspace.repos.get(repo);
    let mut parts = Vec::new();
    if services.len() > 1 {
        parts.push("monorepo".to_owned());
    }
    parts.extend(policy.and_then(|p| p.branching.as_deref()).map(branching));
    let facts = services
        .iter()
        .find_map(|s| inputs.snapshot.services.get(&s.name)?.seen());
    parts.extend(facts.map(|facts| {
        let ago = words::ago(facts.head_at, inputs.at);
        format!("{} at {}, {ago}", facts.branch, facts.head.short())
    }));
    parts.join(" · ")
}

fn branching(model: &str) -> String {
    match model {
        "gitflow" => "GitFlow".into(),
        "github-flow" => "GitHub Flow".into(),
        other => other.replace('-', " "),
    }
}

fn row(frame: &Frame<'_>, service: &Service) -> Row {
    let inputs = frame.inputs;
    let fact = inputs.snapshot.services.get(&service.name);
    let unreleased = fact
        .and_then(Fact::seen)
        .map_or(0, |facts| facts.unreleased);
    let environments = inputs.workspace.environments.iter().zip(&frame.times);
    let places: Vec<Place<'_>> = environments
        .map(|(environment, times)| place(frame, service, environment, times))
        .collect();
    Row {
        service: service.name.clone(),
        line: row_line(fact),
        known: fact.is_some_and(|fact| fact.seen().is_some()),
        unreleased,
        cells: places.iter().map(cell::draw).collect(),
        passages: places.iter().map(passage::draw).collect(),
    }
}

fn row_line(fact: Option<&Fact<ServiceFacts>>) -> String {
    match fact.map(|fact| &fact.state) {
        None => "nobody has looked".into(),
        Some(Known::Unknown(why)) => why.clone(),
        Some(Known::Seen(facts)) => {
            let own = match facts.unreleased {
                0 => "nothing unreleased".into(),
                count => format!("{} unreleased", words::count(count, "commit")),
            };
            if facts.raised.is_empty() {
                return own;
            }
            let names: Vec<&str> = facts.raised.iter().map(ServiceName::as_str).collect();
            format!("{own} · {} released since", words::list(&names))
        }
    }
}

fn place<'a>(
    frame: &'a Frame<'a>,
    service: &'a Service,
    environment: &'a Environment,
    times: &'a Times,
) -> Place<'a> {
    let inputs = frame.inputs;
    let places = inputs.snapshot.places.get(&service.name);
    let fact = places.and_then(|p| p.get(&environment.name));
    let newest_run = frame.runs.get(&(&service.name, &environment.name)).copied();
    Place {
        inputs,
        incidents: &frame.incidents,
        service,
        environment,
        lane: None,
        times,
        service_facts: inputs
            .snapshot
            .services
            .get(&service.name)
            .and_then(Fact::seen),
        fact,
        deployed: service.on.contains_key(&environment.name),
        newest_run,
        elsewhere: elsewhere(inputs, service, environment, newest_run),
        waiting: waiting(inputs, service, environment),
        soaked_for: fact.and_then(|fact| soaked_for(inputs, service, environment, fact)),
    }
}

/// A run that somebody began there by the ledger. One of this desktop is told
/// from its journal.
fn elsewhere<'a>(
    inputs: &'a BoardInputs<'a>,
    service: &Service,
    environment: &Environment,
    newest_run: Option<&Run>,
) -> Option<(&'a StartState, &'a RequestState)> {
    let (place, name) = (environment.name.as_str(), service.name.as_str());
    let held = inputs.ledger?.held_in(place, name, Moment::of(inputs.at))?;
    let is_it = |run: &&Run| run.plan.hash() == held.0.body.plan;
    newest_run.filter(is_it).is_none().then_some(held)
}

fn waiting<'a>(
    inputs: &'a BoardInputs<'a>,
    service: &Service,
    environment: &Environment,
) -> Option<&'a PlanId> {
    if inputs.waiting.is_empty() {
        return None;
    }
    inputs
        .waiting
        .get(&(service.name.clone(), environment.name.clone()))
}

/// The soak rule of the first environment that asks for time in this one and
/// does not run the live build yet.
fn soaked_for<'a>(
    inputs: &'a BoardInputs<'a>,
    service: &Service,
    environment: &Environment,
    fact: &Fact<PlaceFacts>,
) -> Option<&'a SoakRule> {
    let build = fact.seen()?.live()?.build.as_ref()?;
    let places = inputs.snapshot.places.get(&service.name)?;
    let has = |name: &EnvName| {
        let place = places.get(name).and_then(Fact::seen);
        place
            .and_then(PlaceFacts::live)
            .is_some_and(|live| live.is_build(build))
    };
    inputs
        .workspace
        .environments
        .iter()
        .filter(|later| service.on.contains_key(&later.name) && !has(&later.name))
        .filter_map(|later| later.gates.soak.as_ref())
        .find(|rule| rule.within == environment.name)
}
