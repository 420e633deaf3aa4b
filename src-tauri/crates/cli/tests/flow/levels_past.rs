//! A finish that moves a branch which an environment runs: what is not asked
//! there is said, and a freeze holds it.

use crate::levels::{Desk, Merge, yard};
use crate::yard::{Yard, code, said};

const GATES: &str = "[env.production.gates]\nchecklist.before = [\"Runbook read\"]\n";

fn hotfix<'a>(yard: &'a Yard, more: &str) -> Desk<'a> {
    let desk = Desk::sits(yard, "work", Merge::NoFf, more);
    desk.done(&["flow", "start", "hotfix", "1.0.1", "--yes"]);
    desk.clone.commit("fix.txt", "x\n", "fix: let people in");
    desk
}

fn frozen(until: &str) -> String {
    format!(
        "{GATES}[[env.production.gates.freezes]]\nname = \"Year end\"\nfrom = 2001-01-01\n\
         until = {until}\nzone = \"UTC\"\n"
    )
}

#[test]
fn a_finish_names_the_environments_it_reaches_and_the_gates_it_passes_by() {
    let yard = yard();
    let desk = hotfix(&yard, GATES);
    let plan = desk.done(&["flow", "finish", "--dry-run"]);
    assert!(plan.contains("production runs main"), "{plan}");
    assert!(plan.contains("brings it v1.0.1"), "{plan}");
    assert!(plan.contains("Its gates are not asked"), "{plan}");
    assert!(plan.contains("Live in staging"), "{plan}");
    assert!(plan.contains("Checklist"), "{plan}");
    assert!(plan.contains("staging runs staging"), "{plan}");
    assert!(!plan.contains("dev runs develop"), "{plan}");
    let forward = desk.done(&["flow", "finish", "--nobackmerge", "--dry-run"]);
    assert!(!forward.contains("staging runs staging"), "{forward}");
}

#[test]
fn a_freeze_of_an_environment_holds_a_finish_into_its_branch() {
    let yard = yard();
    let desk = hotfix(&yard, &frozen("2999-01-01"));
    let why = desk.refused(&["flow", "finish", "--yes"]);
    assert!(
        why.contains("production runs main, and it is frozen: Year end"),
        "{why}"
    );
    let local = desk.done(&["flow", "finish", "--no-push", "--dry-run"]);
    assert!(local.contains("once that is pushed"), "{local}");
}

#[test]
fn a_freeze_that_is_over_holds_nothing() {
    let yard = yard();
    let desk = hotfix(&yard, &frozen("2002-01-01"));
    desk.done(&["flow", "finish", "--yes"]);
}

#[test]
fn what_takes_pull_requests_only_is_reached_by_the_request() {
    let yard = yard();
    let more = format!("{GATES}[repos.shop.branches.main]\npush = false\n");
    let desk = hotfix(&yard, &more);
    let output = desk.run(&["flow", "finish", "--dry-run"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(
        !said(&output).contains("production runs main"),
        "{}",
        said(&output)
    );
}
