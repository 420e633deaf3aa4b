//! Writing: the three files of an entry, around a statement and its signature.

use super::seal::{Link, Statement};
use super::{Body, Hash, Moment, Nonce, NotCanonical, RawFiles, Seen, State, Uuid, canonical};

/// What an author adds to a body before it can be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// What has effect.
    pub body: Body,
    /// 128 random bits.
    pub nonce: Nonce,
    /// The words that are shown before signing, in NFC.
    pub text: String,
}

impl Draft {
    /// The statement as it must be signed on top of what was verified, in the
    /// workspace that the ledger names.
    #[must_use]
    pub fn onto(self, state: &State) -> Statement {
        let seen = state.records().len().checked_sub(1).map(|number| Seen {
            hash: state.records()[number].hash.clone(),
            number: i64::try_from(number).unwrap_or(i64::MAX),
        });
        let workspace = state.workspace().cloned();
        Statement {
            policy: state.rules().map(|rules| rules.hash().clone()),
            workspace: workspace.unwrap_or_else(Uuid::nil),
            seen,
            ..self.beginning(Uuid::nil())
        }
    }

    /// The statement that begins a workspace.
    #[must_use]
    pub fn beginning(self, workspace: Uuid) -> Statement {
        Statement {
            at: self.at,
            by: self.by,
            body: self.body,
            nonce: self.nonce,
            policy: None,
            seen: None,
            text: self.text,
            workspace,
        }
    }
}

impl Statement {
    /// The bytes that are signed.
    ///
    /// # Errors
    /// When a text holds what the ledger does not.
    pub fn to_bytes(&self) -> Result<Vec<u8>, NotCanonical> {
        canonical::write(&self.to_value())
    }

    /// The commit message of its entry: the words, and where it stands.
    #[must_use]
    pub fn message(&self, number: usize, entry: &Hash) -> String {
        let first = self.text.lines().next().unwrap_or_default();
        let kind = self.body.kind().word();
        format!("{first}\n\nLockkeeper-Kind: {kind}\nLockkeeper-Entry: {number} {entry}\n")
    }
}

/// Links a signed statement into its place: the three files.
///
/// # Panics
/// Never: a link holds only numbers and hashes.
#[must_use]
pub fn link(number: usize, prev: &Hash, statement: Vec<u8>, signature: Vec<u8>) -> RawFiles {
    let link = Link {
        number: i64::try_from(number).unwrap_or(i64::MAX),
        prev: prev.clone(),
        signature: Hash::of(&signature),
        statement: Hash::of(&statement),
        v: 1,
    };
    let link = serde_json::to_value(link).expect("a link is JSON");
    RawFiles {
        link: canonical::render(&link).into_bytes(),
        statement,
        signature,
    }
}
