//! A ledger that went back, broke or was forked, and what people do about it.

use crate::pinned::{Machine, code, forked, written};
use lockkeeper_domain::ledger::{Hash, RawTree};
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_testkit::scribe::Scribe;
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
    let walk = ledger.heal().await.unwrap();
    assert_eq!((walk.len(), walk.stop()), (5, None));
    assert_eq!(machine.remote.head(), good);
    assert!(machine.book.evidence().contains(&head(&broken).unwrap()));
    assert!(ledger.heal().await.is_err(), "it is in order now");
}

#[tokio::test]
async fn a_ledger_whose_first_entry_is_broken_is_not_healed() {
    let machine = Machine::new();
    let mut entries = written(2).entries().to_vec();
    if let RawTree::Files(files) = &mut entries[0].tree {
        files.statement.push(b' ');
    }
    machine.remote.show(&entries);
    assert_eq!(code(machine.start().heal().await), ErrorCode::Refused);
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
