//! The fakes keep the promises of their ports.

use lockkeeper_testkit::contract::journal;
use lockkeeper_testkit::fake_journal::FakeJournal;

#[tokio::test]
async fn the_fake_journal_keeps_the_promises_of_its_port() {
    journal::keeps_its_promises(async || FakeJournal::default()).await;
}
