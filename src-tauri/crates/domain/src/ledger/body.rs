//! What a statement says: one body for each kind, member for member.

use super::{Hash, Moment, ObjectName, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An object whose content the ledger carries and does not judge.
pub type Carried = Map<String, Value>;

/// One service in one version, as it is brought somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The service's handle.
    pub service: String,
    /// Its version.
    pub version: String,
    /// The commit the version is made of.
    pub commit: ObjectName,
    /// The repository's handle.
    pub repository: String,
    /// The tag's name; an untagged build has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The tag object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_object: Option<ObjectName>,
    /// Reference with digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
    /// The tree, where the same tree means the same thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<ObjectName>,
    /// Hash over the configuration files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Hash>,
}

/// Rules that are proposed, or begun with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The workspace file, expanded.
    pub rules: Carried,
    /// One more than the version in force.
    pub version: i64,
}

/// A device key that may speak for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// The key line.
    pub key: String,
    /// The operational kinds it may sign.
    pub kinds: Vec<String>,
    /// When it ends.
    pub until: Moment,
}

/// A version was cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// What was cut.
    pub item: Item,
    /// Hash of the notes.
    pub notes: Hash,
}

/// A version must not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Yank {
    /// Why.
    pub reason: String,
    /// The release entry.
    pub release: Hash,
}

/// A demand to bring releases into an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// `promote` or `rollback`.
    pub direction: String,
    /// When it closes by itself.
    pub expires: Moment,
    /// What its facts raise, such as `security-high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<Vec<String>>,
    /// The environment it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its name for ever.
    pub id: Uuid,
    /// 1 to 200 services.
    pub items: Vec<Item>,
    /// The way in, where it is not the ordinary one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How it is rolled out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    /// The environment it goes to.
    pub to: String,
}

/// A person says yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Words of the approver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When it stops counting.
    pub expires: Moment,
    /// The entry it is about.
    pub subject: Hash,
    /// That entry's body, repeated; for a policy its hash and version.
    pub what: Carried,
}

/// A person says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// Why.
    pub reason: String,
    /// The entry it is about.
    pub subject: Hash,
    /// As in an approval.
    pub what: Carried,
}

/// An author takes something back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why.
    pub reason: String,
    /// The entry it is about.
    pub subject: Hash,
}

/// Gates are passed with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakGlass {
    /// Which gates.
    pub gates: Vec<String>,
    /// Why.
    pub reason: String,
    /// For which request.
    pub request: Hash,
}

/// Who may act until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// The number of the start's own entry.
    pub fence: i64,
    /// When it ends.
    pub until: Moment,
}

/// What one gate said, with what it judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedVerdict {
    /// Links, ids and numbers.
    pub evidence: Vec<String>,
    /// The gate.
    pub gate: String,
    /// The facts it judged.
    pub inputs: Carried,
    /// What it said.
    pub verdict: String,
}

/// A run begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Who may act until when.
    pub lease: Lease,
    /// Hash of the plan.
    pub plan: Hash,
    /// For which request.
    pub request: Hash,
    /// What the gates said.
    pub verdicts: Vec<RecordedVerdict>,
}

/// How one step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishedStep {
    /// When.
    pub at: Moment,
    /// The step of the plan.
    pub id: String,
    /// How.
    pub outcome: String,
}

/// A run is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// What was seen in the end.
    pub observed: Carried,
    /// `succeeded`, `failed` or `cancelled`.
    pub outcome: String,
    /// The start it ends.
    pub start: Hash,
    /// The steps in order.
    pub steps: Vec<FinishedStep>,
}

/// The line is stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// In these environments.
    pub environments: Vec<String>,
    /// Why.
    pub reason: String,
    /// For these services; all when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<String>>,
    /// Until then; until thawed when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// A freeze ends early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thaw {
    /// The freeze entry.
    pub freeze: Hash,
    /// Why.
    pub reason: String,
}

/// What runs somewhere without a promotion is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    /// Where it runs.
    pub environment: String,
    /// What runs.
    pub item: Item,
    /// Why it is accepted.
    pub reason: String,
}

/// What stands between a reason and the moment up to which it is accepted.
const UNTIL: &str = " · until ";

impl Request {
    /// It goes back to an earlier version.
    #[must_use]
    pub fn is_rollback(&self) -> bool {
        self.direction == "rollback"
    }
}

impl Adopt {
    /// A reason that holds up to a moment; it is over then, and what still
    /// runs is drift again.
    #[must_use]
    pub fn reason_until(reason: &str, until: Option<Moment>) -> String {
        until.map_or_else(
            || reason.to_owned(),
            |until| format!("{reason}{UNTIL}{until}"),
        )
    }

    /// Up to when it is accepted, where its reason says so at its end.
    #[must_use]
    pub fn until(&self) -> Option<Moment> {
        let (_, until) = self.reason.rsplit_once(UNTIL)?;
        Moment::parse(until)
    }
}

/// A secret was changed; never a value nor a hash of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// When it is due again.
    pub next: Moment,
    /// The secret's name.
    pub secret: String,
    /// Where it was changed.
    pub sink: String,
}

/// Something is broken, or mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// Its name for ever.
    pub id: Uuid,
    /// The request it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Hash>,
    /// How bad.
    pub severity: String,
    /// Open, mended and so on.
    pub state: String,
    /// In words.
    pub summary: String,
}

/// A line of a checklist was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// The line.
    pub line: String,
    /// The request it belongs to.
    pub subject: Hash,
}

/// Words for the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The entry it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Hash>,
    /// The words.
    pub text: String,
}

/// Binds what its author has seen; says nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {}
