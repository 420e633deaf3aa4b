//! A promotion of a branch, killed at random moments and continued.

use crate::levels::{Desk, Merge, yard};
use crate::shots::{Shots, kills};
use crate::yard::{Yard, code, said};
use serde_json::Value;
use std::time::{Duration, Instant};

/// How often a promotion is killed when nobody says more.
const KILLS: u32 = 20;
const WORDS: [&str; 5] = ["promote", "shop@1.1.0", "--to", "staging", "--yes"];

/// Every ref of the remote, with trees in place of commits: times differ.
fn shape(desk: &Desk<'_>) -> String {
    desk.there("HEAD");
    let names = desk
        .clone
        .git(&["for-each-ref", "--format=%(refname)", "refs/remotes"]);
    let lines = names.lines().map(|name| {
        let history = desk.clone.git(&["log", "--format=%T %s", name]);
        format!("{name}\n{history}\n")
    });
    lines.collect()
}

/// Goes on the way a person does.
fn recover(desk: &Desk<'_>, killed: &str) {
    let output = desk.run(&["runs", "--json"]);
    let runs: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    let runs = runs.as_array().cloned().unwrap_or_default();
    let open = runs.iter().find(|run| run["can_continue"] == true);
    let output = match open.and_then(|run| run["id"].as_str()) {
        Some(id) => desk.run(&["run", "continue", id]),
        None if runs.is_empty() => desk.run(&WORDS),
        None => return,
    };
    assert_eq!(code(&output), 0, "{killed}: {}", said(&output));
}

fn at<'a>(yard: &'a Yard, merge: Merge) -> Desk<'a> {
    let desk = Desk {
        clone: yard.at("work"),
    };
    desk.writes("../work", merge, "");
    desk
}

#[test]
fn a_promotion_killed_at_random_moments_pushes_once() {
    for merge in [Merge::FfOnly, Merge::NoFf] {
        let yard = yard();
        Desk::sits(&yard, "work", merge, "").releases("1.1.0", "new.txt", "new\n");
        let calm = yard.copy();
        let started = Instant::now();
        at(&calm, merge).done(&WORDS);
        let whole = started.elapsed();
        let right = shape(&at(&calm, merge));
        let mut shots = Shots::at(whole, kills(KILLS));
        for number in 0..kills(KILLS) {
            let copy = yard.copy();
            let desk = at(&copy, merge);
            let moment = shots.next(&mut desk.program(&WORDS));
            // A git that lost its caller ends by itself, soon.
            std::thread::park_timeout(Duration::from_millis(60));
            let killed = format!("kill {number} after {moment:?}");
            recover(&desk, &killed);
            assert_eq!(shape(&desk), right, "{killed}");
        }
        shots.check();
    }
}
