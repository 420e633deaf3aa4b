//! Taking up what an earlier start verified, and proving it afterwards.

use super::follow::Source;
use super::forms::Pace;
use super::memory::{Standing, pin_of, standing};
use super::{Ledger, forms, reading};
use crate::error::EngineError;
use crate::ports::{BookError, LedgerPin};
use lockkeeper_domain::ledger::{PageWriter, Walk};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

impl Ledger {
    /// What is seen was kept by an earlier start; its entries were not read
    /// by this one yet.
    #[must_use]
    pub fn is_taken_up(&self) -> bool {
        self.taken_up.load(Ordering::Relaxed)
    }

    /// Reads every entry that was taken up as an earlier start kept it, and
    /// compares; does nothing where all were read. Slow, and calm: it leaves
    /// the other cores alone.
    ///
    /// # Errors
    /// When an entry cannot be read, or is not the one that was verified.
    pub async fn prove(&self) -> Result<Arc<Walk>, EngineError> {
        self.prove_with(Pace::Calm).await
    }

    /// The same for somebody who waits, or, as most often, at once.
    pub(super) async fn prove_with(&self, pace: Pace) -> Result<Arc<Walk>, EngineError> {
        let known = self.seen();
        let head = known.commit().filter(|_| self.is_taken_up());
        let Some(head) = head else {
            return Ok(known);
        };
        let pin = pin_of(&known);
        let walk = forms::walk_again(&*self.book, head, self.now(), pin.as_ref(), pace).await;
        let answer = self.proved(head, walk, pin).await;
        if answer.is_err()
            && let Some(shelf) = &self.shelf
        {
            shelf.clear();
        }
        let disproof = answer.as_ref().err().cloned();
        *self
            .disproof
            .write()
            .unwrap_or_else(PoisonError::into_inner) = disproof;
        answer
    }

    /// Puts what was read in the place of what was taken up.
    async fn proved(
        &self,
        head: &str,
        walk: Result<Walk, BookError>,
        pin: Option<LedgerPin>,
    ) -> Result<Arc<Walk>, EngineError> {
        let _one_at_a_time = self.following.lock().await;
        let mut walk = walk.map_err(reading)?;
        if standing(&walk, pin.as_ref()) == Standing::Onward {
            // Others may have written in the meantime.
            let seen = self.seen();
            if let Some(newest) = seen.commit().filter(|newest| *newest != head) {
                let newer = self.book.behind(newest, head).await.map_err(reading)?;
                let newer = newer.unwrap_or_default();
                forms::go_on(&mut walk, &newer, forms::check_forms(&newer), self.now());
            }
        }
        self.judge(head, Source::Here, walk, pin).await
    }

    /// The walk that an earlier start kept, with what was written since
    /// checked whole. Absent where nothing fits the head and the pin.
    pub(super) async fn take_up(
        &self,
        head: &str,
        pin: Option<&LedgerPin>,
    ) -> Result<Option<Walk>, EngineError> {
        let (Some(shelf), Some(pin)) = (&self.shelf, pin) else {
            return Ok(None);
        };
        let Some(mut walk) = shelf.walk(pin) else {
            return Ok(None);
        };
        let Some(kept) = walk.commit().map(str::to_owned) else {
            return Ok(None);
        };
        let newer = match self.book.behind(head, &kept).await {
            Ok(Some(newer)) => newer,
            Ok(None) | Err(BookError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(reading(error)),
        };
        let mut page = PageWriter::behind(&walk);
        for (entry, form) in newer.iter().zip(forms::check_forms(&newer)) {
            walk.take_down(entry, form, self.now(), &mut page);
        }
        shelf.keep(page, &walk);
        let fits = walk.stop().is_none() && standing(&walk, Some(pin)) == Standing::Onward;
        Ok(fits.then_some(walk))
    }
}
