//! What is passed by where work comes without a promotion.

use super::times::year_end;
use super::*;

fn looked_at(gates: impl FnOnce(&mut Gates)) -> Aside {
    let case = only_gate(gates);
    let staging = crate::ids::EnvName::from("staging");
    let services = ["api".into()];
    let moment = (case.at, &jiff::tz::TimeZone::UTC);
    aside(&case.environment, Some(&staging), &services, None, moment)
}

#[test]
fn gates_are_called_as_their_verdicts_are() {
    let found = looked_at(|gates| {
        gates.previous = true;
        gates.freezes = vec![year_end()];
        gates.checklist = vec!["Runbook read".into()];
    });
    assert_eq!(found.gates, ["Live in staging", "No freeze", "Checklist"]);
    assert_eq!(
        found.frozen,
        ["it is frozen: Year end until 2 Jan 2027 08:00"]
    );
    assert_eq!(found.undecided, None);
}

#[test]
fn a_freeze_that_cannot_be_read_is_not_decided() {
    let found = looked_at(|gates| {
        gates.freezes = vec![Freeze {
            span: FreezeSpan::Recurring {
                rrule: "whenever".into(),
                lasts: hours(1),
            },
            ..year_end()
        }];
    });
    assert!(found.frozen.is_empty());
    assert!(found.undecided.is_some());
}
