//! Models × kinds × ways × states: the end is, object by object, the one that
//! plain git commands come to.
//!
//! Ends that the way plays a part in are tried by every way. In the other
//! states each kind is tried by one way in turn, and by all of them in
//! `every_kind_by_every_way_in_every_state`, which takes minutes and is asked
//! for by name.

use crate::by_hand::ByHand;
use crate::cases::{CASES, Case, End, Model, Scenes, State, Way};
use crate::yard::{Clone, Yard, code, said};
use std::collections::BTreeSet;

/// The ways tried in a state by the case of this place.
fn ways(place: usize, state: State) -> Vec<Way> {
    match state {
        State::Clean | State::ConflictUp | State::ConflictDown => Way::ALL.to_vec(),
        _ => vec![Way::ALL[place % Way::ALL.len()]],
    }
}

/// Tries every kind in one state; returns how many ended somewhere.
fn tried(state: State, ways: impl Fn(usize) -> Vec<Way>) -> usize {
    let (mut ended, mut scenes) = (0, Scenes::default());
    for (place, case) in CASES.iter().enumerate() {
        for way in ways(place) {
            if case.end(way, state) != End::Impossible {
                ended += 1;
                trial(case, way, state, &scenes.of(case, way, state));
            }
        }
    }
    ended
}

/// Finishes once, and compares where it ended with what the table says.
fn trial(case: &Case, way: Way, state: State, yard: &Yard) {
    let (end, name) = (case.end(way, state), case.name(way, state));
    let (clone, copy) = (yard.at("work"), yard.copy());
    let by_hand = ByHand {
        case,
        way,
        done: &clone,
        plain: &copy.at("work"),
    };
    let words = case.finish_by(way);
    match end {
        End::AsGit if state == State::Requested => {
            clone.flows(&words);
            by_hand.finish_merged();
        }
        End::AsGit => {
            clone.flows(&words);
            by_hand.finish();
        }
        End::Solved => {
            solve(case, &clone, &name, &words);
            by_hand.finish();
        }
        End::Pushed => {
            clone.flows(&words);
            let branch = format!("refs/heads/{}", case.branch);
            copy.at("work").git(&["push", "-q", "origin", &branch]);
        }
        End::Refused(why) => {
            let refused = clone.flow(&words);
            assert_eq!(code(&refused), 1, "{name}: {}", said(&refused));
            assert!(said(&refused).contains(why), "{name}: {}", said(&refused));
            if state == State::TagThere {
                // Looking at the remote has brought it.
                copy.at("work").git(&["fetch", "-q", "--tags"]);
                clone.git(&["fetch", "-q", "--tags"]);
            }
        }
        End::Impossible => {}
    }
    assert_eq!(clone.refs(), by_hand.plain.refs(), "{name}");
    assert_eq!(clone.git(&["status", "--porcelain"]), "", "{name}");
}

/// Finishes, meets a conflict in `a.txt`, decides in an editor, continues.
fn solve(case: &Case, clone: &Clone<'_>, name: &str, words: &[&str]) {
    let stopped = clone.flow(words);
    assert_eq!(code(&stopped), 3, "{name}: {}", said(&stopped));
    assert!(
        said(&stopped).contains("a.txt"),
        "{name}: {}",
        said(&stopped)
    );
    let marked = clone.read("a.txt").contains("<<<<<<<");
    assert!(marked, "{name}: the marks are in the file");
    let again = clone.flow(&["continue"]);
    assert_eq!(
        code(&again),
        3,
        "{name}: nothing was decided: {}",
        said(&again)
    );
    clone.write("a.txt", "decided\n");
    let done = clone.flow(&["continue"]);
    assert_eq!(code(&done), 0, "{name}: {}", said(&done));
    let tags = clone.git(&["tag", "--list"]);
    let wanted = 1 + usize::from(case.tag);
    assert_eq!(tags.lines().count(), wanted, "{name}: {tags}");
}

#[test]
fn every_kind_and_base_of_every_model_is_in_the_table() {
    for model in Model::ALL {
        let of_model = || CASES.iter().filter(|case| case.model == model);
        let first = of_model().next().expect("each model has a kind");
        let yard = Yard::of(model.bases());
        let clone = yard.clone("work");
        first.agree(&clone, Way::Merge, false);
        let output = clone.program(&["flow", "status", "--json"]).output();
        let output = output.expect("it starts");
        let view: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("it is a document");
        let texts = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let kinds = view["kinds"].as_array().into_iter().flatten();
        let bases = view["bases"].as_array().into_iter().flatten();
        let bases = bases.filter(|base| !base["parent"].is_null());
        let known: BTreeSet<String> = kinds
            .filter_map(texts)
            .chain(bases.filter_map(|base| texts(&base["name"])))
            .collect();
        let listed: BTreeSet<String> = of_model().map(|case| case.kind.to_owned()).collect();
        assert_eq!(known, listed, "{model:?}");
    }
}

#[test]
fn a_finish_ends_object_by_object_where_plain_git_ends() {
    tried(State::Clean, |place| ways(place, State::Clean));
}

#[test]
fn a_conflict_on_the_way_up_is_solved_in_an_editor_and_ends_as_with_git() {
    tried(State::ConflictUp, |place| ways(place, State::ConflictUp));
}

#[test]
fn a_conflict_on_the_way_down_is_solved_in_an_editor_and_ends_as_with_git() {
    tried(State::ConflictDown, |place| {
        ways(place, State::ConflictDown)
    });
}

#[test]
fn a_parent_that_lags_behind_is_moved_on_first() {
    tried(State::Lagging, |place| ways(place, State::Lagging));
}

#[test]
fn a_parent_that_went_apart_is_refused_with_what_to_do() {
    tried(State::Diverged, |place| ways(place, State::Diverged));
}

#[test]
fn a_tag_that_is_there_already_is_refused_before_anything_moves() {
    for state in [State::TagHere, State::TagThere] {
        tried(state, |place| ways(place, state));
    }
}

#[test]
fn a_branch_that_takes_requests_only_gets_one_and_the_rest_comes_afterwards() {
    for state in [State::Protected, State::Requested] {
        tried(state, |place| ways(place, state));
    }
}

#[test]
#[ignore = "every combination there is: minutes"]
fn every_kind_by_every_way_in_every_state() {
    for state in State::ALL {
        let ended = tried(state, |_| Way::ALL.to_vec());
        println!("{state:?}: {ended} combinations");
    }
}
