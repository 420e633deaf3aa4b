//! Who may speak with which key.

use crate::support::{
    DAY, after, approval_body, approve, begun, propose, put, request, rules, start, stopped,
};
use lockkeeper_testkit::scribe::{Scribe, TestKey};
use serde_json::json;

#[test]
fn a_key_that_was_never_listed_breaks_the_ledger() {
    let mut scribe = begun();
    let at = scribe.say_with("dana", "stranger", "checkpoint", &json!({}));
    let rule = (at, "key".to_owned());
    assert_eq!(stopped(scribe.walk()), Some(rule));
}

#[test]
fn another_persons_key_breaks_the_ledger() {
    let mut scribe = begun();
    let at = scribe.say_with("dana", "lee", "checkpoint", &json!({}));
    assert_eq!(stopped(scribe.walk()), Some((at, "key".to_owned())));
}

fn delegated(scribe: &mut Scribe, kinds: &[&str]) -> usize {
    let body = json!({
        "key": TestKey::named("phone").line(),
        "kinds": kinds,
        "until": after(scribe, 90 * DAY),
    });
    scribe.say("dana", "delegation", &body)
}

#[test]
fn a_device_signs_what_it_was_given_and_nothing_else() {
    let mut scribe = begun();
    let given = delegated(&mut scribe, &["checkpoint"]);
    assert_eq!(scribe.void(given), None);
    let good = scribe.say_with("dana", "phone", "checkpoint", &json!({}));
    assert_eq!(scribe.void(good), None);
    let request = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let begins = crate::support::start_body(&scribe, request);
    let begins = scribe.say_with("dana", "phone", "start", &begins);
    assert_eq!(scribe.void(begins), Some("delegation_kinds"));
    let yes = approval_body(&scribe, request);
    let yes = scribe.say_with("dana", "phone", "approval", &yes);
    assert_eq!(scribe.void(yes), Some("not_own_key"));
}

#[test]
fn a_delegation_is_of_operational_kinds_within_90_days() {
    let mut scribe = begun();
    let decisions = delegated(&mut scribe, &["approval"]);
    assert_eq!(scribe.void(decisions), Some("kinds"));
    let mut body = json!({
        "key": TestKey::named("phone").line(),
        "kinds": ["finish"],
        "until": after(&scribe, 90 * DAY + 1),
    });
    let far = scribe.say("dana", "delegation", &body);
    assert_eq!(scribe.void(far), Some("until"));
    body["until"] = json!(after(&scribe, 0));
    let now = scribe.say("dana", "delegation", &body);
    assert_eq!(scribe.void(now), Some("until"));
    body["until"] = json!(after(&scribe, DAY));
    body["key"] = json!(TestKey::named("lee").line());
    let listed = scribe.say("dana", "delegation", &body);
    assert_eq!(scribe.void(listed), Some("key_listed"));
    body["key"] = json!("ssh-ed25519 nothing");
    let damaged = scribe.say("dana", "delegation", &body);
    assert_eq!(scribe.void(damaged), Some("key_malformed"));
}

#[test]
fn a_delegation_ends_by_time_and_by_withdrawal() {
    let mut scribe = begun();
    delegated(&mut scribe, &["checkpoint"]);
    scribe.wait(90 * DAY);
    let late = scribe.say_with("dana", "phone", "checkpoint", &json!({}));
    assert_eq!(scribe.void(late), Some("delegation_ended"));
    let again = delegated(&mut scribe, &["checkpoint"]);
    let good = scribe.say_with("dana", "phone", "checkpoint", &json!({}));
    assert_eq!(scribe.void(good), None);
    let back = json!({"reason": "lost", "subject": scribe.hash(again)});
    scribe.say("dana", "withdrawal", &back);
    let lost = scribe.say_with("dana", "phone", "checkpoint", &json!({}));
    assert_eq!(scribe.void(lost), Some("delegation_ended"));
}

#[test]
fn a_delegation_dies_with_the_key_that_signed_it() {
    let mut scribe = begun();
    delegated(&mut scribe, &["checkpoint"]);
    let mut without = rules();
    put(
        &mut without,
        "people.dana.keys",
        json!([TestKey::named("new").line()]),
    );
    propose(&mut scribe, "ana", &without);
    let dead = scribe.say_with("dana", "phone", "checkpoint", &json!({}));
    assert_eq!(scribe.void(dead), Some("delegation_ended"));
    propose(&mut scribe, "ana", &rules());
    let still = scribe.say_with("dana", "phone", "checkpoint", &json!({}));
    assert_eq!(scribe.void(still), Some("delegation_ended"), "for ever");
}

#[test]
fn a_removed_key_is_void_and_what_it_signed_stands_but_its_approvals() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let yes = approve(&mut scribe, "lee", request);
    let stop = json!({"environments": ["staging"], "reason": "x"});
    let frozen = scribe.say("lee", "freeze", &stop);
    let mut without = rules();
    put(&mut without, "people.lee.keys", json!([]));
    propose(&mut scribe, "ana", &without);
    let removed = scribe.say("lee", "checkpoint", &json!({}));
    assert_eq!(scribe.void(removed), Some("removed_key"));
    assert_eq!((scribe.void(yes), scribe.void(frozen)), (None, None));
    assert!(scribe.walk().state().freezes()[&frozen].holds(scribe.at));
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), Some("approvals"));
    propose(&mut scribe, "ana", &rules());
    let again = start(&mut scribe, "dana", request);
    assert_eq!(
        scribe.void(again),
        Some("approvals"),
        "not even when it is listed again"
    );
}

#[test]
fn a_machine_does_what_its_powers_say() {
    let mut scribe = begun();
    let here = request(&mut scribe, "keeper", "api", "1.9.0", "dev");
    assert_eq!(scribe.void(here), None);
    let there = request(&mut scribe, "keeper", "api", "1.9.0", "staging");
    assert_eq!(scribe.void(there), Some("may"));
    let begins = start(&mut scribe, "keeper", here);
    assert_eq!(scribe.void(begins), None);
    let ends = crate::support::finish(&mut scribe, "keeper", begins, "succeeded");
    assert_eq!(scribe.void(ends), None);
    let rotation = json!({"next": after(&scribe, DAY), "secret": "jwt", "sink": "github"});
    let rotation = scribe.say("keeper", "rotation", &rotation);
    assert_eq!(scribe.void(rotation), Some("may"));
    let note = scribe.say("keeper", "note", &json!({"text": "hello"}));
    assert_eq!(scribe.void(note), Some("not_own_key"));
    let yes = approve(&mut scribe, "keeper", there);
    assert_eq!(scribe.void(yes), Some("not_own_key"));
}
