//! JSON documents: their fields stay as they are.

use crate::world::{World, said};
use serde_json::Value;
use std::collections::BTreeSet;

/// The fields of a document with their kinds; of lists, the first entry.
fn shape(value: &Value, place: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                shape(value, &format!("{place}.{name}"), into);
            }
        }
        Value::Array(entries) => {
            into.insert(format!("{place}[]"));
            for entry in entries {
                shape(entry, &format!("{place}[]"), into);
            }
        }
        Value::Null => {}
        Value::Bool(_) => drop(into.insert(format!("{place}: yes or no"))),
        Value::Number(_) => drop(into.insert(format!("{place}: number"))),
        Value::String(_) => drop(into.insert(format!("{place}: text"))),
    }
}

fn fields(document: &Value) -> String {
    let mut lines = BTreeSet::new();
    shape(document, "", &mut lines);
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

#[test]
fn the_document_of_next_version_is_the_one_scripts_know() {
    let world = World::new();
    let repo = world.path("demo/web").display().to_string();
    let document = world.document(&["next-version", "--repo", &repo]);
    insta::assert_snapshot!("next_version", fields(&document));
    let text = world.done(&["next-version", "--repo", &repo]);
    let last = text.lines().last().expect("it has a last line");
    assert_eq!(document["next"], last);
}

#[test]
fn documents_of_the_workspace_keep_their_fields() {
    let (then, today) = (World::new(), World::today());
    // What is closed and what soaks now is so on every day of the week. The
    // first command is told of the ledger, whose name is another each time.
    today.done(&["freeze", "production", "--reason", "an outage", "--yes"]);
    then.done(&["runs"]);
    for (world, name, words) in [
        (&today, "board", &["board"][..]),
        (&then, "release_list", &["release", "list"]),
        (&then, "release_show", &["release", "show", "worker@0.14.3"]),
        (&today, "explain", &["explain", "api@1.9.0:production"]),
        (
            &then,
            "cut_planned",
            &["release", "cut", "web", "--dry-run"],
        ),
        (&then, "config_show", &["config", "show", "web"]),
        (&then, "calendar", &["calendar", "--month", "2026-03"]),
        (&then, "doctor", &["doctor"]),
    ] {
        let document = world.document(words);
        assert!(document.get("error").is_none(), "{name}: {document:#}");
        insta::assert_snapshot!(name, fields(&document));
    }
}

#[test]
fn a_run_is_shown_as_it_was_and_a_failure_is_a_document_too() {
    let world = World::new();
    let run = world.document(&["release", "cut", "web", "--yes"]);
    assert_eq!(run["state"], "succeeded", "{run:#}");
    let id = run["id"].as_str().expect("it has an id");
    assert_eq!(world.document(&["run", "show", id])["steps"], run["steps"]);
    assert_eq!(world.document(&["runs"])[0]["id"], id);
    let failure = world.document(&["run", "show", "r-000000000000"]);
    insta::assert_json_snapshot!("failure", failure);
}

#[test]
fn the_story_of_the_demo_is_told_whole() {
    let world = World::empty();
    let place = world.path("story").display().to_string();
    let text = world.done(&["demo", "--dir", &place, "--play"]);
    for chapter in [
        "The board",
        "Cut the next release",
        "to staging",
        "soak",
        "back to what",
        "Dana asks for it again",
        "Nobody decides on what they asked for themselves",
        "Mira says yes, at another desk",
        "Lee says yes, at another desk",
        "The pipeline was told: Yes: entry",
        "Asked afterwards, it is told: No: The run of entry",
        "entries, intact, head",
    ] {
        assert!(text.contains(chapter), "{chapter}: {text}");
    }
    let tags = world.git("story/remotes/web.git", &["tag", "--list"]);
    assert!(
        text.contains(
            tags.lines()
                .last()
                .expect("it has tags")
                .trim_start_matches('v')
        )
    );
}

#[test]
fn the_document_of_the_story_holds_its_runs_the_pipeline_s_answers_and_the_verdict() {
    let world = World::empty();
    let place = world.path("story").display().to_string();
    world.done(&["demo", "--dir", &place, "--play"]);
    std::fs::remove_dir_all(&place).expect("it can be removed, and played anew");
    let story = world.document(&["demo", "--dir", &place, "--play"]);
    let runs = story["runs"].as_array().expect("it has runs");
    assert_eq!(runs.len(), 6);
    assert!(runs.iter().all(|run| run["state"] == "succeeded"));
    let [during, after] = [0, 1].map(|place| story["pipeline"][place].as_str());
    assert!(during.is_some_and(|told| told.starts_with("Yes:")));
    assert!(after.is_some_and(|told| told.starts_with("No:")));
    assert_eq!(story["ledger"]["verdict"], "intact");
    assert_eq!(story["ledger"]["void"], serde_json::json!([]));
}

#[test]
fn two_workspaces_on_one_desktop_know_nothing_of_each_other() {
    let world = World::new();
    world.done(&["release", "cut", "web", "--yes"]);
    world.done(&["promote", "web@4.3.0", "--to", "dev", "--yes"]);
    let place = world.path("second").display().to_string();
    world.done(&["demo", "--dir", &place, "--at", "2026-03-10T10:00:00Z"]);
    let second = world.path("second/control");
    let runs = world.run_in(&second, &["runs", "--json"]);
    assert_eq!(String::from_utf8_lossy(&runs.stdout).trim(), "[]");
    let cut = world.run_in(&second, &["release", "cut", "web", "--yes"]);
    assert!(cut.status.success(), "{}", said(&cut));
}

#[test]
fn a_demo_in_the_place_of_another_begins_with_nothing() {
    let world = World::new();
    world.done(&["release", "cut", "web", "--yes"]);
    world.done(&["promote", "web@4.3.0", "--to", "dev", "--yes"]);
    let place = world.path("demo");
    std::fs::remove_dir_all(&place).expect("it can be removed");
    let place = place.display().to_string();
    for at in ["2026-03-10T10:00:00Z", crate::world::MOMENT] {
        world.done(&["demo", "--dir", &place, "--at", at]);
        assert_eq!(world.document(&["runs"]), serde_json::json!([]));
        let document = world.document(&["ledger", "verify"]);
        assert_eq!(document["entries"], 46);
        world.done(&["release", "cut", "web", "--yes"]);
        world.done(&["promote", "web@4.3.0", "--to", "dev", "--yes"]);
        std::fs::remove_dir_all(&place).expect("it can be removed");
    }
}

#[test]
fn the_calendar_tells_stopped_lines_and_broken_glass_with_their_entries() {
    let world = World::new();
    let words = ["calendar", "--from", "2026-03-01", "--days", "14"];
    let only = [&words[..], &["--env", "production"]].concat();
    let view = world.document(&only);
    let lanes = view["lanes"].as_array().expect("lanes");
    assert_eq!(lanes.len(), 1, "{view:#}");
    let stretches = lanes[0]["stretches"].as_array().expect("stretches");
    assert_eq!(stretches[0]["from"], view["from"]);
    assert_eq!(stretches.last().expect("one")["until"], view["until"]);
    let stopped = stretches.iter().find(|one| one["cause"] == "stop");
    let entry = stopped.expect("a line was stopped")["entry"].to_string();
    let kind = |entry: &str| world.document(&["ledger", "show", entry])["line"]["kind"].clone();
    assert_eq!(kind(&entry), "freeze");
    let marks = view["marks"].as_array().expect("marks");
    let glass = marks.iter().find(|one| one["kind"] == "break-glass");
    let entry = glass.expect("glass was broken")["entry"].to_string();
    assert_eq!(kind(&entry), "break-glass");
    let text = world.done(&words);
    assert!(
        text.contains("✗ closed") && text.contains("glass broken by"),
        "{text}"
    );
    assert!(world.run(&["calendar", "--month", "spring"]).status.code() == Some(2));
}

#[test]
fn a_message_is_read_by_the_words_of_a_service() {
    let world = World::new();
    let file = world.path("demo/control/lockkeeper.toml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    let with = text.replacen(
        "[services.web]",
        "[services.web]\ntypes = { feature = \"feat\" }",
        1,
    );
    assert_ne!(text, with, "the demo has that service");
    std::fs::write(&file, with).expect("it can be written");
    let told = |words: &[&str]| {
        let output = world.tell(words, "feature: begin\n");
        let read = serde_json::from_slice::<serde_json::Value>(&output.stdout);
        read.expect("it is a document")
    };
    let alone = told(&["parse-commit", "--json"]);
    assert_eq!(alone["level"], "none");
    let doubt = alone["warnings"][0].as_str().expect("a sentence");
    assert!(doubt.starts_with("The message begins with “"), "{doubt}");
    let by_service = told(&["parse-commit", "--service", "web", "--json"]);
    assert_eq!(by_service["level"], "minor");
    assert_eq!(by_service["type"], "feat");
    assert_eq!(by_service["warnings"], serde_json::json!([]));
}

#[test]
fn the_ledger_is_written_as_a_document_that_is_the_same_each_time() {
    let world = World::new();
    let written = |name: &str| {
        let file = world.path(name);
        world.done(&["ledger", "export", "--pdf", &file.display().to_string()]);
        std::fs::read(file).expect("it was written")
    };
    let first = written("one.pdf");
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(first, written("two.pdf"));
}
