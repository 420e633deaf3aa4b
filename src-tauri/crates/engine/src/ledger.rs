//! The ledger of a workspace: followed as it grows, and written to.

mod check;
mod forms;
mod mirrors;
mod say;

pub use check::{Asked, Pin, Pins, Refused, ahead_of, check};
pub use mirrors::{Standing, bring_along};
pub use say::{Speaker, Words};

use crate::error::EngineError;
use crate::ports::{Book, BookError, Clock, Ids, Signer};
use lockkeeper_domain::ledger::{Moment, RawEntry, Walk};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// A ledger, as far as it was verified here. Clones share what was verified.
#[derive(Clone)]
pub struct Ledger {
    book: Arc<dyn Book>,
    signer: Arc<dyn Signer>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    seen: Arc<RwLock<Arc<Walk>>>,
    /// There is a ledger, whether or not it could be verified.
    exists: Arc<AtomicBool>,
    /// One statement at a time from this desk.
    saying: Arc<Mutex<()>>,
}

impl Ledger {
    /// A ledger of which nothing is known yet.
    #[must_use]
    pub fn new(
        book: Arc<dyn Book>,
        signer: Arc<dyn Signer>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            book,
            signer,
            clock,
            ids,
            seen: Arc::default(),
            exists: Arc::default(),
            saying: Arc::default(),
        }
    }

    /// What was verified last, without looking again.
    #[must_use]
    pub fn seen(&self) -> Arc<Walk> {
        Arc::clone(&self.seen.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Verifies what the remote has by now. Only new entries are checked.
    ///
    /// # Errors
    /// When the remote does not answer, or shows another chain than before.
    pub async fn refresh(&self) -> Result<Arc<Walk>, EngineError> {
        let head = self.book.fetch().await.map_err(reading)?;
        self.follow(head.as_deref()).await
    }

    /// Verifies what this machine has, without any network.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub async fn look(&self) -> Result<Arc<Walk>, EngineError> {
        let head = self.book.head().await;
        // Where nobody can say, gates must not open as if there were none.
        self.exists.fetch_or(head.is_err(), Ordering::Relaxed);
        self.follow(head.map_err(reading)?.as_deref()).await
    }

    /// Somebody has begun it. An unreadable ledger has begun, too.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.exists.load(Ordering::Relaxed)
    }

    async fn follow(&self, head: Option<&str>) -> Result<Arc<Walk>, EngineError> {
        let known = self.seen();
        let Some(head) = head else {
            return Ok(known);
        };
        self.exists.store(true, Ordering::Relaxed);
        // A walk that stopped is judged anew: a clock may have moved on, a
        // broken tail may have been healed.
        let whole = known.stop().is_none();
        if whole && known.commit() == Some(head) {
            return Ok(known);
        }
        let after = if whole { known.len() } else { 0 };
        let entries = self.book.entries(head, after).await.map_err(reading)?;
        let walk = if follows(&known, after, &entries) {
            let start = if after > 0 {
                (*known).clone()
            } else {
                Walk::default()
            };
            forms::walk_on(start, &entries, self.now())
        } else {
            return Err(EngineError::LedgerForked {
                number: known.len().saturating_sub(1),
                head: known
                    .state()
                    .head()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            });
        };
        let walk = Arc::new(walk);
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&walk);
        Ok(walk)
    }

    fn now(&self) -> Moment {
        Moment::of(self.clock.now())
    }
}

/// The entries go on where the walk ended.
fn follows(known: &Walk, after: usize, entries: &[RawEntry]) -> bool {
    match (after, entries.first()) {
        (0, _) => true,
        (_, None) => false,
        (_, Some(first)) => first.parents.first().map(String::as_str) == known.commit(),
    }
}

pub(crate) fn reading(source: BookError) -> EngineError {
    EngineError::Ledger {
        wish: "read",
        source,
    }
}

pub(crate) fn writing(source: BookError) -> EngineError {
    EngineError::Ledger {
        wish: "written",
        source,
    }
}

/// Verifies a whole ledger once: for strangers, pipelines and tests.
///
/// # Errors
/// When the repository cannot be read.
pub async fn verify(book: &dyn Book, now: Moment) -> Result<Walk, EngineError> {
    let Some(head) = book.head().await.map_err(reading)? else {
        return Ok(Walk::default());
    };
    let entries = book.entries(&head, 0).await.map_err(reading)?;
    Ok(forms::walk_on(Walk::default(), &entries, now))
}
