//! The lease of a run in the ledger: taken with its start, renewed while it
//! goes on, and asked before each of its effects.

use super::{Ledger, Speaker, Words};
use crate::error::EngineError;
use lockkeeper_domain::ledger::body::{Lease, RecordedVerdict, Start};
use lockkeeper_domain::ledger::{Body, HOUR, Hash, Hold, Kind, StartState};
use lockkeeper_domain::plan::Plan;

/// How long a lease lasts when nobody renews it.
const LEASE: i64 = 2 * HOUR;

impl Ledger {
    /// Takes the lease of a run, or renews the one that it holds.
    ///
    /// # Errors
    /// As [`Ledger::say`].
    pub(crate) async fn lease(
        &self,
        speaker: &Speaker,
        plan: Hash,
        request: Hash,
        verdicts: Vec<RecordedVerdict>,
    ) -> Result<usize, EngineError> {
        let body = Body::Start(Start {
            lease: Lease {
                fence: 0,
                until: self.now().plus(LEASE),
            },
            plan,
            request,
            verdicts,
        });
        self.say(speaker, &Words::of(body), None).await
    }

    /// Lets a run make its next effect, as long as it holds its lease; one
    /// that ends soon is renewed. A run that was never recorded holds none.
    ///
    /// # Errors
    /// When the lease is lost, or could not be renewed in time.
    pub(crate) async fn hold(&self, plan: &Plan) -> Result<(), EngineError> {
        if plan.recorded.is_none() {
            return Ok(());
        }
        let walk = self.seen();
        match walk.state().hold(&plan.hash(), self.now()) {
            Hold::Unrecorded | Hold::Kept => Ok(()),
            Hold::Due(start) => {
                if let Err(error) = self.renew(start).await {
                    // There is time: the next effect tries again.
                    tracing::warn!(%error, "the lease of a run was not renewed");
                }
                Ok(())
            }
            Hold::Pressing(start) => self.renew(start).await,
            Hold::Lost(why) => Err(EngineError::LeaseLost { why }),
        }
    }

    async fn renew(&self, start: &StartState) -> Result<(), EngineError> {
        let walk = self.seen();
        let speaker = self.runner(walk.state(), Kind::Start).await?;
        let (plan, request) = (start.body.plan.clone(), start.body.request.clone());
        let verdicts = start.body.verdicts.clone();
        self.lease(&speaker, plan, request, verdicts).await?;
        Ok(())
    }
}
