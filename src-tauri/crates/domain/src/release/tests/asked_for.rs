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

#[test]
fn a_candidate_that_was_asked_for_and_made_leads_to_its_final_version() {
    let asked = || on("v1.0.0").commit("b", &["a"], "chore: b\n\nRelease-As: 4.0.0-rc.1");
    assert_eq!(asked().next("b"), "4.0.0-rc.1");
    let made = || asked().tag("v4.0.0-rc.1", "b");
    let rc = super::candidates::rc();
    for history in [made(), made().commit("c", &["b"], "fix: c")] {
        let at = if history.text("c", &rc) == "none" {
            "b"
        } else {
            "c"
        };
        let next = history.next_of(&service("app", &[]), at, &CutKind::Final);
        assert_eq!(
            (next.next, next.blocked),
            (Version::parse("4.0.0").ok(), vec![])
        );
    }
    let further = made().commit("c", &["b"], "fix: c");
    assert_eq!(further.text("c", &rc), "4.0.0-rc.2");
    // What is behind the open one was not made, and would go backwards.
    let behind = further.commit("d", &["c"], "chore: d\n\nRelease-As: 4.0.0-beta.1");
    let next = behind.next_of(&service("app", &[]), "d", &CutKind::Final);
    assert_eq!(
        next.blocked,
        ["4.0.0-rc.1 exists, and 4.0.0-beta.1 would sort before it."]
    );
}

/// A version set by hand, with a reason.
fn by_hand(history: &History, at: &str, version: &str) -> crate::release::NextVersion {
    let kind = CutKind::Exact {
        version: Version::parse(version).unwrap(),
        reason: "why".into(),
    };
    history.next_of(&service("app", &[]), at, &kind)
}

#[test]
fn a_version_by_hand_below_what_the_commits_call_for_is_warned() {
    let history = on("v1.0.0").commit("b", &["a"], "feat!: b");
    let told = |version: &str| {
        let next = by_hand(&history, "b", version);
        assert_eq!(next.blocked, Vec::<String>::new());
        let warnings = next.warnings.into_iter();
        warnings.map(|one| (one.code, one.text)).collect::<Vec<_>>()
    };
    let text = "1.0.1 is set by hand; the commits alone lead to 2.0.0.";
    assert_eq!(
        told("1.0.1"),
        [("by-hand-lower".to_owned(), text.to_owned())]
    );
    for enough in ["2.0.0", "2.0.0-rc.1", "3.0.0"] {
        assert_eq!(told(enough), [], "{enough}");
    }
}

#[test]
fn a_candidate_by_hand_keeps_its_place() {
    let history = || on("v1.0.0").commit("b", &["a"], "feat: b");
    let blocked = |history: History, version: &str| by_hand(&history, "b", version).blocked;
    let open = || history().tag("v1.1.0-rc.1", "a");
    assert_eq!(
        blocked(open(), "1.1.0-beta.1"),
        ["1.1.0-rc.1 exists, and 1.1.0-beta.1 would sort before it."]
    );
    assert_eq!(
        blocked(open().tag("v1.1.0", "e"), "1.1.0-rc.2"),
        ["1.1.0 is released already, so 1.1.0-rc.2 cannot follow."]
    );
    assert_eq!(
        blocked(history(), "1.1.0-rc1"),
        ["1.1.0-rc1 has no dot before its number, so rc10 would sort before rc9: set 1.1.0-rc.1."]
    );
    for fine in ["1.1.0-rc.2", "1.2.0-beta.1", "1.2.0-rc", "1.2.0-1"] {
        assert_eq!(blocked(open(), fine), Vec::<String>::new(), "{fine}");
    }
    // A core that began without dots goes on so while that sorts.
    let began = || history().tag("v1.1.0-rc8", "a").tag("v1.1.0-rc9", "a");
    assert!(blocked(began(), "1.1.0-rc10")[0].contains("would sort before it"));
    let began = || history().tag("v1.1.0-rc1", "a");
    assert_eq!(blocked(began(), "1.1.0-rc2"), Vec::<String>::new());
}
