use super::facts::*;
use super::{codes, note, planned, refusal, steps};
use crate::environment::Tier;
use crate::fixtures::*;
use crate::gates::{Answer, GateKind, Verdict};
use crate::plan::*;
use crate::snapshot::{AtRemote, Between, Known, PlaceFacts, Snapshot};
use jiff::SignedDuration;

fn promote_of(facts: &PromoteFacts) -> Result<Plan, Vec<Refusal>> {
    promote(&promote_intent(), facts, &stamp())
}

fn losing(commits: &[(&str, &str)]) -> Known<Between> {
    Known::Seen(Between {
        gained: vec![commit("8c1d04a", "feat: greet by name")],
        lost: commits
            .iter()
            .map(|(id, subject)| commit(id, subject))
            .collect(),
    })
}

#[test]
fn a_promotion_writes_waits_and_records() {
    let plan = planned(promote_of(&promote_facts()));
    assert_eq!(
        steps(&plan),
        ["write_environment", "await_observed", "record"]
    );
    let Action::WriteEnvironment {
        change, message, ..
    } = &plan.steps[0].action
    else {
        panic!()
    };
    assert_eq!(
        (change.expected.as_deref(), change.desired.as_str()),
        (Some("1.8.2"), "1.9.0")
    );
    assert_eq!(
        message,
        "api 1.9.0 to production\n\nLockkeeper-Plan: plan-1\n"
    );
    assert_eq!(origin(message).unwrap().plan.as_str(), "plan-1");
}

#[test]
fn production_asks_for_the_version_to_be_typed() {
    assert_eq!(
        planned(promote_of(&promote_facts())).typed.as_deref(),
        Some("1.9.0")
    );
    let facts = PromoteFacts {
        environment: environment("staging", Tier::Staging),
        ..promote_facts()
    };
    assert_eq!(planned(promote_of(&facts)).typed, None);
}

#[test]
fn situation_1_a_version_that_lacks_the_hotfix_is_refused_and_names_what_would_be_lost() {
    let facts = PromoteFacts {
        between: losing(&[("90ab11c", "fix: stop the leak"), ("11ab22c", "test: leak")]),
        ..promote_facts()
    };
    let found = refusal(promote_of(&facts), "would-lose");
    assert_eq!(
        found.text,
        "1.9.0 lacks 2 commits that are live in production; they would be lost."
    );
    assert_eq!(
        found.lines,
        ["90ab11c fix: stop the leak", "11ab22c test: leak"]
    );
    assert_eq!(
        found.hint.unwrap(),
        "Merge them and cut the version again with the fix."
    );
}

#[test]
fn situation_2_the_second_hotfix_must_contain_the_first() {
    let facts = PromoteFacts {
        candidate: build("1.8.4"),
        desired: "1.8.4".into(),
        here: seen(place(&[("1.8.3", 1), ("1.8.2", 100)])),
        between: losing(&[("f1f1f1f", "fix: first of two")]),
        ..promote_facts()
    };
    let found = refusal(promote_of(&facts), "would-lose");
    assert_eq!(
        found.text,
        "1.8.4 lacks 1 commit that is live in production; it would be lost."
    );
    let again = PromoteFacts {
        between: losing(&[]),
        ..facts
    };
    planned(promote_of(&again));
}

#[test]
fn an_older_version_that_ran_there_is_a_matter_for_a_rollback() {
    let facts = PromoteFacts {
        candidate: build("1.8.1"),
        desired: "1.8.1".into(),
        between: losing(&[("f1f1f1f", "fix: something")]),
        ..promote_facts()
    };
    let found = refusal(promote_of(&facts), "would-lose");
    assert_eq!(
        found.hint.unwrap(),
        "1.8.1 ran here before: roll back instead."
    );
}

#[test]
fn situation_7_a_version_rolled_back_from_returns_with_a_reason_and_never_by_itself() {
    let facts = PromoteFacts {
        here: seen(rolled_back(&[("1.8.2", 1), ("1.9.0", 5), ("1.8.2", 100)])),
        ..promote_facts()
    };
    assert_eq!(codes(promote_of(&facts)), ["rolled-back-from"]);
    let mut intent = promote_intent();
    intent.reason = Some("the database was at fault".into());
    planned(promote(&intent, &facts, &stamp()));
    let automatic = PromoteFacts {
        automatic: true,
        ..facts
    };
    let found = refusal(promote(&intent, &automatic, &stamp()), "rolled-back-from");
    assert_eq!(
        found.hint.unwrap(),
        "Such a version never returns by itself."
    );
}

#[test]
fn situation_20_a_one_person_workspace_works_and_says_so() {
    let plan = planned(promote_of(&PromoteFacts {
        alone: true,
        ..promote_facts()
    }));
    assert_eq!(
        note(&plan, "one-person").text,
        "One-person workspace: nobody else has looked at this."
    );
}

#[test]
fn situation_21_a_newer_version_covers_everything_since_the_live_one_and_supersedes_what_it_passes()
{
    let facts = PromoteFacts {
        candidate: build("1.10.0"),
        desired: "1.10.0".into(),
        skipped: vec![version("1.9.0"), version("1.9.1")],
        ..promote_facts()
    };
    let plan = planned(promote_of(&facts));
    assert_eq!(
        note(&plan, "covers").text,
        "Everything since 1.8.2: 2 commits."
    );
    assert_eq!(note(&plan, "covers").lines.len(), 2);
    assert_eq!(
        note(&plan, "supersedes").text,
        "It contains 1.9.0 and 1.9.1, which need not come there any more."
    );
}

#[test]
fn situation_25_what_a_version_needs_must_run_there_first() {
    let mut api = service("api", &["production"]);
    api.requires.insert("auth".into(), ">=2.3".parse().unwrap());
    let workspace = workspace(vec![api.clone(), service("auth", &["production"])]);
    let environment = production();
    let mut snapshot = Snapshot::default();
    let asked = |snapshot: &Snapshot| {
        let requirements =
            requirements(&workspace, &api, &environment, &version("1.9.0"), snapshot);
        promote_of(&PromoteFacts {
            requirements,
            ..promote_facts()
        })
    };
    let found = refusal(asked(&snapshot), "requires");
    assert_eq!(
        found.text,
        "1.9.0 needs auth >=2.3 in production, which runs nothing of it."
    );
    let auth = |v: &str| [("production".into(), seen(place(&[(v, 9)])))].into();
    snapshot.places.insert("auth".into(), auth("2.2.9"));
    assert_eq!(
        refusal(asked(&snapshot), "requires").hint.unwrap(),
        "Bring auth there first."
    );
    snapshot.places.insert("auth".into(), auth("2.3.0"));
    planned(asked(&snapshot));
}

#[test]
fn situation_29_a_first_version_says_that_there_is_no_way_back() {
    let facts = PromoteFacts {
        here: seen(PlaceFacts::default()),
        ..promote_facts()
    };
    let plan = planned(promote_of(&facts));
    assert_eq!(
        note(&plan, "nothing-to-go-back-to").text,
        "There is nothing to go back to in production: if this goes wrong, it can only be removed or stopped."
    );
    let Action::WriteEnvironment { change, .. } = &plan.steps[0].action else {
        panic!()
    };
    assert_eq!(change.expected, None);
    assert_eq!(plan.subject.versioned().expect("a version").from, None);
}

#[test]
fn each_gate_that_does_not_pass_is_a_refusal_of_its_own() {
    let verdict = |gate, answer, reason: &str| Verdict {
        gate,
        answer,
        title: format!("{gate:?}"),
        reason: reason.into(),
        short: "No".into(),
        evidence: Vec::new(),
    };
    let facts = PromoteFacts {
        verdicts: vec![
            verdict(GateKind::Previous, Answer::Pass, "live"),
            verdict(GateKind::Soak, Answer::Wait { until: None }, "31 h of 48 h"),
            verdict(GateKind::Approvals, Answer::Unknown, "no ledger yet"),
        ],
        ..promote_facts()
    };
    let texts: Vec<String> = promote_of(&facts)
        .unwrap_err()
        .into_iter()
        .map(|r| r.text)
        .collect();
    assert_eq!(texts, ["Soak: 31 h of 48 h.", "Approvals: no ledger yet."]);
}

#[test]
fn all_refusals_come_together() {
    let mut facts = PromoteFacts {
        between: losing(&[("f1f1f1f", "fix")]),
        yanked: true,
        ..promote_facts()
    };
    let mut here = place(&[("1.9.0", 3)]);
    here.history[0].build = None;
    facts.here = seen(here);
    assert_eq!(
        codes(promote_of(&facts)),
        ["drift", "already-there", "would-lose", "yanked"]
    );
    facts.here = not_seen("offline");
    facts.between = Known::Unknown("the clone is shallow".into());
    assert_eq!(
        codes(promote_of(&facts)),
        ["place-unknown", "range-unknown", "yanked"]
    );
}

#[test]
fn a_tag_that_the_remote_does_not_have_so_goes_nowhere() {
    for (at_remote, expected) in [
        (AtRemote::Unasked, vec![]),
        (AtRemote::Same, vec![]),
        (AtRemote::Unpushed, vec!["tag-unpushed"]),
        (AtRemote::Gone, vec!["tag-gone"]),
        (AtRemote::Other(oid("b0b")), vec!["tag-differs"]),
    ] {
        let facts = PromoteFacts {
            at_remote,
            ..promote_facts()
        };
        let built = promote_of(&facts);
        let found = built.err().unwrap_or_default();
        let found: Vec<&str> = found.iter().map(|r| &*r.code).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn facts_too_old_are_refused_at_confirm() {
    let plan = planned(promote_of(&promote_facts()));
    let second = SignedDuration::from_secs(1);
    assert_eq!(check_freshness(&plan, now() + DEPLOYED_LIMIT), None);
    let found = check_freshness(&plan, now() + DEPLOYED_LIMIT + second).unwrap();
    assert_eq!(found.code, "stale-facts");
    let plan = planned(cut(
        &cut_intent(),
        &CutFacts {
            observed_at: now(),
            ..cut_facts()
        },
        &stamp(),
    ));
    assert_eq!(check_freshness(&plan, now() + TAGS_LIMIT), None);
    assert!(check_freshness(&plan, now() + TAGS_LIMIT + second).is_some());
}

#[test]
fn the_message_of_the_policy_is_filled_in() {
    let mut facts = promote_facts();
    facts.place = Destination::Gitops(crate::policy::GitopsPlace {
        message: Some("{env}: {service} {from} to {version} ({tag}, {sha7})\n".into()),
        ..gitops("production")
    });
    let plan = planned(promote_of(&facts));
    let Action::WriteEnvironment { message, .. } = &plan.steps[0].action else {
        panic!()
    };
    assert_eq!(
        message.lines().next(),
        Some("production: api 1.8.2 to 1.9.0 (api-v1.9.0, 1900000)")
    );
}

#[test]
fn a_commit_by_hand_has_no_origin() {
    for message in [
        "",
        "api 1.9.0",
        "Lockkeeper-Plan: x",
        "a\n\nLockkeeper-Plan:\n",
        "a\n\nLockkeeper-Plan: x\n\nmore",
    ] {
        assert_eq!(origin(message), None, "{message}");
    }
}
