//! Entries that are authentic and without effect.

use super::Forge;
use crate::scribe::{Scribe, TestKey};
use crate::team::{
    DAY, HOUR, after, approval_body, approve, finish, item, promoted, propose, put, request,
    request_body, rules, start, start_body,
};
use lockkeeper_domain::ledger::{Hash, RawTree, link};
use serde_json::{Value, json};

/// The reasons by their words.
pub(super) const CLASSES: &[(&str, Forge)] = &[
    ("stale_seen", an_old_start),
    ("repeated_nonce", the_same_again),
    ("backdated", |scribe| {
        scribe.wait(-301);
        scribe.say("dana", "checkpoint", &json!({}))
    }),
    ("removed_key", |scribe| {
        without_keys(scribe, "lee");
        scribe.say("lee", "checkpoint", &json!({}))
    }),
    ("delegation_ended", |scribe| {
        delegation(scribe, |_| ());
        scribe.wait(2 * DAY);
        scribe.say_with("dana", "phone", "checkpoint", &json!({}))
    }),
    ("not_own_key", |scribe| {
        delegation(scribe, |_| ());
        scribe.say_with("dana", "phone", "note", &json!({"text": "x"}))
    }),
    ("may", |scribe| {
        let body = request_body(scribe, "api", "1.9.0", "staging");
        scribe.say("keeper", "request", &body)
    }),
    ("delegation_kinds", |scribe| {
        delegation(scribe, |_| ());
        let secret = json!({"next": after(scribe, DAY), "secret": "jwt", "sink": "x"});
        scribe.say_with("dana", "phone", "rotation", &secret)
    }),
    ("role", |scribe| {
        let stop = json!({"environments": ["dev"], "reason": "x"});
        scribe.say("sam", "freeze", &stop)
    }),
    ("not_admin", |scribe| propose(scribe, "lee", &rules())),
    ("policy_version", |scribe| {
        let older = json!({"rules": rules(), "version": 1});
        scribe.say("ana", "policy", &older)
    }),
    ("rules_invalid", |scribe| {
        let mut invalid = rules();
        put(&mut invalid, "environments", json!([]));
        propose(scribe, "ana", &invalid)
    }),
    ("key_malformed", |scribe| {
        delegation(scribe, |body| body["key"] = json!("ssh-ed25519 nothing"))
    }),
    ("key_listed", |scribe| {
        let listed = json!(TestKey::named("lee").line());
        delegation(scribe, |body| body["key"] = listed)
    }),
    ("kinds", |scribe| {
        delegation(scribe, |body| body["kinds"] = json!(["approval"]))
    }),
    ("until", |scribe| {
        let far = json!(after(scribe, 91 * DAY));
        delegation(scribe, |body| body["until"] = far)
    }),
    ("expires", |scribe| {
        let far = json!(after(scribe, 31 * DAY));
        asks(scribe, |body| body["expires"] = far)
    }),
    ("lease", |scribe| {
        let far = json!(after(scribe, 25 * HOUR));
        starts(scribe, |body| body["lease"]["until"] = far)
    }),
    ("direction", |scribe| {
        asks(scribe, |body| body["direction"] = json!("sideways"))
    }),
    ("outcome", |scribe| {
        let started = starts(scribe, |_| ());
        finish(scribe, "dana", started, "splendid")
    }),
    ("to_unknown", |scribe| {
        asks(scribe, |body| body["to"] = json!("mars"))
    }),
    ("item_twice", |scribe| {
        let twice = json!([item("api", "1.9.0"), item("api", "1.9.1")]);
        asks(scribe, |body| body["items"] = twice)
    }),
    ("id_used", |scribe| {
        let used = request(scribe, "sam", "api", "1.9.0", "production");
        let id = crate::team::body(scribe, used)["id"].clone();
        asks(scribe, |body| body["id"] = id)
    }),
    ("lane_unknown", |scribe| {
        asks(scribe, |body| body["lane"] = json!("fast"))
    }),
    ("not_rolled_back_to", |scribe| {
        asks(scribe, |body| body["direction"] = json!("rollback"))
    }),
    ("subject", |scribe| {
        let nothing = json!({"reason": "x", "subject": "0".repeat(64)});
        scribe.say("dana", "withdrawal", &nothing)
    }),
    ("request_unknown", |scribe| {
        starts(scribe, |body| body["request"] = json!("0".repeat(64)))
    }),
    ("start_unknown", |scribe| {
        let end = json!({
            "observed": {}, "outcome": "failed", "start": "0".repeat(64), "steps": [],
        });
        scribe.say("dana", "finish", &end)
    }),
    ("freeze_unknown", |scribe| {
        let thaw = json!({"freeze": "0".repeat(64), "reason": "x"});
        scribe.say("dana", "thaw", &thaw)
    }),
    ("not_open", |scribe| {
        let done = promoted(scribe, "api", "1.9.0", "production");
        approve(scribe, "ana", done)
    }),
    ("seen_before_subject", a_yes_in_advance),
    ("what_differs", |scribe| {
        let asked = request(scribe, "sam", "api", "1.9.0", "production");
        let mut yes = approval_body(scribe, asked);
        yes["what"]["items"][0]["version"] = json!("6.6.6");
        scribe.say("lee", "approval", &yes)
    }),
    ("self_approval", |scribe| {
        let asked = request(scribe, "dana", "api", "1.9.0", "production");
        approve(scribe, "dana", asked)
    }),
    ("not_author", |scribe| {
        let asked = request(scribe, "sam", "api", "1.9.0", "production");
        let back = json!({"reason": "x", "subject": scribe.hash(asked)});
        scribe.say("lee", "withdrawal", &back)
    }),
    ("gates_not_breakable", |scribe| {
        let asked = request(scribe, "sam", "api", "1.9.0", "production");
        let glass = json!({
            "gates": ["soak"], "reason": "x", "request": scribe.hash(asked),
        });
        scribe.say("dana", "break-glass", &glass)
    }),
    ("approvals", |scribe| {
        let asked = request(scribe, "sam", "api", "1.9.0", "production");
        start(scribe, "dana", asked)
    }),
    ("frozen", |scribe| {
        let stop = json!({"environments": ["production"], "reason": "x"});
        scribe.say("lee", "freeze", &stop);
        starts(scribe, |_| ())
    }),
    ("fence", |scribe| {
        starts(scribe, |body| body["lease"]["fence"] = json!(1))
    }),
    ("lease_held", |scribe| {
        starts(scribe, |_| ());
        starts(scribe, |_| ())
    }),
    ("start_finished", |scribe| {
        let started = starts(scribe, |_| ());
        finish(scribe, "dana", started, "failed");
        finish(scribe, "dana", started, "succeeded")
    }),
    ("not_holder", |scribe| {
        let started = starts(scribe, |_| ());
        finish(scribe, "lee", started, "succeeded")
    }),
];

/// Dana gives her phone checkpoints for a day.
fn delegation(scribe: &mut Scribe, change: impl FnOnce(&mut Value)) -> usize {
    let mut body = json!({
        "key": TestKey::named("phone").line(),
        "kinds": ["checkpoint"],
        "until": after(scribe, DAY),
    });
    change(&mut body);
    scribe.say("dana", "delegation", &body)
}

/// Sam asks for something in production.
fn asks(scribe: &mut Scribe, change: impl FnOnce(&mut Value)) -> usize {
    let mut body = request_body(scribe, "api", "1.9.0", "production");
    change(&mut body);
    scribe.say("sam", "request", &body)
}

/// Dana starts what Sam asked for and Lee agreed to.
pub(super) fn starts(scribe: &mut Scribe, change: impl FnOnce(&mut Value)) -> usize {
    let asked = request(scribe, "sam", "api", "1.9.0", "production");
    approve(scribe, "lee", asked);
    let mut body = start_body(scribe, asked);
    change(&mut body);
    scribe.say("dana", "start", &body)
}

fn without_keys(scribe: &mut Scribe, name: &str) {
    let mut without = rules();
    put(&mut without, &format!("people.{name}.keys"), json!([]));
    propose(scribe, "ana", &without);
}

/// A start that was signed before the last entry was there.
fn an_old_start(scribe: &mut Scribe) -> usize {
    let asked = request(scribe, "sam", "api", "1.9.0", "production");
    approve(scribe, "lee", asked);
    let mut body = start_body(scribe, asked);
    body["lease"]["fence"] = json!(scribe.entries().len() + 1);
    let old = scribe.statement("dana", "start", &body);
    scribe.say("sam", "note", &json!({"text": "meanwhile"}));
    scribe.write("dana", old.to_bytes().expect("only what the ledger holds"))
}

fn a_yes_in_advance(scribe: &mut Scribe) -> usize {
    unseen(scribe, |scribe| {
        request(scribe, "sam", "api", "1.9.0", "production")
    })
}

/// A yes to a request that its author had not seen.
pub(super) fn unseen(scribe: &mut Scribe, ask: impl FnOnce(&mut Scribe) -> usize) -> usize {
    let note = scribe.statement("lee", "note", &json!({"text": "x"}));
    let asked = ask(scribe);
    let yes = approval_body(scribe, asked);
    let mut said = scribe.statement("lee", "approval", &yes);
    said.seen = note.seen;
    scribe.write("lee", said.to_bytes().expect("only what the ledger holds"))
}

/// An entry linked a second time.
fn the_same_again(scribe: &mut Scribe) -> usize {
    let first = scribe.say("dana", "checkpoint", &json!({}));
    let RawTree::Files(files) = scribe.entries()[first].tree.clone() else {
        unreachable!("an entry has files")
    };
    let prev = Hash::parse(&scribe.hash(first)).expect("a hash");
    scribe.push(link(first + 1, &prev, files.statement, files.signature))
}
