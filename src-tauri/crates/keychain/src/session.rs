//! A session of a desktop, and the Secret Service on its bus.

use crate::failure::{of_bus, of_service, unavailable};
use lockkeeper_engine::ports::{KeychainError, Secret, Unlock};
use secret_service::EncryptionType;
use secret_service::blocking::{Item, SecretService};
use std::collections::HashMap;
use std::time::Duration;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::names::{BusName, WellKnownName};

/// The name under which a keychain is found.
const SERVICE: &str = "org.freedesktop.secrets";
/// What marks our entries among those of other programs.
const APPLICATION: (&str, &str) = ("application", "io.lockkeeper");
/// What everything is kept as.
const TEXT: &str = "text/plain";

/// Where a keychain is looked for.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The address of the session's bus; none where no desktop runs.
    pub(crate) bus: Option<String>,
    /// The user whose keychain it must be.
    pub(crate) user: u32,
    /// How long one call may take.
    pub(crate) patience: Duration,
}

/// The keychain as it was reached last.
pub(crate) struct Session {
    place: Place,
    service: Option<SecretService<'static>>,
}

impl Session {
    pub(crate) const fn at(place: Place) -> Self {
        Self {
            place,
            service: None,
        }
    }

    pub(crate) fn get(&mut self, name: &str, unlock: Unlock) -> Result<Secret, KeychainError> {
        self.reach(|service| {
            let item = one(service, name, unlock)?.ok_or_else(|| absent(name))?;
            let bytes = item
                .get_secret()
                .map_err(|error| of_service(&error, name))?;
            let no_text = |_| {
                let name = name.to_owned();
                KeychainError::NotText { name }
            };
            String::from_utf8(bytes).map(Secret::new).map_err(no_text)
        })
    }

    pub(crate) fn set(
        &mut self,
        name: &str,
        secret: &Secret,
        unlock: Unlock,
    ) -> Result<(), KeychainError> {
        self.reach(|service| {
            let bytes = secret.reveal().as_bytes();
            let kept = match one(service, name, unlock)? {
                Some(item) => item.set_secret(bytes, TEXT),
                None => create(service, name, bytes, unlock)?,
            };
            kept.map_err(|error| of_service(&error, name))
        })
    }

    pub(crate) fn delete(&mut self, name: &str, unlock: Unlock) -> Result<(), KeychainError> {
        self.reach(|service| {
            let item = one(service, name, unlock)?.ok_or_else(|| absent(name))?;
            item.delete().map_err(|error| of_service(&error, name))
        })
    }

    /// Asks the keychain; one that failed is looked for anew the next time.
    fn reach<A>(
        &mut self,
        question: impl FnOnce(&SecretService<'static>) -> Result<A, KeychainError>,
    ) -> Result<A, KeychainError> {
        let service = match self.service.take() {
            Some(service) => service,
            None => self.place.connect()?,
        };
        let answer = question(&service);
        if !matches!(
            answer,
            Err(KeychainError::Unavailable { .. } | KeychainError::NoService)
        ) {
            self.service = Some(service);
        }
        answer
    }
}

impl Place {
    fn connect(&self) -> Result<SecretService<'static>, KeychainError> {
        let address = self.bus.as_deref().ok_or(KeychainError::NoBus)?;
        let bus = Builder::address(address).map_err(|_| KeychainError::NoBus)?;
        let bus = bus.method_timeout(self.patience).build();
        let bus = bus.map_err(|_| KeychainError::NoBus)?;
        self.check_owner(&bus)?;
        let service = SecretService::connect_with_existing(EncryptionType::Dh, bus);
        service.map_err(|error| match of_service(&error, SERVICE) {
            KeychainError::Absent { .. } => unavailable(&"it does not speak as a keychain does"),
            other => other,
        })
    }

    /// A secret is shown to the keychain of this user only, whoever has put
    /// the address of the bus into the environment.
    fn check_owner(&self, bus: &zbus::blocking::Connection) -> Result<(), KeychainError> {
        let bus = DBusProxy::new(bus).map_err(|error| of_bus(&error))?;
        let name = WellKnownName::from_static_str_unchecked(SERVICE);
        let runs = bus.name_has_owner(BusName::WellKnown(name.clone()));
        let runs = runs.map_err(|error| unavailable(&error))?;
        if !runs && bus.start_service_by_name(name.clone(), 0).is_err() {
            return Err(KeychainError::NoService);
        }
        let owner = bus.get_connection_unix_user(BusName::WellKnown(name));
        match owner {
            Ok(owner) if owner == self.user => Ok(()),
            Ok(_) => Err(KeychainError::WrongOwner),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

/// The entry of a name, opened.
fn one<'a>(
    service: &'a SecretService<'static>,
    name: &str,
    unlock: Unlock,
) -> Result<Option<Item<'a>>, KeychainError> {
    let failed = |error| of_service(&error, name);
    let found = service.search_items(labels(name)).map_err(failed)?;
    let mut items: Vec<_> = found.unlocked.into_iter().chain(found.locked).collect();
    let (Some(item), true) = (items.pop(), items.is_empty()) else {
        // Whatever was popped, all of it is one too many.
        return match items.len() {
            0 => Ok(None),
            others => Err(KeychainError::Ambiguous {
                name: name.to_owned(),
                count: others + 1,
            }),
        };
    };
    if item.is_locked().map_err(failed)? {
        if unlock == Unlock::Leave {
            return Err(KeychainError::Locked);
        }
        item.unlock().map_err(failed)?;
    }
    Ok(Some(item))
}

/// Makes the entry of a name where the person keeps everything else.
fn create(
    service: &SecretService<'static>,
    name: &str,
    bytes: &[u8],
    unlock: Unlock,
) -> Result<Result<(), secret_service::Error>, KeychainError> {
    let failed = |error| of_service(&error, name);
    let home = service
        .get_default_collection()
        .or_else(|error| match error {
            // A desktop that was never used has none yet; making it asks for a
            // password.
            secret_service::Error::NoResult if unlock == Unlock::Ask => {
                service.create_collection("Login", "default")
            }
            other => Err(other),
        });
    let home = home.map_err(|error| match error {
        secret_service::Error::NoResult => unavailable(&"it has no default collection"),
        other => failed(other),
    })?;
    if home.is_locked().map_err(failed)? {
        if unlock == Unlock::Leave {
            return Err(KeychainError::Locked);
        }
        home.unlock().map_err(failed)?;
    }
    let label = format!("Lockkeeper: {name}");
    let made = home.create_item(&label, labels(name), bytes, true, TEXT);
    Ok(made.map(drop))
}

fn labels(name: &str) -> HashMap<&str, &str> {
    HashMap::from([APPLICATION, ("name", name)])
}

fn absent(name: &str) -> KeychainError {
    let name = name.to_owned();
    KeychainError::Absent { name }
}
