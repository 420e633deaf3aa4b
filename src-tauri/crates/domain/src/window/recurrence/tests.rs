//! Recurrences, by themselves and beside another library's reading of them.

use super::Recurrence;
use crate::fixtures::at;
use crate::window::zone;
use jiff::Timestamp;
use proptest::prelude::*;

const BERLIN: &str = "Europe/Berlin";

fn parsed(text: &str) -> Result<Recurrence, String> {
    Recurrence::parse(text, &zone(BERLIN).unwrap())
}

/// The days of 2026 on which it comes, by the clock of Berlin.
fn days(rule: &str) -> Vec<String> {
    let text = format!("DTSTART:20260101T120000\nRRULE:{rule}");
    let read = parsed(&text).unwrap();
    let found = read.between(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    let shown = |moment: &Timestamp| {
        let there = moment.to_zoned(zone(BERLIN).unwrap());
        there.strftime("%m-%dT%H").to_string()
    };
    found.iter().map(shown).collect()
}

#[test]
fn the_last_friday_of_a_quarter_is_found() {
    let found = days("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=-1FR");
    assert_eq!(found, ["03-27T12", "06-26T12", "09-25T12", "12-25T12"]);
}

#[test]
fn the_last_working_day_of_a_month_is_found() {
    let found = days("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3");
    assert_eq!(found, ["01-30T12", "02-27T12", "03-31T12"]);
}

#[test]
fn a_year_end_comes_every_year_from_its_start() {
    let text = "DTSTART:20201220T000000\nRRULE:FREQ=YEARLY;INTERVAL=2";
    let found = parsed(text).unwrap();
    let found = found.between(at("2021-01-01T00:00:00Z"), at("2025-01-01T00:00:00Z"));
    assert_eq!(
        found,
        [at("2022-12-19T23:00:00Z"), at("2024-12-19T23:00:00Z")]
    );
}

#[test]
fn single_days_are_added_and_taken_out() {
    let text = "DTSTART;TZID=UTC:20260101T120000\nRRULE:FREQ=DAILY;COUNT=3\n\
                EXDATE:20260102T120000Z\nRDATE;TZID=Europe/Berlin:20260201T130000";
    let found = parsed(text).unwrap();
    let found = found.between(at("2026-01-01T00:00:00Z"), at("2026-12-01T00:00:00Z"));
    let expected = [
        "2026-01-01T12:00:00Z",
        "2026-01-03T12:00:00Z",
        "2026-02-01T12:00:00Z",
    ];
    assert_eq!(found, expected.map(at));
}

#[test]
fn a_day_alone_ends_a_rule_with_its_last_second() {
    let found = days("FREQ=DAILY;UNTIL=20260102;BYHOUR=8,23");
    assert_eq!(found, ["01-01T23", "01-02T08", "01-02T23"]);
}

#[test]
fn a_time_that_the_clock_leaps_over_is_taken_an_hour_later() {
    let text = "DTSTART:20260328T023000\nRRULE:FREQ=DAILY;COUNT=2";
    let found = parsed(text).unwrap();
    let found = found.between(at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z"));
    assert_eq!(
        found,
        [at("2026-03-28T01:30:00Z"), at("2026-03-29T01:30:00Z")]
    );
}

#[test]
fn what_is_not_honoured_is_refused() {
    for (rule, why) in [
        ("FREQ=HOURLY", "none of DAILY"),
        ("INTERVAL=2", "no `FREQ`"),
        ("FREQ=DAILY;FREQ=DAILY", "stands twice"),
        ("FREQ=YEARLY;BYWEEKNO=20", "`BYWEEKNO` is not known here"),
        ("FREQ=WEEKLY;BYDAY=1MO", "a numbered weekday"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "does not go with"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "needs `FREQ=YEARLY`"),
        ("FREQ=MONTHLY;BYSETPOS=1", "another `BY…`"),
        ("FREQ=DAILY;COUNT=0", "no number from 1 on"),
        ("FREQ=DAILY;INTERVAL=-1", "no number from 1 on"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20270101", "exclude each other"),
        ("FREQ=DAILY;BYMONTH=13", "not from 1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "holds a 0"),
        ("FREQ=DAILY;BYDAY=ÄÖ", "no weekday"),
        ("FREQ=DAILY;BYDAY=é", "no weekday"),
        ("FREQ=DAILY;UNTIL=2027", "is no time"),
        ("FREQ=DAILY;UNTIL=２０２７0101", "is no time"),
        ("FREQ=DAILY;COUNT", "no `=`"),
    ] {
        let text = format!("DTSTART:20260101T000000\nRRULE:{rule}");
        let error = parsed(&text).unwrap_err();
        assert!(error.contains(why), "{rule}: {error}");
    }
    for text in [
        "RRULE:FREQ=DAILY",
        "DTSTART:20260101T000000",
        "DTSTART:20260101T000000\nDTSTART:20260101T000000\nRRULE:FREQ=DAILY",
        "DTSTART:20260101T000000\nEXRULE:FREQ=DAILY",
        "DTSTART:20261301T000000\nRRULE:FREQ=DAILY",
        "DTSTART;TZID=Europe/Atlantis:20260101T000000\nRRULE:FREQ=DAILY",
        "DTSTART;X=1:20260101T000000\nRRULE:FREQ=DAILY",
    ] {
        assert!(parsed(text).is_err(), "{text}");
    }
}

/// The same by another library.
fn others(text: &str, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let moment = |at: Timestamp| {
        let at = chrono::DateTime::from_timestamp(at.as_second(), 0).unwrap();
        at.with_timezone(&rrule::Tz::UTC)
    };
    let set: rrule::RRuleSet = text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
    let found = set.after(moment(from)).before(moment(to)).all(u16::MAX);
    let found = found.dates.iter().map(chrono::DateTime::timestamp);
    found
        .map(|at| Timestamp::from_second(at).unwrap())
        .collect()
}

fn list(of: &[&'static str], most: usize) -> impl Strategy<Value = String> + use<> {
    let some = proptest::sample::subsequence(of.to_vec(), 1..=most.min(of.len()));
    some.prop_map(|some| some.join(","))
}

fn maybe(
    name: &'static str,
    value: impl Strategy<Value = String> + 'static,
) -> BoxedStrategy<String> {
    let part = value.prop_map(move |value| format!(";{name}={value}"));
    prop_oneof![2 => Just(String::new()), 1 => part].boxed()
}

fn any_rule() -> impl Strategy<Value = String> {
    let plain = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let numbered = ["1MO", "2TU", "-1FR", "3SU", "-2WE"];
    let month_days = ["1", "2", "15", "29", "30", "31", "-1", "-3"];
    let months = || maybe("BYMONTH", list(&["1", "2", "3", "6", "11", "12"], 4));
    let hours = || maybe("BYHOUR", list(&["8", "12", "20"], 2));
    let interval = || maybe("INTERVAL", (1..4_u8).prop_map(|n| n.to_string()));
    let ends = || {
        let count = (1..40_u8).prop_map(|n| format!(";COUNT={n}"));
        let until = (27..30_u8).prop_map(|y| format!(";UNTIL=20{y}0615T103000Z"));
        prop_oneof![Just(String::new()), count, until]
    };
    let places = || maybe("BYSETPOS", list(&["1", "2", "-1"], 2));
    let daily = (
        months(),
        maybe("BYDAY", list(&plain, 4)),
        maybe("BYMONTHDAY", list(&month_days, 5)),
    )
        .prop_map(|(a, b, c)| format!("FREQ=DAILY{a}{b}{c}"));
    let weekly = (
        months(),
        maybe("BYDAY", list(&plain, 4)),
        maybe("WKST", Just("SU".to_owned())),
    )
        .prop_map(|(a, b, c)| format!("FREQ=WEEKLY{a}{b}{c}"));
    let weekdays = || {
        prop_oneof![
            maybe("BYDAY", list(&plain, 4)),
            maybe("BYDAY", list(&numbered, 3))
        ]
    };
    let monthly = (
        months(),
        weekdays(),
        maybe("BYMONTHDAY", list(&month_days, 5)),
    )
        .prop_map(|(a, b, c)| format!("FREQ=MONTHLY{a}{b}{c}"));
    let yearly = (
        months(),
        weekdays(),
        maybe("BYYEARDAY", list(&["1", "100", "-1", "366"], 3)),
    )
        .prop_map(|(a, b, c)| format!("FREQ=YEARLY{a}{b}{c}"));
    let base = prop_oneof![daily, weekly, monthly, yearly];
    (base, hours(), interval(), ends(), places()).prop_map(
        |(base, hours, interval, ends, places)| {
            // Places choose among something.
            let places = if base.contains("BY") || hours.contains("BY") {
                places
            } else {
                String::new()
            };
            format!("{base}{hours}{interval}{ends}{places}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn another_library_reads_the_same(rule in any_rule(), day in 1..29_u8, month in 1..13_u8) {
        let start = format!("2025{month:02}{day:02}T103000");
        let own = format!("DTSTART:{start}\nRRULE:{rule}");
        let theirs = format!("DTSTART;TZID={BERLIN}:{start}\nRRULE:{rule}");
        let (from, to) = (at("2026-01-01T00:00:00Z"), at("2031-01-01T00:00:00Z"));
        let found = parsed(&own).unwrap_or_else(|why| panic!("{own}: {why}"));
        prop_assert_eq!(found.between(from, to), others(&theirs, from, to), "{}", own);
    }
}
