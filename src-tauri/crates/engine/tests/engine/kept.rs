//! A long ledger is shown at the next start from what the last one kept, and
//! proved before anybody acts upon it.

use super::pinned::{Machine, code, forked, written};
use lockkeeper_domain::ledger::{RawEntry, RawTree, Walk};
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ledger::Ledger;
use lockkeeper_engine::ports::CommitCache;
use lockkeeper_testkit::fake_desk::FakeCommitCache;
use lockkeeper_testkit::scribe::Scribe;
use serde_json::json;
use std::sync::Arc;

const HERE: &str = "/srv/harbour/.git";
/// Enough notes to be worth a page.
const MANY: usize = 300;

/// A machine with a cache that outlives its programs.
struct Kept {
    machine: Machine,
    cache: Arc<FakeCommitCache>,
}

impl Kept {
    /// A machine on which a program verified a ledger, and ended.
    async fn after(scribe: &Scribe) -> Self {
        let kept = Self {
            machine: Machine::new(),
            cache: Arc::default(),
        };
        kept.machine.remote.show(scribe.entries());
        kept.start().refresh().await.unwrap();
        kept
    }

    fn start(&self) -> Ledger {
        self.machine.start().kept(self.cache.clone(), HERE)
    }
}

/// Everything that a walk answers, in words.
fn told(walk: &Walk) -> String {
    let state = walk.state();
    let mut listed: Vec<_> = state.ever_listed().collect();
    listed.sort_unstable();
    let approvals: Vec<_> = (0..walk.len())
        .flat_map(|at| state.approvals_of(at))
        .collect();
    format!(
        "{:?} {:?} {:?} {listed:?} {approvals:?}\n{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        walk.commit(),
        walk.stop(),
        state.records(),
        state.rules().map(|rules| rules.hash()),
        state.requests(),
        state.policies(),
        state.freezes(),
        state.starts(),
        state.glass(),
        state.adopts(),
        state.delegations(),
    )
}

/// Notes with a freeze, a thaw, a request and a change of the rules in between.
fn eventful() -> Scribe {
    let mut scribe = written(MANY);
    let freeze = json!({"environments": ["dev"], "reason": "outage"});
    let freeze = scribe.say("dana", "freeze", &freeze);
    let thaw = json!({"freeze": scribe.hash(freeze), "reason": "over"});
    scribe.say("dana", "thaw", &thaw);
    let item = json!({
        "service": "api", "version": "1.0.0", "commit": "a".repeat(40), "repository": "shop",
    });
    let adopt = json!({"environment": "dev", "item": item, "reason": "it runs"});
    scribe.say("dana", "adopt", &adopt);
    let request = json!({
        "direction": "promote", "expires": scribe.at.plus(3_600).to_string(),
        "id": "00000000-0000-4000-8000-000000000009", "items": [item], "to": "dev",
    });
    let asked = scribe.say("dana", "request", &request);
    let again = scribe.say("dana", "request", &request);
    assert!(
        scribe.walk().state().records()[again].void.is_some(),
        "its id was used"
    );
    let no = json!({"reason": "not now", "subject": scribe.hash(asked)});
    scribe.say("dana", "withdrawal", &no);
    for _ in 0..MANY {
        scribe.say("dana", "note", &json!({"text": "more"}));
    }
    scribe
}

#[tokio::test]
async fn what_was_kept_is_what_would_be_read() {
    let scribe = eventful();
    let kept = Kept::after(&scribe).await;
    let ledger = kept.start();
    let walk = ledger.look().await.unwrap();
    assert!(ledger.is_taken_up());
    assert_eq!(told(&walk), told(scribe.walk()));
    let read = ledger.prove().await.unwrap();
    assert!(!ledger.is_taken_up());
    assert_eq!(told(&read), told(scribe.walk()));
}

#[tokio::test]
async fn what_was_written_since_is_checked_and_kept_when_it_is_much() {
    let kept = Kept::after(&written(MANY)).await;
    for more in [10, 2 * MANY, 2 * MANY + 5] {
        let scribe = written(MANY + more);
        kept.machine.remote.show(scribe.entries());
        let ledger = kept.start();
        ledger.look().await.unwrap();
        let walk = ledger.glance().await.unwrap();
        assert!(ledger.is_taken_up());
        assert_eq!(told(&walk), told(scribe.walk()));
        kept.start().look().await.unwrap();
    }
}

#[tokio::test]
async fn a_short_ledger_is_sooner_read_than_kept() {
    let kept = Kept::after(&written(20)).await;
    let ledger = kept.start();
    assert_eq!(ledger.look().await.unwrap().len(), 21);
    assert!(!ledger.is_taken_up());
}

#[tokio::test]
async fn whoever_acts_reads_the_entries_first() {
    let kept = Kept::after(&written(MANY)).await;
    let ledger = kept.start();
    ledger.look().await.unwrap();
    assert!(ledger.is_taken_up());
    assert_eq!(ledger.refresh().await.unwrap().len(), MANY + 1);
    assert!(!ledger.is_taken_up());
}

/// The same entries under the same names, with a byte changed in one: what a
/// broken disk does, or somebody who can make a commit of the same name.
fn with_a_changed_byte(entries: &[RawEntry], at: usize) -> Vec<RawEntry> {
    let mut entries = entries.to_vec();
    let RawTree::Files(files) = &mut entries[at].tree else {
        panic!("an entry has files");
    };
    let byte = files.statement.len() / 2;
    files.statement[byte] ^= 1;
    entries
}

#[tokio::test]
async fn a_changed_byte_below_what_was_kept_is_found_and_stays_told() {
    let scribe = written(MANY);
    let kept = Kept::after(&scribe).await;
    let bad = with_a_changed_byte(scribe.entries(), 7);
    kept.machine.remote.show(&bad);
    let ledger = kept.start();
    ledger.look().await.unwrap();
    assert!(ledger.doubt().is_none(), "nothing was read yet");
    ledger.glance().await.unwrap();
    assert_eq!(code(ledger.prove().await), ErrorCode::LedgerForked);
    for _ in 0..2 {
        let _same = ledger.glance().await;
        let doubt = ledger.doubt().map(|doubt| doubt.code());
        assert_eq!(doubt, Some(ErrorCode::LedgerForked));
    }
    assert_eq!(code(ledger.refresh().await), ErrorCode::LedgerForked);
    let shown = ledger.shown().await.unwrap();
    assert_eq!(
        shown.stop().map(lockkeeper_domain::ledger::Stop::number),
        Some(7)
    );
    let next = kept.start();
    assert_eq!(code(next.look().await), ErrorCode::LedgerForked);
    assert!(!next.is_taken_up(), "what was kept is forgotten");
    kept.machine.remote.show(scribe.entries());
    ledger.refresh().await.unwrap();
    assert!(ledger.doubt().is_none(), "the disk was mended");
}

#[tokio::test]
async fn a_fork_is_told_though_a_ledger_was_kept() {
    let kept = Kept::after(&written(MANY)).await;
    kept.machine.remote.show(forked(3, MANY + 5).entries());
    let ledger = kept.start();
    assert_eq!(ledger.look().await.unwrap().len(), MANY + 1);
    assert_eq!(code(ledger.glance().await), ErrorCode::LedgerForked);
}

#[tokio::test]
async fn pages_that_are_lost_damaged_or_of_another_ledger_are_not_taken_up() {
    let scribe = written(MANY);
    let head = scribe.entries().last().unwrap().commit.clone();
    let key = [b"ledger/".as_slice(), head.as_bytes()].concat();
    let other = Kept::after(&forked(3, MANY)).await;
    let theirs = forked(3, MANY).entries().last().unwrap().commit.clone();
    let theirs = [b"ledger/".as_slice(), theirs.as_bytes()].concat();
    let theirs = other.cache.get(HERE, &theirs).unwrap();
    let kept = Kept::after(&scribe).await;
    let own = kept.cache.get(HERE, &key).unwrap();
    let cut = own[..own.len() - 1].to_vec();
    let newer = [&[0, 0, 0, 99], &own[4..]].concat();
    for page in [Vec::new(), cut, newer, theirs] {
        kept.cache.put(HERE, &key, &page);
        let ledger = kept.start();
        let walk = ledger.look().await.unwrap();
        assert!(!ledger.is_taken_up());
        assert_eq!(told(&walk), told(scribe.walk()));
    }
    kept.start().look().await.unwrap();
    let ledger = kept.start();
    ledger.look().await.unwrap();
    assert!(ledger.is_taken_up(), "it was kept again");
}
