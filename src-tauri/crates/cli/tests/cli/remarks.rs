//! Words for the record, in a real ledger: flags and incidents.

use crate::world::{World, code, said};

const FLAG: [&str; 6] = ["note", "--service", "worker", "--in", "staging", "--yes"];

#[test]
fn situation_24_a_flag_is_recorded_shown_and_offered_before_a_rollback() {
    let world = World::today();
    let on = [&FLAG[..], &["--flag", "rebates=on", "for everybody"]].concat();
    let signed = world.document(&on);
    assert_eq!(
        signed["sentence"],
        "Note: Flag rebates on: worker in staging"
    );
    let board = world.document(&["board"]).to_string();
    assert!(board.contains("flag rebates on"), "{board}");
    let back = ["rollback", "worker", "--in", "staging", "--dry-run"];
    let plan = said(&world.run(&back));
    let flag = plan.find("switched the flag rebates on");
    let other = plan.find("is taken away");
    assert!(flag.is_some() && flag < other, "{plan}");
    let off = [&FLAG[..], &["--flag", "rebates=off"]].concat();
    assert_eq!(code(&world.run(&off)), 0);
    let board = world.document(&["board"]).to_string();
    assert!(!board.contains("flag rebates"), "{board}");
    let wrong = world.run(&[&FLAG[..], &["--flag", "rebates"]].concat());
    assert_eq!(code(&wrong), 2, "{}", said(&wrong));
}

#[test]
fn situation_03_an_incident_stands_on_the_board_until_it_is_over() {
    let world = World::today();
    let told = world.document(&["incident", "open", "nobody can pay", "--yes"]);
    assert_eq!(told["sentence"], "Incident major, open: nobody can pay");
    let board = world.document(&["board"]).to_string();
    assert!(board.contains("Incident major: nobody can pay"), "{board}");
    let number = told["number"].to_string();
    let over = world.run(&["incident", "close", &number, "--yes"]);
    assert_eq!(code(&over), 0, "{}", said(&over));
    let again = world.run(&["incident", "close", &number, "--yes"]);
    assert_eq!(code(&again), 1, "{}", said(&again));
    assert!(said(&again).contains("is over already"), "{}", said(&again));
    let board = world.document(&["board"]).to_string();
    assert!(!board.contains("nobody can pay"), "{board}");
    let verdict = world.document(&["ledger", "verify"]);
    assert_eq!(verdict["verdict"], "intact");
    assert_eq!(verdict["void"], serde_json::json!([]));
}

#[test]
fn a_line_is_stopped_for_services_that_are_there_and_named_before_it_is_signed() {
    let world = World::today();
    let stop = ["freeze", "production", "--reason", "outage", "--service"];
    let before = world.document(&["ledger", "verify"]);
    let unknown = world.run(&[&stop[..], &["worke", "--yes"]].concat());
    assert_ne!(code(&unknown), 0, "{}", said(&unknown));
    assert!(said(&unknown).contains("worke"), "{}", said(&unknown));
    assert_eq!(world.document(&["ledger", "verify"]), before);
    let words = "Stop the line in production for worker: outage";
    let shown = world.run(&[&stop[..], &["worker"]].concat());
    assert_eq!(code(&shown), 2, "{}", said(&shown));
    assert!(said(&shown).contains(words), "{}", said(&shown));
    let signed = world.document(&[&stop[..], &["worker", "--yes"]].concat());
    assert_eq!(signed["sentence"], words);
}

#[test]
fn words_that_nobody_confirmed_are_a_document_too() {
    let world = World::today();
    let before = world.document(&["ledger", "verify"]);
    let shown = world.document(&["note", "all is well"]);
    let words = shown["text"].as_str().expect("what would be signed");
    assert!(words.contains("Note: all is well"), "{shown:#}");
    assert_eq!(world.document(&["ledger", "verify"]), before);
}

#[test]
fn a_release_that_must_not_be_used_says_so_wherever_it_is_told() {
    let world = World::today();
    world.done(&["release", "cut", "web", "--yes"]);
    let yank = ["release", "yank", "web@4.3.0", "--reason", "it loses carts"];
    world.done(&[&yank[..], &["--yes"]].concat());
    for (words, told) in [
        (&["release", "list", "web"][..], "yanked"),
        (&["release", "show", "web@4.3.0"], "yanked"),
        (&["changelog", "--component", "web"], "## [4.3.0] - "),
    ] {
        let output = world.run(words);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().find(|line| line.contains(told));
        let line = line.unwrap_or_else(|| panic!("{words:?}: {text}"));
        assert!(line.to_lowercase().contains("yanked"), "{line}");
    }
}
