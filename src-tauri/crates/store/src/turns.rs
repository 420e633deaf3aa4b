//! Whose turn it is to write.
//!
//! SQLite lets a writer that met another one sleep, ever longer, and whoever
//! comes by in between goes first: of two busy programs one waits fifty
//! milliseconds for writes of one. So those who write stand in line. The line
//! is a courtesy; that a file stays whole is left to SQLite's own lock.

use crate::files;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long a turn is waited for. Whoever has it by then was stopped, and what
/// comes of that the database says.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two looks whether it is free: less than a write takes.
const PAUSE: Duration = Duration::from_micros(200);

/// The line of those who write to a file: those of one program in the order in
/// which they came, programs by turns.
#[derive(Debug, Clone)]
pub(crate) struct Turns(Arc<Mutex<Gate>>);

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn(Option<OwnedMutexGuard<Gate>>);

/// Two locks, one behind the other: who waits holds the first and lets it go
/// for the second. So nobody writes twice while somebody else waits.
#[derive(Debug)]
struct Gate {
    places: [PathBuf; 2],
    locks: Option<[File; 2]>,
    /// Whether this program holds the first one.
    waits: bool,
}

impl Turns {
    /// The line of those who write to this file.
    pub(crate) fn at(file: &Path) -> Self {
        let gate = Gate {
            places: ["-waiting", "-writing"].map(|suffix| files::beside(file, suffix)),
            locks: None,
            waits: false,
        };
        Self(Arc::new(Mutex::new(gate)))
    }

    /// Waits for a turn; goes on without one where none is to be had.
    pub(crate) async fn take(&self) -> Turn {
        let mut gate = Arc::clone(&self.0).lock_owned().await;
        if gate.pass() {
            return Turn(Some(gate));
        }
        // Goes on when the caller is gone, and lets go what it took.
        let waiting = tokio::task::spawn_blocking(move || {
            gate.stand();
            Turn(Some(gate))
        });
        waiting.await.unwrap_or(Turn(None))
    }
}

impl Gate {
    /// Goes through where nobody is in the way.
    fn pass(&mut self) -> bool {
        let Some([first, second]) = &self.locks else {
            return self.open() && self.pass();
        };
        self.waits = self.waits || first.try_lock().is_ok();
        let through = self.waits && second.try_lock().is_ok();
        if through {
            self.step_back();
        }
        through
    }

    /// Stands in line until it is through, or has waited long enough.
    fn stand(&mut self) {
        let since = Instant::now();
        while self.locks.is_some() && !self.pass() && since.elapsed() < PATIENCE {
            // As SQLite itself waits for its lock, on a thread of its own.
            std::thread::park_timeout(PAUSE);
        }
        self.step_back();
    }

    /// Lets the next one wait.
    fn step_back(&mut self) {
        if let Some([first, _]) = &self.locks {
            let _ends_with_the_program = first.unlock();
        }
        self.waits = false;
    }

    fn open(&mut self) -> bool {
        let [first, second] = &self.places;
        let opened = files::private(first).and_then(|first| Ok([first, files::private(second)?]));
        self.locks = opened.ok();
        self.locks.is_some()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some([_, second]) = self.0.as_ref().and_then(|gate| gate.locks.as_ref()) {
            let _ends_with_the_program = second.unlock();
        }
    }
}
