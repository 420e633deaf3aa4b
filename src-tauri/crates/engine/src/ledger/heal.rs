//! What people do about a ledger that went back, broke, or was forked.

use super::memory::pin_of;
use super::{Ledger, forms, reading, writing};
use crate::error::EngineError;
use lockkeeper_domain::ledger::{Hash, Record, Stop, Walk};
use std::sync::{Arc, PoisonError};

/// A chain that a person has agreed to in place of the one verified before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its newest entry.
    pub number: usize,
    /// Entries that were verified before and that it lacks, with their
    /// numbers: somebody has to decide about each of them again.
    pub lacking: Vec<(usize, Record)>,
}

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

    /// Agrees to the chain that the remote shows, named by the hash of its
    /// newest entry; the one verified before is kept as evidence. Everything
    /// that it held and the other lacks is answered.
    ///
    /// # Errors
    /// When the remote shows another entry, or the chain is not in order.
    pub async fn accept(&self, hash: &Hash) -> Result<Accepted, EngineError> {
        let _one_at_a_time = self.following.lock().await;
        let head = self.book.fetch().await.map_err(reading)?;
        let head = head.ok_or_else(|| EngineError::refused("The remote shows no ledger."))?;
        let theirs = forms::walk_whole(&*self.book, &head, self.now(), None, None).await;
        let theirs = theirs.map_err(reading)?;
        self.in_order(&theirs)?;
        let newest = theirs.state().head().cloned().unwrap_or_else(Hash::none);
        if &newest != hash {
            let text = format!("The newest entry on the remote is {newest}, not {hash}.");
            return Err(EngineError::refused(&text));
        }
        let known = self.seen();
        if let Some(commit) = known.commit() {
            self.keep_evidence(&[commit]).await;
        }
        let records = known.state().records().iter().cloned().enumerate();
        let is_lacking = |record: &Record| theirs.state().number_of(&record.hash).is_none();
        let lacking = records.filter(|(_, record)| is_lacking(record)).collect();
        if let (Some(memory), Some(pin)) = (&self.memory, pin_of(&theirs)) {
            memory.agree(&theirs, &pin).await?;
        }
        *self.doubt.write().unwrap_or_else(PoisonError::into_inner) = None;
        let number = theirs.len() - 1;
        self.show(theirs, false);
        Ok(Accepted { number, lacking })
    }
}
