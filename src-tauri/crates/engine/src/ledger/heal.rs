//! What people do about a ledger that went back or broke.

use super::{Ledger, forms, reading, writing};
use crate::error::EngineError;
use jiff::Timestamp;
use lockkeeper_domain::ledger::{Moment, Stop, Walk};
use lockkeeper_domain::refusal::refused;
use std::sync::Arc;

impl Ledger {
    /// Pushes what was verified here back to a remote that shows only the
    /// beginning of it, such as one that came back from a backup.
    ///
    /// # Errors
    /// When the remote shows something else, or refuses the push.
    pub async fn restore(&self) -> Result<Arc<Walk>, EngineError> {
        let known = self.restorable().await?;
        let newest = known.commit().unwrap_or_default();
        let shown = self.book.fetch().await.map_err(reading)?;
        let pushed = self.book.restore(shown.as_deref(), newest).await;
        pushed.map_err(writing)?;
        self.refresh().await
    }

    /// What [`Ledger::restore`] would push. Nothing is done.
    ///
    /// # Errors
    /// When the remote lacks nothing or shows something else, and when what was
    /// verified is no longer here.
    pub async fn restorable(&self) -> Result<Arc<Walk>, EngineError> {
        match self.refresh().await {
            Err(EngineError::LedgerRewound { .. }) => {}
            Ok(_) => return Err(EngineError::refused(refused::nothing_to_restore())),
            Err(error) => return Err(error),
        }
        self.check_clock_of_furthest().await?;
        let known = self.seen();
        if known.commit().is_none() {
            return Err(EngineError::refused(refused::newer_is_gone()));
        }
        Ok(known)
    }

    /// What this desk signed by a clock that was fast, and an admin put aside,
    /// is not pushed back before its time.
    async fn check_clock_of_furthest(&self) -> Result<(), EngineError> {
        let Some(pin) = self.furthest().await? else {
            return Ok(());
        };
        let walk = forms::walk_whole(&*self.book, &pin.commit, self.now(), None, None).await;
        let walk = walk.map_err(reading)?;
        let Some(Stop::Ahead { at, dated }) = walk.stop() else {
            return Ok(());
        };
        Err(EngineError::refused(refused::ahead_at_restore(at, dated)))
    }

    /// Puts the branch back to the last entry that counts; the tail behind it
    /// is kept as evidence. Only an admin whose key is here may, and a tail
    /// that is dated later than now takes a second clock, which a person read.
    ///
    /// # Errors
    /// As [`Ledger::healable`], and when the remote refuses the push.
    pub async fn heal(&self, second: Option<Timestamp>) -> Result<Arc<Walk>, EngineError> {
        let walk = self.healable(second).await?;
        let nothing = || EngineError::refused(refused::nothing_counts());
        let good = walk.commit().ok_or_else(nothing)?;
        let bad = self.book.fetch().await.map_err(reading)?;
        let bad = bad.ok_or_else(nothing)?;
        self.book.heal(&bad, good).await.map_err(writing)?;
        let walk = self.refresh().await?;
        self.copy_past(&walk, &[&bad]).await;
        Ok(walk)
    }

    /// What would be put back, for whoever is asked first.
    ///
    /// # Errors
    /// When the ledger is in order, when its tail is none to put aside, or
    /// when nobody here is an admin.
    pub async fn healable(&self, second: Option<Timestamp>) -> Result<Arc<Walk>, EngineError> {
        let walk = self.refresh().await?;
        let Some(stop) = walk.stop() else {
            return Err(EngineError::refused(refused::in_order()));
        };
        stop.may_be_healed(self.now(), second.map(Moment::of))
            .map_err(EngineError::refused)?;
        let nothing = || EngineError::refused(refused::nothing_counts());
        let rules = walk.state().rules().ok_or_else(nothing)?;
        let here = self.speaker(rules).await?;
        if !here.is_some_and(|speaker| rules.is_admin(&speaker.handle)) {
            return Err(EngineError::refused(refused::heals_as_admin()));
        }
        Ok(walk)
    }
}
