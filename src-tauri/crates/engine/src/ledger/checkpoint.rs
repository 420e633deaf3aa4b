//! Binding what nobody has seen yet, with a key that asks nobody.

use super::{KeyChoice, Ledger, Speaker, Words, writing};
use crate::error::EngineError;
use crate::ports::{Asks, BookError};
use lockkeeper_domain::ledger::body::Checkpoint;
use lockkeeper_domain::ledger::{Body, Kind, Moment, PublicKey, State, Walk};

impl Ledger {
    /// Appends a checkpoint where somebody else's entry waits to be seen and a
    /// key of this device or of a machine may sign one unasked; answers whether
    /// it did. It is tried once: after a race that was lost the winner may have
    /// seen everything, and the next look knows.
    ///
    /// # Errors
    /// When the keys cannot be listed, or the ledger cannot be read or written.
    pub async fn checkpoint(&self) -> Result<bool, EngineError> {
        let written = self.checkpoint_in_turn().await?;
        if written {
            self.copy(&self.seen()).await;
        }
        Ok(written)
    }

    async fn checkpoint_in_turn(&self) -> Result<bool, EngineError> {
        let _one_at_a_time = self.saying.lock().await;
        // Neither keys nor remotes are asked for nothing.
        if self.bystander(&self.seen()).await?.is_none() {
            return Ok(false);
        }
        let walk = self.refresh().await?;
        self.in_order(&walk)?;
        let Some(speaker) = self.bystander(&walk).await? else {
            return Ok(false);
        };
        let words = Words::of(Body::Checkpoint(Checkpoint {}));
        let statement = self.drafted(&walk, &speaker, &words).await?;
        let raw = self.seal(&speaker.key, &statement, None).await?;
        match self.place(walk, &statement, &raw).await {
            Ok(_) => Ok(true),
            Err(BookError::Moved) => Ok(false),
            Err(error) => Err(writing(error)),
        }
    }

    /// Who may bind what waits to be seen without being asked anything: a
    /// person's own key never, even where it is open, because nobody reads
    /// what it would sign.
    async fn bystander(&self, walk: &Walk) -> Result<Option<Speaker>, EngineError> {
        let state = walk.state();
        // Nobody is called nobody: what no author's name leaves out.
        if state.unseen("").is_none() {
            return Ok(None);
        }
        let now = self.now();
        let speaks = |key: &PublicKey| {
            let handle = speaks_for(state, key, now)?;
            state.unseen(&handle).map(|_| handle)
        };
        let mut keys = self.keys().await?;
        keys.retain(|key| key.asks == Asks::Nothing);
        if let KeyChoice::Only(wanted) = self.choice() {
            keys.retain(|key| key.is(&wanted));
        }
        Ok(super::speaker::first(keys, speaks))
    }
}

/// The handle that a device's or a machine's key signs checkpoints for.
fn speaks_for(state: &State, key: &PublicKey, now: Moment) -> Option<String> {
    let may = |kinds: &[String]| kinds.iter().any(|kind| kind == Kind::Checkpoint.word());
    let mut machines = state.rules()?.machines.iter();
    let machine = machines.find(|(_, one)| one.keys.contains(key) && may(&one.may));
    let device = || {
        let mut devices = state.delegations().values();
        devices.find(|one| &one.device == key && one.is_alive(now) && may(&one.body.kinds))
    };
    machine
        .map(|(handle, _)| handle.clone())
        .or_else(|| device().map(|one| one.by.clone()))
}
