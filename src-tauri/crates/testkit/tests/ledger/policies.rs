//! Rules: proposed, signed, in force.

use crate::support::{
    HOUR, after, approve, begun, begun_with, propose, put, request, rules, rules_with, start,
    stopped,
};
use lockkeeper_domain::ledger::Rules;
use lockkeeper_testkit::scribe::{Scribe, TestKey};
use lockkeeper_testkit::team::person;
use serde_json::{Value, json};

#[test]
fn one_admin_is_enough_where_one_is_asked_for() {
    let mut scribe = begun();
    let changed = rules_with("name", json!("Harbour"));
    propose(&mut scribe, "dana", &changed);
    let state = scribe.walk().state();
    assert_eq!(state.policy_version(), 2);
    assert_eq!(state.rules().map(|rules| rules.value()), Some(&changed));
}

#[test]
fn two_admins_sign_where_two_are_asked_for() {
    let mut scribe = begun_with("governance.admins", json!(2));
    let changed = rules_with("name", json!("Harbour"));
    let proposal = propose(&mut scribe, "dana", &changed);
    assert_eq!(scribe.walk().state().policy_version(), 1);
    approve(&mut scribe, "lee", proposal);
    assert_eq!(scribe.walk().state().policy_version(), 1, "Lee is no admin");
    approve(&mut scribe, "ana", proposal);
    assert_eq!(scribe.walk().state().policy_version(), 2);
    let late = approve(&mut scribe, "sam", proposal);
    assert_eq!(scribe.void(late), None, "an honest race");
}

#[test]
fn another_proposal_closes_when_one_takes_force() {
    let mut scribe = begun_with("governance.admins", json!(2));
    let first = propose(&mut scribe, "dana", &rules_with("name", json!("A")));
    let second = propose(&mut scribe, "dana", &rules_with("name", json!("B")));
    assert_eq!(scribe.void(second), None);
    approve(&mut scribe, "ana", second);
    let late = approve(&mut scribe, "ana", first);
    assert_eq!(scribe.void(late), Some("not_open"));
    assert_eq!(scribe.walk().state().policy_version(), 2);
}

#[test]
fn a_rejection_of_rules_vetoes_nothing() {
    let mut scribe = begun_with("governance.admins", json!(2));
    let proposal = propose(&mut scribe, "dana", &rules_with("name", json!("A")));
    let yes = crate::support::approval_body(&scribe, proposal);
    let no = json!({"reason": "no", "subject": yes["subject"], "what": yes["what"]});
    let sam = scribe.say("lee", "rejection", &no);
    assert_eq!(scribe.void(sam), Some("role"));
    let no = scribe.say("ana", "rejection", &no);
    assert_eq!(scribe.void(no), None);
    approve(&mut scribe, "ana", proposal);
    assert_eq!(scribe.walk().state().policy_version(), 2);
}

#[test]
fn a_withdrawn_proposal_is_closed() {
    let mut scribe = begun_with("governance.admins", json!(2));
    let proposal = propose(&mut scribe, "dana", &rules_with("name", json!("A")));
    let back = json!({"reason": "typo", "subject": scribe.hash(proposal)});
    scribe.say("dana", "withdrawal", &back);
    let late = approve(&mut scribe, "ana", proposal);
    assert_eq!(scribe.void(late), Some("not_open"));
}

#[test]
fn who_is_no_admin_proposes_nothing() {
    let mut scribe = begun();
    let proposal = propose(&mut scribe, "lee", &rules());
    assert_eq!(scribe.void(proposal), Some("not_admin"));
    let skipped = json!({"rules": rules(), "version": 3});
    let skipped = scribe.say("ana", "policy", &skipped);
    assert_eq!(scribe.void(skipped), Some("policy_version"));
}

#[test]
fn a_proposal_must_have_seen_the_newest_entry() {
    let mut scribe = begun();
    let proposal = json!({"rules": rules(), "version": 2});
    let statement = scribe.statement("ana", "policy", &proposal);
    scribe.say("dana", "checkpoint", &json!({}));
    let bytes = statement.to_bytes().expect("a statement");
    let late = scribe.write("ana", bytes);
    assert_eq!(scribe.void(late), Some("stale_seen"));
}

fn invalid() -> Vec<(&'static str, Value)> {
    vec![
        ("schema", json!(0)),
        ("schema", json!("1")),
        ("environments", json!([])),
        ("environments", json!("dev")),
        ("environments", json!([1])),
        ("people.Ana", json!({})),
        ("people.keeper", json!({})),
        ("people.x", json!("x")),
        ("people.sam.roles", json!("developer")),
        ("people.sam.roles", json!([{"role": "senior"}])),
        ("people.sam.keys", json!(["ssh-ed25519 AAAA"])),
        ("people.sam.keys", json!([TestKey::named("ana").line()])),
        ("machines.keeper.may", json!("finish")),
        (
            "machines.keeper.keys",
            json!([TestKey::named("sam").line()]),
        ),
        ("governance.admins", json!(0)),
        ("governance.admins", json!(3)),
        ("governance.admins", json!("2")),
        ("governance.freeze", json!(["admin"])),
        ("env.production.gates.approvals", json!({"count": 1})),
        (
            "env.production.gates.approvals",
            json!([{"count": 0, "role": "admin"}]),
        ),
        ("env.production.gates.approvals", json!([{"count": 1}])),
        (
            "env.production.gates.approvals",
            json!([{"count": 1, "role": "a", "when": 1}]),
        ),
        ("env.production.lanes.hotfix.gates.approvals", json!([1])),
        ("env.production.rollback.approvals", json!(true)),
        ("env.production.gates.breakable", json!("freeze")),
        ("env.production.gates.self", json!("true")),
        ("env.production.may.start", json!("release-manager")),
        ("services.api.repo", json!(1)),
    ]
}

#[test]
fn rules_that_are_not_valid_are_void_and_begin_nothing() {
    for (path, value) in invalid() {
        let wrong = rules_with(path, value.clone());
        let mut scribe = begun();
        let proposal = propose(&mut scribe, "ana", &wrong);
        assert_eq!(
            scribe.void(proposal),
            Some("rules_invalid"),
            "{path} {value}"
        );
        let none = Scribe::begun("ana", &wrong);
        let rule = (0, "genesis".to_owned());
        assert_eq!(stopped(none.walk()), Some(rule), "{path} {value}");
    }
}

#[test]
fn only_an_admin_of_the_rules_begins_a_ledger() {
    for (by, rule) in [("lee", "genesis"), ("keeper", "key"), ("nobody", "key")] {
        let scribe = Scribe::begun(by, &rules());
        let found = stopped(scribe.walk());
        assert_eq!(found, Some((0, rule.to_owned())), "{by}");
    }
}

#[test]
fn what_the_ledger_does_not_read_is_carried() {
    for (path, value) in [
        ("anything", json!({"deep": [1, {"x": true}]})),
        ("env.production.gates.soak", json!({"for": "24h"})),
        ("people.sam.email", json!(7)),
        ("env.elsewhere.url", json!("x")),
    ] {
        let mut scribe = begun();
        let proposal = propose(&mut scribe, "ana", &rules_with(path, value));
        assert_eq!(scribe.void(proposal), None, "{path}");
    }
}

#[test]
fn a_request_closes_when_what_it_rests_on_changes() {
    for (path, value, closes) in [
        ("environments", json!(["dev", "production"]), true),
        ("env.production.url", json!("x"), true),
        ("services.api.paths", json!(["x"]), true),
        ("repos.shop.url", json!("x"), true),
        ("services.web.paths", json!(["x"]), false),
        ("env.staging.url", json!("x"), false),
        ("people.sam.name", json!("Sam"), false),
    ] {
        let mut scribe = begun();
        let waiting = request(&mut scribe, "sam", "api", "1.9.0", "production");
        propose(&mut scribe, "ana", &rules_with(path, value));
        let open = scribe.walk().state().is_open(waiting, scribe.at);
        assert_eq!(open, !closes, "{path}");
    }
}

#[test]
fn a_request_that_runs_stays_open_under_new_rules() {
    let mut scribe = begun();
    let running = request(&mut scribe, "sam", "api", "1.9.0", "dev");
    let begins = start(&mut scribe, "dana", running);
    assert_eq!(scribe.void(begins), None);
    propose(&mut scribe, "ana", &rules_with("env.dev.url", json!("x")));
    assert!(scribe.walk().state().is_open(running, scribe.at));
    scribe.wait(2 * HOUR);
    propose(&mut scribe, "ana", &rules());
    assert!(
        !scribe.walk().state().is_open(running, scribe.at),
        "its lease is over"
    );
}

#[test]
fn rules_of_a_newer_schema_stop_the_walk_behind_them() {
    let mut scribe = begun();
    propose(&mut scribe, "ana", &rules_with("schema", json!(2)));
    assert_eq!(stopped(scribe.walk()), None);
    let at = scribe.say("dana", "checkpoint", &json!({}));
    assert_eq!(stopped(scribe.walk()), Some((at, "newer".to_owned())));
    let mut forged = begun();
    propose(&mut forged, "ana", &rules_with("schema", json!(2)));
    let at = forged.say_with("dana", "stranger", "checkpoint", &json!({}));
    assert_eq!(stopped(forged.walk()), Some((at, "key".to_owned())));
}

#[test]
fn an_adopted_statement_keeps_its_order_by_entry_time() {
    let mut scribe = begun();
    let mut short = crate::support::request_body(&scribe, "api", "1.9.0", "dev");
    short["expires"] = json!(after(&scribe, HOUR));
    let waiting = scribe.say("sam", "request", &short);
    scribe.wait(HOUR);
    scribe.say("ana", "checkpoint", &json!({}));
    scribe.wait(-4 * 60);
    let begins = start(&mut scribe, "dana", waiting);
    assert_eq!(
        scribe.void(begins),
        Some("not_open"),
        "the clock of the chain goes on"
    );
}

#[test]
fn a_put_reaches_any_depth() {
    let mut value = json!({});
    put(&mut value, "a.b", json!(1));
    assert_eq!(value, json!({"a": {"b": 1}}));
}

/// Lee and Sam release one repository each, Ana both.
#[test]
fn a_role_that_stays_filled_for_each_repository_says_where_it_does_not() {
    let releases = |repo: &str| json!([{"role": "release-manager", "repo": repo}]);
    let mut before = rules();
    put(&mut before, "people.lee", person("lee", &releases("shop")));
    put(&mut before, "people.sam", person("sam", &releases("site")));
    let asked = json!([{"count": 2, "role": "release-manager"}]);
    put(&mut before, "env.production.gates.approvals", asked);
    let vacant = |without: &[&str]| {
        let mut after = before.clone();
        let people = after["people"].as_object_mut().unwrap();
        people.retain(|name, _| !without.contains(&name.as_str()));
        let read = |rules: &Value| Rules::read(rules).unwrap();
        read(&after).vacant_after(&read(&before))
    };
    assert_eq!(vacant(&[]), Vec::<String>::new());
    let told = |without: &[&str]| vacant(without).into_iter().next().unwrap();
    assert!(told(&["dana"]).contains("only ana would be left for several repositories at once"));
    assert!(told(&["dana", "lee"]).contains("only ana would be left for shop"));
}
