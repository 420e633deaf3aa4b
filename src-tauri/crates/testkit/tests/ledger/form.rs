//! Entries that are not in the form.

use crate::support::{begun, moment, stopped};
use lockkeeper_domain::ledger::{Hash, RawEntry, RawTree, canonical, link};
use lockkeeper_testkit::scribe::{Scribe, walked};
use serde_json::{Value, json};

/// The ledger with a statement at its end that was changed before signing.
fn changed(change: impl Fn(&mut Value)) -> Option<(usize, String)> {
    let mut scribe = begun();
    let mut value = scribe
        .statement("dana", "checkpoint", &json!({}))
        .to_value();
    change(&mut value);
    scribe.write("dana", canonical::render(&value).into_bytes());
    stopped(scribe.walk())
}

#[test]
fn a_statement_has_exactly_its_members() {
    type Change = fn(&mut Value);
    let cases: Vec<(Change, &str)> = vec![
        (|value| value["more"] = json!(1), "members"),
        (
            |value| drop(value.as_object_mut().map(|all| all.remove("text"))),
            "members",
        ),
        (
            |value| drop(value.as_object_mut().map(|all| all.remove("seen"))),
            "members",
        ),
        (|value| value["body"]["more"] = json!(1), "members"),
        (|value| value["seen"]["more"] = json!(1), "members"),
        (|value| value["body"] = json!([]), "types"),
        (|value| value["seen"] = json!([]), "types"),
        (|value| value["text"] = json!(1), "types"),
        (|value| value["by"] = json!(true), "types"),
        (|value| value["nonce"] = json!("ABCD"), "types"),
        (|value| value["at"] = json!("2026-11-21 09:00:00Z"), "types"),
        (|value| value["v"] = json!(true), "types"),
        (|value| value["v"] = json!(2), "version"),
        (|value| value["kind"] = json!("chekpoint"), "kind"),
        (|value| value["kind"] = json!("genesis"), "genesis"),
        (
            |value| value["workspace"] = json!("00000000-0000-4000-8000-000000000002"),
            "workspace",
        ),
        (|value| value["seen"]["number"] = json!(1), "seen"),
        (|value| value["seen"]["number"] = json!(-1), "seen"),
        (
            |value| value["seen"]["hash"] = json!("0".repeat(64)),
            "seen",
        ),
        (|value| value["policy"] = json!("0".repeat(64)), "policy"),
        (|value| value["by"] = json!("nobody"), "key"),
    ];
    for (place, (change, rule)) in cases.into_iter().enumerate() {
        assert_eq!(changed(change), Some((1, rule.to_owned())), "case {place}");
    }
}

#[test]
fn an_array_in_place_of_an_object_is_a_wrong_type() {
    let mut scribe = begun();
    let body = crate::support::request_body(&scribe, "api", "1.9.0", "dev");
    let mut value = scribe.statement("sam", "request", &body).to_value();
    let item = value["body"]["items"][0].take();
    let members: Vec<Value> = ["service", "version", "commit", "repository"]
        .iter()
        .map(|name| item[*name].clone())
        .collect();
    value["body"]["items"][0] = Value::Array(members);
    scribe.write("sam", canonical::render(&value).into_bytes());
    assert_eq!(stopped(scribe.walk()), Some((1, "types".to_owned())));
}

#[test]
fn a_request_has_1_to_200_items() {
    for (count, breaks) in [(0, true), (200, false), (201, true)] {
        let mut scribe = begun();
        let mut body = crate::support::request_body(&scribe, "api", "1.9.0", "dev");
        let items = (0..count).map(|n| crate::support::item(&format!("s{n}"), "1.0.0"));
        body["items"] = items.collect();
        let mut value = scribe.statement("ana", "checkpoint", &json!({})).to_value();
        value["kind"] = json!("request");
        value["body"] = body;
        scribe.write("ana", canonical::render(&value).into_bytes());
        assert_eq!(stopped(scribe.walk()).is_some(), breaks, "{count}");
    }
}

fn files(entry: &mut RawEntry) -> &mut lockkeeper_domain::ledger::RawFiles {
    match &mut entry.tree {
        RawTree::Files(files) => files,
        RawTree::Odd(_) | RawTree::TooLarge(_) => unreachable!("an entry has files"),
    }
}

fn three() -> Scribe {
    let mut scribe = begun();
    scribe.say("dana", "checkpoint", &json!({}));
    scribe.say("lee", "checkpoint", &json!({}));
    scribe
}

#[test]
fn parents_tree_and_link_bind_the_chain() {
    type Change = fn(&mut Vec<RawEntry>);
    let cases: Vec<(Change, (usize, &str))> = vec![
        (
            |all| all[1].parents.push("other".to_owned()),
            (1, "parents"),
        ),
        (|all| all[1].parents.clear(), (1, "parents")),
        (
            |all| all[2].parents = vec![all[0].commit.clone()],
            (2, "parents"),
        ),
        (
            |all| all[0].parents.push("other".to_owned()),
            (0, "parents"),
        ),
        (
            |all| all[1].tree = RawTree::Odd("four files".to_owned()),
            (1, "tree"),
        ),
        (|all| files(&mut all[1]).signature.push(b'\n'), (1, "link")),
        (|all| files(&mut all[1]).statement.push(b'\n'), (1, "link")),
        (|all| files(&mut all[1]).link.push(b'\n'), (1, "link")),
        (|all| all.swap(1, 2), (1, "parents")),
    ];
    for (place, (change, rule)) in cases.into_iter().enumerate() {
        let scribe = three();
        let mut entries = scribe.entries().to_vec();
        change(&mut entries);
        let found = stopped(&walked(&entries, scribe.at));
        assert_eq!(found, Some((rule.0, rule.1.to_owned())), "case {place}");
    }
}

#[test]
fn an_entry_in_another_place_is_seen_by_its_link() {
    let scribe = three();
    let mut entries = scribe.entries().to_vec();
    let moved = entries.remove(1);
    entries[1].parents = vec![entries[0].commit.clone()];
    let found = stopped(&walked(&entries, scribe.at));
    assert_eq!(
        found,
        Some((1, "link".to_owned())),
        "one was cut out: {}",
        moved.commit
    );
    let mut scribe = three();
    let again = match &scribe.entries()[1].tree {
        RawTree::Files(files) => files.clone(),
        RawTree::Odd(_) | RawTree::TooLarge(_) => unreachable!("an entry has files"),
    };
    let prev = Hash::parse(&scribe.hash(2)).expect("a hash");
    scribe.push(link(3, &prev, again.statement, again.signature));
    assert_eq!(
        scribe.void(3),
        Some("repeated_nonce"),
        "the same statement again"
    );
}

#[test]
fn a_signature_over_other_words_breaks() {
    let mut scribe = begun();
    let said = scribe.statement("dana", "checkpoint", &json!({}));
    let bytes = said.to_bytes().expect("a statement");
    let other = lockkeeper_testkit::scribe::TestKey::named("dana").sign(b"other words");
    let prev = Hash::parse(&scribe.hash(0)).expect("a hash");
    scribe.push(link(1, &prev, bytes, other));
    assert_eq!(stopped(scribe.walk()), Some((1, "signature".to_owned())));
}

#[test]
fn an_entry_from_the_future_waits() {
    let scribe = three();
    let now = moment("2026-11-21T08:55:00Z");
    assert_eq!(
        stopped(&walked(scribe.entries(), now)),
        None,
        "five minutes are allowed"
    );
    let now = moment("2026-11-21T08:54:59Z");
    let found = stopped(&walked(scribe.entries(), now));
    assert_eq!(found, Some((0, "ahead".to_owned())));
}

#[test]
fn a_statement_dated_before_what_it_has_seen_is_void() {
    let mut scribe = begun();
    scribe.wait(-300);
    let tolerated = scribe.say("dana", "checkpoint", &json!({}));
    assert_eq!(scribe.void(tolerated), None);
    let mut scribe = begun();
    scribe.wait(-301);
    let number = scribe.say("dana", "checkpoint", &json!({}));
    assert_eq!(scribe.void(number), Some("backdated"));
}
