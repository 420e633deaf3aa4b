mod asked_for;
mod branches;
mod candidates;
mod messages;
mod tags;

use super::tests_support::{History, commit, id, service};
use super::{NextInputs, next_version};
use crate::commit::CommitFacts;
use crate::ids::Oid;
use crate::intent::CutKind;
use crate::version::{Level, TagPattern, Tags, Version};
use std::collections::BTreeMap;

fn on(tag: &str) -> History {
    History::default()
        .commit("a", &[], "chore: start")
        .tag(tag, "a")
}

#[test]
fn one_commit_on_top_of_a_release_leads_to_the_version_of_its_row() {
    for (message, expected) in [
        ("fix: a", "1.2.4"),
        ("feat: a", "1.3.0"),
        ("feat!: a", "2.0.0"),
        ("docs: a", "none"),
        ("update", "none"),
        ("chore: x\n\n* feat: a", "none"),
        ("fix: a\n\nBREAKING CHANGE: b", "2.0.0"),
    ] {
        assert_eq!(
            on("v1.2.3").commit("b", &["a"], message).next("b"),
            expected,
            "{message:?}"
        );
    }
    assert_eq!(on("v1.2.3").next("a"), "none");
}

#[test]
fn x1_a_back_merged_hotfix_leaves_the_feature_unreleased() {
    let history = on("v1.0.0")
        .commit("b", &["a"], "feat: on develop")
        .commit("c", &["a"], "fix: hotfix")
        .tag("v1.0.1", "c")
        .commit("d", &["b", "c"], "Merge tag 'v1.0.1' into develop");
    let next = history.next_of(&service("app", &[]), "d", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.1.0").ok());
    let subjects: Vec<_> = next.commits.iter().map(|c| c.subject.as_str()).collect();
    assert_eq!(
        subjects,
        ["Merge tag 'v1.0.1' into develop", "feat: on develop"]
    );
}

#[test]
fn x2_an_older_line_merged_later_does_not_lower_the_base() {
    let history = on("v1.2.3")
        .commit("b", &["a"], "feat: b")
        .tag("v1.3.0", "b")
        .commit("c", &["a"], "fix: old line")
        .tag("v1.2.4", "c")
        .commit("d", &["b", "c"], "Merge branch 'hotfix'")
        .commit("e", &["d"], "fix: e");
    assert_eq!(history.next("e"), "1.3.1");
}

#[test]
fn x3_the_range_is_cut_before_the_paths_decide() {
    let mut part = service("a", &["a/**"]);
    part.tag = TagPattern::parse("a-v{version}").unwrap();
    let history = History::default()
        .commit("a", &[], "feat: in a")
        .at("a/x")
        .commit("b", &["a"], "docs: elsewhere")
        .at("README.md")
        .tag("a-v1.0.0", "b")
        .commit("c", &["b"], "fix: in a")
        .at("a/x");
    let next = history.next_of(&part, "c", &CutKind::Final);
    assert_eq!(next.tag.unwrap().as_str(), "a-v1.0.1");
}

#[test]
fn x4_a_branch_from_before_the_tag_brings_only_its_own_commits() {
    let history = History::default()
        .commit("a", &[], "feat: a")
        .commit("b", &["a"], "fix: b")
        .tag("v1.0.0", "b")
        .commit("c", &["a"], "docs: on the side")
        .commit("d", &["b", "c"], "Merge branch 'docs'");
    assert_eq!(history.next("d"), "none");
}

#[test]
fn x5_a_final_and_a_candidate_on_one_commit_are_both_seen() {
    let history = on("v1.2.3")
        .tag("v1.2.3-rc.1", "a")
        .commit("b", &["a"], "fix: b");
    assert_eq!(history.next("b"), "1.2.4");
}

#[test]
fn x7_a_breaking_fix_below_one_raises_the_minor() {
    assert_eq!(
        on("v0.3.4").commit("b", &["a"], "fix!: b").next("b"),
        "0.4.0"
    );
}

#[test]
fn x8_only_candidates_lead_to_the_final_of_their_core() {
    assert_eq!(on("v1.2.3-rc.1").next("a"), "1.2.3");
}

#[test]
fn a_pair_of_commit_and_revert_cancels() {
    let reverted = id("b").to_string();
    let history = on("v1.2.3").commit("b", &["a"], "feat: b").commit(
        "c",
        &["b"],
        &format!("Revert \"feat: b\"\n\nThis reverts commit {reverted}."),
    );
    assert_eq!(history.next("c"), "none");
    let again = id("c").to_string();
    let restored = history.commit(
        "d",
        &["c"],
        &format!("Revert \"Revert\"\n\nThis reverts commit {again}."),
    );
    assert_eq!(restored.next("d"), "1.3.0");
}

#[test]
fn the_revert_of_something_released_is_a_patch() {
    let history = History::default()
        .commit("b", &[], "feat: b")
        .tag("v1.2.3", "b")
        .commit(
            "c",
            &["b"],
            &format!("Revert \"feat: b\"\n\nThis reverts commit {}.", id("b")),
        );
    assert_eq!(history.next("c"), "1.2.4");
}

#[test]
fn the_revert_of_a_merge_cancels_what_it_brought() {
    let history = on("v1.2.3")
        .commit("b", &["a"], "feat: side")
        .commit("c", &["a"], "fix: main")
        .commit("d", &["c", "b"], "Merge branch 'side'")
        .commit(
            "e",
            &["d"],
            &format!(
                "Revert \"Merge\"\n\nThis reverts commit {}, reversing\nchanges made to {}.",
                id("d"),
                id("c")
            ),
        );
    assert_eq!(history.next("e"), "1.2.4");
}

#[test]
fn a_feature_inside_a_merge_counts_and_the_merge_does_not() {
    let history =
        on("v1.2.3")
            .commit("b", &["a"], "feat: b")
            .commit("c", &["a", "b"], "Merge branch 'b'");
    let next = history.next_of(&service("app", &[]), "c", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.3.0").ok());
    assert_eq!(next.commits[0].level, Level::None);
}

#[test]
fn a_version_that_exists_anywhere_blocks() {
    let history = on("v1.1.0")
        .commit("b", &["a"], "fix: hotfix line")
        .tag("v1.1.1", "b")
        .commit("c", &["a"], "fix: on main");
    let next = history.next_of(&service("app", &[]), "c", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.1.1").ok());
    assert!(
        next.blocked[0].contains("v1.1.1 exists already"),
        "{:?}",
        next.blocked
    );
}

#[test]
fn one_click_accepts_what_the_body_says() {
    let history = on("v1.2.3").commit("b", &["a"], "chore: x\n\n* feat: a");
    let plain = history.next_of(&service("app", &[]), "b", &CutKind::Final);
    assert_eq!(
        (plain.next, plain.commits[0].offer),
        (None, Some(Level::Minor))
    );
    let accepted = BTreeMap::from([(id("b").to_string(), Level::Minor)]);
    let next = history.ask(&service("app", &[]), "b", &CutKind::Final, &accepted);
    assert_eq!(next.next, Version::parse("1.3.0").ok());
    assert!(next.warnings.is_empty());
}

#[test]
fn the_first_release_has_the_configured_version() {
    assert_eq!(
        History::default().commit("a", &[], "feat: a").next("a"),
        "0.1.0"
    );
}
