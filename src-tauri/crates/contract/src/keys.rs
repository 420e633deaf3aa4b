//! The keys at this desk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything that the page of the keys shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeysView {
    /// The keys that can sign here, the one that does first.
    pub keys: Vec<KeyHere>,
    /// What a person chose for this workspace: a fingerprint or a path.
    pub chosen: Option<String>,
}

/// A key that can sign here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeyHere {
    /// Its fingerprint, `SHA256:…`.
    pub fingerprint: String,
    /// The public key in one line, as the rules list it.
    pub line: String,
    /// Where it lies: `ssh-agent`, a path, `keychain`.
    pub place: String,
    /// What it asks before it signs: `nothing`, `touch` or `passphrase`.
    pub asks: String,
    /// Whose it is by the rules in force.
    pub person: Option<String>,
    /// For whom it speaks as a key of this device.
    pub device_of: Option<String>,
    /// Until when it does (RFC 3339).
    pub device_until: Option<String>,
    /// What a person decides here is signed with it.
    pub signs: bool,
    /// This program made it, and can remove it.
    pub made: bool,
}
