//! One run has one owner, also where two programs want it at the same time.

use crate::story::{PROMOTE, end_of, undisturbed};
use crate::tools::{Calls, Moment, deadly_git};
use crate::world::{World, code, said};
use std::os::unix::process::ExitStatusExt;
use std::process::{Output, Stdio};

/// How often two programs start together.
const ROUNDS: usize = 20;

/// Two programs that do the same, started together.
fn both(world: &World, words: &[&str]) -> Vec<Output> {
    let under_way = [(); 2].map(|()| {
        let mut command = world.command(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(Stdio::piped()).spawn().expect("it starts")
    });
    let ended = under_way.map(|child| child.wait_with_output().expect("it ends"));
    ended.into()
}

/// How many ends the ledger tells of.
fn ends(world: &World) -> usize {
    let log = world.document(&["ledger", "log", "--most", "1000"]);
    let lines = log["lines"].as_array().expect("entries");
    let ends = lines.iter().filter(|line| line["kind"] == "finish");
    ends.count()
}

#[test]
fn of_two_programs_that_continue_a_run_together_exactly_one_does() {
    let world = World::today().kept();
    let (right, _) = undisturbed(&world, &PROMOTE);
    let before = ends(&world);
    for round in 0..ROUNDS {
        let moment = Moment::ALL[round % Moment::ALL.len()];
        let tools = deadly_git(Calls::Writing, 1 + round % 2, moment);
        let killed = world.run_with(&tools.path(), PROMOTE.words);
        assert_eq!(killed.status.signal(), Some(9), "{}", said(&killed));
        tools.settle();
        let runs = world.document(&["runs"]);
        if let Some(id) = runs[0]["id"].as_str() {
            let ended = both(&world, &["run", "continue", id, "--json"]);
            let told = || ended.iter().map(said).collect::<String>();
            let late = ["run-held", "run-ended", "run-fenced"];
            let late = late.iter().any(|code| told().contains(code));
            // One that comes between the end and its entry in the ledger has
            // something to do as well: whoever is faster records it.
            let done = ended.iter().filter(|output| code(output) == 0).count();
            assert_eq!(done, 2 - usize::from(late), "round {round}: {}", told());
            assert_eq!(ends(&world), before + 1, "round {round}: {}", told());
            let runs = world.document(&["runs"]);
            assert_eq!(runs[0]["state"], "succeeded", "round {round}");
            assert_eq!(runs.as_array().map(Vec::len), Some(1), "round {round}");
            assert_eq!(end_of(&world, &PROMOTE), right, "round {round}: once");
        }
        world.put_back();
    }
}
