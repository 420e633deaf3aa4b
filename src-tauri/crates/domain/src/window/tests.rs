use super::*;
use crate::fixtures::at;
use crate::policy::{Freeze, FreezeSpan};
use jiff::SignedDuration;

fn window(allow: &str, zone: &str) -> Window {
    Window {
        allow: allow.into(),
        zone: zone.into(),
    }
}

fn asked(allow: &str, zone: &str, moment: &str) -> Opening {
    opening(&[window(allow, zone)], at(moment)).unwrap()
}

fn open_until(moment: &str) -> Opening {
    Opening::Open {
        until: Some(at(moment)),
    }
}

fn closed_until(moment: &str) -> Opening {
    Opening::Closed {
        opens: Some(at(moment)),
    }
}

#[test]
fn a_window_is_open_from_its_first_minute_until_before_its_last() {
    let berlin = |moment| asked("Mon..Thu 09:00-16:00", "Europe/Berlin", moment);
    assert_eq!(
        berlin("2026-11-24T08:00:00Z"),
        open_until("2026-11-24T15:00:00Z")
    );
    assert_eq!(
        berlin("2026-11-24T14:59:59Z"),
        open_until("2026-11-24T15:00:00Z")
    );
    assert_eq!(
        berlin("2026-11-24T15:00:00Z"),
        closed_until("2026-11-25T08:00:00Z")
    );
    assert_eq!(
        berlin("2026-11-26T15:00:00Z"),
        closed_until("2026-11-30T08:00:00Z")
    );
}

#[test]
fn a_window_keeps_its_wall_clock_hours_when_clocks_change() {
    let rule = "Mon..Sun 09:00-10:00";
    // Summer time ends on 25 October 2026 in Berlin, begins on 28 March 2027.
    assert_eq!(
        asked(rule, "Europe/Berlin", "2026-10-24T07:30:00Z"),
        open_until("2026-10-24T08:00:00Z")
    );
    assert_eq!(
        asked(rule, "Europe/Berlin", "2026-10-25T07:30:00Z"),
        closed_until("2026-10-25T08:00:00Z")
    );
    assert_eq!(
        asked(rule, "Europe/Berlin", "2027-03-28T07:30:00Z"),
        open_until("2027-03-28T08:00:00Z")
    );
}

#[test]
fn a_window_over_the_night_clocks_change_is_an_hour_longer_or_shorter() {
    let rule = "Sat 22:00-04:00";
    assert_eq!(
        asked(rule, "Europe/Berlin", "2026-10-25T00:30:00Z"),
        open_until("2026-10-25T03:00:00Z")
    );
    assert_eq!(
        asked(rule, "Europe/Berlin", "2027-03-28T00:30:00Z"),
        open_until("2027-03-28T02:00:00Z")
    );
}

#[test]
fn a_window_that_begins_in_the_skipped_hour_begins_after_it() {
    let found = asked("Sun 02:30-05:00", "Europe/Berlin", "2027-03-28T00:45:00Z");
    assert_eq!(found, closed_until("2027-03-28T01:30:00Z"));
}

#[test]
fn days_are_ranges_lists_and_wrap_around_the_week() {
    for (rule, moment, open) in [
        ("Mon, Wed, Fri 09:00-10:00", "2026-11-25T09:30:00Z", true),
        ("Mon, Wed, Fri 09:00-10:00", "2026-11-24T09:30:00Z", false),
        ("Sat..Mon 09:00-10:00", "2026-11-23T09:30:00Z", true),
        ("Sat..Mon 09:00-10:00", "2026-11-24T09:30:00Z", false),
        ("09:00-10:00", "2026-11-24T09:30:00Z", true),
        ("tuesday", "2026-11-24T23:59:59Z", true),
        ("tuesday", "2026-11-25T00:00:00Z", false),
        ("Tue 09:00-24:00", "2026-11-24T23:59:59Z", true),
    ] {
        let found = asked(rule, "UTC", moment);
        assert_eq!(
            matches!(found, Opening::Open { .. }),
            open,
            "{rule} at {moment}"
        );
    }
}

#[test]
fn touching_windows_are_one() {
    let windows = [window("Mon..Tue", "UTC"), window("Wed 00:00-09:00", "UTC")];
    let found = opening(&windows, at("2026-11-23T12:00:00Z")).unwrap();
    assert_eq!(found, open_until("2026-11-25T09:00:00Z"));
}

#[test]
fn a_window_that_never_closes_names_no_end() {
    assert_eq!(
        asked("Mon..Sun", "UTC", "2026-11-23T12:00:00Z"),
        Opening::Open { until: None }
    );
    assert_eq!(
        opening(&[], at("2026-11-23T12:00:00Z")),
        Ok(Opening::Always)
    );
}

#[test]
fn a_text_that_is_no_window_says_how_one_is_written() {
    for (text, wrong) in [
        ("", ""),
        ("Mon..Foo 09:00-16:00", "Foo"),
        ("Mon 09:00", "09:00"),
        ("Mon 9-16", "mon 9-16"),
        ("Mon 25:00-26:00", "25:00"),
        ("Mon 09:00-09:00", "09:00-09:00"),
        ("Mon 00:00-00:00", "00:00-00:00"),
        ("Mon 24:00-24:00", "24:00"),
        ("Mon 24:00-09:00", "24:00"),
        ("Mon 009:00-10:00", "009:00"),
    ] {
        let bad = check_window(&window(text, "UTC")).unwrap_err();
        assert!(bad.text.eq_ignore_ascii_case(wrong), "{text}: {bad}");
    }
    let bad = check_window(&window("Mon", "Europe/Atlantis")).unwrap_err();
    assert_eq!(
        bad.to_string(),
        "`Europe/Atlantis`: is not an IANA time zone such as `Europe/Berlin`"
    );
}

fn once(name: &str, from: &str, until: &str) -> Freeze {
    Freeze {
        name: name.into(),
        span: FreezeSpan::Once {
            from: at(from),
            until: at(until),
        },
        zone: "Europe/Berlin".into(),
    }
}

fn recurring(rrule: &str, lasts: SignedDuration) -> Freeze {
    Freeze {
        name: "Friday".into(),
        span: FreezeSpan::Recurring {
            rrule: rrule.into(),
            lasts,
        },
        zone: "Europe/Berlin".into(),
    }
}

fn until(freezes: &[Freeze], moment: &str) -> Option<Timestamp> {
    frozen(freezes, at(moment))
        .unwrap()
        .map(|frozen| frozen.until)
}

#[test]
fn a_freeze_holds_from_its_first_moment_until_before_its_end() {
    let freezes = [once(
        "Year end",
        "2026-12-20T00:00:00Z",
        "2027-01-02T07:00:00Z",
    )];
    assert_eq!(until(&freezes, "2026-12-19T23:59:59Z"), None);
    assert_eq!(
        until(&freezes, "2026-12-20T00:00:00Z"),
        Some(at("2027-01-02T07:00:00Z"))
    );
    assert_eq!(until(&freezes, "2027-01-02T07:00:00Z"), None);
}

#[test]
fn of_several_freezes_the_one_that_lasts_longest_is_named() {
    let freezes = [
        once("Audit", "2026-12-20T00:00:00Z", "2026-12-22T00:00:00Z"),
        once("Year end", "2026-12-20T00:00:00Z", "2027-01-02T07:00:00Z"),
    ];
    let found = frozen(&freezes, at("2026-12-21T00:00:00Z"))
        .unwrap()
        .unwrap();
    assert_eq!(found.freeze.name, "Year end");
}

#[test]
fn a_recurring_freeze_keeps_its_wall_clock_hour_when_clocks_change() {
    let rule = "DTSTART:20260102T120000\nRRULE:FREQ=WEEKLY;BYDAY=FR";
    let freezes = [recurring(rule, SignedDuration::from_hours(6))];
    // Friday noon in Berlin: 10:00 in summer, 11:00 in winter.
    assert_eq!(
        until(&freezes, "2026-10-23T10:00:00Z"),
        Some(at("2026-10-23T16:00:00Z"))
    );
    assert_eq!(until(&freezes, "2026-10-30T10:59:59Z"), None);
    assert_eq!(
        until(&freezes, "2026-10-30T11:00:00Z"),
        Some(at("2026-10-30T17:00:00Z"))
    );
    assert_eq!(until(&freezes, "2026-10-31T12:00:00Z"), None);
}

#[test]
fn whole_days_end_at_the_same_time_of_day_when_clocks_change() {
    let rule = "DTSTART:20260301T000000\nRRULE:FREQ=WEEKLY;BYDAY=SU";
    let sundays = [recurring(rule, SignedDuration::from_hours(24))];
    // The Sunday of 25 hours and that of 23: both are frozen whole, and no more.
    for (last, first) in [
        ("2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"),
        ("2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"),
    ] {
        assert_eq!(until(&sundays, last), Some(at(first)));
        assert_eq!(until(&sundays, first), None);
    }
    let hours = [recurring(rule, SignedDuration::from_hours(6))];
    let end = at("2026-10-25T04:00:00Z");
    assert_eq!(
        until(&hours, "2026-10-25T03:59:59Z"),
        Some(end),
        "six hours"
    );
}

#[test]
fn a_recurring_freeze_may_last_over_its_next_occurrence() {
    let rule = "DTSTART:20260101T000000\nRRULE:FREQ=DAILY";
    let freezes = [recurring(rule, SignedDuration::from_hours(30))];
    assert_eq!(
        until(&freezes, "2026-11-24T01:00:00Z"),
        Some(at("2026-11-25T05:00:00Z"))
    );
}

#[test]
fn a_rule_that_cannot_be_read_is_reported_and_not_passed_over() {
    for (rule, why) in [
        ("RRULE:FREQ=DAILY", "no `DTSTART:` line"),
        (
            "DTSTART:20260101T000000\nRRULE:FREQ=SOMETIMES",
            "is not a rule",
        ),
    ] {
        let freeze = recurring(rule, SignedDuration::from_hours(1));
        let bad = check_freeze(&freeze).unwrap_err();
        assert!(bad.to_string().contains(why), "{bad}");
        assert!(frozen(&[freeze], at("2026-11-24T01:00:00Z")).is_err());
    }
    assert!(check_freeze(&recurring("", SignedDuration::ZERO)).is_err());
    let backwards = once("x", "2026-12-22T00:00:00Z", "2026-12-20T00:00:00Z");
    assert!(check_freeze(&backwards).is_err());
}
