//! Adoption: what runs without a record is accepted as it is, with a reason.
//! On the first day that is everything.

use super::decisions::{self, Prepared, begun, check_words, to_come};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::Speaker;
use crate::observe::observe;
use crate::ports::{Asks, Passphrase};
use jiff::Timestamp;
use lockkeeper_contract::{Signed, ToAdopt, ToSign};
use lockkeeper_domain::board::is_explained;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::item_of;
use lockkeeper_domain::ledger::body::Adopt;
use lockkeeper_domain::ledger::{Body, Moment, State};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::snapshot::{Fact, PlaceFacts, Snapshot};

/// What somebody wants to adopt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptWish {
    /// Where; everywhere when empty.
    pub environments: Vec<String>,
    /// What; everything that runs there when empty.
    pub services: Vec<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Up to when; for good when absent. What still runs then is drift again.
    pub until: Option<Timestamp>,
}

/// Entries that can be signed in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    entries: Vec<Prepared>,
    left: Vec<Refusal>,
}

impl Adoption {
    /// What the key asks before it signs.
    #[must_use]
    pub fn asks(&self) -> Asks {
        self.entries.first().map_or(Asks::Nothing, Prepared::asks)
    }

    /// As it is shown before it is signed; nothing when there is nothing.
    #[must_use]
    pub fn view(&self) -> Option<ToAdopt> {
        let first = self.entries.first()?.view();
        let texts = self.entries.iter().map(|entry| entry.view().text);
        let text = texts.collect::<Vec<_>>().join("\n\n");
        Some(ToAdopt {
            sign: ToSign { text, ..first },
            sentences: self.entries.iter().map(Prepared::sentence).collect(),
            left: self.left.iter().map(|one| one.text.clone()).collect(),
        })
    }
}

/// Looks at what runs, and puts into words what of it nothing explains.
/// Nothing is signed.
///
/// # Errors
/// When there is no ledger, no key of anybody, nothing of that name, or
/// nothing to adopt.
pub async fn prepare(desk: &Desk, wish: &AdoptWish) -> Result<Adoption, EngineError> {
    for name in &wish.environments {
        desk.environment(&name.as_str().into())?;
    }
    for name in &wish.services {
        desk.service(&name.as_str().into())?;
    }
    check_words(&wish.reason)?;
    let now = Moment::of(desk.now());
    if let Some(until) = wish.until {
        to_come(until, now, "accepted")?;
    }
    let (ledger, walk) = begun(desk).await?;
    let speaker = ledger.person(walk.state()).await?;
    let snapshot = observe(desk, true).await?;
    let adoption = find(desk, &snapshot, walk.state(), &speaker, wish);
    if !adoption.entries.is_empty() {
        return Ok(adoption);
    }
    let refusals = match adoption.left {
        left if left.is_empty() => vec![refused::nothing_to_adopt()],
        left => left,
    };
    Err(EngineError::Refused { refusals })
}

/// Signs one entry after the other, and answers what was signed. What was
/// signed before one that fails stays; asking again goes on behind it.
///
/// # Errors
/// When one would be void, when nobody signs, or when the remote cannot be
/// written.
pub async fn sign(
    desk: &Desk,
    adoption: &Adoption,
    passphrase: Option<&Passphrase>,
) -> Result<Vec<Signed>, EngineError> {
    let mut signed = Vec::new();
    for entry in &adoption.entries {
        signed.push(decisions::sign(desk, entry, passphrase).await?);
    }
    Ok(signed)
}

/// Everything in the places that are meant that nothing explains.
fn find(
    desk: &Desk,
    snapshot: &Snapshot,
    ledger: &State,
    speaker: &Speaker,
    wish: &AdoptWish,
) -> Adoption {
    let is_meant =
        |names: &[String], name: &str| names.is_empty() || names.iter().any(|one| one == name);
    let reason = Adopt::reason_until(&wish.reason, wish.until.map(Moment::of));
    let (mut entries, mut left) = (Vec::new(), Vec::new());
    for environment in &desk.workspace.environments {
        if !is_meant(&wish.environments, environment.name.as_str()) {
            continue;
        }
        for service in desk.workspace.services.values() {
            if !is_meant(&wish.services, service.name.as_str()) {
                continue;
            }
            match judge(snapshot, ledger, (service, environment), &reason) {
                Runs::Explained => {}
                Runs::Unexplained(body) => {
                    entries.push(Prepared::of(speaker.clone(), Body::Adopt(*body)));
                }
                Runs::Unknown(why) => left.push(why),
            }
        }
    }
    Adoption { entries, left }
}

/// What runs in one place, beside the ledger.
pub(super) enum Runs {
    /// Nothing, or what the ledger explains.
    Explained,
    /// A known build without a record.
    Unexplained(Box<Adopt>),
    /// Something that has no name to adopt it by.
    Unknown(Refusal),
}

pub(super) fn judge(
    snapshot: &Snapshot,
    ledger: &State,
    (service, environment): (&Service, &Environment),
    reason: &str,
) -> Runs {
    let places = snapshot.places.get(&service.name);
    let place = places.and_then(|on| on.get(&environment.name));
    let live = place.and_then(Fact::seen).and_then(PlaceFacts::live);
    let (Some(place), Some(live)) = (place, live) else {
        return Runs::Explained;
    };
    let Some(build) = &live.build else {
        let (service, environment) = (&service.name, &environment.name);
        let why = refused::adopts_no_build(service, environment, &live.value);
        return Runs::Unknown(why);
    };
    let facts = snapshot.services.get(&service.name).and_then(Fact::seen);
    let works_there = facts.is_some_and(|facts| service.works_in(&environment.name, &facts.branch));
    if works_there || is_explained(ledger, service, &environment.name, build, place.at) {
        return Runs::Explained;
    }
    match item_of(service, build) {
        Some(item) => Runs::Unexplained(Box::new(Adopt {
            environment: environment.name.to_string(),
            item,
            reason: reason.to_owned(),
        })),
        None => Runs::Unknown(refused::adopts_no_full_name(
            &service.name,
            &environment.name,
        )),
    }
}
