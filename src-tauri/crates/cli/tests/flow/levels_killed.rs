//! A promotion of a branch, killed at random moments and continued.

use crate::levels::{Desk, Merge, yard};
use crate::yard::{Yard, code, said};
use serde_json::Value;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How often a promotion is killed when nobody says more.
const KILLS: u32 = 20;
const WORDS: [&str; 5] = ["promote", "shop@1.1.0", "--to", "staging", "--yes"];

fn kills() -> u32 {
    let said = std::env::var("LOCKKEEPER_TEST_KILLS").ok();
    said.map_or(KILLS, |text| text.parse().expect("it is a number"))
}

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
        let (mut seed, mut hits): (u64, u32) = (0x5eed, 0);
        for number in 0..kills() {
            let copy = yard.copy();
            let desk = at(&copy, merge);
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let share = f64::from(u32::try_from(seed >> 32).expect("32 bits are left"));
            let moment = whole.mul_f64(share / f64::from(u32::MAX));
            let mut command = desk.program(&WORDS);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("it starts");
            std::thread::park_timeout(moment);
            let _already_gone = child.kill();
            let status = child.wait().expect("it is our child");
            hits += u32::from(status.signal() == Some(9));
            // A git that lost its caller ends by itself, soon.
            std::thread::park_timeout(Duration::from_millis(60));
            let killed = format!("kill {number} after {moment:?}");
            recover(&desk, &killed);
            assert_eq!(shape(&desk), right, "{killed}");
        }
        assert!(hits * 2 > kills(), "only {hits} of {} met the run", kills());
    }
}
