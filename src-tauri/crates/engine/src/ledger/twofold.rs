//! Pins kept twice: in the database, and in the keychain, so that a database
//! that was put back to an older copy is found out.

use crate::ports::{Keychain, KeychainError, LedgerPin, PinError, Pins, Secret, Settings, Unlock};
use async_trait::async_trait;
use lockkeeper_domain::ledger::{Hash, Uuid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where it is noted what was told about the keychain.
const TOLD: &str = "keychain.told";

/// Pins in a database with a copy in the keychain. The one that is further on
/// counts; where they are of two chains, the keychain's does. A keychain that
/// does not answer hinders nothing, and is told once.
pub struct TwofoldPins {
    pins: Arc<dyn Pins>,
    keychain: Arc<dyn Keychain>,
    settings: Arc<dyn Settings>,
    /// Tells the entries of this desktop from those of another one, which
    /// keeps its files elsewhere.
    desktop: Hash,
    heard: Mutex<Heard>,
}

/// What the keychain said to this process.
#[derive(Default)]
struct Heard {
    /// What it holds by name, as far as it was asked.
    held: BTreeMap<String, Option<String>>,
    /// It is not asked again.
    is_given_up: bool,
    warnings: Vec<String>,
}

/// A pin as the keychain has it.
#[derive(Serialize, Deserialize)]
struct Kept {
    commit: String,
    hash: String,
    number: usize,
    policy: i64,
}

impl TwofoldPins {
    /// Keeps what these pins keep in the keychain as well; `files` is the
    /// folder in which this desktop keeps its own.
    #[must_use]
    pub fn new(
        pins: Arc<dyn Pins>,
        keychain: Arc<dyn Keychain>,
        settings: Arc<dyn Settings>,
        files: &str,
    ) -> Self {
        Self {
            pins,
            keychain,
            settings,
            desktop: Hash::of(files.as_bytes()),
            heard: Mutex::default(),
        }
    }

    /// Whether a keychain has a pin of a workspace for the desktop with these
    /// files, for whoever would not make a database to find out.
    pub async fn has_copy(keychain: &dyn Keychain, files: &str, workspace: &Uuid) -> bool {
        let name = pin_name(&Hash::of(files.as_bytes()), workspace);
        keychain.get(&name, Unlock::Leave).await.is_ok()
    }

    /// What the keychain has of a name; nothing where it does not answer.
    async fn recall(&self, name: &str) -> Option<String> {
        {
            let heard = self.heard();
            if let Some(known) = heard.held.get(name) {
                return known.clone();
            }
            if heard.is_given_up {
                return None;
            }
        }
        let found = match self.keychain.get(name, Unlock::Leave).await {
            Ok(secret) => Some(secret.reveal().to_owned()),
            Err(KeychainError::Absent { .. }) => None,
            Err(error) => {
                self.give_up(&error).await;
                return None;
            }
        };
        self.heard().held.insert(name.to_owned(), found.clone());
        found
    }

    /// Keeps a text, unless it is there already.
    async fn keep(&self, name: &str, text: String) {
        if self.recall(name).await.as_ref() == Some(&text) || self.heard().is_given_up {
            return;
        }
        let secret = Secret::new(text.clone());
        match self.keychain.set(name, secret, Unlock::Leave).await {
            Ok(()) => {
                self.heard().held.insert(name.to_owned(), Some(text));
                self.forget_what_was_told().await;
            }
            Err(error) => self.give_up(&error).await,
        }
    }

    /// Goes on without it, and says so once on this desktop. A keychain that
    /// is merely locked is asked again: somebody may open it.
    async fn give_up(&self, error: &KeychainError) {
        tracing::warn!(%error, "the keychain keeps no copy of what was verified");
        if *error != KeychainError::Locked {
            self.heard().is_given_up = true;
        }
        // Without a desktop session nobody expects a keychain.
        if *error == KeychainError::NoBus {
            return;
        }
        let words = error.to_string();
        let told = self.settings.get(TOLD).await.ok().flatten();
        if told.as_ref() == Some(&words) {
            return;
        }
        if let Err(error) = self.settings.set(TOLD, &words).await {
            tracing::warn!(%error, "it will be told again");
        }
        self.heard().warnings.push(format!(
            "What was verified of the ledger is kept in this desktop's database only: {words}."
        ));
    }

    async fn forget_what_was_told(&self) {
        if let Ok(Some(_)) = self.settings.get(TOLD).await
            && let Err(error) = self.settings.set(TOLD, "").await
        {
            tracing::warn!(%error, "a setting was not removed");
        }
    }

    /// The keychain's pin where it counts more than the database's, which is
    /// brought up to it then.
    async fn ahead_of(
        &self,
        workspace: &Uuid,
        known: Option<&LedgerPin>,
    ) -> Result<Option<LedgerPin>, PinError> {
        let copy = self.recall(&self.pin_name(workspace)).await;
        let Some(copy) = copy.as_deref().and_then(read) else {
            return Ok(None);
        };
        if known.is_some_and(|known| known.may_follow(&copy)) {
            return Ok(None);
        }
        self.pins.replace(workspace, &copy).await?;
        let had = known.map_or_else(
            || "nothing".to_owned(),
            |known| format!("entry {}", known.number),
        );
        self.heard().warnings.push(format!(
            "This desktop's database went back: it knew {had} of the ledger, and the keychain \
             knows entry {}, which counts.",
            copy.number
        ));
        Ok(Some(copy))
    }

    fn pin_name(&self, workspace: &Uuid) -> String {
        pin_name(&self.desktop, workspace)
    }

    /// Paths may be long, and say more than a keychain's list should show.
    fn place_name(&self, place: &str) -> String {
        format!("place/{}/{}", self.desktop, Hash::of(place.as_bytes()))
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Pins for TwofoldPins {
    async fn held_at(&self, place: &str) -> Result<Option<Uuid>, PinError> {
        if let Some(held) = self.pins.held_at(place).await? {
            return Ok(Some(held));
        }
        let copy = self.recall(&self.place_name(place)).await;
        Ok(copy.as_deref().and_then(Uuid::parse))
    }

    async fn hold(&self, place: &str, workspace: &Uuid) -> Result<(), PinError> {
        self.pins.hold(place, workspace).await?;
        let text = workspace.as_str().to_owned();
        self.keep(&self.place_name(place), text).await;
        Ok(())
    }

    async fn get(&self, workspace: &Uuid) -> Result<Option<LedgerPin>, PinError> {
        let known = self.pins.get(workspace).await?;
        let copy = self.ahead_of(workspace, known.as_ref()).await?;
        Ok(copy.or(known))
    }

    async fn put(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError> {
        // The database is brought up to the copy before it judges.
        self.get(workspace).await?;
        self.pins.put(workspace, pin).await?;
        self.keep(&self.pin_name(workspace), write(pin)).await;
        Ok(())
    }

    async fn replace(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError> {
        self.pins.replace(workspace, pin).await?;
        self.keep(&self.pin_name(workspace), write(pin)).await;
        Ok(())
    }

    fn warnings(&self) -> Vec<String> {
        self.heard().warnings.clone()
    }
}

fn pin_name(desktop: &Hash, workspace: &Uuid) -> String {
    format!("ledger/{desktop}/{}", workspace.as_str())
}

fn write(pin: &LedgerPin) -> String {
    let kept = Kept {
        commit: pin.commit.clone(),
        hash: pin.hash.to_string(),
        number: pin.number,
        policy: pin.policy,
    };
    serde_json::to_string(&kept).expect("four plain values are JSON")
}

fn read(text: &str) -> Option<LedgerPin> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    Some(LedgerPin {
        number: kept.number,
        hash: Hash::parse(&kept.hash)?,
        commit: kept.commit,
        policy: kept.policy,
    })
}
