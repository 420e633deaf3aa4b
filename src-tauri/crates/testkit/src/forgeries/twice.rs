//! Entries with two faults, of which verifiers tell the same one.

use super::Forge;
use super::effect::{starts, unseen};
use super::form::{altered, changed, elsewhere, honest};
use crate::scribe::TestKey;
use crate::team::{HOUR, after, finish, promoted, request};
use serde_json::json;

const ANOTHER: &str = "00000000-0000-4000-8000-000000000002";

/// What breaks the ledger, by the rule that is told.
pub(super) const BREAKING: &[(&str, Forge)] = &[
    ("signature", |scribe| {
        let files = honest(scribe);
        let signature = TestKey::named("dana").sign(b"other words");
        elsewhere(scribe, files.statement, signature)
    }),
    ("signature_form", |scribe| {
        let files = honest(scribe);
        elsewhere(scribe, files.statement, b"none".to_vec())
    }),
    ("members", |scribe| {
        let said = altered(scribe, |all| {
            all.as_object_mut().map(|all| all.remove("policy"));
        });
        let signature = TestKey::named("dana").sign(&said);
        elsewhere(scribe, said, signature)
    }),
    ("link", |scribe| {
        let said = altered(scribe, |all| all["workspace"] = json!(ANOTHER));
        let signature = TestKey::named("nobody").sign(&said);
        elsewhere(scribe, said, signature)
    }),
    ("key", |scribe| {
        let said = altered(scribe, |all| all["workspace"] = json!(ANOTHER));
        scribe.write("nobody", said)
    }),
    ("workspace", |scribe| {
        changed(scribe, |all| {
            all["workspace"] = json!(ANOTHER);
            all["seen"]["number"] = json!(7);
            all["v"] = json!(2);
        })
    }),
];

/// What is without effect, by the reason that is told.
pub(super) const VOID: &[(&str, Forge)] = &[
    ("fence", |scribe| {
        let far = json!(after(scribe, 25 * HOUR));
        starts(scribe, |body| {
            body["lease"] = json!({"fence": 1, "until": far});
        })
    }),
    ("lease", |scribe| {
        let stop = json!({"environments": ["production"], "reason": "x"});
        scribe.say("lee", "freeze", &stop);
        let far = json!(after(scribe, 25 * HOUR));
        starts(scribe, |body| body["lease"]["until"] = far)
    }),
    ("outcome", |scribe| {
        let asked = request(scribe, "sam", "api", "1.9.0", "production");
        finish(scribe, "dana", asked, "splendid")
    }),
    ("not_open", |scribe| {
        let done = promoted(scribe, "api", "1.9.0", "production");
        let back = json!({"reason": "x", "subject": scribe.hash(done)});
        scribe.say("ana", "withdrawal", &back)
    }),
    ("not_open", |scribe| {
        unseen(scribe, |scribe| {
            promoted(scribe, "api", "1.9.0", "production")
        })
    }),
];
