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

/// A book that is too late so many times.
struct LateBook {
    book: FakeBook,
    late: AtomicUsize,
}

#[async_trait]
impl Book for LateBook {
    async fn fetch(&self) -> Result<Option<String>, BookError> {
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
}

/// A desk that will be late so often, in a workspace with these mirrors.
fn scene(late: usize, mirrors: &[&str]) -> Scene {
    let dana = json!({"keys": [TestKey::named("dana").line()], "roles": ["admin"]});
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
    let late_book = LateBook {
        book: book.clone(),
        late: AtomicUsize::new(late),
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
