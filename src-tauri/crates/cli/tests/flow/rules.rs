//! Rules for names and messages, in the terminal and in hooks.

use crate::yard::{Clone, Yard, code, said};
use std::io::Write;
use std::process::{Output, Stdio};

const FILE: &str = "schema = 1\nenvironments = [\"dev\"]\nname = \"Yard\"\n\
[repos.shop]\nurl = \".\"\nbranching = \"gitflow\"\n\
branch_names = { pattern = \"(feature|bugfix|hotfix)/FM-\\\\d+-[a-z0-9-]+\", reason = \"The board finds it by its issue.\" }\n\
messages = { conventional = true, types = [\"feat\", \"fix\"], issue = \"FM-\\\\d+\", longest = 60 }\n\
review = { first = \"24h\", follow_up = \"4h\" }\n\
[repos.shop.branches.main]\npush = false\napprovals = { count = 2, role = \"senior\" }\nsigned = true\nmerge = [\"squash\"]\n\
[env.dev]\ntier = \"development\"\n";

fn ruled(yard: &Yard) -> Clone<'_> {
    let clone = yard.clone("work");
    clone.write("lockkeeper.toml", FILE);
    clone
}

fn tell(clone: &Clone<'_>, words: &[&str], text: &str) -> Output {
    let mut command = clone.program(words);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(text.as_bytes()).expect("it is read");
    drop(input);
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_branch_that_is_not_named_as_agreed_is_refused_with_the_reason() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = ruled(&yard);
    let refused = clone.flow(&["start", "feature", "cart"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(
        said(&refused).contains("The board finds it by its issue."),
        "{}",
        said(&refused)
    );
    clone.flows(&["start", "feature", "FM-12-cart"]);
}

#[test]
fn a_message_is_judged_with_every_reason() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = ruled(&yard);
    let ask = |text: &str| tell(&clone, &["check", "message", "-"], text);
    assert_eq!(code(&ask("feat: a cart for FM-12\n")), 0);
    assert_eq!(
        code(&ask("Merge branch 'x'\n")),
        0,
        "what git writes is left alone"
    );
    let refused = ask("some work\n");
    assert_eq!(code(&refused), 1);
    assert!(said(&refused).contains("type(scope)"), "{}", said(&refused));
    assert!(
        said(&refused).contains("names no issue"),
        "{}",
        said(&refused)
    );
    let other = ask("chore: FM-1\n");
    assert!(
        said(&other).contains("`chore` is not one of the types"),
        "{}",
        said(&other)
    );
}

#[test]
fn a_push_to_a_branch_that_takes_pull_requests_only_is_refused() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = ruled(&yard);
    let line = |branch: &str| format!("refs/heads/x 1 refs/heads/{branch} 2\n");
    let ask = |branch: &str| tell(&clone, &["check", "push", "origin", "url"], &line(branch));
    assert_eq!(code(&ask("main")), 1);
    assert!(said(&ask("main")).contains("pull request only"));
    assert_eq!(code(&ask("develop")), 0);
    assert_eq!(code(&ask("feature/x")), 1, "its name is not as agreed");
    assert_eq!(code(&ask("feature/FM-3-x")), 0);
}

#[test]
fn a_hook_is_put_in_and_taken_out_and_one_of_others_is_left_alone() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = ruled(&yard);
    let file = clone.folder().join(".git/hooks/commit-msg");
    clone.flows(&["hook", "commit-msg"]);
    let text = std::fs::read_to_string(&file).expect("it is there");
    assert!(text.contains("lockkeeper check message"), "{text}");
    clone.flows(&["hook", "commit-msg", "--remove"]);
    assert!(!file.exists());
    std::fs::write(&file, "#!/bin/sh\nexit 0\n").expect("it can be written");
    let refused = clone.flow(&["hook", "commit-msg"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert_eq!(
        std::fs::read_to_string(&file).expect("it is there"),
        "#!/bin/sh\nexit 0\n"
    );
}

#[test]
fn what_protects_a_branch_is_compared_with_the_commits_it_has() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = ruled(&yard);
    let ask = || {
        let output = clone.program(&["flow", "protection", "--json"]).output();
        let output = output.expect("it starts");
        let view: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("it is a document");
        (code(&output), view)
    };
    let (ended, view) = ask();
    let state = |view: &serde_json::Value, rule: &str| {
        let rules = view["branches"][0]["rules"].as_array().cloned();
        let found = rules.unwrap_or_default().into_iter();
        let found = found.filter(|found| found["rule"] == rule);
        found
            .map(|found| found["state"].to_string())
            .collect::<String>()
    };
    assert_eq!(view["branches"][0]["name"], "main", "{view}");
    assert_eq!(state(&view, "signed commits"), "\"broken\"", "{view}");
    assert_eq!(state(&view, "way of merging"), "\"kept\"", "{view}");
    assert_eq!(state(&view, "approvals"), "\"unknown\"", "{view}");
    assert_eq!(
        state(&view, "by pull request only"),
        "\"unknown\"",
        "{view}"
    );
    assert_eq!(ended, 1, "a broken rule is a no");
    assert_eq!(view["review"].as_array().map(Vec::len), Some(2), "{view}");

    clone.git(&["switch", "-q", "-c", "side", "main"]);
    clone.commit("side.txt", "x\n", "feat: on the side");
    clone.git(&["switch", "-q", "main"]);
    clone.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge branch 'side'",
        "side",
    ]);
    let merge = clone.git(&["rev-parse", "HEAD"]);
    let (_, view) = ask();
    assert_eq!(state(&view, "way of merging"), "\"broken\"", "{view}");
    assert!(
        view.to_string().contains(&merge),
        "the commit is named: {view}"
    );
}
