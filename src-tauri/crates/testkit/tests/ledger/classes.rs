//! One forged ledger for every rule, and the two that fooled another tool.

use crate::support::{begun, propose, put, request, rules, rules_with, stopped};
use lockkeeper_domain::ledger::{BrokenRule, Moment, VoidReason};
use lockkeeper_testkit::forgeries::{self, Forgery};
use lockkeeper_testkit::scribe::{Scribe, TestKey, walked};
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn every_rule_has_a_class_and_no_class_is_of_no_rule() {
    let known = BrokenRule::ALL.iter().map(|rule| (true, rule.word()));
    let known = known.chain(VoidReason::ALL.iter().map(|reason| (false, reason.word())));
    let all = forgeries::all();
    let forged = all.iter().map(|forgery| (forgery.breaks, forgery.rule));
    let (known, forged): (BTreeSet<_>, BTreeSet<_>) = (known.collect(), forged.collect());
    assert_eq!(forged, known);
    assert_eq!(all.len(), known.len(), "one each");
}

#[test]
fn every_class_gets_its_verdict_at_its_entry_and_nothing_before_it_does() {
    for forgery in forgeries::all() {
        let Forgery { rule, at, .. } = forgery;
        let walk = walked(&forgery.entries, forgery.now);
        let found = stopped(&walk);
        let records = walk.state().records().iter().enumerate();
        let void: Vec<_> = records
            .filter_map(|(number, record)| Some((number, record.void.as_ref()?.reason.word())))
            .collect();
        if forgery.breaks {
            assert_eq!(found, Some((at, rule.to_owned())));
            assert_eq!(void, [], "{rule}");
        } else {
            assert_eq!((found, void), (None, vec![(at, rule)]), "{rule}");
        }
    }
}

/// What a release manager reads beside an entry that does not count; the
/// classes are one of every rule and reason there is.
#[test]
fn every_rule_and_reason_is_told_in_words() {
    let told = forgeries::all().into_iter().map(|forgery| {
        let walk = walked(&forgery.entries, forgery.now);
        let words = match walk.stop() {
            Some(stop) => stop.detail(),
            None => {
                let record = &walk.state().records()[forgery.at];
                let void = record.void.as_ref().expect("it is void");
                void.detail.clone()
            }
        };
        format!("{}: {words}", forgery.rule)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}

/// CVE-2026-44544 of gittuf, first half: whoever could push pointed the log at
/// an older policy that the keys in force had once signed.
#[test]
fn an_older_policy_that_was_signed_once_does_not_come_into_force_again() {
    let mut scribe = begun();
    let stricter = rules_with(
        "env.production.gates.approvals",
        json!([
            {"count": 2, "role": "release-manager"},
        ]),
    );
    let strict = propose(&mut scribe, "ana", &stricter);
    assert_eq!(scribe.void(strict), None);
    for version in [1, 2] {
        let older = json!({"rules": rules(), "version": version});
        let older = scribe.say("ana", "policy", &older);
        assert_eq!(scribe.void(older), Some("policy_version"), "{version}");
    }
    let again = match &scribe.entries()[0].tree {
        lockkeeper_domain::ledger::RawTree::Files(files) => files.clone(),
        _ => unreachable!("an entry has files"),
    };
    let in_force = scribe
        .walk()
        .state()
        .rules()
        .map(|rules| rules.hash().clone());
    let strict = lockkeeper_domain::ledger::Rules::hash_of(&stricter);
    assert_eq!(in_force, Some(strict), "the stricter rules stay");
    // The old statement itself, linked behind the newest entry.
    let number = scribe.entries().len();
    let prev = scribe.walk().state().head().cloned().expect("a head");
    let linked = lockkeeper_domain::ledger::link(number, &prev, again.statement, again.signature);
    scribe.push(linked);
    assert!(stopped(scribe.walk()).is_some_and(|(at, _)| at == number));
}

/// The second half: a newer policy left a whole section out, and what the
/// section guarded was open. Here a section that is gone closes what rests on it.
#[test]
fn rules_without_the_section_of_an_environment_close_what_was_asked_under_it() {
    let mut scribe = begun();
    let asked = request(&mut scribe, "sam", "api", "1.9.0", "production");
    let mut without = rules();
    put(&mut without, "env", json!({}));
    propose(&mut scribe, "ana", &without);
    let start = crate::support::start(&mut scribe, "dana", asked);
    assert_eq!(
        scribe.void(start),
        Some("not_open"),
        "it was asked under other rules"
    );
}

/// The other one, mended in gittuf 0.14.0: nobody checked the first policy, so
/// whoever wrote it could name themselves.
#[test]
fn the_first_policy_is_checked_like_every_other() {
    let now = Moment::parse("2026-11-22T00:00:00Z").expect("a time");
    let mut cases: Vec<(&str, Scribe, &str)> = Vec::new();
    let forged = |key: &str, rules: serde_json::Value, version: i64| {
        let mut scribe = Scribe::default();
        let body = json!({"rules": rules, "version": version});
        scribe.say_with("ana", key, "genesis", &body);
        scribe
    };
    cases.push((
        "a key that it does not list",
        forged("eve", rules(), 1),
        "key",
    ));
    cases.push(("another version", forged("ana", rules(), 2), "genesis"));
    let nobody = rules_with("people.ana.roles", json!([]));
    cases.push(("by no admin", forged("ana", nobody, 1), "genesis"));
    let twice = rules_with(
        "people.eve",
        json!({
            "keys": [TestKey::named("ana").line()], "roles": ["admin"],
        }),
    );
    cases.push(("one key, two people", forged("ana", twice, 1), "genesis"));
    let more = rules_with("governance.admins", json!(3));
    cases.push((
        "more admins than there are",
        forged("ana", more, 1),
        "genesis",
    ));
    for (what, scribe, rule) in cases {
        let found = stopped(&walked(scribe.entries(), now));
        assert_eq!(found, Some((0, rule.to_owned())), "{what}");
    }
}
