use super::*;
use crate::fixtures::{build, place, rolled_back};

fn back_to(place: &PlaceFacts) -> Option<String> {
    place.last_good(|_| false).map(Live::name)
}

#[test]
fn the_way_back_is_the_version_before() {
    assert_eq!(
        back_to(&place(&[("1.9.0", 5), ("1.8.2", 50)])),
        Some("1.8.2".into())
    );
    assert_eq!(back_to(&place(&[("1.9.0", 5)])), None);
    assert_eq!(back_to(&place(&[])), None);
}

#[test]
fn a_version_rolled_back_from_is_no_way_back() {
    let place = rolled_back(&[("1.8.2", 1), ("1.9.0", 5), ("1.8.2", 50), ("1.8.1", 90)]);
    assert!(place.rolled_back_from(&build("1.9.0")).is_some());
    assert_eq!(back_to(&place), Some("1.8.1".into()));
}

#[test]
fn a_version_that_came_again_for_good_is_no_longer_rolled_back_from() {
    let mut place = place(&[("1.10.0", 1), ("1.9.0", 3), ("1.8.2", 4), ("1.9.0", 9)]);
    place.history[2].rollback = true;
    assert!(place.rolled_back_from(&build("1.9.0")).is_none());
    assert_eq!(back_to(&place), Some("1.9.0".into()));
}

#[test]
fn a_yanked_version_is_no_way_back() {
    let place = place(&[("1.9.0", 5), ("1.8.2", 50), ("1.8.1", 90)]);
    let found = place.last_good(|b| b.version.to_string() == "1.8.2");
    assert_eq!(found.map(Live::name), Some("1.8.1".into()));
}

#[test]
fn a_value_nobody_recognised_is_no_way_back() {
    let mut place = place(&[("1.9.0", 5), ("1.8.2", 50), ("1.8.1", 90)]);
    place.history[1].build = None;
    assert_eq!(back_to(&place), Some("1.8.1".into()));
}

#[test]
fn a_candidate_and_the_release_it_became_are_one_build() {
    let mut candidate = build("1.10.0-rc.1");
    candidate.commit = build("1.10.0").commit;
    assert!(candidate.is_same(&build("1.10.0")));
    assert!(build("1.10.0").is_newer(&candidate));
}

#[test]
fn the_revert_of_a_revert_is_no_rollback() {
    let mut place = place(&[("1.1.0", 1), ("1.0.0", 2), ("1.1.0", 3), ("1.0.0", 9)]);
    place.mark_returns();
    let back: Vec<bool> = place.history.iter().map(|live| live.rollback).collect();
    assert_eq!(back, [false, true, false, false]);
    assert!(place.rolled_back_from(&build("1.0.0")).is_none());
    assert_eq!(back_to(&place), Some("1.0.0".into()));
}

#[test]
fn a_lower_version_that_never_ran_there_is_no_rollback() {
    let mut place = place(&[("1.8.3", 1), ("1.9.0", 3), ("1.8.2", 9)]);
    place.mark_returns();
    assert!(place.history.iter().all(|live| !live.rollback));
    place.history[2].build = None;
    place.history[0] = place.history[2].clone();
    place.mark_returns();
    assert!(!place.history[0].rollback, "nobody knows which is lower");
}
