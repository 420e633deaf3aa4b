//! Moments at which the world can stop or an answer can get lost.
//!
//! Every fake that changes something passes a moment before and a moment
//! after the change. A test counts them in an undisturbed run, and then lets
//! the process end at each of them in turn: no point can be forgotten,
//! because the run itself makes the list.

use crate::clock::ManualClock;
use jiff::SignedDuration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The process ends: the call never comes back.
    Stop,
    /// The call fails as if the connection was cut.
    Fail,
    /// The call succeeds, and the clock shows another time from then on.
    Jump(SignedDuration),
}

/// The connection was cut: before the change it was not made, after it it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// The moments a world passes, and what is to happen at one of them.
#[derive(Debug, Default)]
pub struct Moments {
    inner: Mutex<Inner>,
    stopped: Notify,
    clock: Arc<ManualClock>,
}

#[derive(Debug, Default)]
struct Inner {
    labels: Vec<String>,
    effects: Vec<String>,
    fate: Option<(usize, Fate)>,
    failing: Option<(String, usize)>,
}

impl Moments {
    /// Moments in a world with this clock.
    #[must_use]
    pub fn by(clock: &Arc<ManualClock>) -> Self {
        Self {
            clock: Arc::clone(clock),
            ..Self::default()
        }
    }

    /// Lets that fate strike at the moment of that number, counted from now on.
    pub fn strike(&self, moment: usize, fate: Fate) {
        let mut inner = self.lock();
        inner.labels.clear();
        inner.fate = Some((moment, fate));
    }

    /// Lets calls whose label starts like that fail, so many times.
    pub fn fail(&self, label: &str, times: usize) {
        self.lock().failing = Some((label.to_owned(), times));
    }

    /// Nothing strikes any more; the list of moments begins anew.
    pub fn calm(&self) {
        let mut inner = self.lock();
        inner.labels.clear();
        inner.fate = None;
        inner.failing = None;
    }

    /// The moments passed since the list began.
    #[must_use]
    pub fn labels(&self) -> Vec<String> {
        self.lock().labels.clone()
    }

    /// Every effective change of the world outside, in order.
    #[must_use]
    pub fn effects(&self) -> Vec<String> {
        self.lock().effects.clone()
    }

    /// Returns once the process has been stopped.
    pub async fn stopped(&self) {
        self.stopped.notified().await;
    }

    /// Counts an effective change.
    pub(crate) fn count(&self, effect: String) {
        self.lock().effects.push(effect);
    }

    /// Passes a moment.
    pub(crate) async fn pass(&self, label: &str) -> Result<(), Lost> {
        match self.reach(label) {
            None => Ok(()),
            Some(Fate::Fail) => Err(Lost),
            Some(Fate::Jump(by)) => {
                self.clock.advance(by);
                Ok(())
            }
            Some(Fate::Stop) => {
                self.stopped.notify_one();
                std::future::pending().await
            }
        }
    }

    fn reach(&self, label: &str) -> Option<Fate> {
        let mut inner = self.lock();
        let number = inner.labels.len();
        inner.labels.push(label.to_owned());
        if let Some((start, times)) = &mut inner.failing
            && *times > 0
            && label.starts_with(start.as_str())
        {
            *times -= 1;
            return Some(Fate::Fail);
        }
        let (moment, fate) = inner.fate?;
        if moment != number {
            return None;
        }
        inner.fate = None;
        Some(fate)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
