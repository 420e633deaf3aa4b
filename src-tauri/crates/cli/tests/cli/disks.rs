//! Disks that are full: told, and nothing is lost.

use crate::disk::on_a_full_disk;
use crate::story::{CUT, PROMOTE, Story, end_of, recovered, undisturbed};
use crate::world::{World, aside, code, said};
use std::process::Output;

/// Says in words what was in the way, with the right exit code.
fn told(output: &Output, what: &str) {
    assert!(matches!(code(output), 1 | 3), "{what}: {}", said(output));
    let words = said(output).to_lowercase();
    assert!(!words.contains("panicked"), "{what}: {}", said(output));
    let named = [
        "disk",
        "space",
        "read-only",
        "cannot be written",
        "database",
    ];
    let named = named.iter().any(|word| words.contains(word));
    assert!(named, "{what}: {}", said(output));
    assert!(
        aside(output).contains("lockkeeper: ") || words.contains("✗"),
        "{what}: {words}"
    );
}

/// A clone shows no change and holds no lock that somebody forgot.
fn nothing_is_half_written(world: &World, below: &str, what: &str) {
    if !world.path(below).join(".git").exists() {
        return;
    }
    let changes = world.git(below, &["status", "--porcelain"]);
    assert_eq!(changes, "", "{what}");
    let git = world.path(below).join(".git");
    let found = std::fs::read_dir(git).expect("it is a folder");
    let names = found.map(|entry| entry.expect("it can be read").file_name());
    let locks: Vec<_> = names
        .filter(|name| name.to_string_lossy().ends_with(".lock"))
        .collect();
    assert!(locks.is_empty(), "{what}: {locks:?}");
}

/// Tries a story with ever more KiB of room in one folder. Whatever it stops at, the
/// same words or the run that was begun reach the right end with more room.
fn fills_up(story: &Story, below: &str, room: &[u32]) {
    let world = World::today().kept();
    let (right, _) = undisturbed(&world, story);
    for (stopped, &free) in room.iter().enumerate() {
        let what = format!("{} with {free} KiB in {below}", story.words[0]);
        let Some(output) = on_a_full_disk(&world, below, free, story.words) else {
            return;
        };
        if code(&output) == 0 {
            assert_eq!(end_of(&world, story), right, "{what}");
            assert!(stopped > 0, "{what}: the disk is never full");
            return;
        }
        told(&output, &what);
        nothing_is_half_written(&world, below, &what);
        let after = format!("{what}: {}", said(&output));
        assert_eq!(recovered(&world, story, &after), right, "{what}");
        world.put_back();
    }
    unreachable!("{below} has room for it at last");
}

#[test]
fn a_cut_to_a_remote_whose_disk_is_full_is_told_and_can_be_finished_later() {
    fills_up(&CUT, "demo/remotes/web.git", &[0, 4096]);
}

#[test]
fn a_promotion_without_room_for_the_journal_is_told_and_can_be_finished_later() {
    fills_up(&PROMOTE, "data", &[0, 12, 120, 4096]);
}

#[test]
fn a_cut_in_a_clone_whose_disk_is_full_is_told_and_can_be_finished_later() {
    fills_up(&CUT, "demo/web", &[0, 4, 8, 12, 20, 28, 40, 4096]);
}

#[test]
fn a_promotion_in_a_clone_whose_disk_is_full_is_told_and_can_be_finished_later() {
    fills_up(&PROMOTE, "demo/infra", &[0, 4, 8, 12, 20, 28, 40, 4096]);
}
