//! Starts, leases, renewals and ends.

use crate::support::{DAY, HOUR, after, begun, finish, moment, request, start, start_body};
use lockkeeper_domain::ledger::{Hash, Hold};
use lockkeeper_testkit::scribe::{Scribe, walked};
use serde_json::json;

/// How the lease of the plan that all starts are of stands so much later.
fn held(scribe: &Scribe, seconds: i64) -> String {
    let now = moment(&after(scribe, seconds));
    let walk = walked(scribe.entries(), now);
    let plan = Hash::parse(&"aa".repeat(32)).expect("a hash");
    match walk.state().hold(&plan, now) {
        Hold::Unrecorded => "unrecorded".to_owned(),
        Hold::Kept => "kept".to_owned(),
        Hold::Due(start) => format!("due since {}", start.number),
        Hold::Pressing(start) => format!("pressing since {}", start.number),
        Hold::Lost(why) => why,
    }
}

#[test]
fn a_lease_is_renewed_in_time_and_whoever_lost_it_stops() {
    const MINUTE: i64 = 60;
    let mut scribe = begun();
    let first = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let other = request(&mut scribe, "sam", "api", "1.10.0", "dev");
    assert_eq!(held(&scribe, 0), "unrecorded");
    let mut long = start_body(&scribe, first);
    long["lease"]["until"] = json!(after(&scribe, 2 * HOUR));
    let until = after(&scribe, 2 * HOUR);
    let running = scribe.say("dana", "start", &long);
    assert_eq!(scribe.void(running), None);
    for (later, expected) in [
        (50 * MINUTE, "kept".to_owned()),
        (70 * MINUTE, format!("due since {running}")),
        (116 * MINUTE, format!("pressing since {running}")),
        (121 * MINUTE, format!("its lease ended at {until}")),
    ] {
        assert_eq!(held(&scribe, later), expected);
    }
    scribe.wait(2 * HOUR);
    let mut theirs = start_body(&scribe, other);
    theirs["plan"] = json!("bb".repeat(32));
    let taken = scribe.say("lee", "start", &theirs);
    assert_eq!(scribe.void(taken), None);
    let since = format!("and lee has started something there since with entry {taken}");
    assert_eq!(
        held(&scribe, 0),
        format!("its lease ended at {until}, {since}")
    );
    let end = finish(&mut scribe, "lee", running, "failed");
    assert_eq!(scribe.void(end), None);
    assert_eq!(
        held(&scribe, 0),
        format!("lee ended this run with entry {end}")
    );
    finish(&mut scribe, "lee", taken, "failed");
    let renewed = start(&mut scribe, "dana", other);
    assert_eq!(scribe.void(renewed), None);
    assert_eq!(held(&scribe, 0), format!("due since {renewed}"));
}

#[test]
fn one_run_at_a_time_for_an_environment_and_a_service() {
    let mut scribe = begun();
    let first = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let second = request(&mut scribe, "sam", "api", "1.10.0", "dev");
    let elsewhere = request(&mut scribe, "sam", "api", "1.10.0", "staging");
    let running = start(&mut scribe, "dana", first);
    let late = start(&mut scribe, "lee", second);
    assert_eq!(scribe.void(late), Some("lease_held"));
    let fine = start(&mut scribe, "lee", elsewhere);
    assert_eq!(scribe.void(fine), None);
    finish(&mut scribe, "dana", running, "failed");
    let next = start(&mut scribe, "lee", second);
    assert_eq!(scribe.void(next), None);
}

#[test]
fn a_lease_ends_within_a_day_and_its_fence_is_its_number() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    for (member, value, reason) in [
        ("fence", json!(1), "fence"),
        ("until", json!(after(&scribe, DAY + 1)), "lease"),
        ("until", json!(after(&scribe, 0)), "lease"),
    ] {
        let mut body = start_body(&scribe, request);
        body["lease"][member] = value;
        let number = scribe.say("dana", "start", &body);
        assert_eq!(scribe.void(number), Some(reason), "{member}");
    }
}

#[test]
fn a_renewal_goes_on_through_rejection_and_freeze() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let running = start(&mut scribe, "dana", request);
    let stop = json!({"environments": ["dev"], "reason": "outage"});
    scribe.say("lee", "freeze", &stop);
    let what = crate::support::body(&scribe, request);
    let no = json!({"reason": "no", "subject": scribe.hash(request), "what": what});
    let rejected = scribe.say("ana", "rejection", &no);
    assert_eq!(scribe.void(rejected), None);
    let renewed = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(renewed), None);
    let earlier = finish(&mut scribe, "dana", running, "succeeded");
    assert_eq!(scribe.void(earlier), Some("start_finished"));
    scribe.wait(HOUR);
    let late = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(late), Some("not_open"), "the lease had ended");
}

#[test]
fn another_person_ends_a_run_only_after_its_lease() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let running = start(&mut scribe, "dana", request);
    let early = finish(&mut scribe, "lee", running, "failed");
    assert_eq!(scribe.void(early), Some("not_holder"));
    scribe.wait(HOUR);
    let machine = finish(&mut scribe, "keeper", running, "failed");
    assert_eq!(scribe.void(machine), Some("not_holder"));
    let late = finish(&mut scribe, "lee", running, "failed");
    assert_eq!(scribe.void(late), None);
    let twice = finish(&mut scribe, "dana", running, "failed");
    assert_eq!(scribe.void(twice), Some("start_finished"));
}

#[test]
fn an_end_has_one_of_three_words() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let running = start(&mut scribe, "dana", request);
    let odd = finish(&mut scribe, "dana", running, "exploded");
    assert_eq!(scribe.void(odd), Some("outcome"));
    let nothing = json!({
        "observed": {}, "outcome": "failed", "start": scribe.hash(request), "steps": [],
    });
    let nothing = scribe.say("dana", "finish", &nothing);
    assert_eq!(scribe.void(nothing), Some("start_unknown"));
    let good = finish(&mut scribe, "dana", running, "succeeded");
    assert_eq!(scribe.void(good), None);
    let again = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(again), Some("not_open"), "done for ever");
}

#[test]
fn a_start_must_have_seen_the_entry_before_it() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let mut body = start_body(&scribe, request);
    body["lease"]["fence"] = json!(scribe.entries().len() + 1);
    let statement = scribe.statement("dana", "start", &body);
    scribe.say("lee", "note", &json!({"text": "hello"}));
    let late = scribe.write("dana", statement.to_bytes().expect("a statement"));
    assert_eq!(scribe.void(late), Some("stale_seen"));
}
