//! Versions that were asked for: by hand, or in a commit.

use super::*;

#[test]
fn the_newest_release_as_wins() {
    let history = on("v1.2.3")
        .commit("b", &["a"], "chore: b\n\nRelease-As: 2.0.0")
        .commit("c", &["b"], "chore: c\n\nRelease-As: 3.0.0");
    assert_eq!(history.next("c"), "3.0.0");
}

#[test]
fn a_version_set_by_hand_must_be_higher() {
    let exact = |text: &str| CutKind::Exact {
        version: Version::parse(text).unwrap(),
        reason: "why".into(),
    };
    let history = on("v1.2.3").commit("b", &["a"], "docs: b");
    assert!(
        !history
            .next_of(&service("app", &[]), "b", &exact("1.2.3"))
            .blocked
            .is_empty()
    );
    let next = history.next_of(&service("app", &[]), "b", &exact("1.5.0"));
    assert_eq!(
        (next.next, next.blocked),
        (Version::parse("1.5.0").ok(), vec![])
    );
}

#[test]
fn a_lower_version_that_was_asked_for_is_blocked() {
    for (version, kind) in [
        ("0.9.0", CutKind::Final),
        ("1.2.3", CutKind::Final),
        ("1.2.3+again", CutKind::Final),
        ("0.9.0", super::candidates::rc()),
    ] {
        let message = format!("chore: b\n\nRelease-As: {version}");
        let next =
            on("v1.2.3")
                .commit("b", &["a"], &message)
                .next_of(&service("app", &[]), "b", &kind);
        let blocked = next
            .blocked
            .iter()
            .any(|why| why.contains("not higher than 1.2.3"));
        assert!(
            blocked || next.blocked[0].contains("released already"),
            "{next:?}"
        );
    }
}

#[test]
fn a_version_that_a_cancelled_commit_asks_for_is_not_heard() {
    let revert = format!("Revert \"chore: b\"\n\nThis reverts commit {}.", id("b"));
    let asked = on("v1.2.3").commit("b", &["a"], "chore: b\n\nRelease-As: 5.0.0");
    assert_eq!(asked.next("b"), "5.0.0");
    let reverted = asked.commit("c", &["b"], &revert);
    assert_eq!(reverted.next("c"), "none");
    let older = on("v1.2.3")
        .commit("e", &["a"], "chore: e\n\nRelease-As: 4.0.0")
        .commit("b", &["e"], "chore: b\n\nRelease-As: 5.0.0")
        .commit("c", &["b"], &revert);
    assert_eq!(older.next("c"), "4.0.0");
}
