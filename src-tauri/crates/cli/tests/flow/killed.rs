//! A finish killed at any moment is continued to the same end.

use crate::released;
use crate::shots::{Shots, kills};
use crate::yard::{Clone, Refs, Yard, code, said};
use std::time::{Duration, Instant};

/// How often a finish is killed when nobody says more.
const KILLS: u32 = 30;

fn scene(yard: &Yard) -> Clone<'_> {
    let clone = yard.clone("work");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("work.txt", "x\n", "feat: work");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("develop.txt", "x\n", "feat: on develop");
    clone.git(&["switch", "-q", "release/1.1.0"]);
    clone
}

/// What has to be the same however often it was killed: the trees, and which
/// branches and tags there are. Times differ from run to run.
fn shape(clone: &Clone<'_>) -> Refs {
    let tree = |name: &str| clone.git(&["rev-parse", &format!("{name}^{{tree}}")]);
    let parents = |name: &str| clone.git(&["log", "-1", "--format=%P", name]);
    let mut shape = Refs::new();
    for (name, _) in clone.refs() {
        let short = name
            .split_once(' ')
            .map_or(name.as_str(), |(_, short)| short)
            .to_owned();
        let counted = clone.git(&["rev-list", "--count", &short]);
        let merge = parents(&format!("{short}^{{commit}}")).split(' ').count();
        shape.insert(name, format!("{} {counted} {merge}", tree(&short)));
    }
    shape
}

#[test]
fn a_finish_killed_at_random_moments_ends_as_if_nothing_had_happened() {
    let yard = Yard::of(&["main", "develop"]);
    ends_alike(&yard, &scene(&yard), kills(KILLS));
}

#[test]
fn a_finish_that_writes_files_is_killed_and_ends_alike_too() {
    let yard = Yard::of(&["main", "develop"]);
    ends_alike(&yard, &released::scene(&yard, ""), kills(KILLS) / 2);
}

fn ends_alike(yard: &Yard, clone: &Clone<'_>, kills: u32) {
    let calm = yard.copy();
    let started = Instant::now();
    calm.at("work").flows(&["finish"]);
    let whole = started.elapsed();
    let right = shape(&calm.at("work"));
    let mut shots = Shots::at(whole, kills);
    for number in 0..kills {
        let copy = yard.copy();
        let work = copy.at(&clone.name);
        let moment = shots.next(&mut work.program(&["flow", "finish", "--yes"]));
        settle();
        let killed = format!("kill {number} after {moment:?}");
        recover(&work, &killed);
        assert_eq!(shape(&work), right, "{killed}");
        let tags = work.git(&["tag", "--list"]);
        assert_eq!(tags.lines().count(), 2, "{killed}: no second tag: {tags}");
    }
    shots.check();
}

/// A git that lost its caller ends by itself, soon.
fn settle() {
    std::thread::park_timeout(Duration::from_millis(60));
}

/// What a person does: go on, or begin anew where there was no run yet.
fn recover(work: &Clone<'_>, killed: &str) {
    let continued = work.flow(&["continue"]);
    if code(&continued) == 0 {
        return;
    }
    let branches = work.git(&["branch", "--list", "release/1.1.0"]);
    if branches.is_empty() {
        return;
    }
    let begun = work.flow(&["finish", "release", "1.1.0"]);
    assert_eq!(
        code(&begun),
        0,
        "{killed}: {}{}",
        said(&continued),
        said(&begun)
    );
}
