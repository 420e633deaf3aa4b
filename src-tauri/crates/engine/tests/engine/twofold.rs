//! Pins in the database and in the keychain.

use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ledger::{Ledger, TwofoldPins};
use lockkeeper_engine::ports::{KeychainError, LedgerPin, PinError, Pins};
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::contract::pins::{self, pin, workspace};
use lockkeeper_testkit::fake_book::{FakeBook, FakeRemote};
use lockkeeper_testkit::fake_desk::FakeSettings;
use lockkeeper_testkit::fake_keychain::FakeKeychain;
use lockkeeper_testkit::fake_pins::FakePins;
use lockkeeper_testkit::ids::CountedIds;
use lockkeeper_testkit::scribe::FakeSigner;
use std::sync::Arc;

use crate::pinned::written;

const HERE: &str = "/srv/harbour/.git";

/// One machine: its database, and the keychain of its desktop.
#[derive(Default)]
struct Machine {
    database: Arc<FakePins>,
    keychain: FakeKeychain,
    settings: Arc<FakeSettings>,
}

impl Machine {
    /// The pins of a program that was just started.
    fn pins(&self) -> TwofoldPins {
        let keychain = Arc::new(self.keychain.clone());
        let (database, settings) = (self.database.clone(), self.settings.clone());
        TwofoldPins::new(database, keychain, settings, "/home/dana/files")
    }

    /// The ledger of a program that was just started.
    fn ledger(&self, remote: &FakeRemote) -> Ledger {
        let at = jiff::Timestamp::constant(1_800_000_000, 0);
        Ledger::new(
            Arc::new(FakeBook::of(remote)),
            Arc::new(FakeSigner::of(&["dana"])),
            Arc::new(ManualClock::at(at)),
            Arc::new(CountedIds::default()),
        )
        .remembered(Arc::new(self.pins()), HERE)
    }

    /// Puts an older copy of the database, or an empty one, in its place.
    fn put_back(&mut self, database: FakePins) {
        self.database = Arc::new(database);
    }
}

async fn knowing(pin: Option<LedgerPin>) -> FakePins {
    let pins = FakePins::default();
    if let Some(pin) = pin {
        pins.put(&workspace(1), &pin).await.unwrap();
    }
    pins
}

#[tokio::test]
async fn pins_that_are_kept_twice_keep_the_promises_of_pins() {
    pins::keeps_its_promises(async || Machine::default().pins()).await;
    let broken = async || {
        let machine = Machine::default();
        machine.keychain.fail(Some(KeychainError::NoService));
        machine.pins()
    };
    pins::keeps_its_promises(broken).await;
}

#[tokio::test]
async fn every_older_copy_of_the_database_is_found_out() {
    for older in 0..100_usize {
        let mut machine = Machine::default();
        let copy = pin(older, "older", 1);
        machine.pins().put(&workspace(1), &copy).await.unwrap();
        let newest = pin(100, "newest", 1);
        machine.pins().put(&workspace(1), &newest).await.unwrap();
        machine.put_back(knowing(Some(copy)).await);
        let pins = machine.pins();
        assert_eq!(pins.get(&workspace(1)).await, Ok(Some(newest)));
        assert_eq!(pins.warnings().len(), 1, "entry {older}");
    }
}

#[tokio::test]
async fn who_puts_the_database_back_with_the_remote_is_found_out() {
    let whole = written(6);
    let mut machine = Machine::default();
    let remote = FakeRemote::default();
    remote.show(&whole.entries()[..3]);
    machine.ledger(&remote).refresh().await.unwrap();
    let copy = machine.database.get(&workspace(1)).await.unwrap();
    remote.show(whole.entries());
    machine.ledger(&remote).refresh().await.unwrap();
    machine.put_back(knowing(copy).await);
    remote.show(&whole.entries()[..3]);
    let ledger = machine.ledger(&remote);
    let told = ledger.refresh().await.err().map(|error| error.code());
    assert_eq!(told, Some(ErrorCode::LedgerRewound));
    assert_eq!(
        ledger.memory_warnings(),
        [
            "This desktop's database went back: it knew entry 2 of the ledger, and the keychain \
             knows entry 6, which counts."
        ]
    );
}

#[tokio::test]
async fn a_database_that_was_deleted_is_found_out() {
    let mut machine = Machine::default();
    let newest = pin(9, "newest", 2);
    machine.pins().put(&workspace(1), &newest).await.unwrap();
    machine.pins().hold(HERE, &workspace(1)).await.unwrap();
    machine.put_back(FakePins::default());
    let pins = machine.pins();
    assert_eq!(pins.held_at(HERE).await, Ok(Some(workspace(1))));
    let older = pins.put(&workspace(1), &pin(8, "older", 2)).await;
    let known = Box::new(newest.clone());
    assert_eq!(older, Err(PinError::Back { known }));
    // It knows again, and the next start has nothing to tell.
    let database = machine.database.get(&workspace(1)).await;
    assert_eq!(database, Ok(Some(newest)));
    let pins = machine.pins();
    pins.get(&workspace(1)).await.unwrap();
    assert_eq!(pins.warnings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_keychain_that_was_away_is_brought_along() {
    let machine = Machine::default();
    let first = pin(1, "first", 1);
    machine.pins().put(&workspace(1), &first).await.unwrap();
    machine.keychain.fail(Some(KeychainError::Locked));
    let second = pin(2, "second", 1);
    machine.pins().put(&workspace(1), &second).await.unwrap();
    machine.keychain.fail(None);
    let pins = machine.pins();
    assert_eq!(pins.get(&workspace(1)).await, Ok(Some(second)));
    let third = pin(3, "third", 1);
    pins.put(&workspace(1), &third).await.unwrap();
    machine
        .database
        .replace(&workspace(1), &first)
        .await
        .unwrap();
    assert_eq!(machine.pins().get(&workspace(1)).await, Ok(Some(third)));
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_hinders_nothing_and_is_told_once() {
    let machine = Machine::default();
    let late = KeychainError::TimedOut { seconds: 5 };
    machine.keychain.fail(Some(late));
    let pins = machine.pins();
    for number in 0..5 {
        let next = pin(number, "next", 1);
        assert_eq!(pins.put(&workspace(1), &next).await, Ok(()));
        assert_eq!(pins.get(&workspace(1)).await, Ok(Some(next)));
    }
    assert_eq!(machine.keychain.asked(), 1, "nobody waits a second time");
    assert_eq!(
        pins.warnings(),
        [
            "What was verified of the ledger is kept in this desktop's database only: the \
             keychain did not answer within 5 s: answer its prompt, then try again."
        ]
    );
    let pins = machine.pins();
    pins.get(&workspace(1)).await.unwrap();
    assert_eq!(pins.warnings(), Vec::<String>::new(), "it was told");
    // Once it works, the next failure is news again.
    machine.keychain.fail(None);
    let next = pin(5, "next", 1);
    machine.pins().put(&workspace(1), &next).await.unwrap();
    machine.keychain.fail(Some(KeychainError::NoService));
    let pins = machine.pins();
    pins.get(&workspace(1)).await.unwrap();
    assert_eq!(pins.warnings().len(), 1);
}

#[tokio::test]
async fn where_no_desktop_runs_nobody_misses_a_keychain() {
    let machine = Machine::default();
    machine.keychain.fail(Some(KeychainError::NoBus));
    let pins = machine.pins();
    pins.put(&workspace(1), &pin(0, "first", 1)).await.unwrap();
    assert_eq!(pins.warnings(), Vec::<String>::new());
}

#[tokio::test]
async fn desktops_with_files_of_their_own_do_not_meet_in_the_keychain() {
    let machine = Machine::default();
    machine
        .pins()
        .put(&workspace(1), &pin(9, "ours", 1))
        .await
        .unwrap();
    let (keychain, settings) = (Arc::new(machine.keychain.clone()), machine.settings.clone());
    let fresh = Arc::new(FakePins::default());
    let other = TwofoldPins::new(fresh, keychain, settings, "/home/dana/other");
    assert_eq!(other.get(&workspace(1)).await, Ok(None));
}
