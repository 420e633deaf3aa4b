use super::facts::*;
use super::planned;
use crate::fixtures::*;
use crate::plan::*;
use jiff::SignedDuration;

fn cut_plan() -> Plan {
    planned(cut(&cut_intent(), &cut_facts(), &stamp()))
}

/// What is wrong with a plan after a change.
fn flaws(mut plan: Plan, change: impl FnOnce(&mut Plan)) -> Vec<String> {
    change(&mut plan);
    check(&plan).into_iter().map(|f| f.what).collect()
}

fn renumber(plan: &mut Plan) {
    for (number, step) in (0..).zip(&mut plan.steps) {
        step.number = number;
    }
}

#[test]
fn numbers_are_places() {
    let found = flaws(cut_plan(), |p| p.steps[1].number = 7);
    assert_eq!(found, ["its number is not its place"]);
}

#[test]
fn the_record_is_the_last_step_and_the_only_one() {
    let found = flaws(cut_plan(), |p| p.steps.truncate(4));
    assert_eq!(found, ["a plan ends with its record"]);
    let found = flaws(cut_plan(), |p| {
        let record = p.steps[4].clone();
        p.steps.insert(0, record);
        renumber(p);
    });
    assert_eq!(found, ["only the last step records"]);
    assert!(!flaws(cut_plan(), |p| p.steps.clear()).is_empty());
}

#[test]
fn a_push_comes_after_what_it_pushes() {
    let found = flaws(cut_plan(), |p| {
        p.steps.swap(2, 3);
        renumber(p);
    });
    assert_eq!(found, ["there is no tag to push yet"]);
    let found = flaws(cut_plan(), |p| {
        p.steps.remove(0);
        renumber(p);
    });
    assert_eq!(found, ["there is no tree to commit yet"]);
    let found = flaws(cut_plan(), |p| {
        p.steps.drain(0..2);
        renumber(p);
    });
    assert_eq!(
        found,
        [
            "there is no commit to tag yet",
            "there is no commit to push yet"
        ]
    );
}

#[test]
fn no_target_is_touched_twice() {
    let found = flaws(cut_plan(), |p| {
        let tag = p.steps[2].clone();
        p.steps.insert(2, tag);
        renumber(p);
    });
    assert_eq!(found, ["it touches what a step before it touched"]);
}

#[test]
fn a_tree_is_committed_where_it_was_written() {
    let found = flaws(cut_plan(), |p| {
        let Action::Commit { parent, .. } = &mut p.steps[1].action else {
            panic!()
        };
        *parent = oid("0dd");
    });
    assert_eq!(found, ["the tree was written onto another commit"]);
}

#[test]
fn only_a_withdrawal_deletes_on_a_remote_and_only_a_known_value() {
    let withdrawn = planned(withdraw(&release_intent("x"), &pushed_facts(), &stamp()));
    let found = flaws(withdrawn.clone(), |p| p.kind = PlanKind::Undo);
    assert_eq!(
        found,
        ["only a withdrawal and the end of a branch delete on a remote"]
    );
    let found = flaws(withdrawn, |p| {
        let Action::Push { refs, .. } = &mut p.steps[0].action else {
            panic!()
        };
        refs[0].expected = None;
    });
    assert_eq!(found, ["it deletes a ref without saying which value"]);
}

#[test]
fn a_wait_is_for_what_was_written() {
    let plan = planned(promote(&promote_intent(), &promote_facts(), &stamp()));
    let found = flaws(plan.clone(), |p| {
        p.steps.remove(0);
        renumber(p);
    });
    assert_eq!(found, ["it waits for a value no step before it writes"]);
    let found = flaws(plan, |p| {
        let Action::WriteEnvironment { change, .. } = &mut p.steps[0].action else {
            panic!()
        };
        change.expected = Some(change.desired.clone());
    });
    assert_eq!(found, ["it writes what is there"]);
}

#[test]
fn a_plan_of_one_kind_has_no_steps_of_another() {
    let plan = planned(promote(&promote_intent(), &promote_facts(), &stamp()));
    let found = flaws(plan, |p| p.kind = PlanKind::Cut);
    assert_eq!(found[0], "the subject does not fit the kind");
    assert_eq!(found.len(), 3);
}

#[test]
fn a_plan_is_not_older_than_its_facts() {
    let found = flaws(cut_plan(), |p| {
        p.facts_at = p.made_at + SignedDuration::from_secs(1);
    });
    assert_eq!(found, ["the facts are younger than the plan"]);
}
