//! Mirrors of a ledger.

use lockkeeper_engine::ledger::{Standing, bring_along};
use lockkeeper_engine::ports::Book;
use lockkeeper_testkit::contract::book::{entry, said};
use lockkeeper_testkit::fake_book::{FakeBook, FakeRemote};

struct World {
    copy: FakeRemote,
    ledger: FakeBook,
    mirror: FakeBook,
    heads: Vec<String>,
}

/// A ledger of three entries beside an empty mirror.
async fn world() -> World {
    let copy = FakeRemote::default();
    let ledger = FakeBook::of(&FakeRemote::default());
    let mut heads: Vec<String> = Vec::new();
    for words in ["one", "two", "three"] {
        let onto = heads.last().map(String::as_str);
        let head = ledger.append(onto, &entry(words)).await;
        heads.push(head.expect("nobody else writes"));
    }
    let mirror = ledger.mirror(&copy);
    World {
        copy,
        ledger,
        mirror,
        heads,
    }
}

impl World {
    async fn bring(&self, head: usize) -> Standing {
        let standing = bring_along(&self.ledger, &self.heads[head], &self.mirror, &[]).await;
        standing.expect("the ledger can be read")
    }
}

#[tokio::test]
async fn a_mirror_follows_the_ledger_from_its_beginning() {
    let world = world().await;
    for head in [0, 2, 2] {
        assert_eq!(world.bring(head).await, Standing::Even);
        assert_eq!(world.copy.head().as_ref(), Some(&world.heads[head]));
    }
}

#[tokio::test]
async fn a_mirror_is_never_brought_back() {
    let world = world().await;
    world.bring(2).await;
    assert_eq!(world.bring(0).await, Standing::Even);
    assert_eq!(world.copy.head().as_ref(), Some(&world.heads[2]));
}

#[tokio::test]
async fn a_mirror_with_an_entry_that_the_ledger_lacks_is_told_and_kept() {
    let world = world().await;
    world.bring(1).await;
    let onto = Some(world.heads[1].as_str());
    let other = world.mirror.append(onto, &entry("other")).await;
    let other = other.expect("written on the mirror");
    let beyond = Standing::Beyond {
        head: other.clone(),
    };
    assert_eq!(world.bring(2).await, beyond);
    assert_eq!(world.copy.head(), Some(other.clone()));
    assert_eq!(world.ledger.evidence(), std::slice::from_ref(&other));
    assert_eq!(said(&world.ledger, &other).await, ["one", "two", "other"]);
}

#[tokio::test]
async fn a_mirror_on_a_chain_that_people_left_is_brought_over_and_never_from_another_one() {
    let world = world().await;
    world.bring(1).await;
    let onto = Some(world.heads[1].as_str());
    let left = world.mirror.append(onto, &entry("left")).await;
    let left = left.expect("written on the mirror");
    let World { ledger, mirror, .. } = &world;
    let elsewhere = ledger
        .append(Some(&world.heads[2]), &entry("elsewhere"))
        .await;
    let elsewhere = elsewhere.expect("nobody else writes");
    let bring = async |chain: &str| bring_along(ledger, &world.heads[2], mirror, &[chain]).await;
    let beyond = Standing::Beyond { head: left.clone() };
    assert_eq!(bring(&elsewhere).await, Ok(beyond));
    assert_eq!(world.copy.head(), Some(left.clone()));
    assert_eq!(bring(&left).await, Ok(Standing::Even));
    assert_eq!(world.copy.head().as_ref(), Some(&world.heads[2]));
}

#[tokio::test]
async fn a_mirror_that_does_not_answer_is_not_said_to_be_even() {
    let world = world().await;
    world.copy.answers(false);
    assert!(matches!(world.bring(2).await, Standing::Away(_)));
}

#[tokio::test]
async fn a_mirror_whose_answer_was_cut_is_behind_until_it_is_asked_again() {
    let world = world().await;
    world.copy.cut_next_answer();
    assert!(matches!(world.bring(2).await, Standing::Behind { .. }));
    assert_eq!(world.bring(2).await, Standing::Even);
}
