use super::*;
use crate::fixtures::{ago, hours, now, soak};
use proptest::prelude::*;

fn span(from: i64, until: Option<i64>) -> Span {
    Span {
        from: ago(from),
        until: until.map(ago),
    }
}

fn watched(from: i64, until: i64, healthy: bool) -> Watched {
    Watched {
        from: ago(from),
        until: ago(until),
        healthy,
    }
}

fn counted(live: &[Span], seen: &[Watched]) -> SignedDuration {
    progress(&soak("staging", 48), live, seen, now()).counted
}

#[test]
fn history_covers_the_whole_time_a_version_was_live() {
    let found = progress(
        &soak("staging", 48),
        &[span(31, None)],
        &[Watched::by_history(ago(90))],
        now(),
    );
    assert_eq!(found.counted, hours(31));
    assert_eq!(found.unwatched, hours(0));
    assert_eq!(found.percent(), 64);
    assert_eq!(found.ready, Some(now() + hours(17)));
    assert!(!found.passed());
}

#[test]
fn a_silence_longer_than_the_gap_does_not_count() {
    let looks = [watched(30, 20, true), watched(4, 0, true)];
    assert_eq!(counted(&[span(30, None)], &looks), hours(14));
    let found = progress(&soak("staging", 48), &[span(30, None)], &looks, now());
    assert_eq!(found.unwatched, hours(16));
}

#[test]
fn single_looks_count_when_they_are_close_enough() {
    let minutes = SignedDuration::from_mins;
    let looks: Vec<Watched> = [60, 50, 40, 20, 10]
        .map(|m| now() - minutes(m))
        .map(|look| Watched {
            from: look,
            until: look,
            healthy: true,
        })
        .into();
    // 60 to 40 and 20 to 10; between 40 and 20 it was silent for too long.
    assert_eq!(counted(&[span(2, None)], &looks), minutes(30));
}

#[test]
fn time_seen_unhealthy_is_cut_out_and_ends_the_bridge() {
    let looks = [Watched::by_history(ago(10)), watched(6, 4, false)];
    assert_eq!(counted(&[span(10, None)], &looks), hours(8));
    let minutes = |m: i64| now() - SignedDuration::from_mins(m);
    let single = |m: i64, healthy| Watched {
        from: minutes(m),
        until: minutes(m),
        healthy,
    };
    let looks = [single(20, true), single(15, false), single(10, true)];
    assert_eq!(counted(&[span(1, None)], &looks), SignedDuration::ZERO);
}

#[test]
fn unhealthy_now_means_nobody_knows_when_it_passes() {
    let looks = [watched(10, 1, true), watched(1, 0, false)];
    let found = progress(&soak("staging", 48), &[span(10, None)], &looks, now());
    assert_eq!((found.counted, found.ready), (hours(9), None));
}

// Situations 4 and 22.
#[test]
fn a_newer_build_does_not_reset_what_an_older_version_has_soaked() {
    let seen = [Watched::by_history(ago(90))];
    assert_eq!(counted(&[span(80, Some(30))], &seen), hours(50));
    let back = [span(80, Some(70)), span(5, None)];
    assert_eq!(counted(&back, &seen), hours(15));
}

#[test]
fn a_version_that_is_gone_before_it_was_through_is_never_ready() {
    let found = progress(
        &soak("staging", 48),
        &[span(40, Some(20))],
        &[Watched::by_history(ago(90))],
        now(),
    );
    assert_eq!((found.counted, found.ready), (hours(20), None));
}

#[test]
fn nothing_counts_before_the_version_came_or_after_the_moment_asked_for() {
    let seen = [Watched::by_history(ago(90))];
    let rule = soak("staging", 48);
    assert_eq!(
        progress(&rule, &[span(31, None)], &seen, ago(40)).counted,
        hours(0)
    );
    assert_eq!(
        progress(&rule, &[span(31, None)], &seen, ago(11)).counted,
        hours(20)
    );
    assert_eq!(
        progress(&rule, &[span(31, None)], &seen, now() + hours(100)).percent(),
        100
    );
}

prop_compose! {
    fn any_watched()(from in -200_i64..200, length in 0_i64..50, healthy: bool) -> Watched {
        watched(from, from - length, healthy)
    }
}

proptest! {
    #[test]
    fn a_soak_that_passed_stays_passed(
        seen in prop::collection::vec(any_watched(), 0..12),
        came in 0_i64..200,
        stayed in prop::option::of(0_i64..100),
        later in 0_i64..400,
        required in 1_i64..40,
    ) {
        let live = [span(came, stayed.map(|s| came - s))];
        let rule = soak("staging", required);
        let (before, after) = (progress(&rule, &live, &seen, now()), progress(&rule, &live, &seen, now() + hours(later)));
        prop_assert!(after.ended || after.counted >= before.counted);
        prop_assert!(!before.passed() || after.passed());
    }

    #[test]
    fn never_more_counts_than_was_lived(
        seen in prop::collection::vec(any_watched(), 0..12),
        came in 0_i64..200,
    ) {
        let found = progress(&soak("staging", 10), &[span(came, None)], &seen, now());
        prop_assert!(found.counted <= hours(came));
        prop_assert!(found.unwatched >= hours(0));
    }
}

/// Live until 20 hours ago, and unhealthy for its last hour.
const TAKEN_AWAY: [(i64, i64, bool); 2] = [(50, 21, true), (21, 20, false)];

fn with_outage(then: &[(i64, i64, bool)]) -> Vec<Watched> {
    let looks = TAKEN_AWAY.iter().chain(then);
    looks
        .map(|(f, u, healthy)| watched(*f, *u, *healthy))
        .collect()
}

#[test]
fn a_soak_resumes_when_the_former_version_failed_too() {
    let live = [span(50, Some(20)), span(10, None)];
    let looks = with_outage(&[(20, 12, false), (12, 0, true)]);
    let found = progress(&soak("staging", 48), &live, &looks, now());
    assert_eq!((found.counted, found.ended), (hours(39), false));
    assert_eq!(found.ready, Some(now() + hours(9)));
}

#[test]
fn a_soak_ends_when_the_former_version_was_healthy() {
    let live = [span(50, Some(20)), span(10, None)];
    let looks = with_outage(&[(20, 0, true)]);
    let found = progress(&soak("staging", 48), &live, &looks, now());
    assert_eq!((found.counted, found.ended), (hours(10), true));
    assert_eq!(found.unwatched, hours(0));
}

#[test]
fn a_soak_that_ended_stays_ended_while_the_build_is_away() {
    let looks = with_outage(&[(20, 0, true)]);
    let rule = soak("staging", 40);
    let found = progress(&rule, &[span(50, Some(20))], &looks, now());
    assert_eq!(
        (found.passed(), found.ended, found.ready),
        (false, true, None)
    );
    let resumes = with_outage(&[(20, 0, false)]);
    let found = progress(&rule, &[span(50, Some(20))], &resumes, now());
    assert_eq!((found.counted, found.ended), (hours(29), false));
}

#[test]
fn a_soak_that_was_over_before_the_outage_does_not_end() {
    let looks = with_outage(&[(20, 0, true)]);
    let found = progress(&soak("staging", 24), &[span(50, Some(20))], &looks, now());
    assert_eq!((found.passed(), found.ended), (true, false));
}

#[test]
fn a_soak_ends_when_nobody_saw_how_the_former_version_did() {
    let live = [span(50, Some(20)), span(10, None)];
    let looks = with_outage(&[(10, 0, true)]);
    assert!(progress(&soak("staging", 48), &live, &looks, now()).ended);
}

#[test]
fn an_outage_in_which_the_build_stays_only_pauses_its_soak() {
    let looks = [
        watched(50, 30, true),
        watched(30, 20, false),
        watched(20, 0, true),
    ];
    let found = progress(&soak("staging", 48), &[span(50, None)], &looks, now());
    assert_eq!((found.counted, found.ended), (hours(40), false));
}

#[test]
fn a_newer_build_in_an_outage_of_the_place_does_not_end_the_soak() {
    // Both were one build: a candidate and the release it became.
    let live = [span(50, Some(20)), span(20, None)];
    let looks = with_outage(&[(20, 0, true)]);
    assert_eq!(counted(&live, &looks), hours(49));
}

#[test]
fn single_looks_tell_how_the_former_version_did() {
    let live = [span(50, Some(20)), span(10, None)];
    let ends = with_outage(&[(19, 19, true), (10, 0, true)]);
    assert!(progress(&soak("staging", 48), &live, &ends, now()).ended);
    let resumes = with_outage(&[(19, 19, false), (18, 18, true), (10, 0, true)]);
    assert!(!progress(&soak("staging", 48), &live, &resumes, now()).ended);
}
