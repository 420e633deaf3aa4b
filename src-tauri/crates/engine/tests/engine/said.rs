//! Something is said: signed once, in turn, and copied to the mirrors.

use async_trait::async_trait;
use jiff::SignedDuration;
use lockkeeper_domain::ledger::{Body, RawEntry};
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ledger::{Ledger, Speaker, Words};
use lockkeeper_engine::ports::{
    Asks, Book, BookError, Clock, Ids, NewEntry, Passphrase, Signer, SignerError, SigningKey,
};
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::fake_book::{FakeBook, FakeRemote};
use lockkeeper_testkit::ids::CountedIds;
use lockkeeper_testkit::scribe::{FakeSigner, Scribe, TestKey};
use serde_json::json;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A book that is too late so many times, and counts how often it asks.
struct LateBook {
    book: FakeBook,
    late: AtomicUsize,
    asked: Arc<AtomicUsize>,
}

#[async_trait]
impl Book for LateBook {
    async fn fetch(&self) -> Result<Option<String>, BookError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.book.fetch().await
    }

    async fn head(&self) -> Result<Option<String>, BookError> {
        self.book.head().await
    }

    async fn page(&self, head: &str, numbers: Range<usize>) -> Result<Vec<RawEntry>, BookError> {
        self.book.page(head, numbers).await
    }

    async fn contains(&self, head: &str, commit: &str) -> Result<bool, BookError> {
        self.book.contains(head, commit).await
    }

    async fn append(&self, onto: Option<&str>, entry: &NewEntry) -> Result<String, BookError> {
        let late = |left: usize| left.checked_sub(1);
        let was = self
            .late
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, late);
        match was {
            Ok(_) => Err(BookError::Moved),
            Err(_) => self.book.append(onto, entry).await,
        }
    }

    async fn keep_evidence(&self, commit: &str) -> Result<(), BookError> {
        self.book.keep_evidence(commit).await
    }

    async fn evidence(&self) -> Result<Vec<String>, BookError> {
        Book::evidence(&self.book).await
    }

    async fn restore(&self, from: Option<&str>, to: &str) -> Result<(), BookError> {
        self.book.restore(from, to).await
    }

    fn mirror_at(&self, url: &str) -> Arc<dyn Book> {
        self.book.mirror_at(url)
    }
}

/// A signer that counts.
struct Counted {
    signer: FakeSigner,
    signatures: AtomicUsize,
}

#[async_trait]
impl Signer for Counted {
    async fn keys(&self) -> Result<Vec<SigningKey>, SignerError> {
        self.signer.keys().await
    }

    async fn sign(
        &self,
        public: &str,
        message: &[u8],
        passphrase: Option<&Passphrase>,
    ) -> Result<Vec<u8>, SignerError> {
        self.signatures.fetch_add(1, Ordering::Relaxed);
        self.signer.sign(public, message, passphrase).await
    }
}

struct Scene {
    ledger: Ledger,
    book: FakeBook,
    signer: Arc<Counted>,
    clock: Arc<ManualClock>,
    asked: Arc<AtomicUsize>,
}

impl Scene {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn signed(&self) -> usize {
        self.signer.signatures.load(Ordering::Relaxed)
    }

    /// Another desktop of dana's with the same remote, which knows all of it.
    async fn elsewhere(&self) -> Ledger {
        let (signer, clock) = (self.signer.clone(), self.clock.clone());
        let ids = Arc::new(CountedIds::default());
        (0..9).for_each(|_| drop(ids.nonce()));
        let book = Arc::new(FakeBook::of(self.book.remote()));
        let ledger = Ledger::new(book, signer, clock, ids);
        ledger.refresh().await.unwrap();
        ledger
    }
}

/// A desk that will be late so often, in a workspace with these mirrors.
fn scene(late: usize, mirrors: &[&str]) -> Scene {
    let dana =
        json!({"keys": [TestKey::named("dana").line()], "roles": ["admin", "release-manager"]});
    let rules = json!({
        "schema": 1, "environments": ["dev"], "people": {"dana": dana},
        "ledger": {"mirrors": mirrors},
    });
    let remote = FakeRemote::default();
    remote.show(Scribe::begun("dana", &rules).entries());
    let book = FakeBook::of(&remote);
    let signer = Arc::new(Counted {
        signer: FakeSigner::of(&["dana"]),
        signatures: AtomicUsize::new(0),
    });
    let clock = Arc::new(ManualClock::at(jiff::Timestamp::constant(1_800_000_000, 0)));
    let asked = Arc::<AtomicUsize>::default();
    let late_book = LateBook {
        book: book.clone(),
        late: AtomicUsize::new(late),
        asked: asked.clone(),
    };
    let ids = Arc::new(CountedIds::default());
    // The beginning was written with the first one.
    let _taken = ids.nonce();
    let (shared, told): (Arc<dyn Signer>, Arc<dyn Clock>) = (signer.clone(), clock.clone());
    Scene {
        ledger: Ledger::new(Arc::new(late_book), shared, told, ids),
        book,
        signer,
        clock,
        asked,
    }
}

fn dana() -> Speaker {
    Speaker {
        handle: "dana".into(),
        key: TestKey::named("dana").public().clone(),
        place: "a test".into(),
        asks: Asks::Nothing,
    }
}

fn note(text: &str) -> Words {
    Words::of(Body::of("note", &json!({"text": text})).unwrap())
}

fn freeze() -> Words {
    let body = json!({"environments": ["dev"], "reason": "outage"});
    Words::of(Body::of("freeze", &body).unwrap())
}

fn thaw(ledger: &Ledger, frozen: usize) -> Words {
    let seen = ledger.seen();
    let freeze = &seen.state().records()[frozen].hash;
    let body = json!({"freeze": freeze, "reason": "over"});
    Words::of(Body::of("thaw", &body).unwrap())
}

#[tokio::test]
async fn a_lost_race_costs_no_second_signature_and_no_longer_pause_than_the_race_took() {
    let scene = scene(12, &[]);
    let said = scene.ledger.say(&dana(), &note("once"), None).await;
    assert_eq!(said.unwrap(), 1);
    assert_eq!(scene.signer.signatures.load(Ordering::Relaxed), 1);
    let slept = scene.clock.slept();
    assert_eq!(slept.len(), 12);
    // No time passes here while a race is run.
    let longest = slept.iter().max().unwrap();
    assert!(*longest <= SignedDuration::from_millis(16), "{slept:?}");
}

#[tokio::test]
async fn who_is_always_late_is_told_in_the_end_and_nothing_is_written() {
    let scene = scene(usize::MAX, &[]);
    let said = scene.ledger.say(&dana(), &note("never"), None).await;
    assert!(said.is_err());
    assert_eq!(scene.signer.signatures.load(Ordering::Relaxed), 1);
    assert_eq!(scene.ledger.refresh().await.unwrap().len(), 1);
    let total = scene.clock.slept().iter().sum::<SignedDuration>();
    assert!(total < SignedDuration::from_secs(20), "{total:?}");
}

#[tokio::test]
async fn what_the_remote_said_a_moment_ago_is_not_asked_again() {
    let scene = scene(0, &[]);
    scene.ledger.refresh().await.unwrap();
    scene.ledger.say(&dana(), &note("one"), None).await.unwrap();
    scene.ledger.say(&dana(), &note("two"), None).await.unwrap();
    assert_eq!(scene.asked(), 1, "a push that was taken is an answer, too");
    scene.clock.advance(SignedDuration::from_secs(10));
    scene.ledger.say(&dana(), &note("six"), None).await.unwrap();
    assert_eq!(scene.asked(), 2);
}

#[tokio::test]
async fn words_upon_what_has_grown_meanwhile_are_linked_again_as_they_were_signed() {
    let scene = scene(0, &[]);
    scene.ledger.refresh().await.unwrap();
    let elsewhere = scene.elsewhere().await;
    elsewhere.say(&dana(), &note("first"), None).await.unwrap();
    let said = scene.ledger.say(&dana(), &note("second"), None).await;
    assert_eq!((said.unwrap(), scene.asked(), scene.signed()), (2, 2, 2));
}

#[tokio::test]
async fn words_about_what_was_said_meanwhile_stand() {
    let scene = scene(0, &[]);
    scene.ledger.refresh().await.unwrap();
    let elsewhere = scene.elsewhere().await;
    let frozen = elsewhere.say(&dana(), &freeze(), None).await.unwrap();
    let thaw = thaw(&elsewhere, frozen);
    let said = scene.ledger.say(&dana(), &thaw, None).await;
    assert_eq!((said.unwrap(), scene.asked(), scene.signed()), (2, 2, 2));
}

#[tokio::test]
async fn nobody_touches_a_key_twice_to_save_an_answer() {
    let scene = scene(0, &[]);
    let frozen = scene.ledger.say(&dana(), &freeze(), None).await.unwrap();
    let elsewhere = scene.elsewhere().await;
    elsewhere.say(&dana(), &note("first"), None).await.unwrap();
    let mut toucher = dana();
    toucher.asks = Asks::Touch;
    let thaw = thaw(&scene.ledger, frozen);
    // A thaw stands only behind the newest entry that its author has seen.
    let said = scene.ledger.say(&toucher, &thaw, None).await;
    assert_eq!((said.unwrap(), scene.asked(), scene.signed()), (3, 2, 3));
}

#[tokio::test]
async fn every_mirror_of_the_rules_has_what_was_said() {
    let urls = ["https://one.example/control", "https://two.example/control"];
    let scene = scene(0, &urls);
    let copies = urls.map(|url| {
        let copy = FakeRemote::default();
        scene.book.answer_at(url, &copy);
        copy
    });
    scene.ledger.say(&dana(), &note("one"), None).await.unwrap();
    scene.ledger.say(&dana(), &note("two"), None).await.unwrap();
    for copy in copies {
        assert_eq!(copy.head(), scene.book.remote().head());
    }
    assert_eq!(scene.ledger.mirror_warnings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_mirror_that_fails_is_a_warning_without_secrets_and_no_error() {
    let url = "https://bot:hunter2@mirror.example/control";
    let scene = scene(0, &[url]);
    let said = scene.ledger.say(&dana(), &note("one"), None).await;
    assert_eq!(said.unwrap(), 1, "it is said all the same");
    assert_eq!(
        scene.ledger.mirror_warnings(),
        [
            "The mirror https://mirror.example/control was not brought along: \
          the remote of the ledger does not answer."
        ]
    );
    scene.book.answer_at(url, &FakeRemote::default());
    scene.ledger.say(&dana(), &note("two"), None).await.unwrap();
    assert_eq!(scene.ledger.mirror_warnings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_mirror_with_an_entry_that_the_ledger_lacks_is_told() {
    let url = "https://mirror.example/control";
    let scene = scene(0, &[url]);
    let copy = FakeRemote::default();
    copy.show(
        Scribe::begun(
            "lee",
            &json!({
                "schema": 1, "environments": ["dev"],
                "people": {"lee": {"keys": [TestKey::named("lee").line()], "roles": ["admin"]}},
            }),
        )
        .entries(),
    );
    scene.book.answer_at(url, &copy);
    scene.ledger.say(&dana(), &note("one"), None).await.unwrap();
    let warnings = scene.ledger.mirror_warnings();
    assert!(
        warnings[0].contains("shows an entry that the ledger lacks"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn somebody_whose_words_would_be_void_signs_nothing() {
    let scene = scene(3, &[]);
    let mut stranger = dana();
    stranger.handle = "sam".into();
    let said = scene.ledger.say(&stranger, &note("one"), None).await;
    assert_eq!(said.unwrap_err().code(), ErrorCode::Refused);
    assert_eq!(scene.signer.signatures.load(Ordering::Relaxed), 0);
}
