//! Requests and decisions as they are shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A request and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestView {
    /// Its id.
    pub id: String,
    /// The number of its entry.
    pub number: u32,
    /// The hash of its entry.
    pub hash: String,
    /// What it asks for ("api 1.9.0 → production").
    pub title: String,
    /// Everything that is asked, as it would be signed in an approval.
    pub text: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: String,
    /// When it closes by itself.
    pub expires: String,
    /// `waiting`, `approved`, `running`, `done`, `rejected`, `withdrawn`,
    /// `superseded`, `policy` or `expired`.
    pub state: String,
    /// The state as a sentence.
    pub line: String,
    /// What the rules ask for, with who said yes.
    pub rules: Vec<RuleView>,
    /// Every yes, also those that no longer count.
    pub approvals: Vec<ApprovalView>,
}

/// One rule of approvals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleView {
    /// The role.
    pub role: String,
    /// How many distinct people.
    pub count: u32,
    /// Who said yes.
    pub people: Vec<String>,
    /// Who else may say it.
    pub may_sign: Vec<String>,
}

/// A yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApprovalView {
    /// The number of its entry.
    pub number: u32,
    /// Who said it.
    pub by: String,
    /// The fingerprint of the key.
    pub key: String,
    /// When it stops counting.
    pub expires: String,
    /// Why it does not count; absent when it does.
    pub void: Option<String>,
}

/// Words that are about to be signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ToSign {
    /// Who would sign.
    pub by: String,
    /// With which key.
    pub key: String,
    /// Where the key lies.
    pub place: String,
    /// The words.
    pub text: String,
}

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Signed {
    /// The number of the entry.
    pub number: u32,
    /// Its hash.
    pub hash: String,
    /// What it says.
    pub sentence: String,
    /// What did not go with it and hinders nothing, such as a mirror that did
    /// not answer.
    pub warnings: Vec<String>,
}
