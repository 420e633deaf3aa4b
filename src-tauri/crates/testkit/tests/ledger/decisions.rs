//! Approvals, rejections, withdrawals, broken glass, freezes.

use crate::support::{
    DAY, after, approval_body, approve, begun, begun_with, body, put, request, request_body,
    rules_with, start,
};
use lockkeeper_testkit::scribe::Scribe;
use serde_json::json;

#[test]
fn an_approval_by_somebody_else_counts() {
    let mut scribe = begun();
    let request = request(&mut scribe, "lee", "api", "1.9.0", "production");
    let early = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(early), Some("approvals"));
    let own = approve(&mut scribe, "lee", request);
    assert_eq!(scribe.void(own), Some("self_approval"));
    let other = approve(&mut scribe, "ana", request);
    assert_eq!(scribe.void(other), None);
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), None);
}

#[test]
fn where_own_approvals_count_they_count() {
    let mut scribe = begun_with("env.production.gates.self", json!(true));
    let request = request(&mut scribe, "lee", "api", "1.9.0", "production");
    let own = approve(&mut scribe, "lee", request);
    assert_eq!(scribe.void(own), None);
    let begins = start(&mut scribe, "lee", request);
    assert_eq!(scribe.void(begins), None);
}

#[test]
fn somebody_without_the_role_does_not_count() {
    let mut scribe = begun();
    let request = request(&mut scribe, "ana", "api", "1.9.0", "production");
    let other = approve(&mut scribe, "sam", request);
    assert_eq!(scribe.void(other), None, "it is heard");
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), Some("approvals"), "it is not enough");
}

#[test]
fn one_person_counts_once_whatever_they_say() {
    let rules = json!([{"count": 2, "role": "release-manager"}]);
    let mut scribe = begun_with("env.production.gates.approvals", rules);
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    approve(&mut scribe, "lee", request);
    approve(&mut scribe, "lee", request);
    let alone = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(alone), Some("approvals"));
    approve(&mut scribe, "ana", request);
    let both = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(both), None);
}

#[test]
fn a_rule_with_a_flag_asks_only_when_it_is_raised() {
    let rules = json!([{"count": 1, "role": "security", "when": "security-high"}]);
    let mut scribe = begun_with("env.production.gates.approvals", rules);
    let calm = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let begins = start(&mut scribe, "dana", calm);
    assert_eq!(scribe.void(begins), None);
    let mut flagged = request_body(&scribe, "web", "1.0.0", "production");
    flagged["flags"] = json!(["security-high"]);
    let flagged = scribe.say("sam", "request", &flagged);
    let begins = start(&mut scribe, "dana", flagged);
    assert_eq!(scribe.void(begins), Some("approvals"));
}

#[test]
fn a_role_for_one_repository_holds_only_there() {
    let asked = json!([{"count": 1, "role": "senior"}]);
    let mut rules = rules_with("env.production.gates.approvals", asked);
    let scoped = json!([{"role": "senior", "repo": "shop"}]);
    put(&mut rules, "people.sam.roles", scoped);
    let mut scribe = Scribe::begun("ana", &rules);
    let theirs = request(&mut scribe, "lee", "api", "1.9.0", "production");
    approve(&mut scribe, "sam", theirs);
    let begins = start(&mut scribe, "dana", theirs);
    assert_eq!(scribe.void(begins), None);
    let other = request(&mut scribe, "lee", "web", "1.0.0", "production");
    approve(&mut scribe, "sam", other);
    let begins = start(&mut scribe, "dana", other);
    assert_eq!(scribe.void(begins), Some("approvals"));
}

#[test]
fn an_approval_repeats_what_it_is_about() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let mut other = approval_body(&scribe, request);
    other["what"]["items"][0]["version"] = json!("1.9.1");
    let other = scribe.say("lee", "approval", &other);
    assert_eq!(scribe.void(other), Some("what_differs"));
}

#[test]
fn an_approval_of_nothing_is_void() {
    let mut scribe = begun();
    let checkpoint = scribe.say("ana", "checkpoint", &json!({}));
    let mut of_checkpoint = approval_body(&scribe, checkpoint);
    let no = scribe.say("lee", "approval", &of_checkpoint);
    assert_eq!(scribe.void(no), Some("subject"));
    of_checkpoint["subject"] = json!("ab".repeat(32));
    let unknown = scribe.say("lee", "approval", &of_checkpoint);
    assert_eq!(scribe.void(unknown), Some("subject"));
}

#[test]
fn an_approval_ends_and_the_request_waits_again() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let mut short = approval_body(&scribe, request);
    short["expires"] = json!(after(&scribe, DAY));
    scribe.say("lee", "approval", &short);
    scribe.wait(DAY - 1);
    assert!(approved(&scribe, request));
    scribe.wait(1);
    let late = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(late), Some("approvals"));
    let mut far = approval_body(&scribe, request);
    far["expires"] = json!(after(&scribe, 30 * DAY + 1));
    let far = scribe.say("lee", "approval", &far);
    assert_eq!(scribe.void(far), Some("expires"));
}

fn approved(scribe: &Scribe, request: usize) -> bool {
    let state = scribe.walk().state();
    let rules = state.rules().expect("rules");
    state.is_approved(&state.requests()[&request], rules, scribe.at)
}

#[test]
fn a_withdrawn_approval_is_gone_and_only_its_author_takes_it_back() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let yes = approve(&mut scribe, "lee", request);
    let back = json!({"reason": "second thoughts", "subject": scribe.hash(yes)});
    let other = scribe.say("ana", "withdrawal", &back);
    assert_eq!(scribe.void(other), Some("not_author"));
    assert!(approved(&scribe, request));
    let own = scribe.say("lee", "withdrawal", &back);
    assert_eq!(scribe.void(own), None);
    assert!(!approved(&scribe, request));
}

#[test]
fn a_rejected_request_is_closed_for_ever() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let what = body(&scribe, request);
    let no = json!({"reason": "not today", "subject": scribe.hash(request), "what": what});
    let own = scribe.say("sam", "rejection", &no);
    assert_eq!(scribe.void(own), Some("self_approval"));
    let rejected = scribe.say("lee", "rejection", &no);
    assert_eq!(scribe.void(rejected), None);
    let late = approve(&mut scribe, "ana", request);
    assert_eq!(scribe.void(late), Some("not_open"));
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), Some("not_open"));
}

#[test]
fn whoever_is_not_asked_cannot_reject() {
    let mut scribe = begun();
    let request = request(&mut scribe, "ana", "api", "1.9.0", "production");
    let what = body(&scribe, request);
    let no = json!({"reason": "no", "subject": scribe.hash(request), "what": what});
    let sam = scribe.say("sam", "rejection", &no);
    assert_eq!(scribe.void(sam), Some("role"));
}

#[test]
fn a_freeze_holds_back_a_start_until_it_is_thawed() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    approve(&mut scribe, "lee", request);
    let stop = json!({"environments": ["production"], "reason": "outage"});
    let sam = scribe.say("sam", "freeze", &stop);
    assert_eq!(scribe.void(sam), Some("role"));
    let frozen = scribe.say("lee", "freeze", &stop);
    let held = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(held), Some("frozen"));
    let thaw = json!({"freeze": scribe.hash(frozen), "reason": "over"});
    scribe.say("ana", "thaw", &thaw);
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), None);
}

#[test]
fn a_freeze_is_about_the_services_it_names_until_it_ends() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    approve(&mut scribe, "lee", request);
    let stop = json!({"environments": ["production"], "reason": "x", "services": ["web"]});
    scribe.say("lee", "freeze", &stop);
    let stop = json!({"environments": ["staging"], "reason": "x"});
    scribe.say("lee", "freeze", &stop);
    let until = after(&scribe, DAY);
    let stop = json!({"environments": ["production"], "reason": "x", "until": until});
    scribe.say("lee", "freeze", &stop);
    scribe.wait(DAY - 1);
    let held = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(held), Some("frozen"));
    scribe.wait(1);
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), None);
}

#[test]
fn broken_glass_passes_only_the_gates_that_may_be_broken() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let stop = json!({"environments": ["production"], "reason": "outage"});
    scribe.say("lee", "freeze", &stop);
    let hash = scribe.hash(request);
    let glass = |gates: &[&str]| json!({"gates": gates, "reason": "fix", "request": hash});
    let hard = scribe.say("ana", "break-glass", &glass(&["soak"]));
    assert_eq!(scribe.void(hard), Some("gates_not_breakable"));
    let lee = scribe.say("lee", "break-glass", &glass(&["freeze"]));
    assert_eq!(scribe.void(lee), Some("role"));
    scribe.say("ana", "break-glass", &glass(&["freeze"]));
    let held = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(held), Some("approvals"));
    let broken = scribe.say("ana", "break-glass", &glass(&["approvals"]));
    let own = approve(&mut scribe, "ana", broken);
    assert_eq!(scribe.void(own), Some("self_approval"));
    let lee = approve(&mut scribe, "lee", broken);
    assert_eq!(scribe.void(lee), Some("role"));
    let second = approve(&mut scribe, "dana", broken);
    assert_eq!(scribe.void(second), None);
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), None);
}

/// Nobody takes back what a run began behind.
#[test]
fn broken_glass_that_was_used_asks_for_a_second_person_whoever_takes_it_back() {
    let mut scribe = begun();
    let request = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let hash = scribe.hash(request);
    let body = json!({"gates": ["approvals"], "reason": "fix", "request": hash});
    let take_back = |scribe: &mut Scribe, subject: usize| {
        let body = json!({"reason": "oops", "subject": scribe.hash(subject)});
        let said = scribe.say("ana", "withdrawal", &body);
        assert_eq!(scribe.void(said), None);
    };
    let asks = |scribe: &Scribe, number: usize| {
        let state = scribe.walk().state();
        state.asks_for_a_second(&state.glass()[&number])
    };
    let unused = scribe.say("ana", "break-glass", &body);
    assert!(asks(&scribe, unused));
    take_back(&mut scribe, unused);
    assert!(!asks(&scribe, unused), "nothing began behind it");
    let used = scribe.say("ana", "break-glass", &body);
    let begins = start(&mut scribe, "dana", request);
    assert_eq!(scribe.void(begins), None);
    take_back(&mut scribe, used);
    assert!(asks(&scribe, used));
    assert!(!asks(&scribe, unused), "it was over before");
    let begun = scribe
        .walk()
        .state()
        .begun_behind(&scribe.walk().state().glass()[&used]);
    assert_eq!(begun, Some(begins));
}

#[test]
fn what_holds_somebody_back_waits_until_a_later_statement_has_seen_it() {
    let mut scribe = begun();
    let unseen = |scribe: &Scribe, by: &str| scribe.walk().state().unseen(by);
    assert_eq!(unseen(&scribe, "dana"), None, "the beginning binds itself");
    // Signed before the freeze, and linked behind it.
    let late = scribe.statement("sam", "note", &json!({"text": "late"}));
    let stop = json!({"environments": ["production"], "reason": "outage"});
    let freeze = scribe.say("lee", "freeze", &stop);
    scribe.write("sam", late.to_bytes().expect("a statement"));
    assert_eq!(
        unseen(&scribe, "dana"),
        Some(freeze),
        "the note had not seen it"
    );
    assert_eq!(unseen(&scribe, "lee"), None, "it is lee's own");
    scribe.say("dana", "checkpoint", &json!({}));
    assert_eq!(unseen(&scribe, "ana"), None);
    scribe.say("ana", "note", &json!({"text": "nothing to bind"}));
    assert_eq!(unseen(&scribe, "dana"), None);
    let void = scribe.say("sam", "freeze", &stop);
    assert!(scribe.void(void).is_some(), "sam has no such role");
    assert_eq!(
        unseen(&scribe, "dana"),
        None,
        "what is void holds nobody back"
    );
}
