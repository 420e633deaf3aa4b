use super::*;
use crate::environment::Tier;
use crate::fixtures::{at, berlin, build, environment, hours, now};
use crate::gates::{Asked, GateFacts, GateKind, Recorded, Verdict, evaluate};
use crate::policy::{Freeze, FreezeSpan};
use jiff::SignedDuration;
use proptest::prelude::*;

fn window(allow: &str, zone: &str) -> Window {
    Window {
        allow: allow.into(),
        zone: zone.into(),
    }
}

fn production(windows: Vec<Window>, freezes: Vec<Freeze>) -> Environment {
    let mut environment = environment("production", Tier::Production);
    environment.gates = crate::policy::Gates {
        windows,
        freezes,
        ..crate::policy::Gates::default()
    };
    environment
}

fn fridays() -> Freeze {
    Freeze {
        name: "Friday afternoon".into(),
        span: FreezeSpan::Recurring {
            rrule: "DTSTART:20260102T120000\nRRULE:FREQ=WEEKLY;BYDAY=FR".into(),
            lasts: hours(12),
        },
        zone: "Europe/Berlin".into(),
    }
}

fn stop(from: &str, until: Option<&str>, services: &[&str]) -> Stop {
    Stop {
        entry: 7,
        from: at(from),
        until: until.map(at),
        services: services.iter().map(|&name| name.to_owned()).collect(),
        by: "mia".into(),
        reason: "outage".into(),
    }
}

/// "23T08 open window: …", one line for each stretch.
fn told(stretches: &[Stretch]) -> Vec<String> {
    let line = |one: &Stretch| {
        let from = one.from.to_zoned(berlin()).strftime("%a %H:%M").to_string();
        format!("{from} {:?}: {}", one.ruling.admission, one.ruling.reason)
    };
    stretches.iter().map(line).collect()
}

#[test]
fn a_lane_is_the_net_result_of_windows_and_freezes() {
    let windows = vec![window("Thu..Fri 09:00-16:00", "Europe/Berlin")];
    let found = lane(
        &production(windows, vec![fridays()]),
        &[],
        at("2026-11-25T23:00:00Z"),
        at("2026-11-27T23:00:00Z"),
    );
    assert_eq!(
        told(&found),
        [
            "Thu 00:00 Closed: outside Thu..Fri 09:00-16:00 (Europe/Berlin)",
            "Thu 09:00 Open: Thu..Fri 09:00-16:00 (Europe/Berlin)",
            "Thu 16:00 Closed: outside Thu..Fri 09:00-16:00 (Europe/Berlin)",
            "Fri 09:00 Open: Thu..Fri 09:00-16:00 (Europe/Berlin)",
            "Fri 12:00 Closed: Friday afternoon",
        ]
    );
}

#[test]
fn what_a_stopped_line_is_for_adds_no_line_of_its_own() {
    let stop = stop("2026-11-25T10:00:00Z", None, &["api\n  open     all week"]);
    assert!(!stop.in_words().contains('\n'), "{}", stop.in_words());
}

#[test]
fn a_stopped_line_stands_before_everything_and_one_for_some_services_only_beside_it() {
    let stops = [
        stop("2026-11-26T06:00:00Z", Some("2026-11-26T07:00:00Z"), &[]),
        stop("2026-11-26T09:00:00Z", None, &["web"]),
    ];
    let found = lane(
        &production(vec![], vec![]),
        &stops,
        at("2026-11-26T05:00:00Z"),
        at("2026-11-26T10:00:00Z"),
    );
    assert_eq!(
        told(&found),
        [
            "Thu 06:00 Open: no window and no freeze",
            "Thu 07:00 Closed: stopped by mia: outage",
            "Thu 08:00 Open: no window and no freeze",
            "Thu 10:00 Partly: stopped for web by mia: outage",
        ]
    );
    assert_eq!(found[1].ruling.entry, Some(7));
}

#[test]
fn a_window_over_the_change_of_the_clocks_is_drawn_an_hour_longer() {
    let windows = vec![window("Sat 22:00-04:00", "Europe/Berlin")];
    let found = lane(
        &production(windows, vec![]),
        &[],
        at("2026-10-24T12:00:00Z"),
        at("2026-10-25T12:00:00Z"),
    );
    assert_eq!(
        found[1].until.duration_since(found[1].from),
        SignedDuration::from_hours(7)
    );
}

#[test]
fn what_cannot_be_read_is_said_for_the_whole_time() {
    let found = lane(
        &production(vec![window("whenever", "UTC")], vec![]),
        &[],
        now(),
        now() + hours(4),
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].ruling.admission, Admission::Unknown);
    assert!(found[0].ruling.reason.starts_with("cannot be read"));
}

#[test]
fn a_freeze_of_every_second_is_not_drawn() {
    let mut freeze = fridays();
    let all = |most: u8| {
        (0..most)
            .map(|n| n.to_string())
            .collect::<Vec<_>>()
            .join(",")
    };
    let (hours_of, minutes_of) = (all(24), all(60));
    freeze.span = FreezeSpan::Recurring {
        rrule: format!(
            "DTSTART:20261124T080000\nRRULE:FREQ=DAILY;BYHOUR={hours_of};\
             BYMINUTE={minutes_of};BYSECOND={minutes_of}"
        ),
        lasts: SignedDuration::from_secs(1),
    };
    let found = lane(
        &production(vec![], vec![freeze]),
        &[],
        now(),
        now() + hours(4),
    );
    assert_eq!(
        found[0].ruling.reason,
        "cannot be read: `Friday afternoon`: comes too often to be drawn"
    );
}

#[test]
fn no_time_has_no_lane() {
    assert!(lane(&production(vec![], vec![]), &[], now(), now()).is_empty());
}

const ALLOWED: [&str; 5] = [
    "Mon..Thu 09:00-16:00",
    "Fri 22:00-02:00",
    "Sat..Sun",
    "Wed 16:00-20:00",
    "02:30-03:30",
];
const RULES: [(&str, i64); 4] = [
    ("DTSTART:20260102T120000\nRRULE:FREQ=WEEKLY;BYDAY=FR", 60),
    (
        "DTSTART:20260131T000000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1",
        24,
    ),
    ("DTSTART:20251220T000000\nRRULE:FREQ=YEARLY", 14 * 24),
    ("DTSTART:20260301T023000\nRRULE:FREQ=DAILY;INTERVAL=2", 3),
];
const ZONES: [&str; 3] = ["Europe/Berlin", "America/New_York", "UTC"];

fn windows() -> impl Strategy<Value = Vec<Window>> {
    let one = (0..ALLOWED.len(), 0..ZONES.len());
    let window = one.prop_map(|(allow, zone)| window(ALLOWED[allow], ZONES[zone]));
    prop::collection::vec(window, 0..3)
}

fn freezes() -> impl Strategy<Value = Vec<Freeze>> {
    let one = (0..RULES.len(), 0..ZONES.len());
    let freeze = one.prop_map(|(rule, zone)| Freeze {
        name: format!("freeze {rule}"),
        span: FreezeSpan::Recurring {
            rrule: RULES[rule].0.into(),
            lasts: hours(RULES[rule].1),
        },
        zone: ZONES[zone].into(),
    });
    prop::collection::vec(freeze, 0..3)
}

fn stops() -> impl Strategy<Value = Vec<Stop>> {
    let one = (0_i64..900, prop::option::of(1_i64..100), any::<bool>());
    let stop = one.prop_map(|(from, lasts, some)| {
        let begin = at("2026-10-10T00:00:00Z") + hours(from);
        Stop {
            from: begin,
            until: lasts.map(|lasts| begin + hours(lasts)),
            ..stop(
                "2026-10-10T00:00:00Z",
                None,
                if some { &["web"] } else { &[] },
            )
        }
    });
    prop::collection::vec(stop, 0..3)
}

/// What the gates about time say of a service at a moment.
fn lets_in(environment: &Environment, stops: &[Stop], service: &str, moment: Timestamp) -> bool {
    let concerns = |stop: &&Stop| {
        let services = &stop.services;
        stop.holds(moment) && (services.is_empty() || services.iter().any(|one| one == service))
    };
    let recorded = Recorded {
        freezes: stops.iter().filter(concerns).map(Stop::in_words).collect(),
        ..Recorded::default()
    };
    let verdicts = evaluate(&Asked {
        environment,
        candidate: &build("1.9.0"),
        rollback: false,
        facts: GateFacts {
            recorded: Some(&recorded),
            ..GateFacts::default()
        },
        at: moment,
        zone: &berlin(),
    });
    let about_time = |kind| matches!(kind, GateKind::Windows | GateKind::Freeze);
    let mut about_time = verdicts.iter().filter(|one| about_time(one.gate));
    about_time.all(Verdict::passed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_lane_agrees_with_the_gates_at_every_moment(
        windows in windows(),
        freezes in freezes(),
        stops in stops(),
        begin in 0_i64..60 * 24,
        length in 1_i64..45 * 24 * 60,
        asked in prop::collection::vec(0.0_f64..1.0, 1..12),
    ) {
        let environment = production(windows, freezes);
        let from = at("2026-10-10T00:00:00Z") + SignedDuration::from_hours(begin % 900);
        let until = from + SignedDuration::from_mins(length);
        let lane = lane(&environment, &stops, from, until);
        prop_assert_eq!(lane.first().map(|one| one.from), Some(from));
        prop_assert_eq!(lane.last().map(|one| one.until), Some(until));
        for pair in lane.windows(2) {
            prop_assert_eq!(pair[0].until, pair[1].from);
            prop_assert_ne!(&pair[0].ruling, &pair[1].ruling);
        }
        #[allow(clippy::cast_possible_truncation, reason = "below a few million")]
        let random = asked.iter().map(|part| {
            from + SignedDuration::from_secs((part * (length * 60) as f64) as i64)
        });
        let second = SignedDuration::from_secs(1);
        let edges = lane.iter().flat_map(|one| [one.from, one.until - second]);
        for moment in random.chain(edges.take(40)) {
            let stretch = lane.iter().find(|one| one.from <= moment && moment < one.until);
            let admission = stretch.expect("a lane has no gap").ruling.admission;
            let (web, api) = (
                lets_in(&environment, &stops, "web", moment),
                lets_in(&environment, &stops, "api", moment),
            );
            prop_assert_eq!(admission != Admission::Closed, api, "api at {}", moment);
            prop_assert_eq!(admission == Admission::Open, web, "web at {}", moment);
        }
    }
}
