//! A rollback in one environment, and the branches below it: what was taken
//! back there stays where it is.

use crate::levels::{Desk, Merge, yard};
use crate::yard::{Yard, code, said};
use serde_json::Value;

/// 1.1.0 ran everywhere, and production went back to 1.0.0.
fn gone_back(yard: &Yard, merge: Merge) -> Desk<'_> {
    let desk = Desk::sits(yard, "work", merge, "");
    desk.releases("1.1.0", "feature.txt", "feature\n");
    desk.promotes("1.1.0", "staging");
    desk.promotes("1.1.0", "production");
    desk.done(&["rollback", "shop@1.0.0", "--in", "production", "--yes"]);
    desk
}

/// What each branch lacks of the one it follows, as the status says it.
fn lacks(desk: &Desk<'_>) -> Vec<String> {
    let status = desk.done(&["flow", "status", "--json"]);
    let view: Value = serde_json::from_str(&status).expect("a document");
    let bases = view["bases"].as_array().expect("a list").iter();
    let lacks = bases.flat_map(|base| base["lacks"].as_array().cloned().unwrap_or_default());
    lacks
        .filter_map(|line| line.as_str().map(str::to_owned))
        .collect()
}

fn planned(desk: &Desk<'_>, words: &[&str]) -> String {
    let output = desk.run(&[&["flow"], words, &["--dry-run"]].concat());
    assert_eq!(code(&output), 0, "{words:?}: {}", said(&output));
    said(&output)
}

const WARNING: &str = "Revert \"v1.1.0\" to 1.0.0 on main";

#[test]
fn a_rollback_is_nothing_that_the_branches_below_lack() {
    for merge in [Merge::FfOnly, Merge::NoFf] {
        let yard = yard();
        let desk = gone_back(&yard, merge);
        assert_eq!(lacks(&desk), [""; 0]);
        let status = desk.done(&["flow", "status"]);
        assert!(!status.contains("flow update"), "{status}");
    }
}

#[test]
fn a_fix_after_a_rollback_is_lacked_without_the_rollback() {
    let yard = yard();
    let desk = gone_back(&yard, Merge::NoFf);
    let other = yard.clone("other");
    other.git(&["switch", "-q", "main"]);
    other.commit("fix.txt", "x\n", "fix: let people in");
    other.git(&["push", "-q", "origin", "main"]);
    let open = lacks(&desk);
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0].ends_with("fix: let people in"), "{open:?}");
    let plan = planned(&desk, &["update", "staging"]);
    assert!(plan.contains(WARNING), "{plan}");
}

#[test]
fn an_update_warns_of_a_rollback_that_it_would_bring_down() {
    let yard = yard();
    let desk = gone_back(&yard, Merge::NoFf);
    let plan = planned(&desk, &["update", "staging"]);
    assert!(plan.contains(WARNING), "{plan}");
    assert!(plan.contains("takes the same work away"), "{plan}");
    // By hand, and then one further: the rollback is no first parent any more.
    desk.clone.git(&["switch", "-q", "staging"]);
    desk.clone
        .git(&["merge", "-q", "--no-edit", "origin/staging"]);
    desk.clone.git(&["merge", "-q", "--no-edit", "origin/main"]);
    desk.clone.git(&["push", "-q", "origin", "staging"]);
    desk.clone.git(&["switch", "-q", "--detach"]);
    let plan = planned(&desk, &["update", "develop"]);
    assert!(plan.contains(WARNING), "{plan}");
}

#[test]
fn a_finish_warns_of_a_rollback_that_it_would_bring_down() {
    let yard = yard();
    let desk = gone_back(&yard, Merge::NoFf);
    desk.clone
        .git(&["switch", "-q", "-c", "hotfix/1.1.1", "origin/main"]);
    desk.clone.commit("fix.txt", "x\n", "fix: let people in");
    let plan = planned(&desk, &["finish"]);
    assert!(plan.contains(WARNING), "{plan}");
    assert!(plan.contains("develop"), "{plan}");
    let alone = planned(&desk, &["finish", "--nobackmerge"]);
    assert!(!alone.contains(WARNING), "{alone}");
}

#[test]
fn once_the_next_version_stands_there_the_way_down_changes_no_file() {
    let yard = yard();
    let desk = gone_back(&yard, Merge::NoFf);
    desk.releases("1.1.1", "feature.txt", "feature and right\n");
    desk.promotes("1.1.1", "staging");
    desk.promotes("1.1.1", "production");
    let plan = planned(&desk, &["update", "staging"]);
    assert!(!plan.contains(WARNING), "{plan}");
    let before = desk.there("origin/staging^{tree}");
    desk.done(&["flow", "update", "staging", "--yes"]);
    assert_eq!(desk.clone.git(&["rev-parse", "staging^{tree}"]), before);
    assert_eq!(lacks(&desk), [""; 0]);
}
