//! Lines that the rules ask of people after a promotion.

use crate::support::{
    begun_with, finish, promoted, propose, request, request_body, rules_with, start,
};
use lockkeeper_testkit::scribe::Scribe;
use serde_json::json;

const LINES: &str = "env.dev.gates.checklist";

fn asking(lines: &[&str]) -> Scribe {
    begun_with(LINES, json!({"after": lines, "before": ["read"]}))
}

/// What is left to do after every request, the newest first.
fn due(scribe: &Scribe) -> Vec<(usize, Vec<&str>)> {
    let all = scribe.walk().state().due();
    all.map(|(request, lines)| (request.number, lines))
        .collect()
}

fn tick(scribe: &mut Scribe, subject: usize, line: &str) {
    let body = json!({"line": line, "subject": scribe.hash(subject)});
    let number = scribe.say("sam", "tick", &body);
    assert_eq!(scribe.void(number), None, "it may follow a finish");
}

#[test]
fn lines_are_due_from_the_good_end_of_a_request_until_they_are_ticked() {
    let mut scribe = asking(&["told", "watched"]);
    let asked = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    assert!(due(&scribe).is_empty(), "nothing is there yet");
    let begun = start(&mut scribe, "dana", asked);
    finish(&mut scribe, "dana", begun, "failed");
    assert!(due(&scribe).is_empty(), "it failed");
    let begun = start(&mut scribe, "dana", asked);
    finish(&mut scribe, "dana", begun, "succeeded");
    let later = promoted(&mut scribe, "web", "1.0.0", "dev");
    let both = vec!["told", "watched"];
    assert_eq!(due(&scribe), [(later, both.clone()), (asked, both)]);

    tick(&mut scribe, asked, "told");
    tick(&mut scribe, asked, "watched");
    tick(&mut scribe, later, "watched");
    assert_eq!(due(&scribe), [(later, vec!["told"])]);
    let state = scribe.walk().state();
    let done = &state.requests()[&asked];
    assert_eq!(state.duties_of(done), ["told", "watched"]);
}

#[test]
fn a_rollback_and_another_environment_leave_nothing_to_do() {
    let mut scribe = asking(&["told"]);
    promoted(&mut scribe, "api", "1.8.0", "production");
    assert!(due(&scribe).is_empty());
    let first = promoted(&mut scribe, "api", "1.8.0", "dev");
    tick(&mut scribe, first, "told");
    let mut back = request_body(&scribe, "api", "1.8.0", "dev");
    back["direction"] = json!("rollback");
    let back = scribe.say("sam", "request", &back);
    let begun = start(&mut scribe, "dana", back);
    finish(&mut scribe, "dana", begun, "succeeded");
    assert!(due(&scribe).is_empty());
}

#[test]
fn a_lane_asks_for_its_own_lines_or_those_of_the_gates() {
    let lanes = json!({"hotfix": {"gates": {"checklist": {"after": ["explained"]}}}, "slow": {}});
    let gates = json!({"gates": {"checklist": {"after": ["told"]}}, "lanes": lanes});
    let mut scribe = begun_with("env.dev", gates);
    for (lane, service, line) in [("hotfix", "api", "explained"), ("slow", "web", "told")] {
        let mut body = request_body(&scribe, service, "1.9.1", "dev");
        body["lane"] = json!(lane);
        let asked = scribe.say("sam", "request", &body);
        let begun = start(&mut scribe, "dana", asked);
        finish(&mut scribe, "dana", begun, "succeeded");
        assert_eq!(due(&scribe)[0], (asked, vec![line]), "{lane}");
    }
}

#[test]
fn later_rules_ask_nothing_of_what_was_over() {
    let mut scribe = asking(&["told"]);
    let asked = promoted(&mut scribe, "api", "1.8.0", "dev");
    let anew = json!({"after": ["told", "measured"]});
    let version = scribe.walk().state().policy_version();
    propose(&mut scribe, "ana", &rules_with(LINES, anew));
    assert_eq!(scribe.walk().state().policy_version(), version + 1);
    assert_eq!(due(&scribe), [(asked, vec!["told"])]);
    let next = promoted(&mut scribe, "api", "1.9.0", "dev");
    assert_eq!(due(&scribe)[0], (next, vec!["told", "measured"]));
}
