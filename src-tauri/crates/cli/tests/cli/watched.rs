//! `lockkeeper watch` binds what holds people back, with a machine's key.

use crate::office::{MACHINE, Office};
use crate::world::{code, said};

/// What somebody's look brought into the remote's ledger after an entry.
fn looks(office: &Office, who: &str, after: usize) -> Vec<(String, String)> {
    let looked = office.ends(office.at(who, &["watch", "--once"]));
    assert_eq!(code(&looked), 0, "{who}: {}", said(&looked));
    let lines = office.entries_from(after + 1);
    let word = |line: &serde_json::Value, name: &str| {
        assert!(line["void"].is_null(), "{line}");
        line[name].as_str().expect("a word").to_owned()
    };
    let pair = |line| (word(line, "kind"), word(line, "by"));
    lines.iter().map(pair).collect()
}

#[test]
fn a_stopped_line_is_bound_once_by_the_machine_that_watches_and_by_no_persons_key() {
    let office = Office::opened(1);
    assert_eq!(looks(&office, MACHINE, 0), [], "nothing waits to be seen");
    let stop = [
        "freeze",
        "production",
        "--reason",
        "stop",
        "--yes",
        "--json",
    ];
    let stopped = office.ends(office.at("mira", &stop));
    assert_eq!(code(&stopped), 0, "{}", said(&stopped));
    assert_eq!(looks(&office, "dana", 1), [], "nobody was asked");
    let bound = [("checkpoint".to_owned(), MACHINE.to_owned())];
    assert_eq!(looks(&office, MACHINE, 1), bound);
    assert_eq!(looks(&office, MACHINE, 1), bound, "once");
}

#[test]
fn a_commit_that_names_another_author_is_reported() {
    let office = Office::opened(1);
    let (remote, branch) = ("control.git", "lockkeeper/ledger");
    let git = |words: &[&str]| office.git(remote, words).trim().to_owned();
    let message = git(&["log", "-1", "--format=%B", branch]);
    let tree = git(&["rev-parse", &format!("{branch}^{{tree}}")]);
    let named = [
        "-c",
        "user.name=eve",
        "-c",
        "user.email=eve@x",
        "commit-tree",
    ];
    let forged = git(&[&named[..], &["-m", &message, &tree]].concat());
    git(&["update-ref", &format!("refs/heads/{branch}"), &forged]);
    let lines = office.entries_from(0);
    let told = lines[0]["remarks"].to_string();
    assert!(told.contains("another author: “eve”"), "{told}");
}
