//! What a person does, and what is right when it is done.

use crate::world::{World, said};
use serde_json::Value;
use std::time::{Duration, Instant};

/// What is done, and where it shows whether it happened, or happened twice.
pub struct Story {
    /// The command.
    pub words: &'static [&'static str],
    /// The remote on which it shows.
    pub repo: &'static str,
}

/// A version is brought to production.
pub const PROMOTE: Story = Story {
    words: &["promote", "worker@0.14.3", "--to", "production", "--yes"],
    repo: "demo/remotes/infra.git",
};
/// Two versions are brought as one.
pub const SET: Story = Story {
    words: &["promote", "web", "api", "--to", "staging", "--yes"],
    repo: "demo/remotes/infra.git",
};
/// A release is cut.
pub const CUT: Story = Story {
    words: &["release", "cut", "web", "--yes"],
    repo: "demo/remotes/web.git",
};
/// A version is taken back.
pub const ROLLBACK: Story = Story {
    words: &["rollback", "worker", "--in", "staging", "--yes"],
    repo: "demo/remotes/infra.git",
};

/// Everything that counts at the end: each ref with the trees and messages of
/// its history, without the times and ids that differ from run to run.
pub fn end_of(world: &World, story: &Story) -> String {
    let names = world.git(story.repo, &["for-each-ref", "--format=%(refname)"]);
    let ends = names.lines().map(|name| {
        let history = world.git(story.repo, &["log", "--format=%T %s", name]);
        format!("{name}\n{history}\n")
    });
    ends.collect()
}

/// Continues what was left, the way a person does, and returns the end.
pub fn recovered(world: &World, story: &Story, killed: &str) -> String {
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
pub fn undisturbed(world: &World, story: &Story) -> (String, Duration) {
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
