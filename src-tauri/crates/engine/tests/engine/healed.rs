//! A ledger that went back, broke or was forked, and what people do about it.

use crate::pinned::{Machine, code, forked, written};
use jiff::SignedDuration;
use lockkeeper_domain::ledger::{Hash, Moment, RawTree};
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ports::Clock;
use lockkeeper_testkit::scribe::{BEGAN, Scribe};
use serde_json::json;

fn newest(scribe: &Scribe) -> Hash {
    scribe.walk().state().head().cloned().unwrap()
}

fn head(scribe: &Scribe) -> Option<String> {
    scribe.entries().last().map(|entry| entry.commit.clone())
}

#[tokio::test]
async fn a_remote_that_came_back_from_a_backup_gets_what_was_verified() {
    let (machine, whole) = (Machine::new(), written(6));
    machine.remote.show(whole.entries());
    let ledger = machine.start();
    ledger.refresh().await.unwrap();
    assert!(ledger.restore().await.is_err(), "nothing is lacking");
    for shown in [&whole.entries()[..3], &[]] {
        machine.remote.show(shown);
        let walk = machine.start().restore().await.unwrap();
        assert_eq!(walk.len(), 7);
        assert_eq!(machine.remote.head(), head(&whole));
    }
    machine.remote.show(forked(3, 9).entries());
    let told = machine.start().restore().await;
    assert_eq!(
        code(told),
        ErrorCode::LedgerForked,
        "no fork is overwritten"
    );
}

#[tokio::test]
async fn an_admin_puts_a_broken_tail_aside_and_it_is_kept() {
    let (machine, mut broken) = (Machine::new(), written(4));
    let good = head(&broken);
    broken.say_with("dana", "nobody", "note", &json!({"text": "forged"}));
    broken.say("dana", "note", &json!({"text": "behind it"}));
    machine.remote.show(broken.entries());
    let ledger = machine.start();
    let walk = ledger.heal(None).await.unwrap();
    assert_eq!((walk.len(), walk.stop()), (5, None));
    assert_eq!(machine.remote.head(), good);
    assert!(machine.book.evidence().contains(&head(&broken).unwrap()));
    assert!(ledger.heal(None).await.is_err(), "it is in order now");
}

#[tokio::test]
async fn a_ledger_whose_first_entry_is_broken_is_not_healed() {
    let machine = Machine::new();
    let mut entries = written(2).entries().to_vec();
    if let RawTree::Files(files) = &mut entries[0].tree {
        files.statement.push(b' ');
    }
    machine.remote.show(&entries);
    assert_eq!(code(machine.start().heal(None).await), ErrorCode::Refused);
}

#[tokio::test]
async fn a_person_agrees_to_one_of_two_chains_by_its_hash() {
    let machine = Machine::new();
    let (ours, theirs) = (written(6), forked(3, 4));
    machine.remote.show(ours.entries());
    machine.start().refresh().await.unwrap();
    machine.remote.show(theirs.entries());
    let ledger = machine.start();
    assert_eq!(code(ledger.refresh().await), ErrorCode::LedgerForked);
    let wrong = ledger.prepare_agreement(Some(&Hash::none())).await;
    assert_eq!(wrong.unwrap_err().code(), ErrorCode::Refused);
    let agreement = ledger.prepare_agreement(Some(&newest(&theirs))).await;
    let agreement = agreement.unwrap();
    assert_eq!(agreement.number(), 4);
    let lacking: Vec<usize> = agreement.lacking().iter().map(|(at, _)| *at).collect();
    assert_eq!(lacking, [3, 4, 5, 6]);
    assert_eq!(
        machine.pin().await.unwrap().number,
        6,
        "nothing was agreed to"
    );
    ledger.agree(&agreement, None).await.unwrap();
    assert!(machine.book.evidence().contains(&head(&ours).unwrap()));
    assert!(ledger.doubt().is_none());
    let length = ledger.seen().len();
    for ledger in [ledger, machine.start()] {
        assert_eq!(ledger.refresh().await.unwrap().len(), length);
    }
}

/// All that is told of an error.
fn said(error: &EngineError) -> String {
    error.to_wire("test").detail.join(" ")
}

#[tokio::test]
async fn a_tail_dated_hours_ahead_is_put_aside_by_two_clocks() {
    let (machine, mut fast) = (Machine::new(), written(4));
    let good = head(&fast);
    let began = Moment::parse(BEGAN).unwrap().timestamp();
    let now = machine.clock.now();
    fast.wait((now.duration_since(began) + SignedDuration::from_hours(2)).as_secs());
    fast.say("dana", "note", &json!({"text": "by a clock that is fast"}));
    machine.remote.show(fast.entries());
    let ledger = machine.start();
    let alone = ledger.heal(None).await.unwrap_err();
    assert!(said(&alone).contains("--second-clock"), "{}", said(&alone));
    let other = now + SignedDuration::from_hours(2);
    let apart = ledger.heal(Some(other)).await.unwrap_err();
    assert!(said(&apart).contains("2 h apart"), "{}", said(&apart));
    assert_eq!(machine.remote.head(), head(&fast), "nothing was changed");
    let walk = ledger.heal(Some(now)).await.unwrap();
    assert_eq!((walk.len(), walk.stop()), (5, None));
    assert_eq!(machine.remote.head(), good);
    assert!(machine.book.evidence().contains(&head(&fast).unwrap()));
}

#[tokio::test]
async fn the_desk_whose_clock_was_fast_does_not_push_its_entry_back() {
    let (fast, mut written_fast) = (Machine::new(), written(4));
    let good = written_fast.entries().to_vec();
    let began = Moment::parse(BEGAN).unwrap().timestamp();
    let lead = SignedDuration::from_hours(2);
    written_fast.wait((fast.clock.now().duration_since(began) + lead).as_secs());
    written_fast.say("dana", "note", &json!({"text": "by a clock that is fast"}));
    fast.clock.advance(lead);
    fast.remote.show(written_fast.entries());
    let open = fast.start();
    open.refresh().await.unwrap();
    fast.clock.advance(-lead);
    fast.remote.show(&good);
    for ledger in [open, fast.start()] {
        let kept = ledger.restore().await.unwrap_err();
        assert!(said(&kept).contains("dated"), "{}", said(&kept));
        assert_eq!(
            fast.remote.head(),
            good.last().map(|entry| entry.commit.clone())
        );
    }
    fast.clock.advance(lead);
    assert_eq!(fast.start().restore().await.unwrap().len(), 6);
}
