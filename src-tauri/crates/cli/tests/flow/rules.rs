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

/// What an editor leaves in the file is not what git commits.
#[test]
fn a_message_is_judged_as_git_will_commit_it() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = ruled(&yard);
    let judge = |words: &[&str], text: &str| {
        let mut command = clone.program(&["check", "message", "FILE"]);
        command.env("GIT_EDITOR", words.join(" "));
        clone.write("FILE", text);
        code(&command.output().expect("it starts"))
    };
    let by_editor = |text: &str| judge(&["vi"], text);
    let scissors = "# ------------------------ >8 ------------------------";
    let comment = "feat: a cart\n\n# On branch feature/FM-77-cart\n";
    let below = format!("feat: a cart\n{scissors}\ndiff FM-77\n");
    assert_eq!(by_editor(comment), 1, "its issue is in a comment");
    assert_eq!(by_editor(&below), 1, "its issue is below the scissors");
    assert_eq!(by_editor("# Write: what\n\nfeat: a cart for FM-12\n"), 0);
    assert_eq!(by_editor("\n\nfeat: a cart for FM-12\n"), 0);
    assert_eq!(by_editor("# nothing but a comment\n"), 1);
    assert_eq!(judge(&[":"], "feat: a cart\n\n#FM-12\n"), 0, "said with -m");
    clone.git(&["config", "commit.cleanup", "strip"]);
    assert_eq!(judge(&[":"], "feat: a cart\n\n#FM-12\n"), 1);
    clone.git(&["config", "core.commentChar", ";"]);
    assert_eq!(by_editor("feat: a cart\n\n#FM-12\n"), 0);
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
fn the_messages_of_commits_new_to_the_remote_are_judged_before_a_push() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = ruled(&yard);
    let branch = "feature/FM-1-x";
    clone.git(&["switch", "-q", "-c", branch, "develop"]);
    let ask = |clone: &Clone<'_>| {
        let (name, tip) = (
            format!("refs/heads/{branch}"),
            clone.git(&["rev-parse", "HEAD"]),
        );
        let line = format!("{name} {tip} {name} {}\n", "0".repeat(40));
        tell(clone, &["check", "push", "origin", "url"], &line)
    };
    clone.commit("x.txt", "x\n", "feat: a cart for FM-1");
    assert_eq!(code(&ask(&clone)), 0, "{}", said(&ask(&clone)));
    let bad = clone.commit("x.txt", "y\n", "some work");
    clone.commit("x.txt", "z\n", "fix: FM-1 again");
    let refused = ask(&clone);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let named = format!("{} (some work)", &bad[..7]);
    assert!(said(&refused).contains(&named), "{}", said(&refused));
    clone.git(&["push", "-q", "origin", branch]);
    clone.commit("x.txt", "u\n", "fix: FM-1 once more");
    assert_eq!(
        code(&ask(&clone)),
        0,
        "what the remote has is not judged again"
    );
}

#[test]
fn a_hook_names_a_workspace_that_lies_elsewhere() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = yard.clone("work");
    let control = yard.path("it's control");
    std::fs::create_dir(&control).expect("it is made");
    let file = FILE.replace("url = \".\"", "url = \"../work\"");
    std::fs::write(control.join("lockkeeper.toml"), file).expect("it can be written");
    let named = control.join("lockkeeper.toml").display().to_string();
    clone.flows(&["hook", "commit-msg", "--workspace", &named]);
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_lockkeeper"));
    let bin = bin
        .parent()
        .expect("it lies somewhere")
        .display()
        .to_string();
    let paths = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    let ask = |message: &str| {
        clone.write(".git/said", message);
        let mut hook = yard.command("sh", "work");
        hook.env("PATH", &paths);
        hook.args([".git/hooks/commit-msg", ".git/said"]);
        hook.output().expect("it starts")
    };
    let refused = ask("some work\n");
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(
        said(&refused).contains("names no issue"),
        "{}",
        said(&refused)
    );
    assert_eq!(code(&ask("feat: a cart for FM-1\n")), 0);
    std::fs::remove_dir_all(&control).expect("it can be removed");
    let gone = ask("feat: a cart for FM-1\n");
    assert_ne!(code(&gone), 0, "{}", said(&gone));
    assert!(said(&gone).contains("lockkeeper.toml"), "{}", said(&gone));
}

#[test]
fn where_no_workspace_says_anything_a_check_says_that_it_asked_nothing() {
    let yard = Yard::of(&["main"]);
    let clone = yard.clone("work");
    let asked = tell(&clone, &["check", "message", "-"], "some work\n");
    assert_eq!(code(&asked), 0, "{}", said(&asked));
    assert!(
        said(&asked).contains("no rule was asked"),
        "{}",
        said(&asked)
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
