//! A page is read on its own from the moment that it was asked for.

use super::desks::here;
use lockkeeper_testkit::contract::book::entry;
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// Tells that the future may go on, and does nothing about it.
struct Bell(Sender<()>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let _nobody_listens = self.0.send(());
    }
}

/// Whoever walks a ledger asks for the next page and then checks the one at
/// hand without looking up: nothing of the reading may wait for another look.
#[tokio::test]
async fn a_page_is_read_whole_while_whoever_asked_does_something_else() {
    let fixture = RepoFixture::bare();
    let desk = here(&fixture);
    let head = desk.append(None, &entry("one")).await.expect("nobody else");
    // Another one that has not walked there yet.
    let desk = here(&fixture);

    let mut page = desk.page(&head, 0..10);
    let (bell, rung) = channel();
    let waker = Waker::from(Arc::new(Bell(bell)));
    let mut look = Context::from_waker(&waker);
    assert!(page.as_mut().poll(&mut look).is_pending());
    rung.recv_timeout(Duration::from_secs(30)).expect("it ends");

    let Poll::Ready(page) = page.as_mut().poll(&mut look) else {
        panic!("a second part of the reading began with the second look");
    };
    assert_eq!(page.expect("it is read").len(), 1);
}
