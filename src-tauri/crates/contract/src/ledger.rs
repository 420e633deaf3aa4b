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
    /// The hash of its statement, as it was signed.
    pub statement_hash: String,
    /// The fingerprint of the key that signed it.
    pub key: String,
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

/// The ledger as the frame of the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SealView {
    /// `none` before somebody begins it, then `intact`, `broken`, `newer` or
    /// `ahead`; `forked` and `rewound` when the remote shows another one, or
    /// less of it, than was verified; `unread` when nobody can say.
    pub verdict: String,
    /// How many entries count.
    pub entries: u32,
    /// The hash of the last that counts; empty when none does.
    pub head: String,
    /// The entry from which on nothing counts.
    pub broken_at: Option<u32>,
    /// What is wrong with it, in words.
    pub rule: Option<String>,
    /// Who acts at this desk.
    pub you: Option<ActorView>,
    /// Why nobody can sign here; absent when somebody can.
    pub nobody: Option<String>,
    /// The lines that are stopped now.
    pub freezes: Vec<FreezeView>,
    /// What is broken, as people told it and until they tell that it is over.
    pub incidents: Vec<IncidentView>,
    /// What another chain held back and this one lacks: nobody starts before
    /// it stands here. Empty where the two do not agree yet.
    pub waits: Vec<crate::StrayView>,
}

/// Something that is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentView {
    /// The number of the newest entry about it.
    pub number: u32,
    /// Its name for ever.
    pub id: String,
    /// Who told it last.
    pub by: String,
    /// Since when.
    pub since: String,
    /// How bad.
    pub severity: String,
    /// In words.
    pub summary: String,
    /// The services it is about; none where nobody said.
    pub services: Vec<String>,
    /// Where; absent where nobody said.
    pub environment: Option<String>,
}

/// Who acts, with which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActorView {
    /// The handle in the rules.
    pub handle: String,
    /// The fingerprint of the key.
    pub key: String,
    /// Where the key lies.
    pub place: String,
    /// The roles they hold.
    pub roles: Vec<String>,
}

/// A stopped line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FreezeView {
    /// The number of its entry.
    pub number: u32,
    /// Its hash.
    pub hash: String,
    /// Who stopped it.
    pub by: String,
    /// When.
    pub at: String,
    /// Where.
    pub environments: Vec<String>,
    /// For which services; all when empty.
    pub services: Vec<String>,
    /// Until then; until thawed when absent.
    pub until: Option<String>,
    /// What it says, in words.
    pub sentence: String,
    /// Why the person at this desk may not end it; absent when they may.
    pub no_thaw: Option<String>,
}

/// The rules in force beside those of the workspace file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyView {
    /// The version in force; absent before the ledger begins.
    pub version: Option<u32>,
    /// Its hash.
    pub hash: Option<String>,
    /// What the file would change, in sentences.
    pub changes: Vec<String>,
    /// Why the rules of the file cannot be proposed; absent when they can.
    pub no_propose: Option<String>,
    /// Proposals that are still open, newest first.
    pub open: Vec<crate::RequestView>,
}
