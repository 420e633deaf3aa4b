//! What the ledger says of somebody who wants to enter an environment.

use crate::ids::{EnvName, ServiceName};
use crate::ledger::body::{Item, Request};
use crate::ledger::{
    ApprovalRule, FreezeState, Hash, Moment, ObjectName, RequestState, Rules, State, TickState, Way,
};
use crate::policy::Service;
use crate::snapshot::Build;
use crate::words;

/// The ledger's side of the gates, at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// The open request for exactly this item, if there is one.
    pub request: Option<Hash>,
    /// What the rules in force ask for, and who said yes.
    pub approvals: Vec<RecordedRule>,
    /// The flags that rules on its way name.
    pub flags: Vec<RecordedFlag>,
    /// The open request that lacks a flag which is raised now.
    pub lacking: Option<usize>,
    /// The gates that glass was broken for.
    pub broken: Vec<String>,
    /// The lines of its checklist that people ticked.
    pub ticked: Vec<TickState>,
    /// The freezes that hold it back, in words; none of those that glass was broken for.
    pub freezes: Vec<String>,
    /// Why the ledger could not be reached, for a rollback: it goes without
    /// what people would have to sign first, and they look at it afterwards.
    pub unreached: Option<String>,
    /// The open incident that the request came with, in words.
    pub incident: Option<String>,
}

/// A flag for which rules ask more approvals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFlag {
    /// Its name.
    pub name: String,
    /// What the rules ask where it is raised ("1 security").
    pub asks: Vec<String>,
    /// It is raised.
    pub raised: bool,
    /// The open request raises it.
    pub signed: bool,
}

/// One rule of approvals and the people who met it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRule {
    /// The role.
    pub role: String,
    /// How many distinct people.
    pub count: u64,
    /// Who said yes.
    pub people: Vec<String>,
    /// Why there are too few who could still say it; absent when there are enough.
    pub short: Option<String>,
}

impl RecordedRule {
    /// Enough people said yes.
    #[must_use]
    pub fn is_met(&self) -> bool {
        u64::try_from(self.people.len()).unwrap_or(u64::MAX) >= self.count
    }
}

impl Recorded {
    /// What the ledger says of items on their way into an environment.
    #[must_use]
    pub fn of(state: &State, wish: &ItemWish<'_>, now: Moment) -> Self {
        let Some(rules) = state.rules() else {
            return Self::default();
        };
        let open = open_requests(state, wish.to, wish.items, wish.rollback, now);
        let open = open.filter(|request| request.body.lane.as_deref() == wish.lane);
        let open: Vec<&RequestState> = open.collect();
        // Whoever raises a flag asks more than a request without it was given.
        let raises = |request: &&&RequestState| wish.flags.iter().all(|flag| request.raises(flag));
        match open.iter().find(raises) {
            Some(request) => Self::requested(state, rules, request, now),
            None => Self {
                lacking: open.first().map(|request| request.number),
                ..Self::unrequested(state, rules, wish, now)
            },
        }
    }

    /// The same of a request itself, whatever else is asked for: nobody has
    /// requested what is closed.
    #[must_use]
    pub fn of_request(state: &State, request: &RequestState, now: Moment) -> Self {
        match state.rules() {
            None => Self::default(),
            Some(rules) if state.is_open(request.number, now) => {
                Self::requested(state, rules, request, now)
            }
            Some(rules) => Self::unrequested(state, rules, &ItemWish::of(&request.body), now),
        }
    }

    fn requested(state: &State, rules: &Rules, request: &RequestState, now: Moment) -> Self {
        let approvals = state.asked_of(request, rules).map(|rule| {
            let people = state.approvers(request, &rule.role, rules, now);
            let left = state.signers(request, rule, rules, now);
            RecordedRule {
                short: left.against(people.len(), rule.count),
                role: rule.role.clone(),
                count: rule.count,
                people: people.into_iter().map(str::to_owned).collect(),
            }
        });
        let stopped =
            !state.is_plain_rollback(request) && !state.is_broken(request.number, "freeze");
        let freezes = state.freezes_on(request, now).filter(|_| stopped);
        Self {
            request: state
                .records()
                .get(request.number)
                .map(|record| record.hash.clone()),
            approvals: approvals.collect(),
            flags: flags(
                rules.approvals(&request.body.to, state.way(request)),
                |flag| request.raises(flag),
                true,
            ),
            lacking: None,
            broken: state.broken_gates(request.number),
            ticked: state.ticks_of(request.number).to_vec(),
            freezes: freezes.map(in_words).collect(),
            unreached: None,
            incident: incident(state, request),
        }
    }

    fn unrequested(state: &State, rules: &Rules, wish: &ItemWish<'_>, now: Moment) -> Self {
        let ItemWish { items, to, .. } = *wish;
        let finished = |item: &Item| state.was_live_as(to, item) == Some(true);
        let plain = wish.rollback && items.iter().all(finished);
        let way = match wish.lane {
            _ if plain => Way::PlainRollback,
            Some(lane) => Way::Lane(lane),
            None => Way::Gates,
        };
        let asked = rules.approvals(to, way);
        let raised = |flag: &String| wish.flags.contains(flag);
        let approvals = asked
            .iter()
            .filter(|rule| rule.when.as_ref().is_none_or(raised));
        // Whoever asks may be one of them: a count too high for all is too high.
        let left = |role: &str| {
            let services = || items.iter().map(|item| item.service.as_str());
            rules.signers(|one| rules.holds(one, role, services()), now)
        };
        let services: Vec<&str> = items.iter().map(|item| item.service.as_str()).collect();
        let stands = standing(state, to, &services, now).filter(|_| !plain);
        Self {
            request: None,
            approvals: approvals
                .map(|rule| RecordedRule {
                    role: rule.role.clone(),
                    count: rule.count,
                    people: Vec::new(),
                    short: left(&rule.role).against(0, rule.count),
                })
                .collect(),
            flags: flags(asked, raised, false),
            lacking: None,
            broken: Vec::new(),
            ticked: Vec::new(),
            freezes: stands.map(in_words).collect(),
            unreached: None,
            incident: None,
        }
    }
}

/// Items on their way into an environment, together.
#[derive(Debug, Clone, Copy)]
pub struct ItemWish<'a> {
    /// What: one, or a whole set.
    pub items: &'a [Item],
    /// Where to.
    pub to: &'a str,
    /// It goes back to an earlier version.
    pub rollback: bool,
    /// The lane it takes; absent for the ordinary way in.
    pub lane: Option<&'a str>,
    /// The flags that are raised.
    pub flags: &'a [String],
}

impl<'a> ItemWish<'a> {
    /// What a request asks for.
    fn of(request: &'a Request) -> Self {
        Self {
            items: &request.items,
            to: &request.to,
            rollback: request.is_rollback(),
            lane: request.lane.as_deref(),
            flags: request.flags.as_deref().unwrap_or_default(),
        }
    }
}

/// The lane of the newest open request for some items; absent where there is
/// none, or where they go the ordinary way.
#[must_use]
pub fn lane_asked<'a>(state: &'a State, to: &str, items: &[Item], now: Moment) -> Option<&'a str> {
    let newest = open_requests(state, to, items, false, now).next()?;
    newest.body.lane.as_deref()
}

/// Why somebody asked for some items in the newest open request for them.
#[must_use]
pub fn reason_asked<'a>(
    state: &'a State,
    to: &str,
    items: &[Item],
    now: Moment,
) -> Option<&'a str> {
    let newest = open_requests(state, to, items, false, now).next()?;
    newest.body.reason.as_deref()
}

/// The newer open request that goes before an open one: for the same items on
/// the same way, with all its flags.
#[must_use]
pub fn asked_anew(state: &State, request: &RequestState, now: Moment) -> Option<usize> {
    let body = &request.body;
    let wish = ItemWish::of(body);
    let newer = open_requests(state, wish.to, wish.items, wish.rollback, now);
    let newer = newer.take_while(|one| one.number > request.number);
    let newest = newer
        .filter(|one| one.body.lane == body.lane)
        .find(|one| wish.flags.iter().all(|flag| one.raises(flag)));
    newest.map(|one| one.number)
}

/// Open requests for exactly these items, in whatever order, newest first.
fn open_requests<'a>(
    state: &'a State,
    to: &str,
    items: &[Item],
    rollback: bool,
    now: Moment,
) -> impl Iterator<Item = &'a RequestState> {
    let direction = if rollback { "rollback" } else { "promote" };
    let fits = move |request: &&RequestState| {
        request.body.to == to
            && request.body.direction == direction
            && request.body.items.len() == items.len()
            && items.iter().all(|item| request.body.items.contains(item))
            && state.is_open(request.number, now)
    };
    state.requests().values().rev().filter(fits)
}

/// The flags that rules name, in their order, with what they ask for each.
fn flags(
    rules: &[ApprovalRule],
    raised: impl Fn(&String) -> bool,
    signed: bool,
) -> Vec<RecordedFlag> {
    let mut flags: Vec<RecordedFlag> = Vec::new();
    for rule in rules {
        let Some(name) = &rule.when else { continue };
        let asks = format!("{} {}", rule.count, rule.role);
        if let Some(known) = flags.iter_mut().find(|flag| &flag.name == name) {
            known.asks.push(asks);
            continue;
        }
        flags.push(RecordedFlag {
            name: name.clone(),
            asks: vec![asks],
            raised: raised(name),
            signed: signed && raised(name),
        });
    }
    flags
}

fn incident(state: &State, request: &RequestState) -> Option<String> {
    let record = state.records().get(request.number)?;
    let incident = state.incident_of(&record.hash)?;
    Some(incident.body.summary.clone())
}

/// Why the line of one of the services is stopped, where somebody stopped it.
pub(super) fn stopped_line(
    state: &State,
    environment: &str,
    services: &[ServiceName],
    now: Moment,
) -> Option<String> {
    let services: Vec<&str> = services.iter().map(ServiceName::as_str).collect();
    let mut freezes = standing(state, environment, &services, now);
    freezes.next().map(in_words)
}

/// The freezes that hold any of these services back in an environment.
fn standing<'a>(
    state: &'a State,
    environment: &str,
    services: &[&str],
    now: Moment,
) -> impl Iterator<Item = &'a FreezeState> {
    let concerns = |freeze: &FreezeState| {
        let mut services = services.iter();
        services.any(|service| freeze.concerns(environment, service))
    };
    let freezes = state.freezes().values();
    freezes.filter(move |freeze| freeze.holds(now) && concerns(freeze))
}

fn in_words(freeze: &FreezeState) -> String {
    let until = freeze.body.until.map(|until| format!(" until {until}"));
    let services = freeze.body.services.as_ref();
    let services = services.map(|names| format!(" for {}", words::list(names)));
    format!(
        "the line is stopped{}{} by {}: {}",
        services.unwrap_or_default(),
        until.unwrap_or_default(),
        freeze.by,
        freeze.body.reason
    )
}

/// Whether a build was brought into an environment or adopted there, as far as
/// the ledger knows.
#[must_use]
pub fn was_recorded(
    ledger: &State,
    service: &Service,
    environment: &EnvName,
    build: &Build,
) -> bool {
    let item = item_of(service, build);
    item.is_none_or(|item| ledger.was_live_as(environment.as_str(), &item).is_some())
}

/// A build as the ledger names it; none whose commit has no full name.
#[must_use]
pub fn item_of(service: &Service, build: &Build) -> Option<Item> {
    Some(Item {
        service: service.name.to_string(),
        version: build.version.to_string(),
        commit: ObjectName::parse(build.commit.as_str())?,
        repository: service.repo.to_string(),
        tag: build.tag.as_ref().map(ToString::to_string),
        tag_object: None,
        // A digest is what names an artifact, and nobody has told us one.
        artifact: None,
        tree: None,
        config: None,
    })
}
