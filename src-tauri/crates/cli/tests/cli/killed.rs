//! The real program killed with SIGKILL, and continued.

use crate::shots::{Shots, kills};
use crate::story::{CUT, PROMOTE, ROLLBACK, SET, Story, recovered, undisturbed};
use crate::tools::{Calls, Moment, deadly_git};
use crate::world::{World, said};
use std::os::unix::process::ExitStatusExt;
use std::panic::resume_unwind;
use std::process::Output;

/// How often a promotion is killed at a random moment when nobody says more.
const KILLS: u32 = 200;
/// How many promotions are killed beside each other.
const BESIDE: u32 = 4;
/// The fewest points around calls of git that are worth the name of a proof.
const POINTS: usize = 64;

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
            let tools = deadly_git(Calls::Every, call, moment);
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
    if kills(KILLS) > KILLS {
        return Moment::ALL.to_vec();
    }
    vec![Moment::ALL[call % Moment::ALL.len()]]
}

fn was_killed(output: &Output) -> bool {
    output.status.signal() == Some(9)
}

#[test]
fn whatever_is_killed_around_any_call_of_git_ends_as_if_nothing_had_happened() {
    let stories = [PROMOTE, SET, CUT, ROLLBACK];
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
    std::thread::scope(|scope| {
        let worlds = 0..u64::from(BESIDE);
        let each: Vec<_> = worlds
            .map(|world| scope.spawn(move || killed_at_random(world)))
            .collect();
        for done in each {
            done.join().unwrap_or_else(|why| resume_unwind(why));
        }
    });
}

/// Kills promotions in a world of their own, at moments of its number.
fn killed_at_random(number: u64) {
    let kills = kills(KILLS).div_ceil(BESIDE);
    let world = World::today().kept();
    let (right, whole) = undisturbed(&world, &PROMOTE);
    let mut shots = Shots::at(whole, kills).numbered(number);
    for kill in 0..kills {
        let moment = shots.next(&mut world.command(PROMOTE.words));
        let killed = format!("kill {kill} of world {number} after {moment:?}");
        assert_eq!(recovered(&world, &PROMOTE, &killed), right, "{killed}");
        world.put_back();
    }
    shots.check();
}
