//! The promises of the port, kept by real git.

use super::desks::{book, clone_of, remote};
use lockkeeper_testkit::contract::book::Fresh;
use std::sync::Arc;

async fn fresh() -> Fresh {
    let (remote, mirror) = (remote(), remote());
    let (mine, theirs) = (clone_of(&remote), clone_of(&remote));
    let desk = book(&mine).await;
    let seen = desk.mirror(&mirror.path().display().to_string());
    Fresh {
        mine: Arc::new(desk),
        theirs: Arc::new(book(&theirs).await),
        mirror: Arc::new(seen),
        guard: Box::new((remote, mirror, mine, theirs)),
    }
}

lockkeeper_testkit::book_contract!(fresh().await);
