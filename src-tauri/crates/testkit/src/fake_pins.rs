//! Pins in memory.

use async_trait::async_trait;
use lockkeeper_domain::ledger::Uuid;
use lockkeeper_engine::ports::{LedgerPin, PinError, Pins};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Pins in memory.
#[derive(Debug, Default)]
pub struct FakePins {
    pins: Mutex<BTreeMap<Uuid, LedgerPin>>,
    places: Mutex<BTreeMap<String, Uuid>>,
}

impl FakePins {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, LedgerPin>> {
        self.pins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn places(&self) -> MutexGuard<'_, BTreeMap<String, Uuid>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Pins for FakePins {
    async fn held_at(&self, place: &str) -> Result<Option<Uuid>, PinError> {
        Ok(self.places().get(place).cloned())
    }

    async fn hold(&self, place: &str, workspace: &Uuid) -> Result<(), PinError> {
        self.places().insert(place.to_owned(), workspace.clone());
        Ok(())
    }

    async fn get(&self, workspace: &Uuid) -> Result<Option<LedgerPin>, PinError> {
        Ok(self.lock().get(workspace).cloned())
    }

    async fn put(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError> {
        let mut pins = self.lock();
        if let Some(known) = pins.get(workspace).filter(|known| !pin.may_follow(known)) {
            let known = Box::new(known.clone());
            return Err(PinError::Back { known });
        }
        pins.insert(workspace.clone(), pin.clone());
        Ok(())
    }

    async fn replace(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError> {
        self.lock().insert(workspace.clone(), pin.clone());
        Ok(())
    }
}
