//! Agreeing on one of two chains of the ledger.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An entry of the chain that is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StrayView {
    /// Its number there; the new one once it stands in the agreed chain.
    pub number: u32,
    /// What kind.
    pub kind: String,
    /// Who said it.
    pub by: String,
    /// What it does, in words.
    pub sentence: String,
    /// This desk takes care of it; somebody else has to where it is false.
    pub here: bool,
    /// Why it is not taken over; absent when it is.
    pub why: Option<String>,
}

/// A chain that can be agreed on, before anything is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgreementView {
    /// The number of its newest entry.
    pub number: u32,
    /// The hash of that entry, which names the chain.
    pub head: String,
    /// It is the chain that the remote shows; otherwise the remote is put back
    /// to the one that is here.
    pub remote: bool,
    /// Signed there and linked again unchanged, in this order.
    pub again: Vec<StrayView>,
    /// Its author has to sign it anew.
    pub anew: Vec<StrayView>,
    /// Not taken over, with the reason.
    pub left: Vec<StrayView>,
    /// Everything that was verified here and that the chain lacks, as clauses.
    pub lacking: Vec<String>,
    /// What to know before anybody agrees to it, as sentences.
    pub warnings: Vec<String>,
    /// The key asks for a passphrase before it signs anew.
    pub asks_passphrase: bool,
}

/// What was done, and what still waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgreedView {
    /// The number of the newest entry by now.
    pub number: u32,
    /// Linked again.
    pub linked: Vec<StrayView>,
    /// Signed anew at this desk.
    pub signed: Vec<StrayView>,
    /// Nobody starts before these stand in the ledger.
    pub waits: Vec<StrayView>,
    /// Not taken over, with the reason.
    pub left: Vec<StrayView>,
    /// Everything that was verified here and that the chain lacks, as clauses.
    pub lacking: Vec<String>,
    /// What did not go with it and hinders nothing.
    pub warnings: Vec<String>,
}
