//! One forged ledger for every rule, in real repositories: what is read there
//! is judged alike by this program and by the verifier for strangers.

use super::desks::{BRANCH, here};
use lockkeeper_domain::ledger::{LedgerVerdict, Moment, RawEntry, RawFiles, RawTree, Walk};
use lockkeeper_engine::ledger::verify;
use lockkeeper_testkit::forgeries::{self, Forgery};
use lockkeeper_testkit::repo::RepoFixture;
use lockkeeper_testkit::team;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

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

/// Somebody who has three programs and nothing of this one.
struct Stranger(TempDir);

impl Stranger {
    /// A PATH of git, ssh-keygen and python3.
    fn with_three_programs() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        // What is called python3 may be a script that looks for it.
        let python = ["python3", "-c", "import sys; print(sys.executable)"];
        let asked: [(&str, &[&str]); 3] = [
            ("python3", &python),
            ("git", &["sh", "-c", "command -v git"]),
            ("ssh-keygen", &["sh", "-c", "command -v ssh-keygen"]),
        ];
        for (name, words) in asked {
            let told = Command::new(words[0]).args(&words[1..]).output();
            let told = told.expect("it can be asked").stdout;
            let place = String::from_utf8(told).expect("a place");
            let link = folder.path().join(name);
            std::os::unix::fs::symlink(place.trim(), link).expect("a link can be made");
        }
        Self(folder)
    }

    /// The verdict of the verifier that trusts nothing of this program, about
    /// a repository or a bundle of one.
    fn verdict(&self, place: &Path, now: Moment) -> Value {
        let output = self.asked(place, now);
        let read = serde_json::from_slice(&output.stdout);
        read.unwrap_or_else(|error| {
            let aside = String::from_utf8_lossy(&output.stderr);
            unreachable!("{error}: {aside}")
        })
    }

    fn asked(&self, place: &Path, now: Moment) -> Output {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/assets");
        Command::new(self.0.path().join("python3"))
            .arg(assets.join("verify_ledger.py"))
            .arg(place)
            .args(["--json", "--at", &now.to_string()])
            .env_clear()
            .env("PATH", self.0.path())
            .output()
            .expect("python3 runs")
    }
}

/// The ledger of a repository in one file, as it is given away.
fn bundled(fixture: &RepoFixture) -> PathBuf {
    let file = fixture.beside("ledger.bundle");
    let place = file.display().to_string();
    fixture.git(["bundle", "create", "--quiet", &place, BRANCH]);
    file
}

async fn ours(fixture: &RepoFixture, now: Moment) -> Walk {
    let walk = verify(&*here(fixture), now).await;
    walk.expect("it can be read")
}

/// How many forgeries both judged alike.
async fn judged_alike(forgeries: Vec<Forgery>) -> usize {
    let stranger = Stranger::with_three_programs();
    let count = forgeries.len();
    for forgery in forgeries {
        let Forgery { rule, now, .. } = forgery;
        let fixture = import(&forgery.entries);
        let ours = LedgerVerdict::of(&ours(&fixture, now).await);
        let found = ours
            .rule
            .or_else(|| ours.void.first().map(|void| void.reason));
        assert_eq!(found, Some(rule));
        let ours = serde_json::to_value(&ours).expect("a verdict is JSON");
        let theirs = stranger.verdict(&bundled(&fixture), now);
        assert_eq!(theirs, ours, "{rule}");
        if forgery.breaks {
            let theirs = stranger.verdict(fixture.path(), now);
            assert_eq!(theirs, ours, "{rule} in the repository itself");
        }
    }
    count
}

#[tokio::test]
async fn every_forgery_is_judged_alike_by_this_program_and_by_a_stranger() {
    assert!(judged_alike(forgeries::all()).await >= 50);
}

#[tokio::test]
async fn of_two_faults_both_tell_the_same_one() {
    assert!(judged_alike(forgeries::wrong_twice()).await >= 10);
}

#[tokio::test]
async fn what_is_nearly_right_is_judged_alike() {
    assert_eq!(judged_alike(forgeries::nearly_right()).await, 5);
}

/// The bundle of a ledger at each of fifty lengths is as good as the ledger.
#[tokio::test]
async fn every_honest_bundle_is_judged_alike_by_this_program_and_by_a_stranger() {
    let stranger = Stranger::with_three_programs();
    let mut scribe = team::begun();
    while scribe.entries().len() < 50 {
        let version = format!("1.{}.0", scribe.entries().len());
        team::promoted(&mut scribe, "api", &version, "production");
        scribe.say("sam", "note", &json!({"text": version}));
    }
    let now = scribe.at.plus(team::HOUR);
    for length in 1..=50 {
        let fixture = import(&scribe.entries()[..length]);
        let ours = LedgerVerdict::of(&ours(&fixture, now).await);
        assert!(ours.is_intact() && ours.void.is_empty(), "{length}");
        let ours = serde_json::to_value(&ours).expect("a verdict is JSON");
        let theirs = stranger.verdict(&bundled(&fixture), now);
        assert_eq!(theirs, ours, "{length} entries");
    }
}

/// A commit that was written by hand, and a branch that the remote is seen to
/// have further on, as a clone of a repository has it.
#[tokio::test]
async fn odd_repositories_are_judged_alike_by_this_program_and_by_a_stranger() {
    let stranger = Stranger::with_three_programs();
    let mut scribe = team::begun();
    scribe.say("sam", "note", &json!({"text": "x"}));
    let now = scribe.at.plus(team::HOUR);
    let fixture = import(scribe.entries());
    let agreed = async || {
        let ours = LedgerVerdict::of(&ours(&fixture, now).await);
        let ours = serde_json::to_value(&ours).expect("a verdict is JSON");
        assert_eq!(stranger.verdict(fixture.path(), now), ours);
        ours
    };
    let head = fixture.rev(BRANCH);
    let first = format!("{head}~1");
    fixture.git(["update-ref", BRANCH, &first]);
    for further in [
        "refs/remotes/origin/lockkeeper/ledger",
        "refs/lockkeeper/remote/origin/ledger",
    ] {
        fixture.git(["update-ref", further, head.as_str()]);
        assert_eq!(agreed().await["entries"], 2, "{further}");
        fixture.git(["update-ref", "-d", further]);
        assert_eq!(agreed().await["entries"], 1);
    }
    // Nothing in it, and nothing cut.
    std::fs::write(fixture.path().join("shallow"), "").expect("it can be written");
    assert_eq!(agreed().await["entries"], 1);
    let make = |kind: &str, content: &[u8]| {
        let words = ["hash-object", "-w", "-t", kind, "--literally", "--stdin"];
        fixture.try_git(words, content).expect("git takes it")
    };
    let three = ["link.json", "statement.json", "statement.sig"]
        .map(|name| [b"100644 ", name.as_bytes(), &[0; 21]].concat())
        .concat();
    let commit = |tree: &str| format!("tree {tree}\nparent {head}\n\nx\n");
    let odd = [
        "none\n".to_owned(),
        commit(head.as_str()),
        commit(make("blob", b"x").trim()),
        commit(make("tree", &three[..three.len() - 3]).trim()),
        commit(make("tree", b"100644 link.json").trim()),
    ];
    for said in odd {
        let odd = make("commit", said.as_bytes());
        // Git writes no such ref itself.
        std::fs::write(fixture.path().join(BRANCH), odd).expect("it can be written");
        assert_eq!(agreed().await["rule"], "tree", "{said}");
    }
}

/// An object whose file holds another one, which git gives out as asked.
#[tokio::test]
async fn a_damaged_disk_is_no_verdict_for_anybody() {
    let stranger = Stranger::with_three_programs();
    let mut scribe = team::begun();
    scribe.say("sam", "note", &json!({"text": "x"}));
    let now = scribe.at.plus(team::HOUR);
    let fixture = import(scribe.entries());
    let place = |name: &str| {
        let oid = fixture.rev(name);
        let (folder, file) = oid.as_str().split_at(2);
        fixture.path().join("objects").join(folder).join(file)
    };
    let damaged = place(&format!("{BRANCH}:statement.json"));
    std::fs::remove_file(&damaged).expect("it lies in a file of its own");
    std::fs::copy(place(&format!("{BRANCH}:link.json")), &damaged).expect("it can be copied");
    assert!(verify(&*here(&fixture), now).await.is_err());
    let theirs = stranger.asked(fixture.path(), now);
    assert_eq!(theirs.status.code(), Some(3), "{theirs:?}");
}
