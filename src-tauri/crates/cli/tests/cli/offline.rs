//! What the program says, and how it ends, while remotes do not answer.

use crate::world::{World, aside, code, said};

/// A demo whose control repository has a remote, too.
fn with_control() -> World {
    let world = World::today();
    world.git("demo", &["init", "-q", "--bare", "remotes/control.git"]);
    let there = world.path("demo/remotes/control.git").display().to_string();
    world.git("demo/control", &["remote", "add", "origin", &there]);
    world.git("demo/control", &["push", "-q", "origin", "--all"]);
    world.done(&["board"]);
    world
}

fn out_of_reach(world: &World, below: &str) {
    let to = world.path("away");
    std::fs::rename(world.path(below), to).expect("it can be moved");
}

#[test]
fn a_cut_and_a_promotion_that_cannot_reach_a_remote_are_three_and_not_refused() {
    let world = with_control();
    out_of_reach(&world, "demo/remotes");
    for words in [
        &["release", "cut", "web", "--yes"][..],
        &["release", "cut", "web", "--dry-run"],
        &["release", "cut", "web", "--dry-run", "--json"],
        &["promote", "web", "--to", "staging", "--yes"],
        &["promote", "web@4.2.0", "--to", "production", "--yes"],
    ] {
        let told = world.run(words);
        assert_eq!(code(&told), 3, "{words:?}: {}", said(&told));
    }
    let told = world.run(&["release", "cut", "web", "--yes"]);
    assert!(aside(&told).contains("Try again"), "{}", said(&told));
}

#[test]
fn a_control_repository_that_is_gone_is_told_on_the_board_and_by_the_doctor() {
    let world = with_control();
    let fine = world.run(&["doctor"]);
    let fine_there = said(&fine).contains("✓ control repository");
    assert!(fine_there, "{}", said(&fine));
    out_of_reach(&world, "demo/remotes/control.git");
    let board = world.document(&["board"]);
    let notices = board["notices"].to_string();
    assert!(notices.contains("control repository"), "{notices}");
    assert!(notices.contains("newest entry"), "{notices}");
    let doctor = world.run(&["doctor"]);
    assert_eq!(code(&doctor), 3, "{}", said(&doctor));
    let told = said(&doctor).contains("✗ control repository");
    assert!(told, "{}", said(&doctor));
}
