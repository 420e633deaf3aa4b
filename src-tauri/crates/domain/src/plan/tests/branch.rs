use super::describe::text;
use super::facts::*;
use super::{codes, note, planned, refusal, steps};
use crate::fixtures::*;
use crate::plan::*;
use crate::policy::{BranchMerge, BranchPlace};
use crate::snapshot::{Between, Build, Known, Live, PlaceFacts};

/// `main` at 1.8.2, which 1.9.0 contains.
fn branch() -> BranchDestination {
    BranchDestination {
        place: BranchPlace {
            repo: "shop".into(),
            branch: "main".into(),
            merge: BranchMerge::FfOnly,
        },
        remote: Some("origin".into()),
        tip: Some(oid("182")),
        protected: false,
        change: BranchChange::Forward { tree: oid("7ee") },
        own: Vec::new(),
        carried: Vec::new(),
    }
}

fn no_ff() -> BranchDestination {
    BranchDestination {
        place: BranchPlace {
            merge: BranchMerge::NoFf,
            ..branch().place
        },
        ..branch()
    }
}

fn merged(exact: bool, own: &[&str]) -> BranchDestination {
    BranchDestination {
        change: BranchChange::Merged {
            tree: oid("7ee"),
            exact,
        },
        own: own.iter().map(ToString::to_string).collect(),
        ..branch()
    }
}

fn promote_to(to: BranchDestination) -> Result<Plan, Vec<Refusal>> {
    let facts = PromoteFacts {
        place: Destination::Branch(Box::new(to)),
        desired: "api-v1.9.0".into(),
        ..promote_facts()
    };
    promote(&promote_intent(), &facts, &stamp())
}

fn roll_back(to: BranchDestination) -> Result<Plan, Vec<Refusal>> {
    let facts = RollbackFacts {
        place: Destination::Branch(Box::new(to)),
        ..rollback_facts()
    };
    rollback(&rollback_intent(), &facts, &stamp())
}

fn restoring() -> BranchDestination {
    BranchDestination {
        tip: Some(oid("190")),
        change: BranchChange::Restored {
            tree: oid("7ee"),
            from: oid("182"),
        },
        ..branch()
    }
}

#[test]
fn a_fast_forward_is_one_push_of_the_released_commit() {
    insta::assert_snapshot!(text(&planned(promote_to(branch()))));
}

#[test]
fn a_merge_commit_is_stored_and_pushed() {
    insta::assert_snapshot!(text(&planned(promote_to(no_ff()))));
}

#[test]
fn a_rollback_of_a_branch_is_a_new_commit_with_the_earlier_files() {
    insta::assert_snapshot!(text(&planned(roll_back(restoring()))));
}

#[test]
fn a_rollback_says_which_commit_it_restores() {
    let plan = planned(roll_back(restoring()));
    let Action::Join {
        message, brings, ..
    } = &plan.steps[0].action
    else {
        panic!()
    };
    assert_eq!(*brings, None);
    let origin = origin(message).expect("it is ours");
    assert!(origin.rollback);
    assert_eq!(origin.restores, Some(oid("182")));
}

#[test]
fn without_a_remote_the_branch_itself_moves() {
    let local = |to| BranchDestination { remote: None, ..to };
    let forward = planned(promote_to(local(branch())));
    assert_eq!(steps(&forward), ["merge", "record"]);
    let joined = planned(promote_to(local(no_ff())));
    assert_eq!(steps(&joined), ["join", "merge", "record"]);
    let begun = BranchDestination {
        tip: None,
        ..local(branch())
    };
    assert_eq!(
        steps(&planned(promote_to(begun))),
        ["create_branch", "record"]
    );
}

#[test]
fn a_branch_that_does_not_exist_begins_at_the_version_and_the_plan_says_so() {
    let plan = planned(promote_to(BranchDestination {
        tip: None,
        ..no_ff()
    }));
    assert_eq!(steps(&plan), ["push", "record"]);
    assert_eq!(
        note(&plan, "new-branch").text,
        "There is no branch main yet: it begins at api-v1.9.0."
    );
}

#[test]
fn only_a_fast_forward_names_the_commits_in_the_way() {
    let found = refusal(
        promote_to(merged(false, &["90ab11c fix: by hand"])),
        "not-fast-forward",
    );
    assert_eq!(
        found.text,
        "main has 1 commit that 1.9.0 lacks, and only a fast-forward is allowed."
    );
    assert_eq!(found.lines, ["90ab11c fix: by hand"]);
    let hint = found.hint.unwrap();
    assert!(hint.contains("`git merge origin/main` on the branch releases are cut from"));
}

#[test]
fn what_a_rollback_left_does_not_shut_a_branch_that_only_moves_forward() {
    let plan = planned(promote_to(merged(true, &[])));
    assert_eq!(steps(&plan), ["join", "push", "record"]);
    assert!(
        note(&plan, "joins")
            .text
            .starts_with("A rollback stands on main")
    );
}

#[test]
fn a_merge_that_keeps_changes_of_the_branch_says_that_it_is_not_exactly_the_version() {
    let plan = planned(promote_to(BranchDestination {
        place: no_ff().place,
        ..merged(false, &["90ab11c fix: by hand"])
    }));
    let keeps = note(&plan, "keeps-own");
    assert_eq!(
        keeps.text,
        "main keeps changes of its own, so what runs is not exactly 1.9.0: 1 commit."
    );
    assert_eq!(keeps.lines, ["90ab11c fix: by hand"]);
}

#[test]
fn a_merge_loses_nothing_of_what_people_committed_there() {
    let facts = |to: BranchDestination| PromoteFacts {
        place: Destination::Branch(Box::new(to)),
        here: seen(PlaceFacts {
            history: vec![Live {
                build: Some(Build {
                    tag: None,
                    ..build("1.8.3-dev.1+g90ab11c")
                }),
                ..place(&[("1.8.2", 1)]).history[0].clone()
            }],
            ..PlaceFacts::default()
        }),
        between: Known::Seen(Between {
            gained: Vec::new(),
            lost: vec![commit("90ab11c", "fix: by hand")],
        }),
        ..promote_facts()
    };
    let kept = BranchDestination {
        place: no_ff().place,
        ..merged(false, &["90ab11c fix: by hand"])
    };
    planned(promote(&promote_intent(), &facts(kept), &stamp()));
    let found = codes(promote(&promote_intent(), &facts(branch()), &stamp()));
    assert_eq!(found, ["would-lose"]);
}

#[test]
fn a_conflict_names_the_files() {
    let found = refusal(
        promote_to(BranchDestination {
            change: BranchChange::Conflict(vec!["src/greet.rs".into()]),
            ..no_ff()
        }),
        "conflict",
    );
    assert_eq!(found.lines, ["src/greet.rs"]);
}

#[test]
fn a_protected_branch_and_what_it_contains_are_refused_in_words() {
    let to = BranchDestination {
        protected: true,
        change: BranchChange::Contained,
        ..branch()
    };
    assert_eq!(codes(promote_to(to)), ["by-request", "already-contained"]);
    let unclear = BranchDestination {
        change: BranchChange::Unclear("somebody committed on top of a rollback".into()),
        ..branch()
    };
    assert_eq!(
        refusal(promote_to(unclear), "merge-unknown").text,
        "Nobody knows what main would become: somebody committed on top of a rollback."
    );
}

#[test]
fn a_service_that_comes_along_is_said_and_held_by_its_own_gates() {
    let carried = |against: &[&str]| BranchDestination {
        carried: vec![Carried {
            service: "web".into(),
            from: Some(version("2.0.0")),
            to: Some(version("2.1.0")),
            against: against.iter().map(ToString::to_string).collect(),
            item: None,
            unrecorded: false,
        }],
        ..branch()
    };
    let plan = planned(promote_to(carried(&[])));
    assert_eq!(note(&plan, "also-brings").lines, ["web 2.0.0 → 2.1.0"]);
    let found = refusal(
        promote_to(carried(&["Soak: it has to live in staging first"])),
        "gate",
    );
    assert_eq!(
        found.text,
        "web 2.0.0 → 2.1.0 would come along, and Soak: it has to live in staging first."
    );
}

#[test]
fn the_same_promotion_planned_again_does_the_same() {
    let again = Stamp {
        id: crate::ids::PlanId::new("plan-2"),
        ..stamp()
    };
    let facts = PromoteFacts {
        place: Destination::Branch(Box::new(no_ff())),
        ..promote_facts()
    };
    let first = planned(promote(&promote_intent(), &facts, &stamp()));
    let second = planned(promote(&promote_intent(), &facts, &again));
    assert!(first.does_the_same(&second));
}
