//! Folders that may not be written: told, nothing is half done, and what was
//! begun can be finished once they may.

use crate::story::{CUT, PROMOTE, Story, end_of, recovered, undisturbed};
use crate::world::{World, code, said};
use lockkeeper_testkit::untried::untried;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder that nobody may write, until this is dropped.
struct Locked(PathBuf);

impl Locked {
    fn new(folder: PathBuf) -> Self {
        change(&folder, "a-w");
        Self(folder)
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        change(&self.0, "u+w");
    }
}

fn change(folder: &Path, mode: &str) {
    let status = Command::new("chmod")
        .arg("-R")
        .arg(mode)
        .arg(folder)
        .status();
    assert!(status.is_ok_and(|s| s.success()), "{}", folder.display());
}

/// Runs the program as one for whom permissions hold: root gives up the right
/// to pass them. Nothing where that cannot be had.
fn as_anybody(world: &World, words: &[&str]) -> Option<Output> {
    const WAYS: [&[&str]; 2] = [
        &["setpriv", "--bounding-set=-dac_override,-dac_read_search"],
        &["env"],
    ];
    let probe = world.path("probe");
    std::fs::create_dir_all(&probe).expect("it can be made");
    let locked = Locked::new(probe.clone());
    let is_held = |way: &&&[&str]| {
        let touched = probe.join(way[0]);
        let mut touch = Command::new(way[0]);
        touch.args(&way[1..]).arg("touch").arg(&touched);
        let ended = touch.stderr(Stdio::null()).status();
        ended.is_ok_and(|status| status.code() == Some(1)) && !touched.exists()
    };
    let way = WAYS.iter().find(is_held);
    drop(locked);
    let Some(way) = way else {
        untried("permissions hold for nobody here");
        return None;
    };
    let program = world.command(words);
    let mut command = Command::new(way[0]);
    command.args(&way[1..]).arg(program.get_program());
    command.args(program.get_args());
    let variables = program.get_envs();
    command.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    command.env_remove("SSH_AUTH_SOCK").stdin(Stdio::null());
    Some(command.output().expect("it starts"))
}

/// Says in words what may not be written, with the right exit code.
fn told(output: &Output, what: &str) {
    assert!(matches!(code(output), 1..=3), "{what}: {}", said(output));
    let words = said(output);
    assert!(!words.contains("panicked"), "{what}: {words}");
    let named = ["may not be", "cannot be written", "read-only", "readonly"];
    let named = named.iter().any(|word| words.contains(word));
    assert!(named, "{what}: {words}");
}

/// Does a story while a folder may not be written, and again when it may.
fn waits_for_permission(story: &Story, below: &str) {
    let world = World::today().kept();
    let (right, _) = undisturbed(&world, story);
    let before = end_of(&world, story);
    let what = format!("{} with {below} locked", story.words[0]);
    let locked = Locked::new(world.path(below));
    let Some(output) = as_anybody(&world, story.words) else {
        return;
    };
    told(&output, &what);
    assert_eq!(end_of(&world, story), before, "{what}");
    drop(locked);
    let after = format!("{what}: {}", said(&output));
    assert_eq!(recovered(&world, story, &after), right, "{what}");
}

#[test]
fn a_cut_in_a_clone_that_may_not_be_written_waits_for_permission() {
    waits_for_permission(&CUT, "demo/web/.git");
}

#[test]
fn a_cut_in_a_work_tree_that_may_not_be_written_waits_for_permission() {
    waits_for_permission(&CUT, "demo/web");
}

#[test]
fn a_cut_to_a_remote_that_may_not_be_written_waits_for_permission() {
    waits_for_permission(&CUT, "demo/remotes/web.git");
}

#[test]
fn a_promotion_in_a_clone_that_may_not_be_written_waits_for_permission() {
    waits_for_permission(&PROMOTE, "demo/infra");
}

#[test]
fn a_promotion_to_a_remote_that_may_not_be_written_waits_for_permission() {
    waits_for_permission(&PROMOTE, "demo/remotes/infra.git");
}

#[test]
fn a_journal_that_may_not_be_written_starts_nothing() {
    let world = World::today();
    world.done(&["board"]);
    let before = world.git("demo/remotes/infra.git", &["for-each-ref"]);
    let locked = Locked::new(world.path("data"));
    let Some(output) = as_anybody(&world, PROMOTE.words) else {
        return;
    };
    told(&output, "promote without a journal");
    let told_undone = ["Nothing was changed", "nothing further was done"];
    let told_undone = told_undone
        .iter()
        .any(|words| said(&output).contains(words));
    assert!(told_undone, "{}", said(&output));
    drop(locked);
    let after = world.git("demo/remotes/infra.git", &["for-each-ref"]);
    assert_eq!(after, before);
    world.done(PROMOTE.words);
}

#[test]
fn a_place_for_data_that_cannot_be_made_starts_nothing() {
    let world = World::today();
    let home = world.path("home");
    std::fs::create_dir_all(&home).expect("it can be made");
    let _locked = Locked::new(home.clone());
    let place = home.join("data").display().to_string();
    let words = [PROMOTE.words, &["--data-dir", &place]].concat();
    let before = world.git("demo/remotes/infra.git", &["for-each-ref"]);
    let Some(output) = as_anybody(&world, &words) else {
        return;
    };
    told(&output, "promote without a place for data");
    assert!(said(&output).contains(&place), "{}", said(&output));
    let after = world.git("demo/remotes/infra.git", &["for-each-ref"]);
    assert_eq!(after, before);
}

#[test]
fn what_is_only_kept_to_be_faster_may_be_locked() {
    let world = World::today();
    world.done(&["board"]);
    let _locked = Locked::new(world.path("cache"));
    let Some(output) = as_anybody(&world, &["board"]) else {
        return;
    };
    assert_eq!(code(&output), 0, "{}", said(&output));
}

#[test]
fn a_workspace_is_not_begun_where_nothing_may_be_written() {
    let world = World::today();
    let home = world.path("home");
    std::fs::create_dir_all(&home).expect("it can be made");
    let _locked = Locked::new(home.clone());
    let place = home.join("new").display().to_string();
    let repo = world.path("demo/web").display().to_string();
    for words in [
        &["init", "--from", &repo, "--dir", &place, "--yes"][..],
        &["demo", "--dir", &place],
    ] {
        let Some(output) = as_anybody(&world, words) else {
            return;
        };
        told(&output, words[0]);
        assert!(said(&output).contains(&place), "{}", said(&output));
        assert!(!home.join("new").exists());
    }
}
