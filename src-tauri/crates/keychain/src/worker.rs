//! A thread that may hang without anybody else.

use lockkeeper_engine::ports::KeychainError;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Something to be done with what lives on the thread.
type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// The way to the thread, which the first question starts.
type Jobs<T> = LazyLock<Sender<Job<T>>, Box<dyn FnOnce() -> Sender<Job<T>> + Send>>;

/// One thread that answers one question after the other. Most programs end
/// without a question, so nothing starts before the first.
pub(crate) struct Worker<T> {
    jobs: Jobs<T>,
    /// When it began with what it is doing.
    busy: Arc<Mutex<Option<Instant>>>,
    budget: Duration,
}

impl<T: 'static> Worker<T> {
    /// What the thread works with is made there. Nobody joins it.
    pub(crate) fn new(budget: Duration, make: impl FnOnce() -> T + Send + 'static) -> Self {
        let busy = Arc::default();
        let clock = Arc::clone(&busy);
        let start = move || {
            let (jobs, taken) = channel();
            let thread = std::thread::Builder::new().name("keychain".to_owned());
            // Without a thread every question finds nobody at the other end.
            drop(thread.spawn(move || work_off(&taken, &clock, make())));
            jobs
        };
        let jobs = LazyLock::new(Box::new(start) as Box<_>);
        Self { jobs, busy, budget }
    }

    /// Asks, and waits no longer than the budget. A question that was given up
    /// before its turn is never worked on; while the thread hangs on one that
    /// was given up, the next ones are refused at once.
    pub(crate) async fn ask<A: Send + 'static>(
        &self,
        question: impl FnOnce(&mut T) -> Result<A, KeychainError> + Send + 'static,
    ) -> Result<A, KeychainError> {
        if self.hangs() {
            return Err(self.late());
        }
        let (tell, told) = oneshot::channel();
        let job: Job<T> = Box::new(move |tools| {
            if !tell.is_closed() {
                // Whoever asked may have gone meanwhile.
                drop(tell.send(question(tools)));
            }
        });
        let ended = || KeychainError::Unavailable {
            detail: "the thread that asks it has ended".to_owned(),
        };
        self.jobs.send(job).map_err(|_| ended())?;
        match tokio::time::timeout(self.budget, told).await {
            Ok(answer) => answer.map_err(|_| ended())?,
            Err(_) => Err(self.late()),
        }
    }

    fn hangs(&self) -> bool {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.is_some_and(|since| since.elapsed() >= self.budget)
    }

    fn late(&self) -> KeychainError {
        let seconds = self.budget.as_secs();
        KeychainError::TimedOut { seconds }
    }
}

fn work_off<T>(jobs: &Receiver<Job<T>>, busy: &Mutex<Option<Instant>>, mut tools: T) {
    let note = |since| *busy.lock().unwrap_or_else(PoisonError::into_inner) = since;
    while let Ok(job) = jobs.recv() {
        note(Some(Instant::now()));
        job(&mut tools);
        note(None);
    }
}
