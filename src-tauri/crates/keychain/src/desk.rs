//! The keychain of this desktop.

use crate::session::{Place, Session};
use crate::worker::Worker;
use async_trait::async_trait;
use lockkeeper_engine::ports::{Keychain, KeychainError, Secret, Unlock};
use std::time::Duration;

/// How long anybody waits for the keychain.
const BUDGET: Duration = Duration::from_secs(5);

/// The keychain of this desktop. Nothing is asked before the first question.
pub struct DesktopKeychain {
    worker: Worker<Session>,
}

impl DesktopKeychain {
    /// The keychain on the bus of the session that the environment names.
    /// `read` gives the value of a variable. Without one there is no desktop:
    /// nothing is guessed, so that a program in an empty environment never
    /// meets the keychain of the person who started it.
    #[must_use]
    pub fn of_environment(read: impl Fn(&str) -> Option<String>) -> Self {
        let named = read("DBUS_SESSION_BUS_ADDRESS").filter(|address| !address.is_empty());
        let usual = || {
            let folder = read("XDG_RUNTIME_DIR").filter(|folder| folder.starts_with('/'))?;
            Some(format!("unix:path={folder}/bus"))
        };
        Self::on_bus(named.or_else(usual), BUDGET)
    }

    /// The keychain on a bus, which must be of the user of this process, with
    /// a budget for each question.
    #[must_use]
    pub fn on_bus(address: Option<String>, budget: Duration) -> Self {
        let user = rustix::process::getuid().as_raw();
        Self::of_user(address, budget, user)
    }

    /// The keychain on a bus, which must be of that user.
    #[must_use]
    pub fn of_user(bus: Option<String>, budget: Duration, user: u32) -> Self {
        let place = Place {
            bus,
            user,
            patience: budget,
        };
        let worker = Worker::new(budget, || Session::at(place));
        Self { worker }
    }
}

#[async_trait]
impl Keychain for DesktopKeychain {
    async fn get(&self, name: &str, unlock: Unlock) -> Result<Secret, KeychainError> {
        let name = name.to_owned();
        let question = move |session: &mut Session| session.get(&name, unlock);
        self.worker.ask(question).await
    }

    async fn set(&self, name: &str, secret: Secret, unlock: Unlock) -> Result<(), KeychainError> {
        secret.check_size()?;
        let name = name.to_owned();
        let question = move |session: &mut Session| session.set(&name, &secret, unlock);
        self.worker.ask(question).await
    }

    async fn delete(&self, name: &str, unlock: Unlock) -> Result<(), KeychainError> {
        let name = name.to_owned();
        let question = move |session: &mut Session| session.delete(&name, unlock);
        self.worker.ask(question).await
    }
}
