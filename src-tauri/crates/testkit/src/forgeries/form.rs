//! Entries that break the ledger.

use super::Forge;
use crate::scribe::{Scribe, TestKey};
use lockkeeper_domain::ledger::{Hash, LARGEST_FILE, RawFiles, RawTree, canonical, link};
use serde_json::{Value, json};

/// The rules by their words.
pub(super) const CLASSES: &[(&str, Forge)] = &[
    ("parents", two_parents),
    ("tree", a_fourth_file),
    ("size", a_file_above_a_mebibyte),
    ("link", another_place),
    ("canonical", a_space),
    ("members", |scribe| {
        changed(scribe, |all| all["more"] = json!(1))
    }),
    ("types", |scribe| {
        changed(scribe, |all| all["text"] = json!(1))
    }),
    ("signature_form", a_line_after_the_end),
    ("signature", other_words),
    ("key", |scribe| {
        scribe.say_with("dana", "nobody", "checkpoint", &json!({}))
    }),
    ("workspace", |scribe| {
        let other = json!("00000000-0000-4000-8000-000000000002");
        changed(scribe, |all| all["workspace"] = other.clone())
    }),
    ("seen", |scribe| {
        changed(scribe, |all| all["seen"]["number"] = json!(7))
    }),
    ("policy", |scribe| {
        let other = json!("0".repeat(64));
        changed(scribe, |all| all["policy"] = other.clone())
    }),
    ("version", |scribe| {
        changed(scribe, |all| all["v"] = json!(2))
    }),
    ("kind", |scribe| {
        changed(scribe, |all| all["kind"] = json!("decree"))
    }),
    ("genesis", |scribe| {
        changed(scribe, |all| all["kind"] = json!("genesis"))
    }),
];

/// A checkpoint by Dana that was changed before she signed it.
pub(super) fn changed(scribe: &mut Scribe, change: impl FnOnce(&mut Value)) -> usize {
    let said = altered(scribe, change);
    scribe.write("dana", said)
}

/// What a checkpoint by Dana says, changed.
pub(super) fn altered(scribe: &mut Scribe, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let said = scribe.statement("dana", "checkpoint", &json!({}));
    let mut value = said.to_value();
    change(&mut value);
    canonical::render(&value).into_bytes()
}

/// An entry that names another place than it has.
pub(super) fn elsewhere(scribe: &mut Scribe, statement: Vec<u8>, signature: Vec<u8>) -> usize {
    let prev = Hash::parse(&scribe.hash(0)).expect("a hash");
    scribe.push(link(5, &prev, statement, signature))
}

/// The files of a checkpoint by Dana in its right place.
pub(super) fn honest(scribe: &mut Scribe) -> RawFiles {
    let said = scribe.statement("dana", "checkpoint", &json!({}));
    let bytes = said.to_bytes().expect("only what the ledger holds");
    let signature = TestKey::named("dana").sign(&bytes);
    linked(scribe, bytes, signature)
}

/// The files of an entry in its right place.
pub(super) fn linked(scribe: &Scribe, statement: Vec<u8>, signature: Vec<u8>) -> RawFiles {
    let number = scribe.entries().len();
    let prev = Hash::parse(&scribe.hash(number - 1)).expect("a hash");
    link(number, &prev, statement, signature)
}

fn two_parents(scribe: &mut Scribe) -> usize {
    let first = scribe.entries()[0].commit.clone();
    scribe.say("dana", "checkpoint", &json!({}));
    let at = scribe.say("lee", "checkpoint", &json!({}));
    scribe.forge(at, |entry| entry.parents.push(first));
    at
}

fn a_fourth_file(scribe: &mut Scribe) -> usize {
    let at = scribe.say("dana", "checkpoint", &json!({}));
    let words = "its tree holds four files".to_owned();
    scribe.forge(at, |entry| entry.tree = RawTree::Odd(words));
    at
}

fn a_file_above_a_mebibyte(scribe: &mut Scribe) -> usize {
    let at = scribe.say("dana", "checkpoint", &json!({}));
    let words = format!("`statement.json` has more than {LARGEST_FILE} bytes");
    scribe.forge(at, |entry| entry.tree = RawTree::TooLarge(words));
    at
}

fn another_place(scribe: &mut Scribe) -> usize {
    let files = honest(scribe);
    elsewhere(scribe, files.statement, files.signature)
}

fn a_space(scribe: &mut Scribe) -> usize {
    let files = honest(scribe);
    let mut bytes = files.statement;
    bytes.insert(1, b' ');
    scribe.write("dana", bytes)
}

fn a_line_after_the_end(scribe: &mut Scribe) -> usize {
    let files = honest(scribe);
    let mut signature = files.signature;
    signature.push(b'\n');
    let files = linked(scribe, files.statement, signature);
    scribe.push(files)
}

fn other_words(scribe: &mut Scribe) -> usize {
    let files = honest(scribe);
    let signature = TestKey::named("dana").sign(b"other words");
    let files = linked(scribe, files.statement, signature);
    scribe.push(files)
}
