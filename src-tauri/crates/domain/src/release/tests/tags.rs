//! Tags that are in doubt: elsewhere, twice, or no versions.

use super::*;

#[test]
fn versions_elsewhere_are_no_first_release() {
    let history = History::default()
        .commit("a", &[], "feat: a")
        .tag("v3.0.0", "a")
        .tag("v4.0.0", "a")
        .commit("b", &[], "feat: b");
    for kind in [CutKind::Final, super::candidates::rc()] {
        let next = history.next_of(&service("app", &[]), "b", &kind);
        assert_eq!((next.next, next.tag), (None, None));
        assert!(
            next.blocked[0].starts_with(
                "This commit contains none of the 2 final versions, the highest of which is v4.0.0, on commit a000000: this is no first release"
            ),
            "{:?}",
            next.blocked
        );
    }
}

#[test]
fn a_higher_version_may_begin_anew_with_a_warning() {
    let history = History::default()
        .commit("a", &[], "feat: a")
        .tag("v4.0.0", "a")
        .commit("b", &[], "feat: b");
    let mut app = service("app", &[]);
    app.first = Version::new(5, 0, 0);
    let exact = CutKind::Exact {
        version: Version::new(3, 9, 9),
        reason: "an older line".into(),
    };
    for (service, kind, expected) in [
        (&app, CutKind::Final, "5.0.0"),
        (&service("app", &[]), exact, "3.9.9"),
    ] {
        let next = history.next_of(service, "b", &kind);
        assert_eq!(next.next, Version::parse(expected).ok());
        assert!(next.blocked.is_empty(), "{:?}", next.blocked);
        assert_eq!(next.warnings[0].code, "unreachable-versions");
        assert_eq!(
            next.warnings[0].text,
            "This commit does not contain v4.0.0, on commit a000000."
        );
    }
}

#[test]
fn of_two_equal_versions_the_one_below_the_commit_is_the_base_and_blocks() {
    let history = on("v1.0.0")
        .commit("b", &["a"], "fix: b")
        .tag("v1.2.3+z", "b")
        .commit("c", &["a"], "fix: side")
        .tag("v1.2.3", "c")
        .commit("d", &["b"], "fix: d");
    let next = history.next_of(&service("app", &[]), "d", &CutKind::Final);
    assert_eq!(next.base.unwrap().name.as_str(), "v1.2.3+z");
    assert_eq!(next.next, Version::parse("1.2.4").ok());
    assert_eq!(
        next.blocked,
        ["v1.2.3 and v1.2.3+z are the same version: remove one of them."]
    );
    let warned: Vec<_> = next.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(warned, ["ambiguous-tags"]);
}

#[test]
fn equal_versions_that_are_not_the_base_only_warn() {
    let history = on("v1.0.0")
        .tag("v1.0.0+z", "a")
        .commit("b", &["a"], "feat: b")
        .tag("v1.1.0", "b")
        .commit("c", &["b"], "fix: c");
    let next = history.next_of(&service("app", &[]), "c", &CutKind::Final);
    assert_eq!(
        (next.next, next.blocked),
        (Version::parse("1.1.1").ok(), vec![])
    );
    assert_eq!(next.warnings[0].code, "ambiguous-tags");
}
