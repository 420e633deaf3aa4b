//! A repository that cannot be read is not one without releases.

use crate::world::{World, code, said};
use std::fs::rename;

const WHY: &str = "The releases of web are not known: a branch to release from was not found.";

/// The demo, in which the branch that web is released from is gone.
fn without_a_branch() -> World {
    let world = World::new();
    for words in [
        &["remote", "remove", "origin"][..],
        &["checkout", "-q", "--detach"],
        &["branch", "-q", "-D", "main"],
    ] {
        world.git("demo/web", words);
    }
    assert!(!world.git("demo/web", &["tag", "--list"]).is_empty());
    world
}

#[test]
fn releases_that_nobody_can_tell_are_not_said_to_be_missing() {
    let world = without_a_branch();
    let listed = world.run(&["release", "list", "web"]);
    let text = said(&listed);
    assert!(text.contains(WHY), "{text}");
    assert!(!text.contains("There is no release yet"), "{text}");
    assert_eq!(code(&listed), 3, "{text}");
    let document = world.document(&["release", "list", "web"]);
    assert_eq!(document["unknown"][0]["service"], "web", "{document:#}");
    let all = world.done(&["release", "list"]);
    assert!(all.contains(WHY) && all.contains("worker  0.14.3"), "{all}");
}

#[test]
fn a_repository_that_is_away_at_the_first_use_is_told() {
    let world = World::new();
    rename(world.path("demo/web"), world.path("demo/away")).expect("it can be moved");
    let listed = world.run(&["release", "list", "web"]);
    assert_eq!(code(&listed), 3, "{}", said(&listed));
    let text = said(&listed);
    assert!(text.contains("The releases of web are not known"), "{text}");
}

#[test]
fn the_board_says_why_it_knows_nothing_of_a_service() {
    let world = without_a_branch();
    let board = world.done(&["board"]);
    assert!(board.contains(WHY), "{board}");
    assert!(!board.contains("The releases of api"), "{board}");
}

#[test]
fn a_name_that_is_no_service_is_told_where_there_is_no_repository_either() {
    let world = World::today();
    for words in [
        &["next-version", "--component", "nobody"][..],
        &["changelog", "--component", "nobody"],
    ] {
        for folder in [world.path("demo/control"), world.path("demo/plain")] {
            std::fs::create_dir_all(&folder).expect("a folder");
            let file = world.path("demo/control/lockkeeper.toml");
            let file = file.display().to_string();
            let told = world.run_in(&folder, &[words, &["--workspace", &file]].concat());
            assert_eq!(code(&told), 2, "{}", said(&told));
            assert!(said(&told).contains("nobody"), "{}", said(&told));
        }
    }
}
