//! Keys, signatures and beginnings that are nearly what they have to be.

use super::Forge;
use super::form::linked;
use crate::scribe::Scribe;
use crate::team::{DAY, after, rules};
use lockkeeper_domain::ledger::{PublicKey, Signature, canonical};
use serde_json::{Value, json};

/// A key of the curve P-256.
const P256: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBL6HgDW1nAzE9Ixs9RnMH0vTLQpqxcSVtuXi3XtM8kiLK++cFVM9kQuCht5ETXcS/EmhzpDn3y8t8rJtQMuN2NU=";
/// A key of a token, for the application `ssh:` with a NUL byte behind it.
const NUL: &str = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAAAABXNzaDoA";

/// What breaks the ledger, by the rule that is told.
pub(super) const BREAKING: &[(&str, Forge)] = &[
    ("signature", numbers_above_the_curve),
    ("members", |scribe| beginning(scribe, "seen", json!(1))),
    ("members", |scribe| beginning(scribe, "policy", json!(1))),
    ("types", |scribe| beginning(scribe, "by", json!(1))),
];

/// What is without effect, by the reason that is told.
pub(super) const VOID: &[(&str, Forge)] = &[("key_malformed", |scribe| {
    let until = after(scribe, DAY);
    let body = json!({"key": NUL, "kinds": ["checkpoint"], "until": until});
    scribe.say("dana", "delegation", &body)
})];

/// In the form of ECDSA, which names no largest number.
fn numbers_above_the_curve(scribe: &mut Scribe) -> usize {
    let said = scribe.statement("dana", "checkpoint", &json!({}));
    let said = said.to_bytes().expect("only what the ledger holds");
    let number = [&[1_u8; 33][..]; 2].map(string).concat();
    let ssh = [string(b"ecdsa-sha2-nistp256"), string(&number)].concat();
    let key = PublicKey::parse_line(P256).expect("a key");
    let signature = Signature::wrap(key, &ssh).expect("it has the form");
    let files = linked(scribe, said, signature.encode());
    scribe.push(files)
}

/// A field as SSH writes it.
fn string(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), bytes].concat()
}

/// A ledger whose first entry has a member changed.
fn beginning(scribe: &mut Scribe, name: &str, value: Value) -> usize {
    *scribe = Scribe::default();
    let body = json!({"rules": rules(), "version": 1});
    let mut said = scribe.statement("ana", "genesis", &body).to_value();
    said[name] = value;
    scribe.write("ana", canonical::render(&said).into_bytes())
}
