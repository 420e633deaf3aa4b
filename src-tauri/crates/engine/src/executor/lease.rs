//! The right to work on a run: taken, renewed, found dead.

use super::Executor;
use crate::error::EngineError;
use crate::ports::{JournalError, Lease};
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::RunId;

/// How long a lease lasts when nobody renews it.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How often it is renewed.
pub(super) const RENEW: SignedDuration = SignedDuration::from_secs(10);

/// The moment so long after another one; the calendar's end for what lies beyond it.
pub(super) fn end_of(length: SignedDuration, from: Timestamp) -> Timestamp {
    from.checked_add(length).unwrap_or(Timestamp::MAX)
}

impl Executor {
    /// Whether nobody works under a lease any more.
    pub(crate) fn is_dead(&self, lease: &Lease) -> bool {
        lease.until <= self.ports().clock.now() || self.ports().holders.is_gone(&lease.holder)
    }

    /// The lease of a run; absent when the run has ended.
    pub(crate) async fn lease_of(&self, run: &RunId) -> Result<Option<Lease>, EngineError> {
        let lease = self.ports().journal.lease(run).await;
        lease.map_err(EngineError::open_run(run))
    }

    /// Takes the lease of a run whose worker is gone; of several who try, one
    /// gets it.
    pub(crate) async fn claim(
        &self,
        run: &RunId,
        wish: &'static str,
    ) -> Result<Lease, EngineError> {
        let journal = &self.ports().journal;
        // A run nobody knows is told apart from one that has ended.
        let known = journal.run(run).await;
        known.map_err(EngineError::open_run(run))?;
        let Some(former) = self.lease_of(run).await? else {
            let run = run.clone();
            return Err(EngineError::RunEnded { run, wish });
        };
        if !self.is_dead(&former) {
            return Err(held(run, &former.holder));
        }
        let lease = Lease {
            holder: self.ports().holders.me(),
            until: end_of(LEASE, self.ports().clock.now()),
            ..former
        };
        let taken = journal.take_lease(run, lease.fence, &lease).await;
        taken.map_err(|error| match error {
            JournalError::Held { .. } => held(run, "another process"),
            other => EngineError::write_run(run)(other),
        })
    }
}

/// Holders name themselves for people up to a `#`.
fn held(run: &RunId, holder: &str) -> EngineError {
    let name = holder.split(" #").next().unwrap_or(holder);
    EngineError::RunHeld {
        run: run.clone(),
        holder: name.to_owned(),
    }
}
