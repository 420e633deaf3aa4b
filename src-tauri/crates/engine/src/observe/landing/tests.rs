use super::*;
use lockkeeper_domain::ids::Oid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// Changes by their names with the moments they came, newest first.
fn history(changes: &[(&str, i64)]) -> Vec<Live> {
    let live = |(change, second): &(&str, i64)| Live {
        value: (*change).to_owned(),
        build: None,
        since: at(*second),
        earliest: None,
        change: Oid::new(*change),
        by: "Dana".to_owned(),
        run: None,
        rollback: false,
        unproven: false,
        recorded: false,
    };
    changes.iter().map(live).collect()
}

fn seen(changes: &[(&str, i64)], second: i64) -> Fact<PlaceFacts> {
    Fact {
        state: Known::Seen(PlaceFacts {
            history: history(changes),
            ..PlaceFacts::default()
        }),
        source: "infra".to_owned(),
        at: at(second),
    }
}

fn since(history: &[Live]) -> Vec<i64> {
    history.iter().map(|live| live.since.as_second()).collect()
}

#[test]
fn what_a_look_did_not_see_came_after_it() {
    let mut now = history(&[("forged", 5), ("known", 4), ("old", 1)]);
    later(&mut now, &seen(&[("known", 30), ("old", 1)], 60));
    assert_eq!(since(&now), [60, 30, 1], "and what was decided stays");
}

#[test]
fn of_a_place_that_was_another_one_nothing_follows() {
    let mut now = history(&[("new", 5), ("first", 4)]);
    later(&mut now, &seen(&[("elsewhere", 3)], 60));
    assert_eq!(since(&now), [5, 4]);
}

#[test]
fn nothing_came_after_what_took_its_place() {
    let mut now = history(&[("c", 40), ("b", 90), ("a", 30)]);
    in_turn(&mut now);
    assert_eq!(since(&now), [40, 40, 30]);
}
