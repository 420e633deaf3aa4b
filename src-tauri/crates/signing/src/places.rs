//! Where a person's keys lie.

use crate::openssh::cipher;
use lockkeeper_domain::ledger::{KeyType, PublicKey};
use lockkeeper_engine::ports::Asks;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Where a key is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The agent holds it.
    Agent,
    /// A file holds it, beside its public half.
    File(PathBuf),
}

/// A key that can be asked to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) key: PublicKey,
    /// The whole line, with its comment.
    pub(crate) line: String,
    pub(crate) place: Place,
}

impl Found {
    /// What somebody has to do before it signs.
    pub(crate) fn asks(&self) -> Asks {
        match (self.key.key_type(), &self.place) {
            (KeyType::SkEd25519 | KeyType::SkEcdsaP256, _) => Asks::Touch,
            (_, Place::File(path)) if is_locked(path) => Asks::Passphrase,
            _ => Asks::Nothing,
        }
    }
}

/// The keys that the agent listed.
pub(crate) fn of_agent(listed: &str) -> Vec<Found> {
    let lines = listed.lines();
    lines.filter_map(|line| found(line, Place::Agent)).collect()
}

/// A key file with a passphrase, in OpenSSH's form or in one of the older ones.
fn is_locked(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).map(Zeroizing::new);
    text.is_ok_and(|text| match cipher(&text) {
        Some(cipher) => cipher != "none",
        None => text.contains("ENCRYPTED"),
    })
}

/// The keys in files: those that were named, then the usual ones.
pub(crate) fn of_files<'a>(
    home: Option<&Path>,
    named: impl IntoIterator<Item = &'a String>,
) -> Vec<Found> {
    let usual = [
        "id_ed25519",
        "id_ed25519_sk",
        "id_ecdsa",
        "id_ecdsa_sk",
        "id_rsa",
    ];
    let usual = usual
        .iter()
        .filter_map(|name| Some(home?.join(".ssh").join(name)));
    let named = named.into_iter().map(|text| file_of(text, home));
    named
        .into_iter()
        .chain(usual)
        .filter_map(|path| {
            let line = std::fs::read_to_string(public_of(&path)).ok()?;
            found(line.lines().next()?, Place::File(path))
        })
        .collect()
}

fn found(line: &str, place: Place) -> Option<Found> {
    let line = line.trim_end();
    let key = PublicKey::parse_line(line).ok()?;
    Some(Found {
        key,
        line: line.to_owned(),
        place,
    })
}

/// The private key that git's `user.signingkey` means.
fn file_of(text: &str, home: Option<&Path>) -> PathBuf {
    let path = match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    };
    match path.extension() {
        Some(end) if end == "pub" => path.with_extension(""),
        _ => path,
    }
}

fn public_of(private: &Path) -> PathBuf {
    let mut name = private.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}
