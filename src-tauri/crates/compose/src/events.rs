//! Events, numbered and passed on to whoever listens.

use lockkeeper_domain::ids::RunId;
use lockkeeper_engine::ports::{Event, Events, Topic};
use std::sync::{Mutex, PoisonError};
use tokio::sync::broadcast;

/// How many events a slow listener may lag behind before it has to fetch again.
const LAG: usize = 256;

/// Numbers events and passes them on. Nobody has to listen.
#[derive(Debug)]
pub struct Announcer {
    last: Mutex<u64>,
    sender: broadcast::Sender<Event>,
}

impl Default for Announcer {
    fn default() -> Self {
        Self {
            last: Mutex::new(0),
            sender: broadcast::channel(LAG).0,
        }
    }
}

impl Announcer {
    /// Everything published from now on, in order.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }
}

impl Events for Announcer {
    fn publish(&self, topics: &[Topic], run: Option<&RunId>) {
        // The number is given and the event sent under one lock: listeners
        // never see number 8 before number 7.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last += 1;
        let event = Event {
            seq: *last,
            topics: topics.to_vec(),
            run: run.cloned(),
        };
        let _nobody_listens = self.sender.send(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn events_are_numbered_without_gaps() {
        let announcer = Announcer::default();
        announcer.publish(&[Topic::Board], None);
        let mut listener = announcer.listen();
        announcer.publish(&[Topic::Runs], Some(&RunId::new("r-1")));
        announcer.publish(&[Topic::Board], None);
        let first = listener.recv().await.expect("the announcer lives");
        let second = listener.recv().await.expect("the announcer lives");
        assert_eq!((first.seq, second.seq), (2, 3));
        assert_eq!(first.run, Some(RunId::new("r-1")));
    }
}
