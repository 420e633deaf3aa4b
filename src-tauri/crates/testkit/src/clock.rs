//! A clock that moves only when somebody waits or a test says so.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_engine::ports::Clock;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A clock whose `sleep` moves the time on and returns at once.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Timestamp>,
    slept: Mutex<Vec<SignedDuration>>,
}

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self {
            now: Mutex::new(now),
            slept: Mutex::default(),
        }
    }

    /// Moves the time on.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = lock(&self.now);
        *now = now.checked_add(by).expect("tests stay within the calendar");
    }

    /// How long somebody waited, each time.
    #[must_use]
    pub fn slept(&self) -> Vec<SignedDuration> {
        lock(&self.slept).clone()
    }
}

impl Default for ManualClock {
    /// Wednesday, 14 January 2026, 12:00 in UTC.
    fn default() -> Self {
        Self::at(Timestamp::constant(1_768_392_000, 0))
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *lock(&self.now)
    }

    async fn sleep(&self, duration: SignedDuration) {
        self.advance(duration);
        lock(&self.slept).push(duration);
        // Whoever runs beside the sleeper gets a turn.
        tokio::task::yield_now().await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
