//! The real program killed with SIGKILL, and continued.

use crate::tools::{Moment, deadly_git};
use crate::world::{World, said};
use serde_json::Value;
use std::os::unix::process::ExitStatusExt;
use std::panic::resume_unwind;
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

/// How often a promotion is killed at a random moment when nobody says more.
const KILLS: u32 = 40;
/// The fewest points around calls of git that are worth the name of a proof.
const POINTS: usize = 64;

/// What is done, and where it shows whether it happened, or happened twice.
struct Story {
    words: &'static [&'static str],
    repo: &'static str,
}

const PROMOTE: Story = Story {
    words: &["promote", "worker@0.14.3", "--to", "production", "--yes"],
    repo: "demo/remotes/infra.git",
};
const CUT: Story = Story {
    words: &["release", "cut", "web", "--yes"],
    repo: "demo/remotes/web.git",
};
const ROLLBACK: Story = Story {
    words: &["rollback", "worker", "--in", "staging", "--yes"],
    repo: "demo/remotes/infra.git",
};

/// Everything that counts at the end: each ref with the trees and messages of
/// its history, without the times and ids that differ from run to run.
fn end_of(world: &World, story: &Story) -> String {
    let names = world.git(story.repo, &["for-each-ref", "--format=%(refname)"]);
    let ends = names.lines().map(|name| {
        let history = world.git(story.repo, &["log", "--format=%T %s", name]);
        format!("{name}\n{history}\n")
    });
    ends.collect()
}

/// Continues what was left, the way a person does, and returns the end.
fn recovered(world: &World, story: &Story, killed: &str) -> String {
    let runs = world.document(&["runs"]);
    let runs = runs
        .as_array()
        .unwrap_or_else(|| panic!("{killed}: {runs:#}"));
    let open = runs.iter().find(|run| run["can_continue"] == true);
    let output = match open.and_then(|run| run["id"].as_str()) {
        Some(id) => Some(world.run(&["run", "continue", id])),
        None if runs.is_empty() => Some(world.run(story.words)),
        None => None,
    };
    if let Some(output) = output {
        assert!(output.status.success(), "{killed}: {}", said(&output));
    }
    let runs = world.document(&["runs"]);
    let states: Vec<&Value> = runs
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| &r["state"])
        .collect();
    assert_eq!(states, ["succeeded"], "{killed}: one run, and it is done");
    end_of(world, story)
}

/// The end that nobody disturbed, and how long the way there took.
fn undisturbed(world: &World, story: &Story) -> (String, Duration) {
    let before = end_of(world, story);
    let started = Instant::now();
    let output = world.run(story.words);
    let took = started.elapsed();
    assert!(output.status.success(), "{}", said(&output));
    let end = end_of(world, story);
    assert_ne!(before, end, "the story changes something");
    world.put_back();
    (end, took)
}

/// Kills the story around each of its calls of git until none is left.
/// Returns how many points there were.
fn killed_at_every_call(story: &Story) -> usize {
    let world = World::today().kept();
    let (right, _) = undisturbed(&world, story);
    let mut points = 0;
    for call in 1.. {
        let mut reached = false;
        for moment in moments(call) {
            let killed = format!("{} killed {moment:?} call {call}", story.words[0]);
            let tools = deadly_git(call, moment);
            let output = world.run_with(&tools.path(), story.words);
            let hit = was_killed(&output);
            assert!(
                hit || output.status.success(),
                "{killed}: {}",
                said(&output)
            );
            tools.settle();
            reached |= hit;
            points += usize::from(hit);
            assert_eq!(recovered(&world, story, &killed), right, "{killed}");
            world.put_back();
        }
        if !reached {
            break;
        }
    }
    points
}

/// One moment in turn, or every one where more kills are asked for.
fn moments(call: usize) -> Vec<Moment> {
    if kills() > KILLS {
        return Moment::ALL.to_vec();
    }
    vec![Moment::ALL[call % Moment::ALL.len()]]
}

fn was_killed(output: &Output) -> bool {
    output.status.signal() == Some(9)
}

#[test]
fn whatever_is_killed_around_any_call_of_git_ends_as_if_nothing_had_happened() {
    let stories = [PROMOTE, CUT, ROLLBACK];
    let points = std::thread::scope(|scope| {
        let each = stories.map(|story| scope.spawn(move || killed_at_every_call(&story)));
        each.map(|points| points.join().unwrap_or_else(|why| resume_unwind(why)))
    });
    let all: usize = points.iter().sum();
    println!("{points:?}: {all} points");
    assert!(points.iter().all(|points| *points >= 12), "{points:?}");
    assert!(all >= POINTS, "{points:?}: is git still called?");
}

#[test]
fn a_promotion_killed_at_random_moments_ends_as_if_nothing_had_happened() {
    let world = World::today().kept();
    let (right, whole) = undisturbed(&world, &PROMOTE);
    let mut seed: u64 = 0x5eed;
    let mut hits = 0;
    let kills = kills();
    for number in 0..kills {
        // A small generator of our own: the moments repeat from run to run.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = f64::from(u32::try_from(seed >> 32).expect("32 bits are left"));
        let moment = whole.mul_f64(share / f64::from(u32::MAX));
        let killed = format!("kill {number} after {moment:?}");
        let mut command = world.command(PROMOTE.words);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("it starts");
        hits += u32::from(kill_after(child, moment));
        assert_eq!(recovered(&world, &PROMOTE, &killed), right, "{killed}");
        world.put_back();
    }
    assert!(hits * 2 > kills, "only {hits} of {kills} kills met the run");
}

fn kills() -> u32 {
    let said = std::env::var("LOCKKEEPER_TEST_KILLS").ok();
    said.map_or(KILLS, |text| text.parse().expect("it is a number"))
}

/// Kills a child at a moment; says whether it still lived.
fn kill_after(mut child: Child, moment: Duration) -> bool {
    let started = Instant::now();
    while let Some(left) = moment.checked_sub(started.elapsed()) {
        if child.try_wait().expect("it is our child").is_some() {
            return false;
        }
        std::thread::park_timeout(left.min(Duration::from_millis(1)));
    }
    let _already_gone = child.kill();
    let status = child.wait().expect("it is our child");
    status.signal() == Some(9)
}
