//! What a pin proves: a chain goes on from another one, or is another.

use crate::support::begun;
use lockkeeper_domain::ledger::{Hash, ObjectName, Walk, check_form};
use lockkeeper_engine::ledger::{Asked, Pin, Pins, Refused, check};
use serde_json::json;

/// The longest ledger that is tried against every shorter one.
const LONGEST: usize = 256;

#[test]
fn every_ledger_goes_on_from_every_shorter_one_and_from_no_forged_one() {
    let mut scribe = begun();
    while scribe.entries().len() < LONGEST {
        let number = scribe.entries().len();
        scribe.say("sam", "note", &json!({"text": format!("note {number}")}));
    }
    let hashes: Vec<Hash> = (0..LONGEST)
        .map(|number| Hash::parse(&scribe.hash(number)).expect("a hash"))
        .collect();
    let asked = Asked {
        service: "api".to_owned(),
        to: "production".to_owned(),
        commit: ObjectName::parse(&"a".repeat(40)).expect("a name"),
    };
    let now = "2026-11-22T09:00:00Z".parse().expect("a time");
    let mut walk = Walk::default();
    let mut refused = 0;
    for (length, entry) in (1..).zip(scribe.entries()) {
        walk.take(entry, check_form(entry), scribe.at);
        // Nothing was started, which is asked once the chain is the right one.
        let goes_on = |number: usize, hash: &Hash| {
            let pins = Pins {
                genesis: hashes[0].clone(),
                at_least: Pin {
                    number,
                    hash: hash.clone(),
                },
            };
            match check(&walk, &pins, &asked, now) {
                Err(Refused::Start(_)) => true,
                Err(Refused::Ledger(_)) => false,
                Ok(start) => unreachable!("entry {start} started nothing"),
            }
        };
        for number in 0..length {
            assert!(goes_on(number, &hashes[number]), "{number} of {length}");
            let forged = Hash::of(hashes[number].as_str().as_bytes());
            let another = &hashes[(number + 1) % LONGEST];
            for hash in [&forged, another] {
                assert!(!goes_on(number, hash), "{number} of {length}");
                refused += 1;
            }
        }
        if length < LONGEST {
            assert!(!goes_on(length, &hashes[length]), "it is shorter");
        }
    }
    assert!(refused > 10_000, "{refused}");
}
