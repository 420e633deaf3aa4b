//! What people do about a ledger that went back or broke.

use super::{Ledger, reading, writing};
use crate::error::EngineError;
use lockkeeper_domain::ledger::{Stop, Walk};
use std::sync::Arc;

impl Ledger {
    /// Pushes what was verified here back to a remote that shows only the
    /// beginning of it, such as one that came back from a backup.
    ///
    /// # Errors
    /// When the remote shows something else, or refuses the push.
    pub async fn restore(&self) -> Result<Arc<Walk>, EngineError> {
        match self.refresh().await {
            Err(EngineError::LedgerRewound { .. }) => {}
            Ok(_) => {
                let text = "The remote shows everything that was verified here.";
                return Err(EngineError::refused(text));
            }
            Err(error) => return Err(error),
        }
        let known = self.seen();
        let gone = || EngineError::refused("The newer ledger is no longer on this machine.");
        let newest = known.commit().ok_or_else(gone)?;
        let shown = self.book.fetch().await.map_err(reading)?;
        let pushed = self.book.restore(shown.as_deref(), newest).await;
        pushed.map_err(writing)?;
        self.refresh().await
    }

    /// Puts the branch back to the last entry that counts; the tail behind it
    /// is kept as evidence. Only an admin whose key is here may, and a tail
    /// that is merely dated later is waited for.
    ///
    /// # Errors
    /// When the ledger is in order, when nobody here is an admin, or when the
    /// remote refuses the push.
    pub async fn heal(&self) -> Result<Arc<Walk>, EngineError> {
        let walk = self.refresh().await?;
        match walk.stop() {
            Some(Stop::Broken { .. }) => {}
            None => return Err(EngineError::refused("The ledger is in order.")),
            Some(stop) => {
                let text = format!(
                    "Nothing is broken at entry {}: {}.",
                    stop.number(),
                    stop.detail()
                );
                return Err(EngineError::refused(&text));
            }
        }
        let nothing = || EngineError::refused("No entry of it counts, so nothing can be put back.");
        let rules = walk.state().rules().ok_or_else(nothing)?;
        let here = self.speaker(rules).await?;
        if !here.is_some_and(|speaker| rules.is_admin(&speaker.handle)) {
            return Err(EngineError::refused(
                "Only an admin whose key is here may heal it.",
            ));
        }
        let good = walk.commit().ok_or_else(nothing)?;
        let bad = self.book.fetch().await.map_err(reading)?;
        let bad = bad.ok_or_else(nothing)?;
        self.book.heal(&bad, good).await.map_err(writing)?;
        self.refresh().await
    }
}
