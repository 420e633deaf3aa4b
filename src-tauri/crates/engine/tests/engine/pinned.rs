//! What a desktop has verified of a ledger is remembered, and nothing that
//! contradicts it counts.

use lockkeeper_domain::ledger::{RawEntry, RawTree, Stop, Walk};
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ledger::Ledger;
use lockkeeper_engine::ports::{Clock, LedgerPin, Pins};
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::contract::pins::workspace;
use lockkeeper_testkit::fake_book::{FakeBook, FakeRemote};
use lockkeeper_testkit::fake_pins::FakePins;
use lockkeeper_testkit::ids::CountedIds;
use lockkeeper_testkit::scribe::{FakeSigner, Scribe, TestKey};
use serde_json::{Value, json};
use std::sync::Arc;

const HERE: &str = "/srv/harbour/.git";

/// One machine: its pins, its clone of the ledger, and what the remote shows.
pub struct Machine {
    pins: Arc<FakePins>,
    pub remote: FakeRemote,
    pub book: FakeBook,
    pub clock: Arc<ManualClock>,
}

impl Machine {
    pub fn new() -> Self {
        let remote = FakeRemote::default();
        let at = jiff::Timestamp::constant(1_800_000_000, 0);
        Self {
            pins: Arc::default(),
            book: FakeBook::of(&remote),
            remote,
            clock: Arc::new(ManualClock::at(at)),
        }
    }

    /// The program, just started.
    pub fn start(&self) -> Ledger {
        self.start_on(&self.book, HERE)
    }

    fn start_on(&self, book: &FakeBook, place: &str) -> Ledger {
        let ids = Arc::new(CountedIds::default());
        let signer = Arc::new(FakeSigner::of(&["dana"]));
        let clock: Arc<dyn Clock> = self.clock.clone();
        Ledger::new(Arc::new(book.clone()), signer, clock, ids).remembered(self.pins.clone(), place)
    }

    pub async fn pin(&self) -> Option<LedgerPin> {
        self.pins.get(&workspace(1)).await.unwrap()
    }
}

fn rules() -> Value {
    let dana = json!({"keys": [TestKey::named("dana").line()], "roles": ["admin"]});
    json!({"schema": 1, "environments": ["dev"], "people": {"dana": dana}})
}

/// A ledger with so many notes after its beginning.
pub fn written(notes: usize) -> Scribe {
    let mut scribe = Scribe::begun("dana", &rules());
    for number in 0..notes {
        scribe.say("dana", "note", &json!({"text": format!("note {number}")}));
    }
    scribe
}

/// The same up to an entry, then other words.
pub fn forked(at: usize, notes: usize) -> Scribe {
    let mut scribe = written(at - 1);
    for number in at..=notes {
        scribe.say("dana", "note", &json!({"text": format!("other {number}")}));
    }
    scribe
}

pub fn code(answer: Result<Arc<Walk>, EngineError>) -> ErrorCode {
    answer.err().map(|error| error.code()).unwrap()
}

#[tokio::test]
async fn what_was_verified_is_remembered_with_the_place_it_was_seen_in() {
    let machine = Machine::new();
    machine.remote.show(written(4).entries());
    let walk = machine.start().refresh().await.unwrap();
    let pin = machine.pin().await.unwrap();
    assert_eq!((walk.len(), pin.number, pin.policy), (5, 4, 1));
    assert_eq!(Some(&pin.hash), walk.state().head());
    assert_eq!(machine.pins.held_at(HERE).await, Ok(Some(workspace(1))));
    assert_eq!(machine.start().look().await.unwrap().len(), 5);
    machine.remote.show(written(9).entries());
    assert_eq!(machine.start().refresh().await.unwrap().len(), 10);
    assert_eq!(machine.pin().await.unwrap().number, 9);
}

#[tokio::test]
async fn a_ledger_that_went_back_is_told_and_what_was_verified_goes_on_to_count() {
    let machine = Machine::new();
    let whole = written(6);
    machine.remote.show(whole.entries());
    let running = machine.start();
    running.refresh().await.unwrap();
    machine.remote.show(&whole.entries()[..3]);
    for ledger in [running, machine.start()] {
        assert_eq!(code(ledger.refresh().await), ErrorCode::LedgerRewound);
        assert_eq!(ledger.seen().len(), 7, "what was verified counts");
        assert_eq!(ledger.doubt().unwrap().code(), ErrorCode::LedgerRewound);
        machine.remote.show(whole.entries());
        ledger.refresh().await.unwrap();
        assert!(ledger.doubt().is_none(), "the newer one came back");
        machine.remote.show(&whole.entries()[..3]);
    }
    assert_eq!(machine.pin().await.unwrap().number, 6);
}

#[tokio::test]
async fn a_start_without_network_tells_that_the_ledger_went_back() {
    let machine = Machine::new();
    let whole = written(6);
    machine.remote.show(whole.entries());
    machine.start().refresh().await.unwrap();
    machine.remote.show(&whole.entries()[..3]);
    let _told = machine.start().refresh().await;
    let ledger = machine.start();
    assert_eq!(code(ledger.look().await), ErrorCode::LedgerRewound);
    assert_eq!(ledger.seen().len(), 7);
    assert!(ledger.has_begun());
}

#[tokio::test]
async fn a_fork_is_told_whatever_its_length_and_both_heads_are_kept() {
    for notes in [4, 6, 9] {
        let machine = Machine::new();
        let (ours, theirs) = (written(6), forked(3, notes));
        machine.remote.show(ours.entries());
        let running = machine.start();
        running.refresh().await.unwrap();
        machine.remote.show(theirs.entries());
        for ledger in [running, machine.start()] {
            let told = code(ledger.refresh().await);
            assert_eq!(told, ErrorCode::LedgerForked, "{notes} notes");
            assert_eq!(ledger.seen().state().head(), ours.walk().state().head());
        }
        let kept = machine.book.evidence();
        for side in [&ours, &theirs] {
            assert!(kept.contains(&side.entries().last().unwrap().commit));
        }
    }
}

#[tokio::test]
async fn nobody_writes_to_a_ledger_that_contradicts_what_was_verified() {
    let machine = Machine::new();
    machine.remote.show(written(6).entries());
    machine.start().refresh().await.unwrap();
    for shown in [forked(3, 9), written(2)] {
        machine.remote.show(shown.entries());
        let ledger = machine.start();
        let speaker = ledger.look().await.ok().unwrap_or_else(|| ledger.seen());
        let speaker = ledger.speaker(speaker.state().rules().unwrap()).await;
        let words = lockkeeper_engine::ledger::Words::of(
            lockkeeper_domain::ledger::Body::of("note", &json!({"text": "more"})).unwrap(),
        );
        let said = ledger.say(&speaker.unwrap().unwrap(), &words, None).await;
        let told = said.unwrap_err().code();
        let expected = [ErrorCode::LedgerForked, ErrorCode::LedgerRewound];
        assert!(expected.contains(&told), "{told:?}");
        let head = &shown.entries().last().unwrap().commit;
        assert_eq!(machine.remote.head().as_ref(), Some(head), "nothing came");
    }
}

#[tokio::test]
async fn the_ledger_of_another_workspace_in_the_same_place_is_a_fork() {
    let machine = Machine::new();
    machine.remote.show(written(2).entries());
    machine.start().refresh().await.unwrap();
    let text = serde_json::to_string(&rules())
        .unwrap()
        .replace("dev", "qa");
    let mut other = Scribe::begun("dana", &serde_json::from_str(&text).unwrap());
    for number in 0..9 {
        other.say("dana", "note", &json!({"text": format!("{number}")}));
    }
    machine.remote.show(other.entries());
    let ledger = machine.start();
    assert_eq!(code(ledger.refresh().await), ErrorCode::LedgerForked);
    assert_eq!(ledger.seen().len(), 3);
}

#[tokio::test]
async fn a_remote_without_the_ledger_does_not_undo_what_was_verified() {
    let machine = Machine::new();
    machine.remote.show(written(2).entries());
    machine.start().refresh().await.unwrap();
    machine.remote.show(&[]);
    let ledger = machine.start();
    assert_eq!(code(ledger.refresh().await), ErrorCode::LedgerRewound);
    assert_eq!(ledger.seen().len(), 3);
    assert!(ledger.has_begun());
}

/// Puts other files under every place of the chain, as somebody who may write
/// into the clone would: commits keep the names they are asked for by.
fn changed(entries: &[RawEntry], at: usize, change: impl Fn(&mut RawTree)) -> Vec<RawEntry> {
    let mut entries = entries.to_vec();
    change(&mut entries[at].tree);
    entries
}

#[tokio::test]
async fn a_pinned_entry_that_was_changed_is_found_though_it_was_verified_before() {
    let whole = written(6);
    for at in 0..=6 {
        for which in 0..3 {
            let machine = Machine::new();
            machine.remote.show(whole.entries());
            machine.start().refresh().await.unwrap();
            let forged = changed(whole.entries(), at, |tree| {
                let RawTree::Files(files) = tree else { return };
                let file = match which {
                    0 => &mut files.link,
                    1 => &mut files.statement,
                    _ => &mut files.signature,
                };
                let middle = file.len() / 2;
                file[middle] ^= 1;
            });
            machine.remote.show(&forged);
            let ledger = machine.start();
            let told = code(ledger.refresh().await);
            assert_eq!(told, ErrorCode::LedgerForked, "entry {at}, file {which}");
        }
    }
}

#[tokio::test]
async fn only_what_counts_is_pinned_and_a_healed_tail_moves_no_pin_back() {
    let machine = Machine::new();
    let mut broken = written(4);
    broken.say_with("dana", "nobody", "note", &json!({"text": "forged"}));
    machine.remote.show(broken.entries());
    let ledger = machine.start();
    let walk = ledger.refresh().await.unwrap();
    assert!(matches!(walk.stop(), Some(Stop::Broken { at: 5, .. })));
    assert_eq!(machine.pin().await.unwrap().number, 4);
    machine.remote.show(written(4).entries());
    for ledger in [ledger, machine.start()] {
        let walk = ledger.refresh().await.unwrap();
        assert_eq!((walk.len(), walk.stop()), (5, None));
    }
    machine.remote.show(written(7).entries());
    assert_eq!(machine.start().refresh().await.unwrap().len(), 8);
}

#[tokio::test]
async fn what_another_program_verified_meanwhile_is_awaited_not_called_a_fork() {
    let machine = Machine::new();
    let whole = written(6);
    machine.remote.show(&whole.entries()[..4]);
    let window = machine.start();
    window.refresh().await.unwrap();
    machine.remote.show(whole.entries());
    machine.start().refresh().await.unwrap();
    let walk = window.refresh().await.unwrap();
    assert_eq!(walk.state().head(), whole.walk().state().head());
}

#[tokio::test]
async fn an_older_clone_on_the_same_machine_is_no_accusation_until_its_remote_is() {
    let machine = Machine::new();
    let whole = written(6);
    let old = FakeBook::of(&machine.remote);
    machine.remote.show(&whole.entries()[..4]);
    lockkeeper_engine::ports::Book::fetch(&old).await.unwrap();
    machine.remote.show(whole.entries());
    machine.start().refresh().await.unwrap();
    let ledger = machine.start_on(&old, "/srv/older/.git");
    assert_eq!(ledger.look().await.unwrap().len(), 4);
    machine.remote.show(&whole.entries()[..4]);
    assert_eq!(code(ledger.refresh().await), ErrorCode::LedgerRewound);
    machine.remote.show(whole.entries());
    assert_eq!(ledger.refresh().await.unwrap().len(), 7);
}

#[tokio::test]
async fn a_clock_that_went_back_halts_the_ledger_and_forges_no_fork() {
    let machine = Machine::new();
    machine.remote.show(written(2).entries());
    machine.start().refresh().await.unwrap();
    let back = machine.clock.now() - jiff::SignedDuration::from_hours(24 * 700);
    machine
        .clock
        .advance(back.duration_since(machine.clock.now()));
    let walk = machine.start().refresh().await.unwrap();
    assert!(matches!(walk.stop(), Some(Stop::Ahead { at: 0, .. })));
    assert_eq!(machine.pin().await.unwrap().number, 2);
}
