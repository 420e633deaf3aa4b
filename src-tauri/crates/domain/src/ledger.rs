//! The signed record of what people decided and what was done: its form, and
//! the verdict on every entry of it.
//!
//! Nothing here reads git or asks for a key: whoever calls brings the entries
//! as they stand in the repository, and the moment to judge them at.

pub mod body;
pub mod canonical;
mod changes;
mod concern;
mod draft;
mod fault;
mod flag;
mod hash;
mod healing;
mod inline;
mod key;
mod kind;
mod leaving;
mod moment;
mod names;
mod raw;
mod rules;
mod same;
mod seal;
mod sentence;
mod sshsig;
mod state;
mod takeover;
mod telling;
mod told;
mod verdict;
mod walk;
mod wire;

pub use canonical::NotCanonical;
pub use changes::changes_of_rules;
pub use concern::Concern;
pub use draft::{Draft, link};
pub use fault::{Broken, BrokenRule, Void, VoidReason};
pub use flag::FlagSwitch;
pub use hash::Hash;
pub use key::{BadKey, KeyType, PublicKey};
pub use kind::{Body, Kind};
pub use leaving::left_behind;
pub use moment::{DAY, HOUR, MINUTE, Moment};
pub use names::{Nonce, ObjectName, Uuid};
pub use raw::{LARGEST_FILE, RawEntry, RawFiles, RawTree};
pub use rules::{
    ADMIN, Absent, ApprovalRule, Away, EnvRules, HeldRole, Rules, RulesMachine, RulesPerson,
    Signers, Way,
};
pub use seal::{Bound, Link, Sealed, Seen, Statement, check_form, reread_form};
pub use sshsig::{BadSignature, NAMESPACE, Signature};
pub use state::{
    AdoptState, ApprovalState, CLOSED, Closed, DelegationState, FlagState, FreezeState, GlassState,
    Hold, IncidentPlace, IncidentState, PolicyState, Rebuilt, Record, RejectionState, RequestState,
    StartState, State, TickState, YankState,
};
pub use takeover::{LeftBehind, OtherChain, Stray, Takeover, plan_takeover};
pub use verdict::{LedgerVerdict, VoidEntry, Word};
pub use walk::{Coming, KeptPage, PageWriter, SCHEMA, Stop, Unfit, Walk};
