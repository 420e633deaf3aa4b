//! The ledger of a workspace: followed as it grows, and written to.

mod agree;
mod aside;
mod check;
mod checkpoint;
mod follow;
mod forms;
mod heal;
mod lease;
mod memory;
mod mirrors;
mod proof;
mod say;
mod shelf;
mod speaker;
mod turns;
mod twofold;

pub use agree::{Agreed, Agreement, Side};
pub use check::{Asked, Pin, Pins, Refused, ahead_of, check};
pub use mirrors::{Standing, bring_along};
pub use say::Words;
pub use speaker::{KeyChoice, Opened, Speaker};
pub use twofold::TwofoldPins;

use crate::error::EngineError;
use crate::ports::{Book, BookError, Clock, CommitCache, Ids, Signer};
use aside::Left;
use follow::Source;
use forms::Pace;
use jiff::Timestamp;
use lockkeeper_domain::ledger::{Moment, Walk};
use memory::Memory;
pub use memory::settle_in;
use shelf::Shelf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use tokio::sync::Mutex;

/// A ledger, as far as it was verified here. Clones share what was verified.
#[derive(Clone)]
pub struct Ledger {
    book: Arc<dyn Book>,
    signer: Arc<dyn Signer>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    /// What is kept between starts; a ledger without it only knows its own.
    memory: Option<Memory>,
    /// Where what was verified is kept whole, for the next start.
    shelf: Option<Shelf>,
    seen: Arc<RwLock<Arc<Walk>>>,
    /// What is seen came from the shelf, and was not read by this process.
    taken_up: Arc<AtomicBool>,
    /// Why it could not be proved.
    disproof: Arc<RwLock<Option<EngineError>>>,
    /// Why what was seen last contradicts what was verified.
    doubt: Arc<RwLock<Option<EngineError>>>,
    /// Why the remote did not answer the last time.
    unreached: Arc<RwLock<Option<String>>>,
    /// When the remote answered the last time.
    heard: Arc<RwLock<Option<Timestamp>>>,
    /// There is a ledger, whether or not it could be verified.
    exists: Arc<AtomicBool>,
    /// What was wrong with the mirrors after the newest entry.
    lagging: Arc<RwLock<Vec<String>>>,
    /// One head at a time.
    following: Arc<Mutex<()>>,
    /// One statement at a time from this desk.
    saying: Arc<Mutex<()>>,
    /// Which of several keys a person wants to sign with.
    choice: Arc<RwLock<KeyChoice>>,
    /// Chains that were left, by their heads, as far as they were read.
    left: Arc<std::sync::Mutex<Left>>,
    /// Keys that were opened for a run, as long as somebody holds them.
    opened: Arc<RwLock<Vec<Weak<Opened>>>>,
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
            memory: None,
            shelf: None,
            seen: Arc::default(),
            taken_up: Arc::default(),
            disproof: Arc::default(),
            doubt: Arc::default(),
            unreached: Arc::default(),
            heard: Arc::default(),
            exists: Arc::default(),
            lagging: Arc::default(),
            following: Arc::default(),
            saying: Arc::default(),
            choice: Arc::default(),
            left: Arc::default(),
            opened: Arc::default(),
        }
    }

    /// The same ledger, which remembers how far it was verified in a place,
    /// the path of its repository.
    #[must_use]
    pub fn remembered(mut self, pins: Arc<dyn crate::ports::Pins>, place: &str) -> Self {
        let place = place.to_owned();
        self.memory = Some(Memory { pins, place });
        self
    }

    /// The same ledger, which also keeps what it verified in a cache. The next
    /// start shows it at once, and proves it before it is acted upon.
    #[must_use]
    pub fn kept(mut self, cache: Arc<dyn CommitCache>, place: &str) -> Self {
        let place = place.to_owned();
        self.shelf = Some(Shelf { cache, place });
        self
    }

    /// What was verified last, without looking again.
    #[must_use]
    pub fn seen(&self) -> Arc<Walk> {
        Arc::clone(&self.seen.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why what was looked at last contradicts what was verified before: the
    /// ledger went back, or is another one. Nobody writes to it then.
    #[must_use]
    pub fn doubt(&self) -> Option<EngineError> {
        let held = |doubt: &RwLock<Option<EngineError>>| {
            let doubt = doubt.read().unwrap_or_else(PoisonError::into_inner);
            doubt.clone()
        };
        held(&self.disproof).or_else(|| held(&self.doubt))
    }

    /// Why the remote did not answer when it was asked last. What was verified
    /// before stands, and nothing new can be signed.
    #[must_use]
    pub fn unreached(&self) -> Option<String> {
        let why = self.unreached.read();
        why.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was wrong with the memory of this desktop, as sentences. Nothing
    /// of it hinders the ledger.
    #[must_use]
    pub fn memory_warnings(&self) -> Vec<String> {
        let memory = self.memory.iter();
        memory.flat_map(|memory| memory.pins.warnings()).collect()
    }

    /// Where it lies.
    #[must_use]
    pub fn book(&self) -> &dyn Book {
        &*self.book
    }

    /// The chain that lies here or was fetched last, judged by itself, whatever
    /// was verified before. It says which entry of a contradiction is bad.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn shown(&self) -> Result<Walk, EngineError> {
        verify(&*self.book, self.now()).await
    }

    /// Verifies what the remote has by now, for whoever acts upon it: what an
    /// earlier start verified is read again first. Only new entries are checked.
    ///
    /// # Errors
    /// When the remote does not answer, or shows another chain than before.
    pub async fn refresh(&self) -> Result<Arc<Walk>, EngineError> {
        let answer = self.glance().await;
        if self.is_taken_up() {
            self.prove_with(Pace::Fast).await?;
            return answer.map(|_| self.seen());
        }
        answer
    }

    /// The same for whoever only shows it: what an earlier start verified is
    /// taken at its word, until [`Ledger::prove`] has read it.
    ///
    /// # Errors
    /// As [`Ledger::refresh`].
    pub async fn glance(&self) -> Result<Arc<Walk>, EngineError> {
        let mut answer = self.fetched().await;
        // Another program here may have written, and remembered it, after the
        // remote answered us: the next answer has it.
        if matches!(answer, Err(EngineError::LedgerRewound { .. })) {
            answer = self.fetched().await;
        }
        self.note(&answer);
        answer
    }

    async fn fetched(&self) -> Result<Arc<Walk>, EngineError> {
        let head = self.book.fetch().await;
        let why = head.as_ref().err().and_then(away);
        *self
            .unreached
            .write()
            .unwrap_or_else(PoisonError::into_inner) = why;
        let head = head.map_err(reading)?;
        self.hear();
        self.follow(head.as_deref(), Source::There).await
    }

    /// What it held at an earlier moment, verified from its beginning: what
    /// came later counts for nothing there. What was seen last, where nothing
    /// came since.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn as_it_was(&self, at: Timestamp) -> Result<Arc<Walk>, EngineError> {
        let (seen, at) = (self.seen(), Moment::of(at));
        let records = seen.state().records();
        let known = records.iter().rposition(|record| record.at <= at);
        self.before(known.map_or(0, |last| last + 1)).await
    }

    /// What it held before its entry of that number, verified from its
    /// beginning.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn before(&self, known: usize) -> Result<Arc<Walk>, EngineError> {
        let seen = self.seen();
        let head = seen
            .commit()
            .filter(|_| known < seen.state().records().len());
        let Some(head) = head else { return Ok(seen) };
        let Some(last) = known.checked_sub(1) else {
            return Ok(Arc::default());
        };
        let page = self.book.page(head, last..known).await.map_err(reading)?;
        let Some(newest) = page.first() else {
            return Ok(Arc::default());
        };
        let walk = forms::walk_whole(&*self.book, &newest.commit, self.now(), None, None).await;
        walk.map(Arc::new).map_err(reading)
    }

    /// Verifies what this machine has, without any network.
    ///
    /// # Errors
    /// When the repository cannot be read, or holds another chain than before.
    pub async fn look(&self) -> Result<Arc<Walk>, EngineError> {
        let head = self.book.head().await;
        // Where nobody can say, gates must not open as if there were none.
        self.exists.fetch_or(head.is_err(), Ordering::Relaxed);
        let head = head.map_err(reading)?;
        let answer = self.follow(head.as_deref(), Source::Here).await;
        self.note(&answer);
        answer
    }

    /// The same with a walk that somebody has just made of what this clone has.
    ///
    /// # Errors
    /// When it is not the ledger that was verified before.
    pub async fn look_at(&self, walk: Walk) -> Result<Arc<Walk>, EngineError> {
        let Some(head) = walk.commit().map(str::to_owned) else {
            return self.look().await;
        };
        self.exists.store(true, Ordering::Relaxed);
        let answer = self.weigh(&head, walk).await;
        self.note(&answer);
        answer
    }

    /// Keeps a contradiction until it is gone. A remote that does not answer
    /// takes none away.
    fn note(&self, answer: &Result<Arc<Walk>, EngineError>) {
        let doubt = match answer {
            Ok(_) => None,
            Err(EngineError::Ledger { .. }) => return,
            Err(error) => Some(error.clone()),
        };
        *self.doubt.write().unwrap_or_else(PoisonError::into_inner) = doubt;
    }

    /// Somebody has begun it. An unreadable ledger has begun, too.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.exists.load(Ordering::Relaxed)
    }

    fn now(&self) -> Moment {
        Moment::of(self.clock.now())
    }
}

/// Why a remote cannot be reached, in its own words. What it shows that is
/// wrong is another matter.
fn away(error: &BookError) -> Option<String> {
    match error {
        BookError::Unavailable { detail } | BookError::Unauthorized { detail } => {
            Some(detail.clone())
        }
        BookError::NotFound(_) => Some(error.to_string()),
        _ => None,
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
    let walk = forms::walk_whole(book, &head, now, None, None).await;
    walk.map_err(reading)
}
