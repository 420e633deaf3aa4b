//! What every target promises.
//!
//! The suite starts from three places in one file: `api.tag` holds 1.9.0,
//! `web.tag` holds 2.0.0, and `new.tag` holds nothing yet.

use jiff::Timestamp;
use lockkeeper_domain::ids::{Oid, RunId};
use lockkeeper_domain::plan::EnvironmentChange;
use lockkeeper_domain::policy::{GitopsPlace, Locator, NamedBy, RepoPolicy};
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{Target, TargetError, WriteSpec, Written};
use std::any::Any;
use std::sync::Arc;

/// Commits a value into a place.
pub type Person = Box<dyn Fn(&GitopsPlace, &str) + Send + Sync>;

/// A target to try, and what has to live as long as it does.
pub struct Fresh {
    /// The target.
    pub target: Arc<dyn Target>,
    /// The environment repository.
    pub repo: RepoPolicy,
    /// A person commits a value beside us, and it reaches the remote.
    pub by_hand: Person,
    /// From now on the remote cannot be reached.
    pub cut_off: Box<dyn Fn() + Send + Sync>,
    /// Folders and the like.
    pub guard: Box<dyn Any + Send>,
}

/// Makes one test of every promise; `$make` is an expression for a `Fresh`.
#[macro_export]
macro_rules! target_contract {
    ($make:expr) => {
        $crate::target_contract!(@each $make;
            a_place_holds_its_value_and_says_since_when,
            a_place_without_a_value_has_no_history,
            a_written_value_is_read_and_heads_the_history,
            a_write_into_an_empty_place_is_its_first_value,
            a_value_that_is_there_is_not_written_again,
            a_value_that_is_neither_expected_nor_desired_is_a_conflict,
            an_empty_place_that_was_expected_to_hold_something_is_a_conflict,
            nothing_else_changes_with_a_value,
            places_answer_in_the_order_they_were_asked,
            what_a_person_commits_is_not_ours,
            a_conflict_names_what_a_person_left,
            a_rollback_is_told_from_a_promotion,
            a_rollback_past_several_changes_is_one_too,
            of_two_writers_of_one_value_one_wins,
            writers_of_different_values_both_land,
            what_was_seen_is_still_told_without_the_remote,
        );
    };
    (@each $make:expr; $($promise:ident,)*) => {
        $(
            #[tokio::test]
            async fn $promise() {
                let fresh = $make;
                $crate::contract::target::$promise(&fresh).await;
            }
        )*
    };
}

/// The file of all places.
pub const FILE: &str = "values.yaml";

/// A place in it.
#[must_use]
pub fn place(key: &str) -> GitopsPlace {
    GitopsPlace {
        repo: "infra".into(),
        branch: None,
        file: FILE.into(),
        locator: Locator::Helm(format!("{key}.tag")),
        by: NamedBy::Tag,
        message: None,
    }
}

fn change(key: &str, expected: Option<&str>, desired: &str, plan: &str) -> WriteSpec {
    WriteSpec {
        place: place(key),
        change: EnvironmentChange {
            expected: expected.map(str::to_owned),
            desired: desired.to_owned(),
            reverts: None,
        },
        message: format!("{key} {desired} to staging\n\nLockkeeper-Plan: {plan}\n"),
        at: later(60),
    }
}

/// A time after the first values came, and after any day on which this runs:
/// no change came before this machine saw it.
fn later(seconds: i64) -> Timestamp {
    Timestamp::from_second(4_000_000_000 + seconds).expect("within the calendar")
}

/// The same as a rollback.
fn back(mut spec: WriteSpec, reverts: Option<&Oid>) -> WriteSpec {
    spec.message.push_str("Lockkeeper-Rollback: yes\n");
    spec.change.reverts = reverts.cloned();
    spec
}

impl Fresh {
    async fn write(&self, spec: &WriteSpec) -> Oid {
        match self.target.write(&self.repo, spec).await {
            Ok(Written::Commit(commit)) => commit,
            other => unreachable!("{spec:?} was not written: {other:?}"),
        }
    }

    async fn read(&self, key: &str) -> Option<String> {
        let read = self.target.read(&self.repo, &place(key)).await;
        read.expect("it is readable")
    }

    async fn history(&self, key: &str) -> Vec<Live> {
        self.histories(&[place(key)], true).await.remove(0)
    }

    async fn histories(&self, places: &[GitopsPlace], refresh: bool) -> Vec<Vec<Live>> {
        let answers = self.target.history(&self.repo, places, refresh).await;
        let answers = answers.expect("the repository answers");
        let each = answers.into_iter();
        each.map(|answer| answer.expect("the place answers"))
            .collect()
    }
}

fn values(history: &[Live]) -> Vec<&str> {
    history.iter().map(|live| live.value.as_str()).collect()
}

pub async fn a_place_holds_its_value_and_says_since_when(fresh: &Fresh) {
    assert_eq!(fresh.read("api").await.as_deref(), Some("1.9.0"));
    let history = fresh.history("api").await;
    assert_eq!(values(&history), ["1.9.0"]);
    assert!(history[0].since < later(0));
    assert_eq!(history[0].build, None, "values are recognised elsewhere");
}

pub async fn a_place_without_a_value_has_no_history(fresh: &Fresh) {
    assert_eq!(fresh.read("new").await, None);
    assert_eq!(fresh.history("new").await, []);
}

pub async fn a_written_value_is_read_and_heads_the_history(fresh: &Fresh) {
    let commit = fresh
        .write(&change("api", Some("1.9.0"), "1.10.0", "p-7"))
        .await;
    assert_eq!(fresh.read("api").await.as_deref(), Some("1.10.0"));
    let history = fresh.history("api").await;
    assert_eq!(values(&history), ["1.10.0", "1.9.0"]);
    let newest = &history[0];
    assert_eq!(newest.change, commit);
    assert_eq!(newest.since, later(60));
    assert_eq!(newest.by, "Dana Ito");
    assert_eq!(newest.run, Some(RunId::new("p-7")));
    assert!(!newest.rollback);
}

pub async fn a_write_into_an_empty_place_is_its_first_value(fresh: &Fresh) {
    fresh.write(&change("new", None, "0.1.0", "p-1")).await;
    assert_eq!(values(&fresh.history("new").await), ["0.1.0"]);
}

pub async fn a_value_that_is_there_is_not_written_again(fresh: &Fresh) {
    // Whatever was expected: it is as desired.
    for expected in [Some("1.9.0"), Some("1.8.0"), None] {
        let spec = change("api", expected, "1.9.0", "p-1");
        let written = fresh.target.write(&fresh.repo, &spec).await;
        assert_eq!(written.expect("it looks first"), Written::Already);
    }
    assert_eq!(fresh.history("api").await.len(), 1);
}

pub async fn a_value_that_is_neither_expected_nor_desired_is_a_conflict(fresh: &Fresh) {
    let spec = change("api", Some("1.8.0"), "1.10.0", "p-1");
    let refused = fresh.target.write(&fresh.repo, &spec).await;
    let Err(TargetError::Conflict {
        found, expected, ..
    }) = refused
    else {
        unreachable!("{refused:?} is no conflict");
    };
    assert_eq!((found.as_str(), expected.as_str()), ("1.9.0", "1.8.0"));
    assert_eq!(values(&fresh.history("api").await), ["1.9.0"]);
}

pub async fn an_empty_place_that_was_expected_to_hold_something_is_a_conflict(fresh: &Fresh) {
    let spec = change("new", Some("1.8.0"), "1.10.0", "p-1");
    let refused = fresh.target.write(&fresh.repo, &spec).await;
    assert!(
        matches!(&refused, Err(TargetError::Conflict { found, .. }) if found == "nothing"),
        "{refused:?}"
    );
    let spec = change("api", None, "1.10.0", "p-1");
    let refused = fresh.target.write(&fresh.repo, &spec).await;
    assert!(
        matches!(&refused, Err(TargetError::Conflict { expected, .. }) if expected == "nothing"),
        "{refused:?}"
    );
}

pub async fn nothing_else_changes_with_a_value(fresh: &Fresh) {
    let before = fresh.history("web").await;
    fresh
        .write(&change("api", Some("1.9.0"), "1.10.0", "p-1"))
        .await;
    assert_eq!(fresh.history("web").await, before);
    assert_eq!(fresh.read("new").await, None);
}

pub async fn places_answer_in_the_order_they_were_asked(fresh: &Fresh) {
    let asked = ["web", "new", "api"].map(place);
    let answers = fresh.histories(&asked, true).await;
    let answers: Vec<_> = answers.iter().map(|history| values(history)).collect();
    assert_eq!(answers, [vec!["2.0.0"], vec![], vec!["1.9.0"]]);
}

pub async fn what_a_person_commits_is_not_ours(fresh: &Fresh) {
    (fresh.by_hand)(&place("api"), "1.9.1");
    assert_eq!(fresh.read("api").await.as_deref(), Some("1.9.1"));
    let history = fresh.history("api").await;
    assert_eq!(values(&history), ["1.9.1", "1.9.0"]);
    assert_eq!((&history[0].run, history[0].rollback), (&None, false));
}

pub async fn a_conflict_names_what_a_person_left(fresh: &Fresh) {
    (fresh.by_hand)(&place("api"), "1.9.1");
    let spec = change("api", Some("1.9.0"), "1.10.0", "p-1");
    let refused = fresh.target.write(&fresh.repo, &spec).await;
    assert!(
        matches!(&refused, Err(TargetError::Conflict { found, .. }) if found == "1.9.1"),
        "{refused:?}"
    );
}

pub async fn a_rollback_is_told_from_a_promotion(fresh: &Fresh) {
    let brought = fresh
        .write(&change("api", Some("1.9.0"), "1.10.0", "p-1"))
        .await;
    let spec = change("api", Some("1.10.0"), "1.9.0", "p-2");
    fresh.write(&back(spec, Some(&brought))).await;
    let history = fresh.history("api").await;
    assert_eq!(values(&history), ["1.9.0", "1.10.0", "1.9.0"]);
    let told: Vec<bool> = history.iter().map(|live| live.rollback).collect();
    assert_eq!(told, [true, false, false]);
    assert_eq!(history[0].run, Some(RunId::new("p-2")));
}

pub async fn a_rollback_past_several_changes_is_one_too(fresh: &Fresh) {
    for (expected, desired) in [("1.9.0", "1.10.0"), ("1.10.0", "1.11.0")] {
        fresh
            .write(&change("api", Some(expected), desired, desired))
            .await;
    }
    let spec = change("api", Some("1.11.0"), "1.9.0", "p-3");
    fresh.write(&back(spec, None)).await;
    assert!(fresh.history("api").await[0].rollback);
}

pub async fn of_two_writers_of_one_value_one_wins(fresh: &Fresh) {
    let (one, two) = (
        change("api", Some("1.9.0"), "1.10.0", "p-1"),
        change("api", Some("1.9.0"), "1.11.0", "p-2"),
    );
    let (first, second) = tokio::join!(
        fresh.target.write(&fresh.repo, &one),
        fresh.target.write(&fresh.repo, &two)
    );
    let answers = [first, second];
    let won = |answer: &&Result<Written, TargetError>| matches!(answer, Ok(Written::Commit(_)));
    let lost =
        |answer: &&Result<_, TargetError>| matches!(answer, Err(TargetError::Conflict { .. }));
    assert_eq!(answers.iter().filter(won).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(lost).count(), 1, "{answers:?}");
    assert_eq!(fresh.history("api").await.len(), 2);
}

pub async fn writers_of_different_values_both_land(fresh: &Fresh) {
    let (api, web) = (
        change("api", Some("1.9.0"), "1.10.0", "p-1"),
        change("web", Some("2.0.0"), "2.1.0", "p-2"),
    );
    let (first, second) = tokio::join!(
        fresh.target.write(&fresh.repo, &api),
        fresh.target.write(&fresh.repo, &web)
    );
    first.expect("it lands");
    second.expect("it lands");
    assert_eq!(fresh.read("api").await.as_deref(), Some("1.10.0"));
    assert_eq!(fresh.read("web").await.as_deref(), Some("2.1.0"));
}

pub async fn what_was_seen_is_still_told_without_the_remote(fresh: &Fresh) {
    fresh.history("api").await;
    (fresh.cut_off)();
    let here = fresh.histories(&[place("api")], false).await.remove(0);
    assert_eq!(values(&here), ["1.9.0"]);
    let places = [place("api")];
    let asked = fresh.target.history(&fresh.repo, &places, true).await;
    assert!(matches!(asked, Err(TargetError::Repo { .. })));
    let read = fresh.target.read(&fresh.repo, &place("api")).await;
    assert!(matches!(read, Err(TargetError::Repo { .. })), "{read:?}");
    let spec = change("api", Some("1.9.0"), "1.10.0", "p-1");
    let written = fresh.target.write(&fresh.repo, &spec).await;
    assert!(matches!(written, Err(TargetError::Repo { .. })));
    let here = fresh.histories(&[place("api")], false).await.remove(0);
    assert_eq!(values(&here), ["1.9.0"], "nothing was written");
}
