//! The people of the demo.

use crate::key::Key;
use crate::{DemoError, write};
use std::path::{Path, PathBuf};

/// Somebody who appears in the histories and in the ledger.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) handle: &'static str,
    pub(crate) name: &'static str,
    /// Name and address as git writes them.
    pub(crate) signature: &'static str,
}

const PEOPLE: &[Person] = &[
    Person {
        handle: "dana",
        name: "Dana Ito",
        signature: "Dana Ito <dana@harbour.example>",
    },
    Person {
        handle: "lee",
        name: "Lee Okafor",
        signature: "Lee Okafor <lee@harbour.example>",
    },
    Person {
        handle: "mira",
        name: "Mira Castellanos",
        signature: "Mira Castellanos <mira@harbour.example>",
    },
    Person {
        handle: "noor",
        name: "Noor Haddad",
        signature: "Noor Haddad <noor@harbour.example>",
    },
    Person {
        handle: "sam",
        name: "Sam Lindqvist",
        signature: "Sam Lindqvist <sam@harbour.example>",
    },
];

/// The person at whose desk the demo is opened.
pub(crate) const SELF: &str = "dana";

/// Everybody, the one at the desk first.
pub(crate) fn all() -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter()
}

/// The person of a handle.
pub(crate) fn named(handle: &str) -> Option<&'static Person> {
    all().find(|person| person.handle == handle)
}

impl Person {
    pub(crate) fn email(&self) -> String {
        format!("{}@harbour.example", self.handle)
    }

    pub(crate) fn key(&self) -> Key {
        Key::named(self.handle, self.email())
    }
}

/// The folder with everybody's key files.
#[derive(Debug)]
pub(crate) struct Ring(PathBuf);

impl Ring {
    /// The keys as they lie beside a control folder.
    pub(crate) fn beside(control: &Path) -> Self {
        Self(control.parent().unwrap_or(control).join("keys"))
    }

    /// Writes everybody's key, and whose is whose.
    pub(crate) fn write(&self) -> Result<(), DemoError> {
        let mut signers = String::new();
        for person in all() {
            let key = person.key();
            key.write(&self.private(person))?;
            signers.push_str(&format!("{} {}\n", person.email(), key.line()));
        }
        write(&self.signers(), &signers)
    }

    /// The file with somebody's private key.
    pub(crate) fn private(&self, person: &Person) -> PathBuf {
        self.0.join(person.handle)
    }

    /// The file that tells git whose key is whose.
    pub(crate) fn signers(&self) -> PathBuf {
        self.0.join("allowed_signers")
    }
}
