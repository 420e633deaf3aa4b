//! `--dry-run` of everything that changes something.

use crate::world::World;

const REASON: [&str; 2] = ["--reason", "a test"];

/// Every ref of every repository, and what is changed in the work trees.
fn refs(world: &World) -> Vec<String> {
    let bare = ["control", "infra", "shop", "web"].map(|name| format!("demo/remotes/{name}.git"));
    let trees = ["control", "infra", "shop", "web"].map(|name| format!("demo/{name}"));
    let there = |folder: &&String| world.path(folder).exists();
    let all = bare.iter().chain(&trees).filter(there);
    let mut seen: Vec<String> = all.map(|repo| world.git(repo, &["for-each-ref"])).collect();
    let trees = trees.iter();
    seen.extend(trees.map(|tree| world.git(tree, &["status", "--porcelain", "--branch"])));
    seen
}

#[test]
fn a_look_changes_nothing_and_answers_one_document() {
    let world = World::today();
    world.done(&["board"]);
    let requests = world.document(&["requests"]);
    let waiting = requests.as_array().into_iter().flatten();
    let mut waiting = waiting.filter(|one| one["state"] == "waiting");
    let id = waiting.next().expect("somebody asked")["id"].to_string();
    let id = id.trim_matches('"');
    let new = world.path("new").display().to_string();
    let web = world.path("demo/web").display().to_string();
    let with = |words: &[&'static str]| [words, &REASON].concat();
    let before = refs(&world);
    for words in [
        vec!["release", "cut", "web"],
        with(&["release", "yank", "worker@0.14.3"]),
        with(&["release", "withdraw", "worker@0.14.3"]),
        vec!["promote", "web@4.2.0", "--to", "staging"],
        vec!["promote", "web@4.1.7", "--to", "production"],
        vec!["promote", "api@1.10.0-rc.1", "web@4.2.0", "--to", "staging"],
        with(&["rollback", "worker", "--in", "staging"]),
        with(&["rollback", "web", "worker", "--in", "staging"]),
        vec!["approve", id],
        vec!["reject", id, "--reason", "a test"],
        vec!["withdraw", id, "--reason", "a test"],
        vec!["break-glass", id, "--gate", "soak", "--reason", "a test"],
        with(&["freeze", "production"]),
        with(&["thaw"]),
        with(&["adopt", "--all"]),
        vec!["note", "a test"],
        vec!["incident", "open", "a test"],
        vec!["ledger", "begin"],
        vec!["ledger", "propose"],
        vec!["ledger", "restore"],
        vec!["ledger", "heal"],
        vec!["ledger", "export", "--jsonl", &new],
        vec!["key", "new"],
        vec!["key", "use"],
        vec!["key", "remove", "SHA256:none"],
        vec!["flow", "start", "feature", "look", "--repo", "shop"],
        vec!["flow", "finish", "feature", "look", "--repo", "shop"],
        vec!["flow", "undo", "--repo", "shop"],
        vec!["flow", "tidy", "--repo", "shop"],
        vec!["flow", "continue", "--repo", "shop"],
        vec!["flow", "abort", "--repo", "shop"],
        vec!["flow", "hook", "pre-push", "--repo", "shop"],
        vec!["init", "--from", &web, "--dir", &new],
        vec!["watch", "--once"],
        vec!["run", "cancel", "r-000000000000"],
        vec!["run", "continue", "r-000000000000"],
    ] {
        let document = world.document(&[&words[..], &["--dry-run"]].concat());
        assert!(!document.is_null(), "{words:?}");
        assert_eq!(refs(&world), before, "{words:?}");
    }
    assert!(!world.path("new").exists());
    assert_eq!(world.document(&["runs"]), serde_json::json!([]));
}
