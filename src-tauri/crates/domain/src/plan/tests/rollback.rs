use super::facts::*;
use super::{codes, note, planned, refusal, steps};
use crate::fixtures::*;
use crate::plan::*;
use crate::snapshot::{Between, Known, PlaceFacts, Snapshot};

fn rollback_of(facts: &RollbackFacts) -> Result<Plan, Vec<Refusal>> {
    rollback(&rollback_intent(), facts, &stamp())
}

fn target(facts: &RollbackFacts) -> String {
    planned(rollback_of(facts))
        .subject
        .versioned()
        .expect("a version")
        .version
        .to_string()
}

fn change(plan: &Plan) -> EnvironmentChange {
    let Action::WriteEnvironment { change, .. } = &plan.steps[0].action else {
        panic!()
    };
    change.clone()
}

#[test]
fn a_rollback_reverts_exactly_the_change_that_brought_the_live_version() {
    let facts = rollback_facts();
    let plan = planned(rollback_of(&facts));
    assert_eq!(
        steps(&plan),
        ["write_environment", "await_observed", "record"]
    );
    let live = facts.here.seen().unwrap().live().unwrap();
    let change = change(&plan);
    assert_eq!(change.reverts, Some(live.change.clone()));
    assert_eq!(
        (change.expected.as_deref(), change.desired.as_str()),
        (Some("1.9.0"), "1.8.2")
    );
    assert_eq!(plan.typed.as_deref(), Some("1.8.2"));
    assert_eq!(
        note(&plan, "takes-back").text,
        "1.9.0 is taken away: 1 commit."
    );
}

#[test]
fn going_back_to_what_was_newer_takes_nothing_away() {
    let mut facts = rollback_facts();
    let gained = vec![commit("8c1d04a", "feat: greet by name")];
    let lost = Vec::new();
    facts.between = Known::Seen(Between { gained, lost });
    let plan = planned(rollback_of(&facts));
    let text = &note(&plan, "takes-back").text;
    assert_eq!(text, "Nothing of 1.9.0 is taken away.");
}

#[test]
fn the_message_of_a_rollback_marks_it() {
    let plan = planned(rollback_of(&rollback_facts()));
    let Action::WriteEnvironment { message, .. } = &plan.steps[0].action else {
        panic!()
    };
    assert!(origin(message).unwrap().rollback);
    assert!(message.starts_with("api back to 1.8.2 in production\n\nThis reverts commit "));
}

#[test]
fn situation_6_the_default_is_the_last_good_version() {
    assert_eq!(target(&rollback_facts()), "1.8.2");
    let yanked = RollbackFacts {
        yanked: vec!["api-v1.8.2".into()],
        ..rollback_facts()
    };
    assert_eq!(target(&yanked), "1.8.1");
    let here = rolled_back(&[("1.8.2", 1), ("1.9.0", 5), ("1.8.2", 100), ("1.8.1", 200)]);
    assert_eq!(
        target(&RollbackFacts {
            here: seen(here),
            ..rollback_facts()
        }),
        "1.8.1"
    );
}

#[test]
fn the_default_is_a_version_that_the_ledger_saw_there() {
    let place = rollback_facts().here.seen().cloned().unwrap();
    let ran = |version: &str| {
        let builds = place.history.iter().filter_map(|live| live.build.clone());
        let mut found = builds.filter(|build| build.version.to_string() == version);
        found.next().unwrap()
    };
    let unrecorded = RollbackFacts {
        unrecorded: vec![ran("1.8.2")],
        ..rollback_facts()
    };
    assert_eq!(target(&unrecorded), "1.8.1");
    let all = RollbackFacts {
        unrecorded: vec![ran("1.8.2"), ran("1.8.1")],
        ..rollback_facts()
    };
    assert_eq!(target(&all), "1.8.2", "which is refused by its name");
}

#[test]
fn a_rollback_further_back_is_no_revert_of_one_change() {
    let yanked = RollbackFacts {
        yanked: vec!["api-v1.8.2".into()],
        ..rollback_facts()
    };
    assert_eq!(change(&planned(rollback_of(&yanked))).reverts, None);
}

#[test]
fn a_version_that_only_the_ledger_tells_of_comes_back_by_its_value() {
    let mut intent = rollback_intent();
    intent.to = Some(version("1.10.0"));
    let facts = RollbackFacts {
        forgotten: Some(Forgotten {
            build: build("1.10.0"),
            value: "harbour/api:1.10.0".into(),
        }),
        ..rollback_facts()
    };
    let plan = planned(rollback(&intent, &facts, &stamp()));
    let change = change(&plan);
    assert_eq!(change.reverts, None);
    assert_eq!(change.desired, "harbour/api:1.10.0");
    assert_eq!(
        note(&plan, "told-no-more").text,
        "The history of infra no longer tells that 1.10.0 ran in production; the ledger does. \
         Its value is written into overlays/production/kustomization.yaml as that stands now, and no \
         commit is reverted."
    );
    intent.to = Some(version("1.7.0"));
    assert_eq!(codes(rollback(&intent, &facts, &stamp())), ["never-there"]);
    assert_eq!(target(&facts), "1.8.2", "nobody is sent there unasked");
}

#[test]
fn a_version_asked_for_must_have_been_live_there() {
    let mut intent = rollback_intent();
    intent.to = Some(version("1.8.1"));
    let plan = planned(rollback(&intent, &rollback_facts(), &stamp()));
    assert_eq!(
        plan.subject.versioned().expect("a version").version,
        version("1.8.1")
    );
    intent.to = Some(version("1.7.0"));
    assert_eq!(
        codes(rollback(&intent, &rollback_facts(), &stamp())),
        ["never-there"]
    );
    intent.to = Some(version("1.9.0"));
    assert_eq!(
        codes(rollback(&intent, &rollback_facts(), &stamp())),
        ["already-there"]
    );
}

#[test]
fn a_version_asked_for_against_advice_says_why_it_is_not_the_default() {
    let mut intent = rollback_intent();
    intent.to = Some(version("1.8.2"));
    let facts = RollbackFacts {
        yanked: vec!["api-v1.8.2".into()],
        ..rollback_facts()
    };
    note(&planned(rollback(&intent, &facts, &stamp())), "yanked");
}

#[test]
fn situation_25_a_rollback_names_the_dependents_it_would_leave_unsatisfied() {
    let auth = service("auth", &["production"]);
    let mut api = service("api", &["production"]);
    api.requires.insert("auth".into(), ">=2.3".parse().unwrap());
    let workspace = workspace(vec![api, auth.clone()]);
    let mut snapshot = Snapshot::default();
    let api_runs = [("production".into(), seen(place(&[("1.9.0", 9)])))].into();
    snapshot.places.insert("api".into(), api_runs);
    let requirements = requirements(
        &workspace,
        &auth,
        &production(),
        &version("1.8.2"),
        &snapshot,
    );
    let plan = planned(rollback_of(&RollbackFacts {
        requirements,
        ..rollback_facts()
    }));
    assert_eq!(note(&plan, "leaves-unsatisfied").lines, ["api needs >=2.3"]);
}

#[test]
fn situation_29_there_is_nothing_before_the_first_version() {
    let facts = RollbackFacts {
        here: seen(place(&[("1.9.0", 2)])),
        ..rollback_facts()
    };
    let found = refusal(rollback_of(&facts), "nothing-to-go-back-to");
    assert_eq!(
        found.text,
        "1.9.0 is the first version in production: there is nothing to go back to."
    );
    assert_eq!(
        found.hint.unwrap(),
        "Remove it from the environment, or stop it; or bring a fixed version."
    );
    let empty = RollbackFacts {
        here: seen(PlaceFacts::default()),
        ..rollback_facts()
    };
    assert_eq!(codes(rollback_of(&empty)), ["nothing-there"]);
}

#[test]
fn drift_can_be_rolled_back_from() {
    let mut here = place(&[("1.9.0", 2), ("1.8.2", 100)]);
    here.history[0].build = None;
    here.history[0].value = "hotpatch".into();
    let plan = planned(rollback_of(&RollbackFacts {
        here: seen(here),
        ..rollback_facts()
    }));
    assert_eq!(plan.subject.versioned().expect("a version").from, None);
    assert_eq!(change(&plan).expected.as_deref(), Some("hotpatch"));
}

#[test]
fn a_place_nobody_knows_is_not_touched() {
    let facts = RollbackFacts {
        here: not_seen("offline"),
        ..rollback_facts()
    };
    assert_eq!(codes(rollback_of(&facts)), ["place-unknown"]);
}
