//! The keys at this desk: which there are, whose they are, which one signs.

use super::decisions::{Prepared, begun, place};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::{Asks, KeySmith, Settings, Signer, SigningKey};
use lockkeeper_contract::{KeyHere, KeysView};
use lockkeeper_domain::ledger::body::Delegation;
use lockkeeper_domain::ledger::{Body, DAY, Kind, Moment, PublicKey, State};
use lockkeeper_domain::refusal::refused;

/// How long a device key speaks for a person.
const DEVICE: i64 = 90 * DAY;

/// The keys at this desk, the one that signs first.
///
/// # Errors
/// When no place of keys answers, or there is no place for a ledger.
pub async fn keys(desk: &Desk) -> Result<KeysView, EngineError> {
    let ledger = place(desk)?;
    let found = ledger.keys().await?;
    let walk = ledger.seen();
    let acting = match walk.state().rules() {
        Some(rules) => ledger.speaker(rules).await?,
        None => None,
    };
    let now = Moment::of(desk.now());
    let mut keys: Vec<KeyHere> = found
        .iter()
        .filter_map(|key| {
            let public = key.key()?;
            let mut known = known(plain(key, &public), &public, walk.state(), now);
            known.signs = acting.as_ref().is_some_and(|acting| acting.key == public);
            Some(known)
        })
        .collect();
    keys.sort_by_key(|key| !key.signs);
    let chosen = chosen(&*desk.ports.settings, &desk.places.file).await?;
    Ok(KeysView { keys, chosen })
}

/// The keys where there is no ledger: nobody's.
///
/// # Errors
/// When no place of keys answers.
pub async fn loose(signer: &dyn Signer) -> Result<KeysView, EngineError> {
    let found = signer.keys().await.map_err(EngineError::signing)?;
    let keys = found.iter().filter_map(|key| {
        let public = key.key()?;
        Some(plain(key, &public))
    });
    Ok(KeysView {
        keys: keys.collect(),
        chosen: None,
    })
}

fn plain(key: &SigningKey, public: &PublicKey) -> KeyHere {
    let asks = match key.asks {
        Asks::Nothing => "nothing",
        Asks::Touch => "touch",
        Asks::Passphrase => "passphrase",
    };
    KeyHere {
        fingerprint: public.fingerprint(),
        line: key.public.clone(),
        place: key.place.clone(),
        asks: asks.to_owned(),
        person: None,
        device_of: None,
        device_until: None,
        signs: false,
        made: key.is_made,
    }
}

/// A key with what a ledger says of it.
fn known(key: KeyHere, public: &PublicKey, state: &State, now: Moment) -> KeyHere {
    let rules = state.rules();
    let mut delegations = state.delegations().values();
    let device = delegations.find(|one| &one.device == public && one.is_alive(now));
    KeyHere {
        person: rules
            .and_then(|rules| rules.owner_of(public))
            .map(str::to_owned),
        device_of: device.map(|one| one.by.clone()),
        device_until: device.map(|one| one.body.until.to_string()),
        ..key
    }
}

/// Makes a key and keeps it in the keychain.
///
/// # Errors
/// When the keychain does not keep it; there is no other place for it.
pub async fn make(smith: &dyn KeySmith, comment: &str) -> Result<KeyHere, EngineError> {
    let key = smith.make(comment).await.map_err(EngineError::signing)?;
    let public = PublicKey::parse_line(&key.public)
        .map_err(|error| EngineError::refused(refused::key_unread(error)))?;
    Ok(plain(&key, &public))
}

/// Removes a key that was made here, by its fingerprint. What it has signed
/// stays; the rules may still list it.
///
/// # Errors
/// When no key that was made here has that fingerprint, or the keychain does
/// not let it go.
pub async fn remove(smith: &dyn KeySmith, fingerprint: &str) -> Result<(), EngineError> {
    let keys = smith.keys().await.map_err(EngineError::signing)?;
    let none = || EngineError::refused(refused::no_key_made_here(fingerprint));
    let key = keys
        .iter()
        .find(|key| key.is(fingerprint))
        .ok_or_else(none)?;
    smith
        .remove(&key.public)
        .await
        .map_err(EngineError::signing)
}

/// Puts into words that a key of this device may sign what runs say, for the
/// person at this desk. Nothing is signed.
///
/// # Errors
/// When there is no ledger, or no key of anybody.
pub async fn prepare_device(desk: &Desk, line: &str) -> Result<Prepared, EngineError> {
    let (ledger, walk) = begun(desk).await?;
    let speaker = ledger.person(walk.state()).await?;
    let kinds = Kind::ALL.iter().filter(|kind| kind.operational());
    let body = Body::Delegation(Delegation {
        key: line.to_owned(),
        kinds: kinds.map(|kind| kind.word().to_owned()).collect(),
        // Less a minute: the entry's own time may be a little earlier.
        until: Moment::of(desk.now()).plus(DEVICE - 60),
    });
    if let Some(why) = ledger.against(&walk, &speaker, body.clone()) {
        return Err(EngineError::refused(refused::without_effect(why)));
    }
    Ok(Prepared::of(speaker, body))
}

/// The key that a person chose for a workspace: a fingerprint or a path.
///
/// # Errors
/// When the settings cannot be read.
pub async fn chosen(
    settings: &dyn Settings,
    workspace: &str,
) -> Result<Option<String>, EngineError> {
    Ok(settings.get(&setting(workspace)).await?)
}

/// Remembers which key signs in a workspace; nothing takes the choice back.
///
/// # Errors
/// When the settings cannot be written.
pub async fn choose(
    settings: &dyn Settings,
    workspace: &str,
    key: Option<&str>,
) -> Result<(), EngineError> {
    let name = setting(workspace);
    Ok(settings.set(&name, key.unwrap_or_default()).await?)
}

fn setting(workspace: &str) -> String {
    format!("key.chosen {workspace}")
}
