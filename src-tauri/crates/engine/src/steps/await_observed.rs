//! Waits until a place shows the desired value.

use super::{Acted, Effect, Observed, StepContext, place_name};
use crate::error::EngineError;
use async_trait::async_trait;
use jiff::SignedDuration;
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_domain::run::Made;

/// How long until the next look.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(2);

pub(super) struct AwaitObserved<'a> {
    pub(super) place: &'a GitopsPlace,
    pub(super) desired: &'a str,
}

#[async_trait]
impl Effect for AwaitObserved<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let found = context.read_place(self.place).await?;
        Ok(if found.as_deref() == Some(self.desired) {
            let line = format!("{} shows {}.", place_name(self.place), self.desired);
            Observed::AsDesired(Made::default(), line)
        } else {
            Observed::AsExpected
        })
    }

    /// There is nothing to do but to look again.
    async fn act(&self, _context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let place = place_name(self.place);
        Ok(Acted::NotYet {
            retry_after: RETRY_AFTER,
            line: format!("{place} does not show {} yet.", self.desired),
        })
    }
}
