//! Questions that need no workspace.

use crate::world::{World, code, said};

#[test]
fn a_repository_is_answered_for_without_a_journal() {
    let world = World::new();
    let shop = world.path("demo/shop");
    for words in [
        &["next-version"][..],
        &["next-version", "--component", "worker", "--rev", "HEAD"],
        &["next-version", "--pre", "rc"],
        &["changelog"],
        &["changelog", "--style", "types"],
    ] {
        let output = world.run_in(&shop, words);
        assert_eq!(code(&output), 0, "{words:?}: {}", said(&output));
    }
    assert!(!world.path("data").exists(), "no journal was opened");
}

#[test]
fn a_message_on_standard_input_is_judged() {
    let world = World::empty();
    let output = world.tell(&["parse-commit"], "feat(api)!: drop v1\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "major\n");
    let output = world.tell(&["parse-commit", "--json"], "fix: a leak\n\nRefs: #7\n");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&document["type"], &document["level"]),
        (&"fix".into(), &"patch".into())
    );
}

#[test]
fn a_workspace_is_found_from_any_folder_below_it() {
    let world = World::new();
    let below = world.path("demo/control/deep/below");
    std::fs::create_dir_all(&below).expect("it can be made");
    let output = world.run_in(&below, &["board"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let above = world.run_in(&world.path(""), &["board"]);
    assert_eq!(code(&above), 3, "{}", said(&above));
}

#[test]
fn a_workspace_is_proposed_and_written_once() {
    let world = World::new();
    let shop = world.path("demo/shop").display().to_string();
    let place = world.path("new").display().to_string();
    let words = ["init", "--from", &shop, "--dir", &place, "--yes"];
    let first = world.run_in(&world.path(""), &words);
    assert_eq!(code(&first), 0, "{}", said(&first));
    let written = std::fs::read_to_string(world.path("new/lockkeeper.toml")).expect("it is there");
    assert!(written.contains("worker"), "{written}");
    let again = world.run_in(&world.path(""), &words);
    assert_ne!(code(&again), 0, "{}", said(&again));
    let kept = std::fs::read_to_string(world.path("new/lockkeeper.toml"));
    assert_eq!(kept.ok(), Some(written));
}
