mod branch;
mod check;
mod cut;
mod describe;
mod facts;
mod promote;
mod properties;
mod release;
mod rollback;

use super::{Plan, Refusal};

/// The codes of all refusals, in order.
fn codes(outcome: Result<Plan, Vec<Refusal>>) -> Vec<String> {
    match outcome {
        Ok(plan) => panic!("a plan: {plan:#?}"),
        Err(refusals) => refusals.into_iter().map(|r| r.code).collect(),
    }
}

/// The plan, checked.
fn planned(outcome: Result<Plan, Vec<Refusal>>) -> Plan {
    let plan = outcome.unwrap_or_else(|refusals| panic!("refused: {refusals:#?}"));
    assert_eq!(super::check(&plan), vec![]);
    plan
}

/// The only refusal of that code.
fn refusal(outcome: Result<Plan, Vec<Refusal>>, code: &str) -> Refusal {
    let refusals = outcome.expect_err("it should have been refused");
    let mut found = refusals.into_iter().filter(|r| r.code == code);
    let first = found.next().unwrap_or_else(|| panic!("no refusal {code}"));
    assert!(found.next().is_none(), "{code} twice");
    first
}

/// The names of the steps.
fn steps(plan: &Plan) -> Vec<String> {
    let name = |step: &super::Step| {
        let json = serde_json::to_value(&step.action).unwrap();
        json["action"].as_str().unwrap().to_owned()
    };
    plan.steps.iter().map(name).collect()
}

/// The text of a note.
fn note<'a>(plan: &'a Plan, code: &str) -> &'a super::PlanNote {
    plan.notes
        .iter()
        .find(|n| n.code == code)
        .unwrap_or_else(|| panic!("no note {code} in {:#?}", plan.notes))
}
