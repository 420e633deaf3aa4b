//! Where a person's keys lie.

use lockkeeper_domain::ledger::{KeyType, PublicKey};
use std::path::{Path, PathBuf};

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
    /// Somebody has to touch a token.
    pub(crate) fn is_token(&self) -> bool {
        matches!(
            self.key.key_type(),
            KeyType::SkEd25519 | KeyType::SkEcdsaP256
        )
    }
}

/// The keys that the agent listed.
pub(crate) fn of_agent(listed: &str) -> Vec<Found> {
    let lines = listed.lines();
    lines.filter_map(|line| found(line, Place::Agent)).collect()
}

/// The keys in files: the one git signs with, then the usual ones.
pub(crate) fn of_files(home: Option<&Path>, configured: Option<&str>) -> Vec<Found> {
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
    let configured = configured.map(|text| file_of(text, home));
    configured
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
