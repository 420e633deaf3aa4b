use super::*;
use crate::environment::Environment;
use crate::fixtures::*;
use crate::ids::EnvName;
use crate::policy::{ApprovalRule, Freeze, FreezeSpan, Gates, Window};
use crate::snapshot::{Build, Fact, PlaceFacts, Signature};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;

mod aside;
mod times;

use times::year_end;

/// Asks one environment about 1.9.0, with staging before it.
struct Case {
    environment: Environment,
    candidate: Build,
    staging: Fact<PlaceFacts>,
    signature: Option<Signature>,
    ticked: BTreeMap<String, String>,
    rollback: bool,
    at: Timestamp,
}

fn case() -> Case {
    Case {
        environment: production(),
        candidate: build("1.9.0"),
        staging: seen(place(&[("1.9.0", 31)])),
        signature: None,
        ticked: BTreeMap::new(),
        rollback: false,
        at: now(),
    }
}

impl Case {
    fn ask(&self) -> Vec<Verdict> {
        let (zone, staging) = (TimeZone::UTC, EnvName::from("staging"));
        let mut facts = facts_from(&staging, &self.staging);
        facts.signature = self.signature.as_ref();
        facts.ticked = Some(&self.ticked);
        evaluate(&Asked {
            environment: &self.environment,
            candidate: &self.candidate,
            rollback: self.rollback,
            facts,
            at: self.at,
            zone: &zone,
        })
    }

    /// The verdict of the only gate asked.
    fn only(&self) -> Verdict {
        let verdicts = self.ask();
        assert_eq!(verdicts.len(), 1, "{verdicts:#?}");
        verdicts.into_iter().next().unwrap()
    }
}

fn only_gate(change: impl FnOnce(&mut Gates)) -> Case {
    let mut case = case();
    case.environment.gates = Gates::default();
    change(&mut case.environment.gates);
    case
}

#[test]
fn previous_asks_where_this_very_build_has_lived() {
    let table: Vec<(Fact<PlaceFacts>, Answer, &str)> = vec![
        (
            seen(place(&[("1.9.0", 31)])),
            Answer::Pass,
            "live in staging for 31 h",
        ),
        (
            seen(place(&[("1.10.0", 2), ("1.9.0", 31)])),
            Answer::Pass,
            "was live in staging, 31 h ago",
        ),
        (
            seen(place(&[("1.8.2", 31)])),
            Answer::Fail,
            "1.9.0 was never live in staging",
        ),
        (
            seen(rolled_back(&[("1.8.2", 2), ("1.9.0", 31)])),
            Answer::Fail,
            "1.9.0 was rolled back from in staging",
        ),
        (
            seen(PlaceFacts::default()),
            Answer::Fail,
            "1.9.0 was never live in staging",
        ),
        (
            not_seen("infra could not be reached"),
            Answer::Unknown,
            "staging is not known: infra could not be reached",
        ),
    ];
    for (staging, answer, reason) in table {
        let verdict = Case { staging, ..case() }.only();
        assert_eq!((verdict.answer, verdict.reason.as_str()), (answer, reason));
    }
}

#[test]
fn previous_fails_while_the_build_is_not_healthy_there() {
    let mut staging = place(&[("1.9.0", 31)]);
    staging.watched.push(crate::soak::Watched {
        from: ago(1),
        until: Timestamp::MAX,
        healthy: false,
    });
    let verdict = Case {
        staging: seen(staging),
        ..case()
    }
    .only();
    assert_eq!(
        (verdict.answer, verdict.short.as_str()),
        (Answer::Fail, "Unhealthy")
    );
}

#[test]
fn previous_goes_by_the_build_and_not_by_its_tag() {
    let mut candidate = build("1.9.0");
    candidate.commit = oid("feed");
    assert_eq!(
        Case {
            candidate,
            ..case()
        }
        .only()
        .answer,
        Answer::Fail
    );
    let mut candidate = build("1.9.0-rc.1");
    candidate.commit = build("1.9.0").commit;
    assert_eq!(
        Case {
            candidate,
            ..case()
        }
        .only()
        .answer,
        Answer::Pass
    );
}

#[test]
fn the_first_environment_has_nothing_before_it() {
    let (zone, case) = (TimeZone::UTC, case());
    let verdicts = evaluate(&Asked {
        environment: &case.environment,
        candidate: &case.candidate,
        rollback: false,
        facts: GateFacts::default(),
        at: now(),
        zone: &zone,
    });
    assert_eq!(verdicts, vec![]);
    assert!(passes(&verdicts));
}

#[test]
fn soak_says_how_far_it_is_and_when_it_passes() {
    let soaks = |staging| {
        Case {
            staging,
            ..only_gate(|g| g.soak = Some(soak("staging", 48)))
        }
        .only()
    };
    let ready = |hours_: i64| Answer::Wait {
        until: Some(now() + hours(hours_)),
    };
    let table: Vec<(Fact<PlaceFacts>, Answer, &str, &str)> = vec![
        (
            seen(place(&[("1.9.0", 31)])),
            ready(17),
            "31 h of 48 h · ready Wed 02:00",
            "Soak 17 h",
        ),
        (
            seen(place(&[("1.9.0", 48)])),
            Answer::Pass,
            "soaked 48 h",
            "Soaked",
        ),
        (
            seen(place(&[("1.10.0", 2), ("1.9.0", 60)])),
            Answer::Pass,
            "soaked 58 h",
            "Soaked",
        ),
        (
            seen(place(&[("1.10.0", 2), ("1.9.0", 31)])),
            Answer::Fail,
            "29 h of 48 h, and no longer live in staging",
            "Soak broken",
        ),
        (
            seen(place(&[("1.8.2", 90)])),
            Answer::Fail,
            "1.9.0 was never live in staging",
            "Not soaked",
        ),
        (
            not_seen("offline"),
            Answer::Unknown,
            "staging is not known: offline",
            "Not known",
        ),
    ];
    for (staging, answer, reason, short) in table {
        let verdict = soaks(staging);
        assert_eq!(
            (
                &verdict.answer,
                verdict.reason.as_str(),
                verdict.short.as_str()
            ),
            (&answer, reason, short)
        );
        assert_eq!(verdict.title, "Soaked 48 h in staging");
    }
}

#[test]
fn a_soak_shorter_than_advised_passes_and_says_so() {
    let mut rule = soak("staging", 24);
    rule.advised = Some(hours(48));
    let soaked = |since| {
        let case = Case {
            staging: seen(place(&[("1.9.0", since)])),
            ..only_gate(|g| g.soak = Some(rule.clone()))
        };
        case.only()
    };
    let early = soaked(26);
    assert!(early.passed());
    assert_eq!(early.advice(), Some("soaked 26 h; 48 h is advised"));
    assert_eq!(soaked(48).advice(), None);
    assert_eq!(soaked(20).advice(), None);
}

/// 1.9.0 in staging, unhealthy when it was taken away two hours ago.
fn taken_away(history: &[(&str, i64)]) -> PlaceFacts {
    let mut staging = place(history);
    staging.watched = vec![
        watched(31, 3, true),
        watched(3, 2, false),
        watched(2, 0, true),
    ];
    staging
}

fn watched(from: i64, until: i64, healthy: bool) -> crate::soak::Watched {
    crate::soak::Watched {
        from: ago(from),
        until: ago(until),
        healthy,
    }
}

#[test]
fn a_soak_that_ended_says_why_and_what_began_anew() {
    let soaks = |staging| Case {
        staging: seen(staging),
        ..only_gate(|g| g.soak = Some(soak("staging", 48)))
    };
    let verdict = soaks(taken_away(&[("1.8.2", 2), ("1.9.0", 31)])).only();
    assert_eq!(
        (&verdict.answer, verdict.reason.as_str()),
        (
            &Answer::Fail,
            "1.9.0 was not healthy in staging, and what came instead was"
        )
    );
    let back = taken_away(&[("1.9.0", 1), ("1.8.2", 2), ("1.9.0", 31)]);
    let verdict = soaks(back).only();
    assert_eq!(verdict.reason, "1 h of 48 h · begun anew · ready Thu 08:00");
}

#[test]
fn signed_tag_wants_a_person_of_the_workspace() {
    let key = || "SHA256:abc".to_owned();
    let table = [
        (
            Some(Signature::By {
                person: "dana".into(),
                key: key(),
            }),
            Answer::Pass,
            "Signed",
        ),
        (Some(Signature::Unsigned), Answer::Fail, "Not signed"),
        (
            Some(Signature::Stranger { key: key() }),
            Answer::Fail,
            "Unknown key",
        ),
        (
            Some(Signature::Bad {
                reason: "broken".into(),
            }),
            Answer::Fail,
            "Bad signature",
        ),
        (Some(Signature::Unchecked), Answer::Unknown, "Not checked"),
        (None, Answer::Unknown, "Tag unknown"),
    ];
    for (signature, answer, short) in table {
        let mut case = only_gate(|g| g.signed_tag = true);
        case.signature = signature;
        assert_eq!(
            (case.only().answer, case.only().short.as_str()),
            (answer, short)
        );
    }
    let mut case = only_gate(|g| g.signed_tag = true);
    case.candidate.tag = None;
    assert_eq!(
        (case.only().answer, case.only().short),
        (Answer::Fail, "No tag".into())
    );
}

#[test]
fn a_checklist_waits_for_its_open_lines() {
    let mut case =
        only_gate(|g| g.checklist = vec!["Runbook read".into(), "Support informed".into()]);
    case.ticked.insert("Runbook read".into(), "dana".into());
    let verdict = case.only();
    assert_eq!(verdict.answer, Answer::Wait { until: None });
    assert_eq!(verdict.reason, "1 line to tick: “Support informed”");
    assert_eq!(verdict.short, "1 to tick");
    case.ticked.insert("Support informed".into(), "lee".into());
    assert!(case.only().passed());
}

#[test]
fn approvals_are_unknown_without_a_ledger() {
    let case = only_gate(|g| {
        g.approvals = vec![ApprovalRule {
            role: "release-manager".into(),
            count: 2,
        }];
    });
    let verdict = case.only();
    assert_eq!(
        (verdict.answer, verdict.short.as_str()),
        (Answer::Unknown, "No ledger yet")
    );
    assert!(!passes(&[case.only()]));
}

#[test]
fn a_gate_without_a_source_is_unknown_and_says_what_is_missing() {
    let case = only_gate(|g| {
        g.without_source
            .insert("ci".into(), "no forge is connected".into());
    });
    let verdict = case.only();
    assert_eq!(
        (verdict.gate, verdict.answer),
        (GateKind::Ci, Answer::Unknown)
    );
    assert_eq!(verdict.reason, "no forge is connected");
}

/// Every gate there is, shut.
fn all_shut() -> Case {
    Case {
        staging: seen(PlaceFacts::default()),
        ..only_gate(|g| {
            g.previous = true;
            g.soak = Some(soak("staging", 48));
            g.approvals = vec![ApprovalRule {
                role: "admin".into(),
                count: 1,
            }];
            g.windows = vec![Window {
                allow: "Sat".into(),
                zone: "UTC".into(),
            }];
            g.freezes = vec![year_end()];
            g.signed_tag = true;
            g.checklist = vec!["Read".into()];
            g.without_source.insert("quality".into(), "no forge".into());
        })
    }
}

#[test]
fn a_rollback_is_held_by_no_gate_but_a_forged_tag() {
    let mut case = all_shut();
    assert!(!passes(&case.ask()));
    case.rollback = true;
    assert!(passes(&case.ask()), "{:#?}", case.ask());
    case.signature = Some(Signature::Bad {
        reason: "broken".into(),
    });
    assert!(!passes(&case.ask()));
}

#[test]
fn verdicts_come_in_the_order_people_read_and_the_worst_is_named_first() {
    let verdicts = all_shut().ask();
    let gates: Vec<GateKind> = verdicts.iter().map(|v| v.gate).collect();
    let mut sorted = gates.clone();
    sorted.sort_unstable();
    assert_eq!(gates, sorted);
    assert_eq!(first_against(&verdicts).unwrap().gate, GateKind::Freeze);
    let rest: Vec<Verdict> = verdicts
        .into_iter()
        .filter(|v| v.gate != GateKind::Freeze)
        .collect();
    assert_eq!(first_against(&rest).unwrap().gate, GateKind::Previous);
}

#[test]
fn the_word_on_a_gate_has_at_most_three_words() {
    for verdict in all_shut().ask() {
        assert!(verdict.short.split(' ').count() <= 3, "{}", verdict.short);
        assert!(
            !verdict.short.is_empty() && !verdict.reason.is_empty() && !verdict.title.is_empty()
        );
        assert!(!verdict.evidence.is_empty());
    }
}

proptest! {
    #[test]
    fn a_freeze_never_blocks_a_rollback(begins in -500_i64..500, lasts in 1_i64..1000, later in -800_i64..800) {
        let mut case = only_gate(|g| {
            g.freezes = vec![Freeze {
                name: "Any".into(),
                span: FreezeSpan::Once { from: ago(begins), until: ago(begins) + hours(lasts) },
                zone: "UTC".into(),
            }];
            g.windows = vec![Window { allow: "Sat 03:00-04:00".into(), zone: "UTC".into() }];
        });
        case.rollback = true;
        case.at = now() + hours(later);
        prop_assert!(passes(&case.ask()));
    }

    #[test]
    fn a_soak_gate_that_passed_passes_later(came in 0_i64..200, went in 0_i64..200, required in 1_i64..100, later in 0_i64..500) {
        let history = if went < came { vec![("1.10.0", went), ("1.9.0", came)] } else { vec![("1.9.0", came)] };
        let mut case = only_gate(|g| g.soak = Some(soak("staging", required)));
        case.staging = seen(place(&history));
        let before = passes(&case.ask());
        case.at = now() + hours(later);
        prop_assert!(!before || passes(&case.ask()));
    }
}
