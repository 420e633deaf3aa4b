//! Requests and decisions as they are shown.

use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent, UmbrellaIntent};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person wants to say, before it is put into words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum Decision {
    /// Ask to bring a version into an environment.
    Request {
        /// Which, and where.
        intent: PromoteIntent,
    },
    /// Ask to bring a whole set into an environment, or back.
    RequestSet {
        /// Which, and where.
        intent: UmbrellaIntent,
    },
    /// Ask to bring an earlier version back.
    RequestBack {
        /// Which, and where.
        intent: RollbackIntent,
    },
    /// Say yes to a request, to proposed rules or to broken glass.
    Approve {
        /// The id, the number or the beginning of the hash.
        subject: String,
        /// Words to it.
        comment: Option<String>,
    },
    /// Say no to a request or to proposed rules.
    Reject {
        /// As above.
        subject: String,
        /// Why.
        reason: String,
    },
    /// Take something of one's own back.
    Withdraw {
        /// As above.
        subject: String,
        /// Why.
        reason: String,
    },
    /// Tick a line of a request's checklist.
    Tick {
        /// As above.
        request: String,
        /// The line.
        line: String,
    },
    /// Pass gates of a request.
    BreakGlass {
        /// As above.
        request: String,
        /// Which gates.
        gates: Vec<String>,
        /// Why.
        reason: String,
    },
    /// Stop the line.
    Freeze {
        /// Where.
        environments: Vec<String>,
        /// For which services; all when empty.
        services: Vec<String>,
        /// Until then, as RFC 3339; until thawed when absent.
        until: Option<String>,
        /// Why.
        reason: String,
    },
    /// End a freeze.
    Thaw {
        /// The number or the beginning of the hash of the freeze.
        freeze: String,
        /// Why.
        reason: String,
    },
    /// Words for the record.
    Note {
        /// The service they are about, if one.
        service: Option<String>,
        /// Where, if anywhere.
        environment: Option<String>,
        /// The words.
        text: String,
    },
    /// Something is broken.
    Incident {
        /// The service, if one.
        service: Option<String>,
        /// Where, if anywhere.
        environment: Option<String>,
        /// How bad.
        severity: String,
        /// In words.
        summary: String,
    },
    /// It is mended.
    IncidentOver {
        /// The number of an entry about it, or the beginning of its id.
        incident: String,
        /// How, in words; as it was told when absent.
        summary: Option<String>,
    },
    /// Accept what runs without a record, one entry for each place, in one go.
    Adopt {
        /// Where; everywhere when empty.
        environments: Vec<String>,
        /// What; everything that runs there when empty.
        services: Vec<String>,
        /// Why it is accepted.
        reason: String,
        /// Up to when, as RFC 3339; for good when absent.
        until: Option<String>,
    },
    /// Propose the rules of the workspace file.
    Policy,
    /// Begin the ledger with the rules of the workspace file.
    Begin,
    /// Let a key of this device sign what runs say.
    Device {
        /// The public key in one line.
        line: String,
    },
}

/// Words that wait to be signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Unsigned {
    /// Names them until others are prepared.
    pub id: String,
    /// The words, and who would sign them.
    pub words: ToSign,
}

/// A request, proposed rules, broken glass or what was adopted, and where it
/// stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestView {
    /// `request`, `policy`, `glass` or `adopt`.
    pub kind: String,
    /// Its id; the hash of its entry where it has none.
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
    /// When it closes by itself; absent where it never does.
    pub expires: Option<String>,
    /// The environment it goes to; absent for rules.
    pub to: Option<String>,
    /// It brings something back.
    pub rollback: bool,
    /// The lane it takes; absent for the ordinary way in, and for rules.
    pub lane: Option<String>,
    /// What it moves.
    pub items: Vec<ItemLine>,
    /// The gates that glass may be broken for; for a request.
    pub breakable: Vec<String>,
    /// The flags that it raises.
    pub flags: Vec<String>,
    /// Lines to tick before it goes; for a promotion.
    pub checklist: Vec<String>,
    /// Those that people ticked.
    pub ticks: Vec<TickView>,
    /// Lines to tick once it is done; for a promotion. They hold nothing back.
    pub after: Vec<String>,
    /// What would be different, in sentences; for rules.
    pub changes: Vec<String>,
    /// `waiting`, `approved`, `running`, `done`, `rejected`, `withdrawn`,
    /// `superseded`, `policy`, `expired` or `in_force`.
    pub state: String,
    /// The state as a sentence.
    pub line: String,
    /// The number of the entry that closed it.
    pub closed_by: Option<u32>,
    /// What the rules ask for, with who said yes.
    pub rules: Vec<RuleView>,
    /// Every yes, also those that no longer count.
    pub approvals: Vec<ApprovalView>,
    /// What the person at this desk may do with it.
    pub you: Stance,
}

/// One build that a request moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ItemLine {
    /// The service.
    pub service: String,
    /// Its version.
    pub version: String,
    /// The commit.
    pub commit: String,
    /// The tag.
    pub tag: Option<String>,
    /// The artifact.
    pub artifact: Option<String>,
}

/// What the person at this desk may do with a request; each refusal is the
/// reason that the ledger itself would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Stance {
    /// It waits for this person.
    pub needed: bool,
    /// It is this person's own.
    pub own: bool,
    /// Why they may not approve; absent when they may.
    pub no_approve: Option<String>,
    /// Why they may not reject; absent when they may.
    pub no_reject: Option<String>,
    /// Why they may not take it back; absent when they may.
    pub no_withdraw: Option<String>,
    /// Why they may not tick a line of it; absent when they may.
    pub no_tick: Option<String>,
}

/// A flag for which rules of approvals ask more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FlagView {
    /// Its name.
    pub name: String,
    /// What the rules ask where it is raised ("1 security").
    pub asks: Vec<String>,
    /// It is raised, here or in the open request.
    pub raised: bool,
    /// The open request raises it, so nobody takes it back.
    pub signed: bool,
}

/// A line of a checklist that somebody ticked in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TickView {
    /// The line.
    pub line: String,
    /// Who ticked it.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// The number of the entry.
    pub number: u32,
}

/// What people do once a promotion is through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AfterView {
    /// The number of the request in whose name the lines are ticked; absent
    /// where there is no ledger, and nothing keeps what was done.
    pub request: Option<u32>,
    /// The lines.
    pub lines: Vec<String>,
    /// Those that people ticked.
    pub ticks: Vec<TickView>,
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
    /// Who else may say it and is not away.
    pub may_sign: Vec<String>,
    /// Who else may say it and is away.
    pub away: Vec<AwayView>,
    /// Why there are too few who could still say it; absent when there are enough.
    pub short: Option<String>,
}

/// Somebody who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AwayView {
    /// Their handle.
    pub handle: String,
    /// The last day, as `2027-01-03`.
    pub until: String,
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
    /// What to know before; hinders nothing.
    pub warnings: Vec<String>,
}

/// What runs without a record, and could be adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ToAdopt {
    /// The words of every entry, as they would be signed in one go.
    pub sign: ToSign,
    /// One sentence for each entry.
    pub sentences: Vec<String>,
    /// What runs there and cannot be adopted, with the reason.
    pub left: Vec<String>,
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
    /// What came of it at once, such as rules that are in force.
    pub effects: Vec<String>,
    /// What did not go with it and hinders nothing, such as a mirror that did
    /// not answer.
    pub warnings: Vec<String>,
}
