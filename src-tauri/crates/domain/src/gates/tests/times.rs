//! Windows and freezes.

use super::*;

#[test]
fn windows_name_the_next_opening() {
    let mut case = only_gate(|g| {
        g.windows = vec![Window {
            allow: "Mon..Thu 10:00-16:00".into(),
            zone: "UTC".into(),
        }];
    });
    let verdict = case.only();
    assert_eq!(
        (verdict.reason.as_str(), verdict.short.as_str()),
        ("closed, opens 10:00", "Opens 10:00")
    );
    assert_eq!(
        verdict.answer,
        Answer::Wait {
            until: Some(now() + hours(1))
        }
    );
    case.at = at("2026-11-26T17:00:00Z");
    assert_eq!(case.only().short, "Opens Mon 10:00");
    case.at = at("2026-11-26T12:00:00Z");
    assert_eq!(
        (case.only().answer, case.only().reason),
        (Answer::Pass, "open until 16:00".into())
    );
}

#[test]
fn a_window_that_cannot_be_read_lets_nothing_pass() {
    let case = only_gate(|g| {
        g.windows = vec![Window {
            allow: "whenever".into(),
            zone: "UTC".into(),
        }];
    });
    assert_eq!(case.only().answer, Answer::Unknown);
}

pub(super) fn year_end() -> Freeze {
    Freeze {
        name: "Year end".into(),
        span: FreezeSpan::Once {
            from: ago(2),
            until: at("2027-01-02T08:00:00Z"),
        },
        zone: "UTC".into(),
    }
}

#[test]
fn a_freeze_names_itself_and_its_end() {
    let mut case = only_gate(|g| g.freezes = vec![year_end()]);
    let verdict = case.only();
    assert_eq!(verdict.reason, "Year end until 2 Jan 2027 08:00");
    assert_eq!(verdict.short, "Frozen");
    case.at = ago(3);
    assert!(case.only().passed());
}
