//! Time, identifiers, and who is at work.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_domain::ledger::Nonce;

/// The time, and waiting for it.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Returns after that long.
    async fn sleep(&self, duration: SignedDuration);
}

/// Fresh identifiers, unique over all desktops.
pub trait Ids: Send + Sync {
    /// For a plan.
    fn plan(&self) -> PlanId;
    /// For a run.
    fn run(&self) -> RunId;
    /// 128 random bits as 32 lower-case hex digits, for a statement that must
    /// never be taken for another.
    fn nonce(&self) -> String;

    /// The same as the ledger takes it.
    fn fresh_nonce(&self) -> Nonce {
        Nonce::parse(&self.nonce()).expect("identifiers give 32 hex digits")
    }
}

/// The processes that work on runs, this one among them.
pub trait Holders: Send + Sync {
    /// The name this process takes leases under, unique over all desktops;
    /// what stands behind ` #` is not for people.
    fn me(&self) -> String;
    /// Whether that process has certainly ended; `false` when nobody can say,
    /// as of a process on another machine.
    fn is_gone(&self, holder: &str) -> bool;
}
