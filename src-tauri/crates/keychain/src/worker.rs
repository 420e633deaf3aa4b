//! A thread that may hang without anybody else.

use lockkeeper_engine::ports::KeychainError;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Something to be done with what lives on the thread.
type Job<T> = Box<dyn FnOnce(&mut T, &Clock) + Send>;

/// The way to the thread, which the first question starts.
type Jobs<T> = LazyLock<Sender<Job<T>>, Box<dyn FnOnce() -> Sender<Job<T>> + Send>>;

/// One thread that answers one question after the other. Most programs end
/// without a question, so nothing starts before the first.
pub(crate) struct Worker<T> {
    jobs: Jobs<T>,
    clock: Arc<Clock>,
    budget: Duration,
}

impl<T: 'static> Worker<T> {
    /// What the thread works with is made there. Nobody joins it.
    pub(crate) fn new(budget: Duration, make: impl FnOnce() -> T + Send + 'static) -> Self {
        let clock = Arc::<Clock>::default();
        let read = Arc::clone(&clock);
        let start = move || {
            let (jobs, taken) = channel();
            let thread = std::thread::Builder::new().name("keychain".to_owned());
            // Without a thread every question finds nobody at the other end.
            drop(thread.spawn(move || work_off(&taken, &read, make())));
            jobs
        };
        let jobs = LazyLock::new(Box::new(start) as Box<_>);
        Self {
            jobs,
            clock,
            budget,
        }
    }

    /// Asks, and waits no longer than the budget. A question that was given up
    /// before its turn is never worked on; while the thread hangs on one that
    /// was given up, the next ones are refused at once.
    pub(crate) async fn ask<A: Send + 'static>(
        &self,
        question: impl FnOnce(&mut T) -> Result<A, KeychainError> + Send + 'static,
    ) -> Result<A, KeychainError> {
        if self.clock.shows(self.budget) {
            return Err(self.late());
        }
        let asked = Instant::now();
        let (tell, told) = oneshot::channel();
        let job: Job<T> = Box::new(move |tools, clock| {
            if !tell.is_closed() {
                let answer = clock.run(asked, || question(tools));
                // Whoever asked may have gone meanwhile.
                drop(tell.send(answer));
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

    fn late(&self) -> KeychainError {
        let seconds = self.budget.as_secs();
        KeychainError::TimedOut { seconds }
    }
}

fn work_off<T>(jobs: &Receiver<Job<T>>, clock: &Clock, mut tools: T) {
    while let Ok(job) = jobs.recv() {
        job(&mut tools, clock);
    }
}

/// When the question was asked that the thread works on. It counts from there
/// and not from when the thread came to it, since whoever asked does too: who
/// gives up and asks again must find that nobody is there.
#[derive(Default)]
struct Clock(Mutex<Option<Instant>>);

impl Clock {
    fn run<A>(&self, asked: Instant, question: impl FnOnce() -> A) -> A {
        self.set(Some(asked));
        let answer = question();
        self.set(None);
        answer
    }

    fn set(&self, asked: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    /// Whether what is worked on was asked at least so long ago.
    fn shows(&self, long: Duration) -> bool {
        let asked = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.is_some_and(|asked| asked.elapsed() >= long)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: Duration = Duration::from_millis(400);

    #[tokio::test]
    async fn who_gives_up_and_asks_again_is_refused_at_once() {
        // The thread comes late to the first question, as on a busy machine.
        let (end, ended) = channel::<()>();
        let late = move || {
            ended.recv_timeout(BUDGET / 2).unwrap_or_default();
            ended
        };
        let worker = Worker::new(BUDGET, late);
        let hangs = |ended: &mut Receiver<()>| {
            ended.recv().unwrap_or_default();
            Ok(())
        };
        let late = Err(KeychainError::TimedOut { seconds: 0 });
        assert_eq!(worker.ask(hangs).await, late);
        let again = Instant::now();
        assert_eq!(worker.ask(|_| Ok(())).await, late);
        assert!(again.elapsed() < BUDGET / 2, "{:?}", again.elapsed());
        drop(end);
    }
}
