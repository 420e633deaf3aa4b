//! Requests and rollbacks.

use crate::support::{
    DAY, after, begun, begun_with, id, item, promoted, request, request_body, start,
};
use lockkeeper_testkit::scribe::{Scribe, TestKey};
use serde_json::json;

#[test]
fn a_request_must_make_sense() {
    let mut scribe = begun();
    let good = request_body(&scribe, "api", "1.9.0", "production");
    for (member, value, reason) in [
        ("direction", json!("sideways"), "direction"),
        ("to", json!("moon"), "to_unknown"),
        ("expires", json!(after(&scribe, 0)), "expires"),
        ("expires", json!(after(&scribe, 30 * DAY + 1)), "expires"),
        ("lane", json!("express"), "lane_unknown"),
        (
            "items",
            json!([item("api", "1.0.0"), item("api", "1.1.0")]),
            "item_twice",
        ),
    ] {
        let mut wrong = good.clone();
        wrong[member] = value;
        wrong["id"] = json!(id(1 + scribe.entries().len() as u64));
        let number = scribe.say("sam", "request", &wrong);
        assert_eq!(scribe.void(number), Some(reason), "{member}");
    }
}

#[test]
fn an_id_is_used_once_even_by_a_void_request() {
    let mut scribe = begun();
    let mut body = request_body(&scribe, "api", "1.9.0", "moon");
    let void = scribe.say("sam", "request", &body);
    assert_eq!(scribe.void(void), Some("to_unknown"));
    body["to"] = json!("dev");
    let again = scribe.say("sam", "request", &body);
    assert_eq!(scribe.void(again), Some("id_used"));
}

#[test]
fn policy_says_who_may_ask() {
    let may =
        json!({"request": ["developer"], "start": ["release-manager"], "rollback": ["on-call"]});
    let mut scribe = begun_with("env.dev.may", may);
    let lee = request(&mut scribe, "lee", "api", "1.9.0", "dev");
    assert_eq!(scribe.void(lee), Some("may"));
    let sam = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    assert_eq!(scribe.void(sam), None);
    let begins = start(&mut scribe, "sam", sam);
    assert_eq!(scribe.void(begins), Some("may"));
    let begins = start(&mut scribe, "lee", sam);
    assert_eq!(scribe.void(begins), None);
}

#[test]
fn a_rollback_goes_to_what_was_live_there() {
    let mut scribe = begun();
    promoted(&mut scribe, "api", "1.8.0", "production");
    let back = |scribe: &lockkeeper_testkit::scribe::Scribe, version: &str, to: &str| {
        let mut body = request_body(scribe, "api", version, to);
        body["direction"] = json!("rollback");
        body
    };
    let never = back(&scribe, "1.7.0", "production");
    let never = scribe.say("sam", "request", &never);
    assert_eq!(scribe.void(never), Some("not_rolled_back_to"));
    let elsewhere = back(&scribe, "1.8.0", "staging");
    let elsewhere = scribe.say("sam", "request", &elsewhere);
    assert_eq!(scribe.void(elsewhere), Some("not_rolled_back_to"));
    let good = back(&scribe, "1.8.0", "production");
    let good = scribe.say("sam", "request", &good);
    assert_eq!(scribe.void(good), None);
    let stop = json!({"environments": ["production"], "reason": "outage"});
    scribe.say("lee", "freeze", &stop);
    let begins = start(&mut scribe, "dana", good);
    assert_eq!(
        scribe.void(begins),
        None,
        "a freeze never stops a plain rollback"
    );
}

#[test]
fn a_rollback_to_what_was_only_adopted_needs_what_a_promotion_needs() {
    let mut scribe = begun();
    let adopted = json!({
        "environment": "production", "item": item("api", "1.8.0"), "reason": "first day",
    });
    let sam = scribe.say("sam", "adopt", &adopted);
    assert_eq!(scribe.void(sam), Some("role"));
    scribe.say("lee", "adopt", &adopted);
    let mut back = request_body(&scribe, "api", "1.8.0", "production");
    back["direction"] = json!("rollback");
    let back = scribe.say("sam", "request", &back);
    assert_eq!(scribe.void(back), None);
    let begins = start(&mut scribe, "dana", back);
    assert_eq!(scribe.void(begins), Some("approvals"));
}

#[test]
fn a_lane_has_its_own_approvals_or_those_of_the_gates() {
    let mut scribe = begun();
    for (lane, service, verdict) in [("hotfix", "api", None), ("slow", "web", Some("approvals"))] {
        let mut body = request_body(&scribe, service, "1.9.1", "production");
        body["lane"] = json!(lane);
        let request = scribe.say("sam", "request", &body);
        let begins = start(&mut scribe, "dana", request);
        assert_eq!(scribe.void(begins), verdict, "{lane}");
    }
}

#[test]
fn a_later_request_that_starts_overtakes_the_earlier_one() {
    let mut scribe = begun();
    let first = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let other = request(&mut scribe, "sam", "web", "1.0.0", "dev");
    let second = request(&mut scribe, "sam", "api", "1.10.0", "dev");
    let third = request(&mut scribe, "sam", "api", "1.11.0", "dev");
    start(&mut scribe, "dana", second);
    let state = scribe.walk().state();
    let open = |number| state.is_open(number, scribe.at);
    assert!(!open(first), "overtaken");
    assert!(open(other) && open(second) && open(third));
    let late = start(&mut scribe, "dana", first);
    assert_eq!(scribe.void(late), Some("not_open"));
}

#[test]
fn a_tick_counts_for_the_request_it_names_once_and_never_where_it_is_void() {
    let mut scribe = begun();
    let tick = |scribe: &Scribe, subject: usize, line: &str| json!({"line": line, "subject": scribe.hash(subject)});
    let one = request(&mut scribe, "lee", "api", "1.9.0", "production");
    let other = request(&mut scribe, "lee", "web", "1.0.0", "production");
    let device = json!({
        "key": TestKey::named("phone").line(),
        "kinds": ["checkpoint"],
        "until": after(&scribe, DAY),
    });
    scribe.say("dana", "delegation", &device);
    let read = tick(&scribe, one, "read");
    let void = scribe.say_with("dana", "phone", "tick", &read);
    assert_eq!(scribe.void(void), Some("not_own_key"));
    let first = scribe.say("sam", "tick", &read);
    scribe.say("ana", "tick", &read);
    let nothing = tick(&scribe, 0, "read");
    let stands = scribe.say("sam", "tick", &nothing);
    assert_eq!(scribe.void(stands), None, "it is about nothing");
    let state = scribe.walk().state();
    let told = state.ticks_of(one).iter();
    let told: Vec<(usize, &str)> = told.map(|tick| (tick.number, &*tick.by)).collect();
    assert_eq!(told, [(first, "sam")]);
    assert!(state.ticks_of(other).is_empty() && state.ticks_of(0).is_empty());
}
