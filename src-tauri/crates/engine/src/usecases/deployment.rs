//! What a version is to a place: gates and values.

use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::ledger::Ledger;
use jiff::Timestamp;
use lockkeeper_domain::artifact::{Naming, spelled_as, value};
use lockkeeper_domain::board::Way;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::{Asked, GateFacts, ItemWish, Recorded, Verdict, evaluate, item_of};
use lockkeeper_domain::ids::EnvName;
use lockkeeper_domain::ledger::body::{Item, Request};
use lockkeeper_domain::ledger::{Moment, Walk};
use lockkeeper_domain::policy::{Service, Target};
use lockkeeper_domain::refusal::refused;
use lockkeeper_domain::snapshot::{Build, Fact, Known, Live, PlaceFacts, Snapshot};
use std::collections::BTreeMap;

/// The place of a service in an environment.
///
/// # Errors
/// When the service is not deployed there.
pub(super) fn place<'a>(
    service: &'a Service,
    environment: &Environment,
) -> Result<&'a Target, EngineError> {
    let deployment = service.on.get(&environment.name);
    let deployment = deployment.ok_or_else(|| {
        unknown(
            "deployment of",
            &format!("{} in {}", service.name, environment.name),
        )
    })?;
    Ok(&deployment.target)
}

/// Where a request goes, with the gates of its lane; nothing where the
/// workspace has no such way.
pub(super) fn entered(desk: &Desk, request: &Request) -> Option<Environment> {
    way_in(desk, &request.to.as_str().into(), request.lane.as_deref())
}

/// An environment with the gates of a lane into it, where one is taken.
pub(super) fn way_in(desk: &Desk, to: &EnvName, lane: Option<&str>) -> Option<Environment> {
    let environment = desk.environment(to).ok()?;
    match lane {
        Some(lane) => environment.through(lane),
        None => Some(environment.clone()),
    }
}

/// What is known of the place.
pub(super) fn here(
    snapshot: &Snapshot,
    service: &Service,
    environment: &Environment,
    now: Timestamp,
) -> Fact<PlaceFacts> {
    let known = snapshot
        .places
        .get(&service.name)
        .and_then(|on| on.get(&environment.name));
    known.cloned().unwrap_or_else(|| Fact {
        state: Known::Unknown("nobody has looked at it yet".to_owned()),
        source: String::new(),
        at: now,
    })
}

/// The way of a service into an environment, as it is now.
pub(super) fn way<'a>(
    desk: &'a Desk,
    snapshot: &'a Snapshot,
    service: &'a Service,
    environment: &'a Environment,
    walk: Option<&'a Walk>,
) -> Way<'a> {
    Way {
        workspace: &desk.workspace,
        service,
        environment,
        lane: None,
        snapshot,
        ledger: walk.map(Walk::state),
        at: desk.now(),
        zone: &desk.zone,
    }
}

/// Who wants to enter where.
pub(super) struct Wish<'a> {
    pub(super) service: &'a Service,
    pub(super) environment: &'a Environment,
    pub(super) build: &'a Build,
    pub(super) rollback: bool,
    /// The lane it takes, whose gates the environment has then.
    pub(super) lane: Option<&'a str>,
    /// The set it is part of; empty when it goes alone.
    pub(super) together: &'a [Item],
    pub(super) ticked: Option<&'a BTreeMap<String, String>>,
    /// The flags that are raised.
    pub(super) flags: &'a [String],
}

impl Wish<'_> {
    /// What goes, in the ledger's terms; nothing for a build without a name there.
    pub(super) fn items(&self) -> Option<Vec<Item>> {
        let own = item_of(self.service, self.build)?;
        Some(match self.together {
            [] => vec![own],
            together => together.to_vec(),
        })
    }

    fn in_ledger<'a>(&'a self, items: &'a [Item]) -> ItemWish<'a> {
        ItemWish {
            items,
            to: self.environment.name.as_str(),
            rollback: self.rollback,
            lane: self.lane,
            flags: self.flags,
        }
    }
}

/// What each gate says to a build at a moment, by the ledger as it is now.
pub(super) fn verdicts(
    desk: &Desk,
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    at: Timestamp,
) -> Vec<Verdict> {
    verdicts_by(desk, desk.walk().as_deref(), snapshot, wish, at)
}

/// The same by the ledger as it was; none where none had begun.
pub(super) fn verdicts_by(
    desk: &Desk,
    walk: Option<&Walk>,
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    at: Timestamp,
) -> Vec<Verdict> {
    let recorded = walk.and_then(|walk| {
        let items = wish.items()?;
        Some(says(desk, walk, &wish.in_ledger(&items), at))
    });
    verdicts_with(desk, (walk, recorded.as_ref()), snapshot, wish, at)
}

/// The same where what the ledger says of it was asked already.
pub(super) fn verdicts_with(
    desk: &Desk,
    (walk, recorded): (Option<&Walk>, Option<&Recorded>),
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    at: Timestamp,
) -> Vec<Verdict> {
    let mut facts = GateFacts::pick(
        &desk.workspace,
        wish.service,
        wish.environment,
        wish.build,
        snapshot,
    )
    .beside(
        walk.map(Walk::state),
        wish.service,
        wish.environment,
        wish.build,
    );
    facts.ticked = wish.ticked;
    facts.recorded = recorded;
    evaluate(&Asked {
        environment: wish.environment,
        candidate: wish.build,
        rollback: wish.rollback,
        facts,
        at,
        zone: &desk.zone,
    })
}

/// What the ledger says of a wish now; nothing while no ledger has begun.
pub(super) fn recorded(desk: &Desk, wish: &Wish<'_>) -> Option<Recorded> {
    recorded_of(desk, &wish.in_ledger(&wish.items()?))
}

/// The same of items that go together.
pub(super) fn recorded_of(desk: &Desk, wanted: &ItemWish<'_>) -> Option<Recorded> {
    let walk = desk.walk()?;
    Some(says(desk, &walk, wanted, desk.now()))
}

/// Why the ledger cannot be asked for a build that [`recorded`] has nothing of.
pub(super) fn unrecordable(desk: &Desk, build: &Build) -> EngineError {
    EngineError::refused(match desk.begun_ledger() {
        None => refused::not_begun(),
        Some(_) => refused::no_full_name(&build.version),
    })
}

fn says(desk: &Desk, walk: &Walk, wanted: &ItemWish<'_>, at: Timestamp) -> Recorded {
    let says = Recorded::of(walk.state(), wanted, Moment::of(at));
    reached(desk, says, wanted.rollback)
}

/// What the ledger says, with why it cannot be reached: a promotion never goes
/// without it.
pub(super) fn reached(desk: &Desk, says: Recorded, rollback: bool) -> Recorded {
    let ledger = desk.begun_ledger().filter(|_| rollback);
    Recorded {
        unreached: ledger.and_then(Ledger::unreached),
        ..says
    }
}

/// The value that names a build in its place, which `live` stands in now.
pub(super) fn named(
    service: &Service,
    target: &Target,
    build: &Build,
    branch: &str,
    live: Option<&Live>,
) -> String {
    let Target::Gitops(_) = target else {
        return crate::observe::value(build);
    };
    let template = service.artifact.as_deref();
    let habit = live.filter(|_| template.is_none());
    habit
        .and_then(|live| spelled_as(live, build))
        .unwrap_or_else(|| {
            let naming = Naming {
                service: &service.name,
                version: &build.version,
                commit: &build.commit,
                branch,
            };
            value(template, &naming)
        })
}
