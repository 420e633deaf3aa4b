//! The real program killed with SIGKILL, and continued.

use crate::world::{World, said};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is done, how it is seen, and where it would show if it happened twice.
struct Story {
    words: &'static [&'static str],
    repo: &'static str,
    refs: &'static str,
}

const PROMOTE: Story = Story {
    words: &["promote", "worker@0.14.3", "--to", "production", "--yes"],
    repo: "remotes/infra.git",
    refs: "refs/heads/main",
};
const CUT: Story = Story {
    words: &["release", "cut", "web", "--yes"],
    repo: "remotes/web.git",
    refs: "refs",
};

/// Everything that counts at the end: each ref with the trees and messages of
/// its history, without the times and ids that differ from run to run.
fn end_of(world: &World, story: &Story) -> String {
    let names = world.git(
        story.repo,
        &["for-each-ref", "--format=%(refname)", story.refs],
    );
    let mut end = String::new();
    for name in names.lines() {
        end.push_str(&format!("{name}\n"));
        end.push_str(&world.git(story.repo, &["log", "--format=%T %s", name]));
        end.push('\n');
    }
    end
}

/// Continues what was left, the way a person does, and returns the end.
fn recovered(world: &World, story: &Story) -> String {
    let runs = world.ask(&["runs"]);
    let open = runs
        .as_array()
        .into_iter()
        .flatten()
        .find(|run| run["can_continue"] == Value::Bool(true));
    if let Some(run) = open {
        let id = run["id"].as_str().expect("a run has an id").to_owned();
        let output = world.run(&["run", "continue", &id]);
        assert!(output.status.success(), "{}", said(&output));
    } else if runs.as_array().is_none_or(Vec::is_empty) {
        let output = world.run(story.words);
        assert!(output.status.success(), "{}", said(&output));
    }
    end_of(world, story)
}

/// The end that nobody disturbed.
fn undisturbed(world: &World, story: &Story) -> String {
    let before = end_of(world, story);
    let output = world.run(story.words);
    assert!(output.status.success(), "{}", said(&output));
    let end = end_of(world, story);
    assert_ne!(before, end, "the story changes something");
    world.put_back();
    end
}

/// A `git` that counts its calls and kills whoever called it before, or after,
/// call number `at`. Its folder goes to the front of PATH.
fn deadly_git(folder: &Path, at: usize, after: bool) -> PathBuf {
    std::fs::create_dir_all(folder).expect("a folder can be made");
    let real = which_git();
    let count = folder.join("count");
    std::fs::write(&count, "0").expect("a file can be written");
    let (count, real) = (count.display(), real.display());
    let script = if after {
        format!(
            "#!/bin/sh\nn=$(($(cat '{count}')+1)); echo $n >'{count}'\n'{real}' \"$@\"; code=$?\n[ $n -eq {at} ] && kill -9 $PPID\nexit $code\n"
        )
    } else {
        format!(
            "#!/bin/sh\nn=$(($(cat '{count}')+1)); echo $n >'{count}'\n[ $n -eq {at} ] && kill -9 $PPID\nexec '{real}' \"$@\"\n"
        )
    };
    let path = folder.join("git");
    std::fs::write(&path, script).expect("a file can be written");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&path, executable).expect("a mode can be set");
    folder.to_owned()
}

fn which_git() -> PathBuf {
    let path = std::env::var_os("PATH").expect("there is a PATH");
    std::env::split_paths(&path)
        .map(|folder| folder.join("git"))
        .find(|program| program.exists())
        .expect("git is installed")
}

/// Kills the story around each of its calls of git until none is left.
/// Returns how many points there were.
fn killed_at_every_call(story: &Story) -> usize {
    let world = World::new();
    let right = undisturbed(&world, story);
    let mut points = 0;
    for at in 1.. {
        let mut reached = false;
        for after in [false, true] {
            let tools = tempfile::tempdir().expect("a folder can be made");
            let folder = deadly_git(tools.path(), at, after);
            let path = std::env::var_os("PATH").expect("there is a PATH");
            let paths = std::iter::once(folder).chain(std::env::split_paths(&path));
            let mut command = world.command(story.words);
            command.env(
                "PATH",
                std::env::join_paths(paths).expect("folders have no colon"),
            );
            let killed = !command
                .output()
                .expect("the command starts")
                .status
                .success();
            reached |= killed;
            points += usize::from(killed);
            assert_eq!(
                recovered(&world, story),
                right,
                "killed at call {at}, after it: {after}"
            );
            world.put_back();
        }
        if !reached {
            return points;
        }
    }
    points
}

#[test]
fn a_promotion_killed_around_any_call_of_git_ends_as_if_nothing_had_happened() {
    let points = killed_at_every_call(&PROMOTE);
    assert!(
        points >= 6,
        "only {points} points: does the program still call git?"
    );
}

#[test]
fn a_cut_killed_around_any_call_of_git_ends_as_if_nothing_had_happened() {
    let points = killed_at_every_call(&CUT);
    assert!(
        points >= 6,
        "only {points} points: does the program still call git?"
    );
}

#[test]
fn a_promotion_killed_at_random_moments_ends_as_if_nothing_had_happened() {
    let world = World::new();
    let started = std::time::Instant::now();
    let right = undisturbed(&world, &PROMOTE);
    let whole = started.elapsed();
    let mut seed: u64 = 0x5eed;
    for number in 0..200 {
        // A small generator of our own: the moments repeat from run to run.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let moment = whole.mul_f64((seed >> 33) as f64 / f64::from(u32::MAX / 2));
        let mut child = world.start(PROMOTE.words);
        wait(&mut child.0, moment);
        drop(child);
        assert_eq!(
            recovered(&world, &PROMOTE),
            right,
            "kill {number} after {moment:?}"
        );
        world.put_back();
    }
}

/// Waits for a child, at most so long.
fn wait(child: &mut std::process::Child, most: Duration) {
    let started = std::time::Instant::now();
    while started.elapsed() < most && child.try_wait().is_ok_and(|ended| ended.is_none()) {
        std::thread::park_timeout(Duration::from_micros(200));
    }
}
