//! What could be brought into an environment next.

use crate::environment::Environment;
use crate::gates::{
    Asked, GateFacts, GateKind, ItemWish, Recorded, Times, Verdict, evaluate_with, item_of, times,
};
use crate::ids::EnvName;
use crate::ledger::body::Item;
use crate::ledger::{Moment, State};
use crate::plan::{obstacles, patched};
use crate::policy::{Service, Workspace};
use crate::refusal::Refusal;
use crate::snapshot::{Build, Fact, Known, PlaceFacts, Release, ServiceFacts, Snapshot};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The way of a service into an environment, looked at at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// The policy.
    pub workspace: &'a Workspace,
    /// Which service.
    pub service: &'a Service,
    /// Where to, with the gates of the lane where one is taken.
    pub environment: &'a Environment,
    /// The lane that is taken; absent for the ordinary way in.
    pub lane: Option<&'a str>,
    /// What was observed.
    pub snapshot: &'a Snapshot,
    /// What the ledger has brought about; absent in a workspace without one.
    pub ledger: Option<&'a State>,
    /// The moment.
    pub at: Timestamp,
    /// The zone in which moments are told.
    pub zone: &'a TimeZone,
}

/// The build that wants to enter an environment: the newest of those that
/// could come whose own gates pass; the newest of all when there is none. It
/// may run there already.
///
/// # Errors
/// Why nobody knows.
pub fn candidate(way: &Way<'_>) -> Result<Option<Build>, String> {
    let times = times(way.environment, way.at, way.zone);
    if let Some((build, _)) = way.in_lane() {
        return Ok(Some(build));
    }
    let Some(newest) = way.newest()? else {
        return Ok(None);
    };
    if way.is_ready(&newest, &times) {
        return Ok(Some(newest));
    }
    let mut older = way.overtaken(&newest).into_iter();
    let ready = older.find(|build| way.is_ready(build, &times));
    Ok(Some(ready.unwrap_or(newest)))
}

impl<'a> Way<'a> {
    /// The newest build that could come: what is live in the environment
    /// before; for the first environment the newest release, or the newest
    /// commit where the policy brings it by itself.
    pub(super) fn newest(&self) -> Result<Option<Build>, String> {
        let Some(previous) = self.previous() else {
            return Ok(first(self.environment, self.service_facts()?));
        };
        let places = self.snapshot.places.get(&self.service.name);
        let before = match places.and_then(|p| p.get(&previous.name)).map(|f| &f.state) {
            Some(Known::Seen(place)) => place,
            Some(Known::Unknown(why)) => return Err(format!("{}: {why}", previous.name)),
            None => return Err(format!("nobody has looked at {}", previous.name)),
        };
        match before.live() {
            None => Ok(None),
            Some(live) => match &live.build {
                Some(build) => Ok(Some(build.clone())),
                None => Err(format!(
                    "{} runs `{}`, no known build",
                    previous.name, live.value
                )),
            },
        }
    }

    /// Builds between the live one here and the newest one, newest first,
    /// which left the environment before for a newer one and not for being bad.
    pub(super) fn overtaken(&self, newest: &Build) -> Vec<Build> {
        let Some(before) = self.previous().and_then(|e| self.place(&e.name)) else {
            return Vec::new();
        };
        let here = self.place(&self.environment.name);
        let live = here.and_then(PlaceFacts::live);
        let live = live.and_then(|live| live.build.as_ref());
        let is_between =
            |build: &Build| newest.is_newer(build) && live.is_none_or(|live| build.is_newer(live));
        let was_bad = |build: &Build| {
            before.rolled_back_from(build).is_some()
                || here.is_some_and(|here| here.rolled_back_from(build).is_some())
        };
        let lived = before.history.iter().filter_map(|l| l.build.as_ref());
        let since_live = lived.take_while(|build| live.is_none_or(|live| !live.is_same(build)));
        let mut builds: Vec<Build> = Vec::new();
        for build in since_live {
            let known = builds.iter().any(|known| known.is_same(build));
            if !known && is_between(build) && !was_bad(build) {
                builds.push(build.clone());
            }
        }
        builds.sort_by(|a, b| b.version.cmp_precedence(&a.version));
        builds
    }

    fn previous(&self) -> Option<&Environment> {
        let environment = &self.environment.name;
        self.workspace.previous(self.service, environment)
    }

    fn place(&self, environment: &EnvName) -> Option<&PlaceFacts> {
        let places = self.snapshot.places.get(&self.service.name)?;
        places.get(environment)?.seen()
    }

    fn service_facts(&self) -> Result<&ServiceFacts, String> {
        let fact = self.snapshot.services.get(&self.service.name);
        match fact.map(|fact| &fact.state) {
            Some(Known::Seen(facts)) => Ok(facts),
            Some(Known::Unknown(why)) => Err(format!("{}: {why}", self.service.repo)),
            None => Err(format!("nobody has looked at {}", self.service.repo)),
        }
    }

    /// What each gate says to a build.
    pub(super) fn verdicts(&self, build: &Build, times: &Times) -> Vec<Verdict> {
        let recorded = self.recorded(build);
        let mut facts = GateFacts::pick(
            self.workspace,
            self.service,
            self.environment,
            build,
            self.snapshot,
        )
        .beside(self.ledger, self.service, self.environment, build);
        facts.recorded = recorded.as_ref();
        let asked = Asked {
            environment: self.environment,
            candidate: build,
            rollback: false,
            facts,
            at: self.at,
            zone: self.zone,
        };
        evaluate_with(&asked, times)
    }

    fn recorded(&self, build: &Build) -> Option<Recorded> {
        let item = item_of(self.service, build)?;
        let wish = ItemWish {
            items: std::slice::from_ref(&item),
            to: self.environment.name.as_str(),
            rollback: false,
            lane: self.lane,
            flags: &[],
        };
        Some(Recorded::of(self.ledger?, &wish, Moment::of(self.at)))
    }

    /// The build that somebody has asked for through a lane, with the lane's
    /// name: it does not wait for its turn.
    pub(super) fn in_lane(&self) -> Option<(Build, &'a str)> {
        let (ledger, now) = (self.ledger?, Moment::of(self.at));
        let open = ledger.requests().values().rev().filter(|request| {
            let body = &request.body;
            body.to == self.environment.name.as_str()
                && body.direction == "promote"
                && body.items.len() == 1
                && ledger.is_open(request.number, now)
        });
        let mut asked = open.filter_map(|request| {
            let (item, lane) = (request.body.items.first()?, request.body.lane.as_deref()?);
            let own = item.service == self.service.name.as_str();
            own.then_some((item, lane))
        });
        let (item, lane) = asked.next()?;
        let build = self.build_of(item)?;
        self.environment
            .lanes
            .contains_key(lane)
            .then_some((build, lane))
    }

    fn build_of(&self, item: &Item) -> Option<Build> {
        let facts = self.service_facts().ok()?;
        let releases = facts.releases.iter().map(Release::build);
        let mut builds = releases.chain(facts.untagged_builds());
        builds.find(|build| {
            build.commit.as_str() == item.commit.as_str()
                && build.version.to_string() == item.version
        })
    }

    /// What a plan would be refused for beside the gates.
    pub(super) fn obstacle(&self, build: &Build) -> Option<Refusal> {
        if let Some(patched) = self.patched(build) {
            return Some(patched);
        }
        let found = obstacles(
            self.workspace,
            self.service,
            self.environment,
            build,
            self.snapshot,
        );
        found.into_iter().next()
    }

    /// What somebody put there past the ledger.
    fn patched(&self, build: &Build) -> Option<Refusal> {
        let (ledger, service, environment) = (self.ledger?, self.service, &self.environment.name);
        let here = self.snapshot.places.get(&service.name)?.get(environment)?;
        patched(ledger, service, environment, here, build)
    }

    /// Whether nothing is in the way of the build itself; the hour and the
    /// people are the same for all builds.
    pub(super) fn is_ready(&self, build: &Build, times: &Times) -> bool {
        self.obstacle(build).is_none()
            && self
                .verdicts(build, times)
                .iter()
                .all(|verdict| verdict.passed() || !is_of_the_build(verdict.gate))
    }
}

const fn is_of_the_build(gate: GateKind) -> bool {
    match gate {
        GateKind::Previous
        | GateKind::Ci
        | GateKind::Soak
        | GateKind::Quality
        | GateKind::Security
        | GateKind::SignedTag => true,
        GateKind::Approvals
        | GateKind::Windows
        | GateKind::Freeze
        | GateKind::Health
        | GateKind::Checklist => false,
    }
}

fn first(environment: &Environment, facts: &ServiceFacts) -> Option<Build> {
    let release = facts
        .releases
        .iter()
        .find(|r| !r.yanked)
        .map(Release::build);
    match &environment.auto {
        Some(auto) => facts.newest.get(&auto.branch).cloned(),
        None => release,
    }
}

/// How many changes of a place are looked back.
const LOOKED_BACK: usize = 20;

/// What could come into any environment of a service, for looking at what
/// each would take away: so many releases, the newest commit, and what was
/// lately live somewhere.
#[must_use]
pub fn comers(service: &Service, snapshot: &Snapshot, releases: usize) -> Vec<Build> {
    let facts = snapshot.services.get(&service.name).and_then(Fact::seen);
    let places = snapshot.places.get(&service.name);
    let lived = places.into_iter().flat_map(|on| on.values());
    let lived = lived.filter_map(Fact::seen);
    let lived = lived.flat_map(|place| place.history.iter().take(LOOKED_BACK));
    let tagged = facts.into_iter().flat_map(|facts| &facts.releases);
    let tagged = tagged.filter(|release| !release.yanked).take(releases);
    let untagged = facts.into_iter().flat_map(ServiceFacts::untagged_builds);
    let all = untagged
        .chain(tagged.map(Release::build))
        .chain(lived.filter_map(|live| live.build.clone()));
    let mut builds: Vec<Build> = Vec::new();
    for build in all {
        if !builds.iter().any(|known| known.is_same(&build)) {
            builds.push(build);
        }
    }
    builds
}
