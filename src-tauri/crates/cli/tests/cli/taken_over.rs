//! Somebody pushes another ledger over the one that two desks have verified.

use crate::recorded::{Team, stranger};
use crate::world::{code, said};
use serde_json::Value;

const BRANCH: &str = "refs/heads/lockkeeper/ledger";

/// The kinds of the entries in a list, with their authors.
fn list(document: &Value, name: &str) -> Vec<(String, String)> {
    let all = document[name].as_array();
    let all = all.unwrap_or_else(|| panic!("no {name} in {document}"));
    let word = |one: &Value, name: &str| one[name].as_str().expect("a word").to_owned();
    let pair = |one: &Value| (word(one, "kind"), word(one, "by"));
    all.iter().map(pair).collect()
}

fn pair(kind: &str, by: &str) -> (String, String) {
    (kind.to_owned(), by.to_owned())
}

/// Dana's folder is the remote of everybody. It shows what she says now, then
/// a chain without it, to which the others write; then hers again.
fn forked(team: &Team) -> String {
    let remote = |words: &[&str]| team.world.git("demo/control", words);
    let common = remote(&["rev-parse", BRANCH]);
    let done = |name: &str, words: &[&str]| {
        let done = team.at(name, words);
        assert_eq!(code(&done), 0, "{name} {words:?}: {}", said(&done));
    };
    let waits = team.waiting()["id"].as_str().expect("an id").to_owned();
    done("dana", &["approve", &waits, "--yes"]);
    let dana = remote(&["rev-parse", BRANCH]);
    remote(&["update-ref", BRANCH, &common]);
    let freeze = [
        "freeze",
        "staging",
        "--reason",
        "the night is short",
        "--yes",
    ];
    done("mira", &freeze);
    done(
        "mira",
        &[
            "reject",
            &waits,
            "--reason",
            "not before the audit",
            "--yes",
        ],
    );
    for name in ["lee", "sam"] {
        done(name, &["requests"]);
    }
    remote(&["update-ref", BRANCH, &dana]);
    let verdict = team.document("dana", &["ledger", "verify"]);
    verdict["head"].as_str().expect("a hash").to_owned()
}

#[test]
fn what_the_remote_shows_against_what_was_verified_is_not_given_out() {
    let team = Team::begun();
    forked(&team);
    let folder = team.world.path("for-an-auditor");
    let given = folder.display().to_string();
    for words in [
        &["ledger", "verify"][..],
        &["ledger", "log"],
        &["ledger", "show", "1"],
        &["ledger", "export", "--bundle", &given],
    ] {
        let told = team.at("lee", words);
        assert_eq!(code(&told), 5, "{words:?}: {}", said(&told));
        assert!(said(&told).contains("another ledger"), "{}", said(&told));
    }
    assert!(!folder.exists(), "nothing is given away");
}

#[test]
fn a_fork_is_agreed_on_and_nobody_starts_before_everybody_said_again_what_held_back() {
    let team = Team::begun();
    let chain = forked(&team);
    let adopt = ["ledger", "adopt", &chain];
    let yes = ["ledger", "adopt", &chain, "--yes"];
    let told = team.at("lee", &["note", "hello", "--yes"]);
    assert_ne!(code(&told), 0, "nobody appends to a fork");

    let asked = team.at("lee", &adopt);
    assert_eq!(code(&asked), 2, "nobody said yes: {}", said(&asked));
    let looked = team.document("lee", &[&adopt[..], &["--dry-run"]].concat());
    assert_eq!(list(&looked, "again"), [pair("freeze", "mira")]);
    assert_eq!(list(&looked, "anew"), [pair("rejection", "mira")]);
    assert_ne!(
        code(&team.at("lee", &["note", "x", "--yes"])),
        0,
        "only looked"
    );

    let agreed = team.document("lee", &yes);
    assert_eq!(list(&agreed, "linked"), [pair("freeze", "mira")]);
    assert_eq!(list(&agreed, "waits"), [pair("rejection", "mira")]);
    let sam = team.document("sam", &yes);
    assert_eq!(list(&sam, "waits"), [pair("rejection", "mira")]);
    let early = team.at(
        "sam",
        &["promote", "web@4.1.7", "--to", "production", "--yes"],
    );
    assert_eq!(code(&early), 1, "{}", said(&early));
    let why = said(&early);
    assert!(why.contains("Nobody starts before"), "{why}");

    let mira = team.document("mira", &yes);
    assert_eq!(list(&mira, "signed"), [pair("rejection", "mira")]);
    assert_eq!(list(&mira, "waits"), []);
    let again = team.document("mira", &yes);
    assert_eq!(list(&again, "signed"), [], "once is enough");
    let request = team.document("sam", &["requests"]).to_string();
    assert!(request.contains("rejected"), "{request}");
    let late = team.at("sam", &["ledger", "adopt", &chain, "--dry-run"]);
    assert_eq!(code(&late), 0, "{}", said(&late));

    let ours = team.document("dana", &["ledger", "verify"]);
    assert_eq!(ours["verdict"], "intact");
    assert_eq!(ours["void"], serde_json::json!([]));
    let checked = stranger(&team.exported());
    let theirs: Value = serde_json::from_slice(&checked.stdout).expect("a document");
    assert_eq!(theirs, ours, "the verifier for strangers agrees");
}
