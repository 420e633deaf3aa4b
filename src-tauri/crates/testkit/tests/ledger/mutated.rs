//! A thousand forgeries, each found at its place, in ledgers of every kind of
//! entry there is.

use crate::support::{approve, begun, finish, promoted, request, start, stopped};
use lockkeeper_domain::ledger::{Hash, Moment, RawEntry, RawFiles, RawTree, link};
use lockkeeper_testkit::forgeries;
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

/// The day, and every ledger in which an entry is void: all of them are whole.
fn ledgers() -> Vec<(Vec<RawEntry>, Moment)> {
    let day = a_day();
    let void = forgeries::all().into_iter().filter(|one| !one.breaks);
    let void = void.map(|one| (one.entries, one.now));
    std::iter::once((day.entries().to_vec(), day.at))
        .chain(void)
        .collect()
}

/// Puts the entries behind each other, as git has them.
fn rechain(entries: &mut [RawEntry]) {
    let mut before: Option<String> = None;
    for entry in entries {
        entry.parents = before.into_iter().collect();
        before = Some(entry.commit.clone());
    }
}

fn files(entry: &RawEntry) -> &RawFiles {
    let RawTree::Files(files) = &entry.tree else {
        unreachable!("an entry has files")
    };
    files
}

fn file(files: &mut RawFiles, which: usize) -> &mut Vec<u8> {
    match which {
        0 => &mut files.link,
        1 => &mut files.statement,
        _ => &mut files.signature,
    }
}

#[test]
fn every_beginning_of_a_whole_ledger_is_whole() {
    let mut clean = 0;
    for (entries, now) in ledgers() {
        for length in 0..=entries.len() {
            assert_eq!(stopped(&walked(&entries[..length], now)), None);
            clean += 1;
        }
    }
    assert!(clean > 150, "{clean}");
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
    let ledgers = ledgers();
    for turn in 0_usize..1_000 {
        let (entries, now) = &ledgers[turn % ledgers.len()];
        let round = turn / ledgers.len();
        let at = round % entries.len();
        let mut forged: Vec<RawEntry> = entries.clone();
        let RawTree::Files(files) = &mut forged[at].tree else {
            unreachable!("an entry has files")
        };
        let bytes = file(files, (turn + round) % 3);
        let place = turn.wrapping_mul(2_654_435_761) % bytes.len();
        bytes[place] ^= 1 << (turn % 7);
        let found = stopped(&walked(&forged, *now));
        assert_eq!(found.map(|(number, _)| number), Some(at), "turn {turn}");
    }
}

#[test]
fn an_entry_left_out_or_told_twice_breaks_where_it_was() {
    for (entries, now) in ledgers() {
        for at in 1..entries.len().saturating_sub(1) {
            let mut cut = entries.clone();
            cut.remove(at);
            rechain(&mut cut);
            let found = stopped(&walked(&cut, now));
            assert_eq!(found, Some((at, "link".to_owned())), "without {at}");
            let mut twice = entries.clone();
            twice.insert(at + 1, twice[at].clone());
            rechain(&mut twice);
            let found = stopped(&walked(&twice, now));
            assert_eq!(found, Some((at + 1, "link".to_owned())), "twice {at}");
        }
    }
}

#[test]
fn entries_and_signatures_that_change_places_break_at_the_first() {
    for (entries, now) in ledgers() {
        for at in 1..entries.len().saturating_sub(1) {
            let mut turned = entries.clone();
            turned.swap(at, at + 1);
            rechain(&mut turned);
            let found = stopped(&walked(&turned, now));
            assert_eq!(found, Some((at, "link".to_owned())), "turned at {at}");
            // Whoever forges a signature can write a link that fits it.
            let mut signed = entries.clone();
            let prev = Hash::of(&files(&signed[at - 1]).link);
            let words = files(&signed[at]).statement.clone();
            let theirs = files(&signed[at + 1]).signature.clone();
            if theirs == files(&signed[at]).signature {
                continue;
            }
            signed[at].tree = RawTree::Files(Box::new(link(at, &prev, words, theirs)));
            let found = stopped(&walked(&signed, now)).expect("it is found");
            assert_eq!(found.0, at, "signed as {}", at + 1);
            let told = ["signature", "key"].contains(&found.1.as_str());
            assert!(told, "{found:?}");
        }
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
