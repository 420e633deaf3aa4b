//! Two chains parted: what the agreed one takes over, and who starts before.

use jiff::SignedDuration;
use lockkeeper_domain::ledger::{Body, Hash, Kind, Stray};
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ledger::{Agreed, Ledger, Words};
use lockkeeper_engine::ports::Ids;
use lockkeeper_engine::usecases::agreement::view;
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::fake_book::{FakeBook, FakeRemote};
use lockkeeper_testkit::fake_pins::FakePins;
use lockkeeper_testkit::ids::CountedIds;
use lockkeeper_testkit::scribe::{FakeSigner, Scribe};
use lockkeeper_testkit::team::{
    approval_body, begun, begun_with, person, request, request_body, rules_with,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Where a copy of the ledger lies.
const MIRROR: &str = "https://mirror.example/control";

/// Somebody's machine.
struct Seat {
    name: &'static str,
    book: FakeBook,
    pins: Arc<FakePins>,
    clock: Arc<ManualClock>,
}

impl Seat {
    fn of(name: &'static str, remote: &FakeRemote) -> Self {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        Self {
            name,
            book: FakeBook::of(remote),
            pins: Arc::default(),
            clock: Arc::new(ManualClock::at(at)),
        }
    }

    /// The program, just started.
    fn start(&self) -> Ledger {
        let ids = CountedIds::default();
        for _ in 0..100 {
            // Those were used up by the chains.
            ids.nonce();
        }
        self.clock.advance(SignedDuration::from_secs(1));
        let signer = Arc::new(FakeSigner::of(&[self.name]));
        let book = Arc::new(self.book.clone());
        Ledger::new(book, signer, self.clock.clone(), Arc::new(ids))
            .remembered(self.pins.clone(), self.name)
    }

    async fn agrees(&self, hash: &str) -> Agreed {
        let ledger = self.start();
        let hash = Hash::parse(hash);
        let agreement = ledger.prepare_agreement(hash.as_ref()).await.unwrap();
        ledger.agree(&agreement, None).await.unwrap()
    }
}

/// Three requests of Sam's.
fn common() -> Scribe {
    let mut scribe = begun_with("ledger.mirrors", json!([MIRROR]));
    for (service, version) in [("web", "2.0.0"), ("api", "1.9.0"), ("api", "1.9.1")] {
        request(&mut scribe, "sam", service, version, "production");
    }
    scribe
}

fn no(scribe: &Scribe, subject: usize) -> Value {
    let approval = approval_body(scribe, subject);
    json!({"reason": "not now", "subject": approval["subject"], "what": approval["what"]})
}

fn freeze(place: &str) -> Value {
    json!({"environments": [place], "reason": "the night is short"})
}

/// The chain that will be left: some of it was said with nothing of it seen.
fn left() -> Scribe {
    let mut scribe = common();
    let note = json!({"text": "read the runbook"});
    let yes = approval_body(&scribe, 1);
    let taken_back = json!({"reason": "mine", "subject": scribe.hash(3)});
    let asked = request_body(&scribe, "web", "2.1.0", "staging");
    let said = [
        ("lee", "note", note),
        ("sam", "request", asked),
        ("ana", "approval", yes),
        ("dana", "freeze", freeze("production")),
        ("dana", "rejection", no(&scribe, 2)),
        ("sam", "withdrawal", taken_back),
    ];
    let said = said.map(|(by, kind, body)| {
        let statement = scribe.statement(by, kind, &body);
        (by, statement.to_bytes().unwrap())
    });
    for (by, bytes) in said {
        scribe.write(by, bytes);
    }
    let asked_there = scribe.hash(5);
    let undone = json!({"reason": "no", "subject": asked_there});
    scribe.say("sam", "withdrawal", &undone);
    scribe.say("lee", "freeze", &freeze("staging"));
    scribe.say("ana", "note", &json!({"text": "seen it all"}));
    scribe
}

/// The chain that the people agree on.
fn agreed() -> Scribe {
    let mut scribe = common();
    for _ in 0..20 {
        // No nonce of the other chain.
        scribe.statement("ana", "checkpoint", &json!({}));
    }
    scribe.say("ana", "note", &json!({"text": "restored"}));
    scribe
}

fn head(scribe: &Scribe) -> String {
    scribe.hash(scribe.entries().len() - 1)
}

fn kinds<'a>(strays: impl Iterator<Item = &'a Stray>) -> Vec<(Kind, &'a str)> {
    let kind = |stray: &'a Stray| (stray.statement.body.kind(), &*stray.statement.by);
    strays.map(kind).collect()
}

/// A remote that showed the one chain to these people, and shows the other now.
async fn forked<const N: usize>(names: [&'static str; N]) -> (FakeRemote, [Seat; N]) {
    let remote = FakeRemote::default();
    let seats = names.map(|name| Seat::of(name, &remote));
    remote.show(left().entries());
    for seat in &seats {
        seat.start().refresh().await.unwrap();
    }
    remote.show(agreed().entries());
    for seat in &seats {
        let told = seat.start().refresh().await.unwrap_err();
        assert_eq!(told.code(), ErrorCode::LedgerForked);
    }
    (remote, seats)
}

#[tokio::test]
async fn what_holds_back_comes_first_and_what_was_undone_stays_behind() {
    let (_remote, [dana]) = forked(["dana"]).await;
    let ledger = dana.start();
    let agreement = ledger.prepare_agreement(None).await.unwrap();
    let takeover = agreement.takeover();
    assert_eq!(
        kinds(takeover.again.iter()),
        [
            (Kind::Freeze, "dana"),
            (Kind::Rejection, "dana"),
            (Kind::Withdrawal, "sam"),
            (Kind::Note, "lee"),
            (Kind::Approval, "ana"),
        ]
    );
    assert_eq!(kinds(takeover.anew.iter()), [(Kind::Freeze, "lee")]);
    let left: Vec<(usize, &str)> = takeover
        .left
        .iter()
        .map(|one| (one.stray.number, &*one.why))
        .collect();
    let unseen = "what it says to have seen is not there";
    assert_eq!(
        left,
        [(10, unseen), (5, "it was taken back there"), (12, unseen)]
    );
    assert!(ledger.doubt().is_some(), "nothing is done yet");
}

#[tokio::test]
async fn nobody_starts_until_everything_that_held_back_stands_again() {
    let (_remote, [dana, lee, sam]) = forked(["dana", "lee", "sam"]).await;
    let chain = head(&agreed());
    let done = dana.agrees(&chain).await;
    assert_eq!((done.linked.len(), done.signed.len()), (5, 0));
    assert_eq!(kinds(done.takeover.owed()), [(Kind::Freeze, "lee")]);

    let sam_agrees = sam.agrees(&chain).await;
    assert!(sam_agrees.linked.is_empty(), "it stands there already");
    let ledger = sam.start();
    let walk = ledger.refresh().await.unwrap();
    let speaker = ledger.speaker(walk.state().rules().unwrap()).await.unwrap();
    let start = json!({
        "lease": {"fence": 0, "until": "2026-11-21T11:00:00Z"},
        "plan": "0".repeat(64),
        "request": walk.state().records()[1].hash.to_string(),
        "verdicts": [],
    });
    let start = Words::of(Body::of("start", &start).unwrap());
    let speaker = speaker.unwrap();
    let told = ledger.say(&speaker, &start, None).await.unwrap_err();
    let told = format!("{told:?}");
    assert!(told.contains("Nobody starts before"), "{told}");
    assert!(told.contains("Stop the line in staging"), "{told}");

    let done = lee.agrees(&chain).await;
    assert_eq!((done.linked.len(), done.signed.len()), (0, 1));
    assert_eq!(done.takeover.owed().count(), 0);
    let told = ledger.say(&speaker, &start, None).await.unwrap_err();
    let told = format!("{told:?}");
    assert!(!told.contains("Nobody starts before"), "{told}");

    let walk = dana.start().refresh().await.unwrap();
    let state = walk.state();
    assert_eq!(state.freezes().len(), 2);
    let open = |number: usize| state.is_open(number, state.time().unwrap());
    assert_eq!([open(1), open(2), open(3)], [true, false, false]);
    assert_eq!(state.approvals_of(1).count(), 1);
    assert!(
        state.records().iter().all(|record| record.void.is_none()),
        "nothing was linked that does not count"
    );
}

#[tokio::test]
async fn an_admin_puts_the_remote_back_to_the_chain_that_is_here() {
    let (remote, [sam, dana]) = forked(["sam", "dana"]).await;
    let chain = head(&left());
    let ledger = sam.start();
    let hash = Hash::parse(&chain);
    let agreement = ledger.prepare_agreement(hash.as_ref()).await.unwrap();
    let refused = ledger.agree(&agreement, None).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Refused);
    assert_eq!(remote.head(), left_commit(&agreed()), "nothing was pushed");
    let done = dana.agrees(&chain).await;
    assert_eq!(
        kinds(done.linked.iter().map(|(_, one)| one)),
        [(Kind::Note, "ana")]
    );
    assert_eq!(done.number, left().entries().len());
    let walk = sam.start().refresh().await.unwrap();
    assert_eq!(walk.len(), done.number + 1, "nothing contradicts any more");
}

#[tokio::test]
async fn a_request_that_was_rejected_there_does_not_come_back_without_its_rejection() {
    let remote = FakeRemote::default();
    let dana = Seat::of("dana", &remote);
    let mut there = common();
    let asked = request_body(&there, "web", "2.1.0", "staging");
    let number = there.say("sam", "request", &asked);
    let rejected = no(&there, number);
    there.say("ana", "rejection", &rejected);
    remote.show(there.entries());
    dana.start().refresh().await.unwrap();
    remote.show(agreed().entries());
    let agreement = dana.start().prepare_agreement(None).await.unwrap();
    let takeover = agreement.takeover();
    assert_eq!((takeover.again.len(), takeover.anew.len()), (0, 0));
    let left = takeover.left.iter().map(|one| one.stray.number);
    assert_eq!(left.collect::<Vec<_>>(), [5, 4]);
}

#[tokio::test]
async fn a_hash_of_the_common_part_names_neither_chain() {
    let (_remote, [dana]) = forked(["dana"]).await;
    let ledger = dana.start();
    let hash = Hash::parse(&common().hash(2));
    let told = ledger.prepare_agreement(hash.as_ref()).await.unwrap_err();
    assert_eq!(told.code(), ErrorCode::Refused);
}

fn left_commit(scribe: &Scribe) -> Option<String> {
    scribe.entries().last().map(|entry| entry.commit.clone())
}

/// Only an admin overwrites what a mirror shows.
#[tokio::test]
async fn a_mirror_of_the_chain_that_was_left_is_brought_over_by_an_admin() {
    let (remote, [lee, dana]) = forked(["lee", "dana"]).await;
    let mirror = FakeRemote::default();
    mirror.show(left().entries());
    let before = mirror.head();
    for seat in [&lee, &dana] {
        seat.book.answer_at(MIRROR, &mirror);
    }
    let chain = head(&agreed());
    lee.agrees(&chain).await;
    assert_eq!(mirror.head(), before);
    dana.agrees(&chain).await;
    assert_eq!(mirror.head(), remote.head());
}

#[tokio::test]
async fn a_ledger_that_began_otherwise_is_told_before_anybody_agrees_to_it() {
    let remote = FakeRemote::default();
    let dana = Seat::of("dana", &remote);
    remote.show(begun().entries());
    dana.start().refresh().await.unwrap();
    let other = rules_with("people.dana", person("nobody", &json!(["admin"])));
    remote.show(Scribe::begun("ana", &other).entries());
    let ledger = dana.start();
    let told = ledger.refresh().await.unwrap_err();
    assert_eq!(told.code(), ErrorCode::LedgerForked);
    let agreement = ledger.prepare_agreement(None).await.unwrap();
    let warnings = view(&agreement).warnings;
    assert!(
        warnings[0].contains("another ledger") && warnings[0].contains("by ana"),
        "{warnings:?}"
    );
    assert!(
        warnings[1].contains("No key of this machine"),
        "{warnings:?}"
    );
    let same = dana
        .start()
        .prepare_agreement(Hash::parse(&head(&begun())).as_ref())
        .await;
    assert_eq!(view(&same.unwrap()).warnings, Vec::<String>::new());
}

#[tokio::test]
async fn no_mirror_is_overwritten_by_a_ledger_that_began_otherwise() {
    let (remote, mirror) = (FakeRemote::default(), FakeRemote::default());
    let ana = Seat::of("ana", &remote);
    remote.show(begun().entries());
    ana.start().refresh().await.unwrap();
    mirror.show(begun().entries());
    let before = mirror.head();
    let other = rules_with("ledger.mirrors", json!([MIRROR]));
    remote.show(Scribe::begun("ana", &other).entries());
    ana.book.answer_at(MIRROR, &mirror);
    let ledger = ana.start();
    let agreement = ledger.prepare_agreement(None).await.unwrap();
    ledger.agree(&agreement, None).await.unwrap();
    assert_eq!(mirror.head(), before);
    assert!(ledger.mirror_warnings()[0].contains("lacks"));
}
