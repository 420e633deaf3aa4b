//! Exit codes, and that nothing happens without a yes.

use crate::world::{World, aside, code, said};

#[test]
fn done_is_zero_and_a_plan_without_a_yes_is_two_and_changes_nothing() {
    let world = World::new();
    let before = world.git("demo/remotes/web.git", &["for-each-ref"]);
    let looked = world.run(&["release", "cut", "web", "--dry-run"]);
    assert_eq!(code(&looked), 0, "{}", said(&looked));
    let silent = world.run(&["release", "cut", "web"]);
    assert_eq!(code(&silent), 2, "{}", said(&silent));
    assert!(aside(&silent).contains("add --yes"), "{}", said(&silent));
    assert_eq!(world.git("demo/remotes/web.git", &["for-each-ref"]), before);
    let cut = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(code(&cut), 0, "{}", said(&cut));
    assert_ne!(world.git("demo/remotes/web.git", &["for-each-ref"]), before);
}

#[test]
fn refused_is_one_with_all_reasons() {
    let world = World::new();
    let nothing = world.run(&["release", "cut", "worker", "--yes"]);
    assert_eq!(code(&nothing), 1, "{}", said(&nothing));
    assert!(
        aside(&nothing).contains("nothing to release"),
        "{}",
        said(&nothing)
    );
    let gates = world.run(&[
        "explain",
        "worker@0.14.3:production",
        "--at",
        "2020-01-01T00:00:00Z",
    ]);
    assert_eq!(code(&gates), 1, "{}", said(&gates));
}

#[test]
fn production_wants_its_version_named() {
    let world = World::new();
    let words = [
        "rollback",
        "worker",
        "--in",
        "production",
        "--reason",
        "a test",
        "--dry-run",
    ];
    let planned = world.document(&words);
    if let Some(version) = planned["plan"]["typed"].as_str() {
        let words = [
            "rollback",
            "worker",
            "--in",
            "production",
            "--reason",
            "a test",
            "--yes",
        ];
        let unnamed = world.run(&words);
        assert_eq!(code(&unnamed), 2, "{}", said(&unnamed));
        let command = format!("lockkeeper rollback worker@{version} --in production --yes");
        assert!(aside(&unnamed).contains(&command), "{}", said(&unnamed));
        let told = world.run(&[&words[..], &["--json"]].concat());
        assert_eq!(code(&told), 2, "{}", said(&told));
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).expect("one document");
        let message = told["error"]["message"].as_str().expect("a message");
        assert!(message.contains(&command), "{message}");
    }
}

#[test]
fn words_that_mean_nothing_are_two() {
    let world = World::new();
    for words in [
        &["bord"][..],
        &["board", "--quick"],
        &["release", "cut", "web", "--version", "2.0.0"],
        &[
            "release",
            "cut",
            "web",
            "--version",
            "two",
            "--reason",
            "a test",
        ],
        &["explain", "web@latest:production"],
        &["board", "--yes", "--dry-run"],
    ] {
        let output = world.run(words);
        assert_eq!(code(&output), 2, "{words:?}: {}", said(&output));
        assert!(output.stdout.is_empty(), "{words:?}: {}", said(&output));
    }
}

#[test]
fn what_has_no_plan_is_stopped_by_a_dry_run() {
    let world = World::today();
    let bundle = world.path("bundle").display().to_string();
    let before = world.document(&["runs"]);
    for words in [
        &["flow", "hook", "commit-msg", "--repo", "shop"][..],
        &["ledger", "export", "--bundle", &bundle],
        &["watch", "--once"],
        &["key", "use"],
        &["demo", "--dir", &bundle],
    ] {
        let output = world.run(&[words, &["--dry-run"]].concat());
        assert_eq!(code(&output), 2, "{words:?}: {}", said(&output));
    }
    assert!(!world.path("bundle").exists());
    assert!(!world.path("demo/shop/.git/hooks/commit-msg").exists());
    assert_eq!(world.document(&["runs"]), before);
}

#[test]
fn what_cannot_be_done_is_three_and_says_what_was_not_done() {
    let world = World::empty();
    let here = world.path("").display().to_string();
    let output = world.run(&["board", "--workspace", &here]);
    assert_eq!(code(&output), 3, "{}", said(&output));
    let output = world.run(&["next-version", "--repo", &here]);
    assert_eq!(code(&output), 3, "{}", said(&output));
    assert!(
        aside(&output).starts_with("lockkeeper: "),
        "{}",
        said(&output)
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn a_world_that_changes_under_a_run_is_four() {
    let world = World::today();
    let infra = "demo/remotes/infra.git";
    let theirs = another_version(&world, "worker/values-production.yaml");
    // While our push arrives, somebody else's gets in first.
    let hook =
        format!("#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/main {theirs}\n");
    world.program_at(&format!("{infra}/hooks/pre-receive"), &hook);
    let output = world.run(&["promote", "worker@0.14.3", "--to", "production", "--yes"]);
    assert_eq!(code(&output), 4, "{}", said(&output));
    assert_eq!(world.git(infra, &["rev-parse", "main"]), theirs);
}

/// A commit of somebody else that puts another version into a file. The
/// remote has it, on another branch.
fn another_version(world: &World, file: &str) -> String {
    let clone = "demo/infra";
    world.git(clone, &["checkout", "-q", "--detach"]);
    let path = world.path(clone).join(file);
    let text = std::fs::read_to_string(&path).expect("it is there");
    let other = text.replace("tag: ", "tag: 9.9.9 # ");
    assert_ne!(text, other, "the file names a tag");
    std::fs::write(&path, other).expect("it can be written");
    world.git(
        clone,
        &["commit", "-q", "-a", "-m", "somebody else", "--no-gpg-sign"],
    );
    world.git(clone, &["push", "-q", "origin", "HEAD:refs/heads/theirs"]);
    let theirs = world.git(clone, &["rev-parse", "HEAD"]);
    world.git(clone, &["checkout", "-q", "main"]);
    theirs
}

#[test]
fn a_run_that_has_ended_cannot_be_continued() {
    let world = World::new();
    world.done(&["release", "cut", "web", "--yes"]);
    let runs = world.document(&["runs"]);
    let id = runs[0]["id"].as_str().expect("it has an id").to_owned();
    let ended = world.run(&["run", "continue", &id]);
    assert_eq!(code(&ended), 3, "{}", said(&ended));
    let error = world.document(&["explain", "p-000000000000"]);
    assert_eq!(error["error"]["code"], "run-not-found");
}

#[test]
fn a_version_that_is_live_already_is_told_with_where_it_could_go() {
    let world = World::today();
    let requests = world.document(&["requests"]);
    let output = world.run(&["promote", "worker@0.14.3", "--to", "staging", "--yes"]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    let words = said(&output);
    assert!(
        words.contains("worker 0.14.3 is live in staging since"),
        "{words}"
    );
    let next = "lockkeeper promote worker@0.14.3 --to production";
    assert!(words.contains(next), "{words}");
    assert_eq!(world.document(&["requests"]), requests, "nobody is asked");
}
