//! Who speaks at this desk, with which of their keys.

use super::Ledger;
use crate::error::EngineError;
use crate::ports::{Asks, Passphrase, SignerError, SigningKey};
use lockkeeper_domain::ledger::{DelegationState, Kind, PublicKey, Rules, State};
use std::sync::{Arc, PoisonError};

/// Signed to see whether a passphrase opens a key; no ledger takes it.
const PROBE: &[u8] = b"does the passphrase open this key";

/// Who speaks, with which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The handle in the rules.
    pub handle: String,
    /// The key.
    pub key: PublicKey,
    /// Where the key lies, for people.
    pub place: String,
    /// What the key asks before it signs.
    pub asks: Asks,
}

/// Which of several keys a person wants to sign with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KeyChoice {
    /// The best one.
    #[default]
    Any,
    /// The one with this fingerprint where it is here, else the best one: it
    /// was chosen some time ago.
    Rather(String),
    /// The one with this fingerprint and no other: it was just named.
    Only(String),
}

/// A key that was opened for a while. It signs what a run says, from the
/// request it was confirmed with to its end, and no other decision; when the
/// last holder lets it go, its passphrase is wiped.
pub struct Opened {
    key: PublicKey,
    passphrase: Passphrase,
}

impl Opened {
    pub(super) const fn passphrase(&self) -> &Passphrase {
        &self.passphrase
    }
}

impl Ledger {
    /// Every key that can sign here, whoever it belongs to, best first.
    ///
    /// # Errors
    /// When no place of keys answers.
    pub async fn keys(&self) -> Result<Vec<SigningKey>, EngineError> {
        self.signer.keys().await.map_err(EngineError::signing)
    }

    /// Wants this key from now on.
    pub fn choose(&self, choice: KeyChoice) {
        *self.choice.write().unwrap_or_else(PoisonError::into_inner) = choice;
    }

    /// Takes no other key than the chosen one any more.
    ///
    /// # Errors
    /// When it is not here.
    pub async fn insist(&self) -> Result<(), EngineError> {
        let wanted = match self.choice() {
            KeyChoice::Any => return Ok(()),
            KeyChoice::Rather(wanted) | KeyChoice::Only(wanted) => wanted,
        };
        if !self.keys().await?.iter().any(|key| key.is(&wanted)) {
            return Err(EngineError::signing(SignerError::NotFound(wanted)));
        }
        self.choose(KeyChoice::Only(wanted));
        Ok(())
    }

    /// The person at this desk: the chosen key, or the first one that can sign
    /// and is listed for somebody. `None` when no key here is anybody's.
    ///
    /// # Errors
    /// When no place of keys answers, and when the one key that was named is
    /// not here.
    pub async fn speaker(&self, rules: &Rules) -> Result<Option<Speaker>, EngineError> {
        let owner = |key: &PublicKey| rules.owner_of(key).map(str::to_owned);
        self.find(owner).await
    }

    /// The person at this desk, who must be in the rules.
    ///
    /// # Errors
    /// As [`Ledger::speaker`], and when no key here is anybody's.
    pub async fn person(&self, state: &State) -> Result<Speaker, EngineError> {
        let found = match state.rules() {
            Some(rules) => self.speaker(rules).await?,
            None => None,
        };
        found.ok_or_else(|| self.nobody("anybody in the rules in force"))
    }

    /// The answer where a key was looked for and none is that of these people.
    pub(crate) fn nobody(&self, whom: &'static str) -> EngineError {
        let key = match self.choice() {
            KeyChoice::Only(key) => format!("the key {key} is not"),
            KeyChoice::Any | KeyChoice::Rather(_) => "no key here is".to_owned(),
        };
        EngineError::signing(SignerError::Unlisted { key, whom })
    }

    /// Who says at this desk what a run says: the person, or a key of this
    /// device that speaks for one where the person's own would have to be
    /// opened or touched, or is not here.
    ///
    /// # Errors
    /// As [`Ledger::person`].
    pub async fn runner(&self, state: &State, kind: Kind) -> Result<Speaker, EngineError> {
        let found = match state.rules() {
            Some(rules) => self.operator(state, rules, kind).await?,
            None => None,
        };
        found.ok_or_else(|| self.nobody("anybody in the rules in force"))
    }

    async fn operator(
        &self,
        state: &State,
        rules: &Rules,
        kind: Kind,
    ) -> Result<Option<Speaker>, EngineError> {
        let now = self.now();
        let own = self.speaker(rules).await?;
        if own.as_ref().is_some_and(|own| own.asks == Asks::Nothing) {
            return Ok(own);
        }
        let handle = own.as_ref().map(|own| own.handle.as_str());
        let speaks = |one: &&DelegationState| {
            let for_us = handle.is_none_or(|handle| handle == one.by);
            for_us && one.is_alive(now) && one.body.kinds.iter().any(|word| word == kind.word())
        };
        let delegations = state.delegations().values().filter(speaks);
        let devices: Vec<_> = delegations.map(|one| (&one.device, &one.by)).collect();
        let speaks_for = |key: &PublicKey| {
            let found = devices.iter().find(|(device, _)| *device == key);
            found.map(|(_, by)| (*by).clone())
        };
        let device = first(self.keys().await?, speaks_for);
        Ok(device.or(own))
    }

    async fn find(
        &self,
        owner: impl Fn(&PublicKey) -> Option<String>,
    ) -> Result<Option<Speaker>, EngineError> {
        let mut keys = self.keys().await?;
        match self.choice() {
            KeyChoice::Any => {}
            KeyChoice::Rather(wanted) => keys.sort_by_key(|key| !key.is(&wanted)),
            KeyChoice::Only(wanted) => {
                keys.retain(|key| key.is(&wanted));
                if keys.is_empty() {
                    return Err(EngineError::signing(SignerError::NotFound(wanted)));
                }
            }
        }
        Ok(first(keys, owner))
    }

    pub(super) fn choice(&self) -> KeyChoice {
        let choice = self.choice.read().unwrap_or_else(PoisonError::into_inner);
        choice.clone()
    }

    /// Opens a key for what runs say, as long as the answer is held.
    ///
    /// # Errors
    /// When the passphrase does not open it.
    pub async fn open(
        &self,
        speaker: &Speaker,
        passphrase: Passphrase,
    ) -> Result<Arc<Opened>, EngineError> {
        let line = speaker.key.line();
        let probe = self.signer.sign(&line, PROBE, Some(&passphrase)).await;
        probe.map_err(EngineError::signing)?;
        let key = speaker.key.clone();
        let opened = Arc::new(Opened { key, passphrase });
        let mut held = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        held.retain(|one| one.strong_count() > 0);
        held.push(Arc::downgrade(&opened));
        Ok(opened)
    }

    /// Whether a speaker can say what runs say without being asked anything
    /// that nobody is there to answer.
    pub(crate) fn is_open(&self, speaker: &Speaker) -> bool {
        speaker.asks != Asks::Passphrase || self.held(&speaker.key).is_some()
    }

    /// What opens a key for a statement of a run, while somebody holds it.
    pub(super) fn lent(&self, kind: Kind, key: &PublicKey) -> Option<Arc<Opened>> {
        let of_run = matches!(kind, Kind::Request | Kind::Start | Kind::Finish);
        of_run.then(|| self.held(key)).flatten()
    }

    fn held(&self, key: &PublicKey) -> Option<Arc<Opened>> {
        let held = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let mut held = held.iter().filter_map(std::sync::Weak::upgrade);
        held.find(|one| &one.key == key)
    }
}

/// The first key that is somebody's.
pub(super) fn first(
    keys: Vec<SigningKey>,
    owner: impl Fn(&PublicKey) -> Option<String>,
) -> Option<Speaker> {
    keys.into_iter().find_map(|key| {
        let public = key.key()?;
        Some(Speaker {
            handle: owner(&public)?,
            key: public,
            place: key.place,
            asks: key.asks,
        })
    })
}
