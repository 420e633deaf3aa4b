//! A machine that sleeps in the middle of a run, for longer than the run's
//! right to work lasts.

use crate::story::{PROMOTE, ROLLBACK, Story, recovered, undisturbed};
use crate::tools::Tools;
use crate::world::{World, said};
use std::panic::resume_unwind;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Longer than any state here takes to come.
const BOUND: Duration = Duration::from_secs(120);

/// A `git` that lets its caller sleep while it does that to the environments,
/// once, until there is a file `go`.
fn sleepy_git(act: &str) -> Tools {
    Tools::with_git(&format!(
        "case \"$PWD $*\" in
*infra*{act}*)
  if mkdir \"$HERE/asleep\" 2>/dev/null; then
    kill -STOP $PPID
    ( until test -e \"$HERE/go\"; do sleep 0.1; done; kill -CONT $PPID ) </dev/null >/dev/null 2>&1 &
  fi;;
esac
exec \"$GIT\" \"$@\"
"
    ))
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < BOUND, "never: {what}");
        std::thread::park_timeout(Duration::from_millis(200));
    }
}

fn starts(world: &World, story: &Story, tools: &Tools) -> Child {
    let mut command = world.command(story.words);
    command.env("PATH", tools.path()).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

/// The run that somebody else may take over by now.
fn left(world: &World) -> Option<String> {
    let runs = world.document(&["runs"]);
    let mut runs = runs.as_array()?.iter();
    let run = runs.find(|run| run["can_continue"] == true)?;
    run["id"].as_str().map(str::to_owned)
}

/// Sleeps during a call of git, wakes up when its right to work is over, and
/// comes to the same end; also when another one went on meanwhile.
fn sleeps(story: &Story, act: &str, taken_over: bool) {
    let what = format!(
        "{} asleep in {act}, taken over: {taken_over}",
        story.words[0]
    );
    let world = World::today().kept();
    let (right, _) = undisturbed(&world, story);
    let tools = sleepy_git(act);
    let asleep = tools.folder().join("asleep");
    let sleeper = starts(&world, story, &tools);
    until(&what, || asleep.exists());
    until(&what, || left(&world).is_some());
    if let Some(id) = left(&world).filter(|_| taken_over) {
        let went_on = world.run(&["run", "continue", &id]);
        assert!(went_on.status.success(), "{what}: {}", said(&went_on));
    }
    std::fs::write(tools.folder().join("go"), "").expect("it can be written");
    let woken = sleeper.wait_with_output().expect("it ends");
    assert!(woken.status.code().is_some(), "{what}: {}", said(&woken));
    assert!(
        !said(&woken).contains("panicked"),
        "{what}: {}",
        said(&woken)
    );
    assert_eq!(recovered(&world, story, &what), right, "{what}");
}

#[test]
fn a_run_that_slept_longer_than_its_right_to_work_comes_to_the_same_end_once() {
    std::thread::scope(|scope| {
        let all = [
            (PROMOTE, "commit-tree", false),
            (PROMOTE, "commit-tree", true),
            (PROMOTE, "push", false),
            (PROMOTE, "push", true),
            (ROLLBACK, "push", true),
        ];
        let each = all
            .map(|(story, act, taken_over)| scope.spawn(move || sleeps(&story, act, taken_over)));
        for one in each {
            one.join().unwrap_or_else(|why| resume_unwind(why));
        }
    });
}
