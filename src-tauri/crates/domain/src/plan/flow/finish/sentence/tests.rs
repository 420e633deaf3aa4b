#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use super::*;
use crate::branching::{Ground, Lane, Names, preset};
use crate::ids::Oid;
use crate::plan::Standing;
use jiff::Timestamp;

fn lane(name: &str) -> Lane {
    Lane {
        name: name.into(),
        tip: Oid::new("a".repeat(40)),
        remote_tip: None,
        standing: Standing::Level,
        local: true,
    }
}

/// A hotfix of git-flow, with an open release beside it.
fn facts(protected: &[&str]) -> FinishFacts {
    let model = preset("gitflow", &Names::among(&[])).expect("it has a name");
    let topic = model.topic("hotfix").expect("it has one").clone();
    FinishFacts {
        ground: Ground {
            repo: "shop".into(),
            model,
            remote: Some("origin".to_owned()),
            unreached: None,
            checkouts: Vec::new(),
            shallow: false,
            protected: protected.iter().map(|name| (*name).into()).collect(),
            notes_base: false,
            stopped: None,
            observed_at: Timestamp::UNIX_EPOCH,
        },
        topic,
        branch: lane("hotfix/1.0.1"),
        parent: lane("main"),
        merged: None,
        landed: false,
        followers: vec![lane("develop")],
        releases: vec![(lane("release/1.1.0"), true)],
        forecasts: Vec::new(),
        brought_down: Vec::new(),
        run_by: Vec::new(),
        tag: None,
        untagged: None,
    }
}

#[test]
fn the_model_s_way_is_told_whole() {
    assert_eq!(
        finish_sentence(&FinishOptions::default(), &facts(&[])),
        "hotfix/1.0.1 goes into main by a merge commit, develop and release/1.1.0 take it too, \
         all of it is pushed at once and hotfix/1.0.1 ends."
    );
}

#[test]
fn what_is_chosen_otherwise_is_told() {
    let options = FinishOptions {
        keep: true,
        local: true,
        no_back_merge: true,
        up: Some("squash".to_owned()),
        ..FinishOptions::default()
    };
    assert_eq!(
        finish_sentence(&options, &facts(&[])),
        "hotfix/1.0.1 goes into main as one commit, nothing is pushed and hotfix/1.0.1 stays."
    );
    assert_eq!(
        finish_command(&"shop".into(), &"hotfix/1.0.1".into(), &options),
        "lockkeeper flow finish hotfix/1.0.1 --squash --keep --no-push --nobackmerge --repo shop"
    );
}

#[test]
fn words_of_a_person_are_quoted_in_the_command() {
    let options = FinishOptions {
        tag: Some("v1".into()),
        message: Some("It's out".to_owned()),
        ..FinishOptions::default()
    };
    assert_eq!(
        finish_command(&"shop".into(), &"hotfix/1.0.1".into(), &options),
        r"lockkeeper flow finish hotfix/1.0.1 --tagname v1 --message 'It'\''s out' --repo shop"
    );
}

#[test]
fn a_parent_that_takes_requests_only_is_told() {
    assert_eq!(
        finish_sentence(&FinishOptions::default(), &facts(&["main"])),
        "hotfix/1.0.1 is pushed and stays until its pull request into main was merged."
    );
}
