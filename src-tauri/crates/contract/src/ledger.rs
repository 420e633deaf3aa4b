//! The ledger as it is shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EntryLine {
    /// Its place, from 0.
    pub number: u32,
    /// Its hash.
    pub hash: String,
    /// The commit that carries it.
    pub commit: String,
    /// When, by its author's clock.
    pub at: String,
    /// Who.
    pub by: String,
    /// What kind.
    pub kind: String,
    /// What it does, in words.
    pub sentence: String,
    /// Why it has no effect; absent when it has.
    pub void: Option<String>,
    /// What is odd about it and changes nothing: words that differ from the body.
    pub remarks: Vec<String>,
}

/// The trail with the verdict on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailView {
    /// `intact`, `broken`, `newer` or `ahead`.
    pub verdict: String,
    /// How many entries count.
    pub entries: u32,
    /// The hash of the last that counts; 64 zeros when none does.
    pub head: String,
    /// The entry that stopped the check.
    pub broken_at: Option<u32>,
    /// What is wrong with it, in words.
    pub rule: Option<String>,
    /// The entries, newest first.
    pub lines: Vec<EntryLine>,
}

/// One entry with all that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EntryView {
    /// Its line.
    pub line: EntryLine,
    /// The statement as it was signed.
    pub statement: String,
    /// The signature.
    pub signature: String,
    /// The fingerprint of the key.
    pub key: String,
    /// The commands that check it without this program.
    pub commands: Vec<String>,
}
