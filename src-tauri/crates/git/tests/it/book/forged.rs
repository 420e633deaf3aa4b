//! One forged ledger for every rule, in real repositories: what is read there
//! is judged alike by this program and by the verifier for strangers.

use super::desks::{BRANCH, here};
use lockkeeper_domain::ledger::{LedgerVerdict, Moment, RawEntry, RawFiles, RawTree, Walk};
use lockkeeper_engine::ledger::verify;
use lockkeeper_testkit::forgeries::{self, Forgery};
use lockkeeper_testkit::repo::RepoFixture;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a ledger into a repository as it is, right or wrong.
fn import(entries: &[RawEntry]) -> RepoFixture {
    let fixture = RepoFixture::bare();
    let mut stream = Vec::new();
    let mut marks = HashMap::new();
    for (number, entry) in entries.iter().enumerate() {
        let (mark, at) = (number + 1, entry.author.1);
        let mut head =
            format!("commit {BRANCH}\nmark :{mark}\ncommitter x <x@x> {at} +0000\ndata 1\nx\n");
        for (place, parent) in entry.parents.iter().enumerate() {
            let word = if place == 0 { "from" } else { "merge" };
            let mark: usize = marks[parent];
            let _always = writeln!(head, "{word} :{mark}");
        }
        marks.insert(entry.commit.clone(), mark);
        stream.extend_from_slice(head.as_bytes());
        stream.extend_from_slice(b"deleteall\n");
        for (name, bytes) in files(&entry.tree) {
            let head = format!("M 100644 inline {name}\ndata {}\n", bytes.len());
            stream.extend_from_slice(head.as_bytes());
            stream.extend_from_slice(&bytes);
            stream.push(b'\n');
        }
    }
    let file = fixture.path().join("stream");
    std::fs::write(&file, stream).expect("it can be written");
    let stream = std::fs::File::open(&file).expect("it is there");
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(fixture.path())
        .args(["fast-import", "--quiet", "--force"]);
    let imported = git.stdin(Stdio::from(stream)).status();
    assert!(imported.is_ok_and(|status| status.success()));
    fixture
}

/// The three files, or what stands for a tree that is none of ours.
fn files(tree: &RawTree) -> Vec<(&'static str, Vec<u8>)> {
    let three = |files: &RawFiles| {
        vec![
            ("link.json", files.link.clone()),
            ("statement.json", files.statement.clone()),
            ("statement.sig", files.signature.clone()),
        ]
    };
    let plain = || b"{}".to_vec();
    match tree {
        RawTree::Files(files) => three(files),
        RawTree::TooLarge(_) => vec![
            ("link.json", plain()),
            ("statement.json", vec![b'x'; 1024 * 1024 + 1]),
            ("statement.sig", plain()),
        ],
        RawTree::Odd(_) => ["a", "link.json", "statement.json", "statement.sig"]
            .map(|name| (name, plain()))
            .to_vec(),
    }
}

/// The verdict of the verifier that trusts nothing of this program.
fn stranger(repository: &Path, now: Moment) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/assets/verify_ledger.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(repository)
        .args(["--json", "--at", &now.to_string()])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .expect("python3 runs");
    let read = serde_json::from_slice(&output.stdout);
    read.unwrap_or_else(|error| {
        let aside = String::from_utf8_lossy(&output.stderr);
        unreachable!("{error}: {aside}")
    })
}

async fn ours(fixture: &RepoFixture, now: Moment) -> Walk {
    let walk = verify(&*here(fixture), now).await;
    walk.expect("it can be read")
}

#[tokio::test]
async fn every_forgery_is_judged_alike_by_this_program_and_by_a_stranger() {
    let mut verdicts = 0;
    for forgery in forgeries::all() {
        let Forgery { rule, now, .. } = forgery;
        let fixture = import(&forgery.entries);
        let ours = LedgerVerdict::of(&ours(&fixture, now).await);
        let found = ours
            .rule
            .or_else(|| ours.void.first().map(|void| void.reason));
        assert_eq!(found, Some(rule));
        let ours = serde_json::to_value(&ours).expect("a verdict is JSON");
        assert_eq!(stranger(fixture.path(), now), ours, "{rule}");
        verdicts += 1;
    }
    assert!(verdicts >= 50, "{verdicts}");
}
