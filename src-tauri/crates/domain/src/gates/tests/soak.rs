//! What the soak gate says.

use super::*;

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
