//! A thousand forgeries, each found at its place.

use crate::support::{approve, begun, finish, promoted, request, start, stopped};
use lockkeeper_domain::ledger::{RawEntry, RawFiles, RawTree};
use lockkeeper_testkit::scribe::{Scribe, walked};
use serde_json::json;

/// A day of the team, with most kinds in it.
fn a_day() -> Scribe {
    let mut scribe = begun();
    promoted(&mut scribe, "api", "1.8.0", "production");
    let waiting = request(&mut scribe, "sam", "web", "2.0.0", "production");
    approve(&mut scribe, "lee", waiting);
    let stop = json!({"environments": ["production"], "reason": "outage"});
    let stop = scribe.say("lee", "freeze", &stop);
    let thaw = json!({"freeze": scribe.hash(stop), "reason": "over"});
    scribe.say("ana", "thaw", &thaw);
    let running = start(&mut scribe, "dana", waiting);
    finish(&mut scribe, "dana", running, "failed");
    scribe.say("sam", "note", &json!({"text": "écluse"}));
    scribe
}

fn file(files: &mut RawFiles, which: usize) -> &mut Vec<u8> {
    match which {
        0 => &mut files.link,
        1 => &mut files.statement,
        _ => &mut files.signature,
    }
}

#[test]
fn a_clean_day_is_intact() {
    let scribe = a_day();
    assert_eq!(stopped(scribe.walk()), None);
    let voids = scribe.walk().state().records().iter();
    assert_eq!(voids.filter(|record| record.void.is_some()).count(), 0);
}

#[test]
fn each_of_a_thousand_flipped_bits_breaks_at_its_entry() {
    let scribe = a_day();
    let entries = scribe.entries();
    let mut flips = 0;
    for turn in 0_usize..1_000 {
        let at = turn % entries.len();
        let mut forged: Vec<RawEntry> = entries.to_vec();
        let RawTree::Files(files) = &mut forged[at].tree else {
            unreachable!("an entry has files")
        };
        let bytes = file(files, turn / entries.len() % 3);
        let place = turn.wrapping_mul(2_654_435_761) % bytes.len();
        bytes[place] ^= 1 << (turn % 7);
        let found = stopped(&walked(&forged, scribe.at));
        assert_eq!(found.map(|(number, _)| number), Some(at), "turn {turn}");
        flips += 1;
    }
    assert_eq!(flips, 1_000);
}

#[test]
fn an_entry_left_out_or_told_twice_breaks_where_it_was() {
    let scribe = a_day();
    let entries = scribe.entries();
    for at in 1..entries.len() - 1 {
        let mut cut = entries.to_vec();
        cut.remove(at);
        cut[at].parents = vec![cut[at - 1].commit.clone()];
        let found = stopped(&walked(&cut, scribe.at));
        assert_eq!(found, Some((at, "link".to_owned())), "without {at}");
        let mut twice = entries.to_vec();
        let mut again = twice[at].clone();
        again.parents = vec![twice[at].commit.clone()];
        twice.insert(at + 1, again);
        let found = stopped(&walked(&twice, scribe.at));
        assert_eq!(found, Some((at + 1, "link".to_owned())), "twice {at}");
    }
}

#[test]
fn a_cut_tail_is_a_shorter_ledger_which_only_a_pin_can_tell() {
    let scribe = a_day();
    let entries = scribe.entries();
    for length in 0..entries.len() {
        let walk = walked(&entries[..length], scribe.at);
        assert_eq!((stopped(&walk), walk.len()), (None, length));
    }
}
