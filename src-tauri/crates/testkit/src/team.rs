//! One team, and short words for what they say in a ledger.

use crate::scribe::{Scribe, TestKey};
use lockkeeper_domain::ledger::{Moment, Stop, Walk};
use serde_json::{Map, Value, json};

/// A person of the rules, with the key that is named like them.
pub fn person(name: &str, roles: &Value) -> Value {
    json!({"keys": [TestKey::named(name).line()], "roles": roles})
}

/// Ana and Dana are admins, Lee releases, Sam writes code, a keeper watches.
pub fn rules() -> Value {
    json!({
        "schema": 1,
        "environments": ["dev", "staging", "production"],
        "people": {
            "ana": person("ana", &json!(["admin", "release-manager"])),
            "dana": person("dana", &json!(["admin", "release-manager"])),
            "lee": person("lee", &json!(["release-manager"])),
            "sam": person("sam", &json!(["developer"])),
        },
        "machines": {
            "keeper": {
                "keys": [TestKey::named("keeper").line()],
                "may": ["request:promote:dev", "start:promote:dev", "finish", "checkpoint"],
            },
        },
        "services": {"api": {"repo": "shop"}, "web": {"repo": "site"}},
        "env": {
            "production": {
                "gates": {
                    "approvals": [{"count": 1, "role": "release-manager"}],
                    "breakable": ["freeze", "approvals"],
                },
                "lanes": {"hotfix": {"gates": {"approvals": []}}, "slow": {}},
            },
        },
    })
}

/// The rules with something else at a path.
pub fn rules_with(path: &str, value: Value) -> Value {
    let mut rules = rules();
    put(&mut rules, path, value);
    rules
}

/// Puts a value where a dotted path says.
pub fn put(whole: &mut Value, path: &str, value: Value) {
    let mut place = whole;
    for name in path.split('.') {
        place = place
            .as_object_mut()
            .expect("a table")
            .entry(name)
            .or_insert_with(|| Value::Object(Map::new()));
    }
    *place = value;
}

/// The team's ledger, just begun by Ana.
pub fn begun() -> Scribe {
    Scribe::begun("ana", &rules())
}

/// A ledger of the same team under other rules.
pub fn begun_with(path: &str, value: Value) -> Scribe {
    Scribe::begun("ana", &rules_with(path, value))
}

/// A version of a service.
pub fn item(service: &str, version: &str) -> Value {
    json!({
        "service": service,
        "version": version,
        "commit": format!("{:0>40}", version.replace('.', "")),
        "repository": "shop",
    })
}

/// So many seconds after the next statement.
pub fn after(scribe: &Scribe, seconds: i64) -> String {
    scribe.at.plus(seconds).to_string()
}

pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;

/// A new id, by a number.
pub fn id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A promotion of one service, to be changed before it is said.
pub fn request_body(scribe: &Scribe, service: &str, version: &str, to: &str) -> Value {
    json!({
        "direction": "promote",
        "expires": after(scribe, 7 * DAY),
        "id": id(1_000 + scribe.entries().len() as u64),
        "items": [item(service, version)],
        "to": to,
    })
}

/// A promotion of one service.
pub fn request(scribe: &mut Scribe, by: &str, service: &str, version: &str, to: &str) -> usize {
    let body = request_body(scribe, service, version, to);
    scribe.say(by, "request", &body)
}

/// The body of an entry as it was written.
pub fn body(scribe: &Scribe, number: usize) -> Value {
    let lockkeeper_domain::ledger::RawTree::Files(files) = &scribe.entries()[number].tree else {
        unreachable!("an entry has files")
    };
    let statement: Value = serde_json::from_slice(&files.statement).expect("JSON");
    statement["body"].clone()
}

/// A yes to an entry, to be changed before it is said.
pub fn approval_body(scribe: &Scribe, subject: usize) -> Value {
    let mut what = body(scribe, subject);
    if let Some(rules) = what.get("rules") {
        let hash = lockkeeper_domain::ledger::Rules::hash_of(rules);
        what = json!({"rules": hash.as_str(), "version": what["version"]});
    }
    json!({
        "expires": after(scribe, 7 * DAY),
        "subject": scribe.hash(subject),
        "what": what,
    })
}

/// A yes.
pub fn approve(scribe: &mut Scribe, by: &str, subject: usize) -> usize {
    let body = approval_body(scribe, subject);
    scribe.say(by, "approval", &body)
}

/// A start, to be changed before it is said.
pub fn start_body(scribe: &Scribe, request: usize) -> Value {
    json!({
        "lease": {"fence": scribe.entries().len(), "until": after(scribe, HOUR)},
        "plan": "aa".repeat(32),
        "request": scribe.hash(request),
        "verdicts": [],
    })
}

/// A start.
pub fn start(scribe: &mut Scribe, by: &str, request: usize) -> usize {
    let body = start_body(scribe, request);
    scribe.say(by, "start", &body)
}

/// An end.
pub fn finish(scribe: &mut Scribe, by: &str, start: usize, outcome: &str) -> usize {
    let body = json!({
        "observed": {},
        "outcome": outcome,
        "start": scribe.hash(start),
        "steps": [],
    });
    scribe.say(by, "finish", &body)
}

/// A promotion from request to good end.
pub fn promoted(scribe: &mut Scribe, service: &str, version: &str, to: &str) -> usize {
    let request = request(scribe, "sam", service, version, to);
    approve(scribe, "lee", request);
    let start = start(scribe, "dana", request);
    finish(scribe, "dana", start, "succeeded");
    assert_eq!(scribe.void(start + 1), None, "the promotion is good");
    request
}

/// A proposal of rules.
pub fn propose(scribe: &mut Scribe, by: &str, rules: &Value) -> usize {
    let version = scribe.walk().state().policy_version() + 1;
    scribe.say(by, "policy", &json!({"rules": rules, "version": version}))
}

/// The rule that stopped a walk, and where.
pub fn stopped(walk: &Walk) -> Option<(usize, String)> {
    match walk.stop()? {
        Stop::Broken { at, broken } => Some((*at, broken.rule.word().to_owned())),
        Stop::Newer { at, .. } => Some((*at, "newer".to_owned())),
        Stop::Ahead { at, .. } => Some((*at, "ahead".to_owned())),
    }
}

/// A moment.
pub fn moment(text: &str) -> Moment {
    Moment::parse(text).expect("a time")
}
