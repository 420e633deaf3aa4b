//! Following a ledger as it grows, and telling one that went back or aside.

use super::memory::{Standing, pin_of, standing};
use super::{Ledger, forms, reading};
use crate::error::EngineError;
use crate::ports::{BookError, LedgerPin};
use lockkeeper_domain::ledger::Walk;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// Where a head was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// In this clone, which may not have fetched for a while.
    Here,
    /// On the remote, just now.
    There,
}

impl Ledger {
    /// Verifies a head beside what was verified before, here or by an earlier
    /// start of any program on this desktop. What was verified stays what
    /// counts when the head contradicts it.
    pub(super) async fn follow(
        &self,
        head: Option<&str>,
        source: Source,
    ) -> Result<Arc<Walk>, EngineError> {
        let _one_at_a_time = self.following.lock().await;
        let pin = self.furthest().await?;
        let begun = head.is_some() || pin.is_some();
        self.exists.fetch_or(begun, Ordering::Relaxed);
        let Some(head) = head else {
            let lost = async |pin: LedgerPin| {
                self.recall(&pin).await;
                rewound(&pin)
            };
            return match pin {
                Some(pin) => Err(lost(pin).await),
                None => Ok(self.seen()),
            };
        };
        if self.is_up_to(head, pin.as_ref()) {
            return Ok(self.seen());
        }
        if self.can_go_on(pin.as_ref()) && self.go_on(head).await? {
            let walk = self.seen();
            self.keep(&walk).await?;
            return Ok(walk);
        }
        if self.seen().is_empty()
            && let Some(walk) = self.take_up(head, pin.as_ref()).await?
        {
            self.keep(&walk).await?;
            return Ok(self.show(walk, true));
        }
        let shelf = self.shelf.as_ref();
        let walk = forms::walk_whole(&*self.book, head, self.now(), pin.as_ref(), shelf);
        let walk = walk.await.map_err(reading)?;
        self.judge(head, source, walk, pin).await
    }

    /// Shows a whole walk of what this clone has, unless it contradicts what
    /// was verified before.
    pub(super) async fn weigh(&self, head: &str, walk: Walk) -> Result<Arc<Walk>, EngineError> {
        let _one_at_a_time = self.following.lock().await;
        let pin = self.furthest().await?;
        self.judge(head, Source::Here, walk, pin).await
    }

    /// What was verified furthest: in this process, or by any on this desktop.
    pub(super) async fn furthest(&self) -> Result<Option<LedgerPin>, EngineError> {
        let known = self.seen();
        let ours = pin_of(&known);
        let kept = match &self.memory {
            Some(memory) => memory.pin(&known).await?,
            None => None,
        };
        Ok(match (ours, kept) {
            (Some(ours), Some(kept)) if ours.number > kept.number => Some(ours),
            (ours, kept) => kept.or(ours),
        })
    }

    /// That head was verified in this process, and nobody has verified more.
    fn is_up_to(&self, head: &str, pin: Option<&LedgerPin>) -> bool {
        let known = self.seen();
        // A walk that stopped is judged anew: a clock may have moved on, a
        // broken tail may have been healed.
        known.stop().is_none()
            && known.commit() == Some(head)
            && pin.is_none_or(|pin| pin.number < known.len())
    }

    /// New entries can be put behind those of this process.
    fn can_go_on(&self, pin: Option<&LedgerPin>) -> bool {
        let known = self.seen();
        known.stop().is_none()
            && !known.is_empty()
            && pin.is_none_or(|pin| pin.number < known.len())
    }

    /// Takes the new entries; answers whether they follow those known.
    async fn go_on(&self, head: &str) -> Result<bool, EngineError> {
        let Some(last) = self.seen().commit().map(str::to_owned) else {
            return Ok(false);
        };
        let entries = self.book.behind(head, &last).await.map_err(reading)?;
        let Some(entries) = entries.filter(|entries| !entries.is_empty()) else {
            return Ok(false);
        };
        let (checked, now) = (forms::check_forms(&entries), self.now());
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        // Copied only while somebody still looks at the one before.
        forms::go_on(Arc::make_mut(&mut seen), &entries, checked, now);
        Ok(true)
    }

    /// Shows a whole walk, unless it contradicts the pin.
    pub(super) async fn judge(
        &self,
        head: &str,
        source: Source,
        walk: Walk,
        pin: Option<LedgerPin>,
    ) -> Result<Arc<Walk>, EngineError> {
        let pin = match (pin, &self.memory) {
            (None, Some(memory)) => memory.pin(&walk).await?,
            (pin, _) => pin,
        };
        let stands = standing(&walk, pin.as_ref());
        let Some(pin) = pin.filter(|_| matches!(stands, Standing::Behind | Standing::Aside)) else {
            if stands == Standing::Onward {
                self.keep(&walk).await?;
            }
            return Ok(self.show(walk, false));
        };
        let is_before = match stands {
            Standing::Behind => self.book.contains(&pin.commit, head).await,
            _ => Ok(false),
        };
        let error = match (is_before, source) {
            (Ok(true), _) => rewound(&pin),
            (Ok(false), _) => forked(&pin, &walk),
            // An older clone beside one that knows more.
            (Err(BookError::NotFound(_)), Source::Here) => return Ok(self.show(walk, false)),
            (Err(BookError::NotFound(_)), Source::There) => rewound(&pin),
            (Err(error), _) => return Err(reading(error)),
        };
        self.keep_evidence(&[head, &pin.commit]).await;
        self.recall(&pin).await;
        Err(error)
    }

    async fn keep(&self, walk: &Walk) -> Result<(), EngineError> {
        match &self.memory {
            Some(memory) => Ok(memory.keep(walk).await?),
            None => Ok(()),
        }
    }

    /// Walks the chain that was verified again, where it is still here.
    async fn recall(&self, pin: &LedgerPin) {
        let holds = |walk: &Walk| standing(walk, Some(pin)) == Standing::Onward;
        if holds(&self.seen()) {
            return;
        }
        let walk = forms::walk_whole(&*self.book, &pin.commit, self.now(), Some(pin), None).await;
        match walk {
            Ok(walk) if holds(&walk) => drop(self.show(walk, false)),
            Ok(_) => tracing::warn!("the ledger that was verified here is no longer whole"),
            Err(error) => tracing::warn!(%error, "the ledger that was verified is not here"),
        }
    }

    /// Two heads that contradict each other are both kept.
    pub(super) async fn keep_evidence(&self, heads: &[&str]) {
        for head in heads {
            if let Err(error) = self.book.keep_evidence(head).await {
                tracing::warn!(%error, head, "a head of the ledger could not be kept");
            }
        }
    }

    pub(super) fn show(&self, walk: Walk, taken_up: bool) -> Arc<Walk> {
        let walk = Arc::new(walk);
        self.taken_up.store(taken_up, Ordering::Relaxed);
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&walk);
        walk
    }
}

fn rewound(pin: &LedgerPin) -> EngineError {
    EngineError::LedgerRewound {
        number: pin.number,
        head: pin.hash.to_string(),
    }
}

fn forked(pin: &LedgerPin, theirs: &Walk) -> EngineError {
    EngineError::LedgerForked {
        number: pin.number,
        head: pin.hash.to_string(),
        theirs: theirs.state().head().map(ToString::to_string),
    }
}
