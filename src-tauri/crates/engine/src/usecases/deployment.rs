//! What a version is to a place: gates and values.

use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use jiff::Timestamp;
use lockkeeper_domain::artifact::{Naming, spelled_as, value};
use lockkeeper_domain::board::Way;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::{Asked, GateFacts, ItemWish, Recorded, Verdict, evaluate, item_of};
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::ledger::{Moment, Walk};
use lockkeeper_domain::policy::{Service, Target};
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
}

/// What each gate says to a build at a moment.
pub(super) fn verdicts(
    desk: &Desk,
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    at: Timestamp,
) -> Vec<Verdict> {
    let walk = desk.walk();
    let mut facts = GateFacts::pick(
        &desk.workspace,
        wish.service,
        wish.environment,
        wish.build,
        snapshot,
    )
    .beside(
        walk.as_deref().map(Walk::state),
        wish.service,
        wish.environment,
        wish.build,
    );
    facts.ticked = wish.ticked;
    let recorded = recorded(desk, wish, at);
    facts.recorded = recorded.as_ref();
    evaluate(&Asked {
        environment: wish.environment,
        candidate: wish.build,
        rollback: wish.rollback,
        facts,
        at,
        zone: &desk.zone,
    })
}

/// What the ledger says of a wish; nothing while no ledger has begun.
pub(super) fn recorded(desk: &Desk, wish: &Wish<'_>, at: Timestamp) -> Option<Recorded> {
    let wanted = ItemWish {
        items: &wish.items()?,
        to: wish.environment.name.as_str(),
        rollback: wish.rollback,
        lane: wish.lane,
    };
    recorded_of(desk, &wanted, at)
}

/// The same of items that go together.
pub(super) fn recorded_of(desk: &Desk, wanted: &ItemWish<'_>, at: Timestamp) -> Option<Recorded> {
    let ledger = desk.begun_ledger()?;
    let mut says = Recorded::of(ledger.seen().state(), wanted, Moment::of(at));
    // A promotion never goes without the ledger.
    says.unreached = ledger.unreached().filter(|_| wanted.rollback);
    Some(says)
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
