//! What is remembered of the entries that are not void.

use crate::ledger::body::{Adopt, BreakGlass, Delegation, Freeze, Item, Request, Start};
use crate::ledger::fault::Void;
use crate::ledger::rules::Rules;
use crate::ledger::{Hash, Kind, Moment, PublicKey};
use std::sync::Arc;

/// One entry, as short as the walk needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The entry hash.
    pub hash: Hash,
    /// Who said it.
    pub by: String,
    /// What kind it is.
    pub kind: Kind,
    /// The author's moment.
    pub at: Moment,
    /// Why it has no effect, when it has none.
    pub void: Option<Void>,
}

/// Why a request or a proposal is closed for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// By the rejection of that number.
    Rejected(usize),
    /// By the withdrawal of that number.
    Withdrawn(usize),
    /// By the start of a later one.
    Superseded(usize),
    /// By new rules.
    PolicyChanged(usize),
    /// By its good end.
    Done(usize),
}

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestState {
    /// The number of its entry.
    pub number: usize,
    /// Who asked.
    pub by: String,
    /// What was asked.
    pub body: Arc<Request>,
    /// Why it is closed, unless only time did it.
    pub closed: Option<Closed>,
}

impl RequestState {
    /// A request as it would stand if it were signed; it has no entry yet.
    #[must_use]
    pub fn asked_by(by: &str, body: &Request) -> Self {
        Self {
            number: usize::MAX,
            by: by.to_owned(),
            body: Arc::new(body.clone()),
            closed: None,
        }
    }

    /// The services it moves.
    pub fn services(&self) -> impl Iterator<Item = &str> + Clone {
        self.body.items.iter().map(|item| item.service.as_str())
    }

    /// A flag is raised in it.
    #[must_use]
    pub fn raises(&self, flag: &String) -> bool {
        let flags = self.body.flags.as_ref();
        flags.is_some_and(|flags| flags.contains(flag))
    }

    /// What it brings of a service.
    #[must_use]
    pub fn item_of(&self, service: &str) -> Option<&Item> {
        self.body.items.iter().find(|item| item.service == service)
    }

    /// Both go to the same environment with a service in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let common = |service: &str| other.services().any(|theirs| theirs == service);
        self.body.to == other.body.to && self.services().any(common)
    }
}

/// Proposed rules and what became of them.
#[derive(Debug, Clone)]
pub struct PolicyState {
    /// The number of its entry.
    pub number: usize,
    /// Who proposed.
    pub by: String,
    /// The rules.
    pub rules: Arc<Rules>,
    /// One more than the version they followed.
    pub version: i64,
    /// They were or are in force.
    pub in_force: bool,
    /// Why it is closed.
    pub closed: Option<Closed>,
}

/// A yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalState {
    /// The number of its entry.
    pub number: usize,
    /// Who said it.
    pub by: String,
    /// With which key.
    pub key: PublicKey,
    /// What it is about.
    pub subject: usize,
    /// When it stops counting.
    pub expires: Moment,
    /// Taken back by that entry.
    pub withdrawn: Option<usize>,
    /// Its key is no longer listed, since that entry.
    pub lost: Option<usize>,
}

impl ApprovalState {
    /// It still stands at that time.
    #[must_use]
    pub fn counts(&self, time: Moment) -> bool {
        self.withdrawn.is_none() && self.lost.is_none() && time < self.expires
    }
}

/// Broken glass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlassState {
    /// The number of its entry.
    pub number: usize,
    /// Who broke it.
    pub by: String,
    /// With which key.
    pub key: PublicKey,
    /// For which request.
    pub request: usize,
    /// Which gates.
    pub gates: Vec<String>,
    /// The whole.
    pub body: Arc<BreakGlass>,
    /// Taken back by that entry.
    pub withdrawn: Option<usize>,
    /// Its key is no longer listed, since that entry.
    pub lost: Option<usize>,
    /// The entry time, from which its confirmation is due.
    pub time: Moment,
    /// The role its author needed, which a second person must hold too.
    pub role: String,
}

impl GlassState {
    /// It still stands.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.withdrawn.is_none() && self.lost.is_none()
    }
}

/// A stopped line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreezeState {
    /// The number of its entry.
    pub number: usize,
    /// Who stopped it.
    pub by: String,
    /// What is stopped.
    pub body: Arc<Freeze>,
    /// Ended by that entry.
    pub thawed: Option<usize>,
}

impl FreezeState {
    /// It is neither thawed nor ended.
    #[must_use]
    pub fn holds(&self, time: Moment) -> bool {
        self.thawed.is_none() && self.body.until.is_none_or(|until| time < until)
    }

    /// It is about an item of that request, where it goes.
    #[must_use]
    pub fn covers(&self, request: &RequestState) -> bool {
        request
            .services()
            .any(|service| self.concerns(&request.body.to, service))
    }

    /// It is about that service in that environment.
    #[must_use]
    pub fn concerns(&self, environment: &str, service: &str) -> bool {
        let here = self.body.environments.iter().any(|one| one == environment);
        let services = self.body.services.as_ref();
        here && services.is_none_or(|listed| listed.iter().any(|one| one == service))
    }
}

/// A run that began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartState {
    /// The number of its entry, which is its fence.
    pub number: usize,
    /// Who runs.
    pub by: String,
    /// For which request.
    pub request: usize,
    /// The whole.
    pub body: Arc<Start>,
    /// Ended or renewed by that entry.
    pub finished: Option<usize>,
    /// The word of its end.
    pub outcome: Option<String>,
}

impl StartState {
    /// It holds its lease at that time.
    #[must_use]
    pub fn is_alive(&self, time: Moment) -> bool {
        self.finished.is_none() && time < self.body.lease.until
    }
}

/// A device key that speaks for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationState {
    /// The number of its entry.
    pub number: usize,
    /// Who delegated.
    pub by: String,
    /// With which key.
    pub signed_with: PublicKey,
    /// To which key.
    pub device: PublicKey,
    /// The whole.
    pub body: Arc<Delegation>,
    /// Over since that entry, whatever its end.
    pub ended: Option<usize>,
}

impl DelegationState {
    /// It still stands at that time.
    #[must_use]
    pub fn is_alive(&self, time: Moment) -> bool {
        self.ended.is_none() && time < self.body.until
    }
}

/// What runs without a promotion, accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptState {
    /// The number of its entry.
    pub number: usize,
    /// Who accepted it.
    pub by: String,
    /// The whole.
    pub body: Arc<Adopt>,
    /// Taken back by nobody: an adopt stands.
    pub time: Moment,
    /// The role its author needed, which a second person must hold too.
    pub role: String,
}
