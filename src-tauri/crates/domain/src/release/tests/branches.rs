//! Branches, first parents, and services that raise others.

use super::candidates::rc;
use super::*;

#[test]
fn a_maintenance_branch_blocks_what_is_outside_of_it() {
    let history = |message: &str| on("v1.2.3").commit("b", &["a"], message);
    for (branch, message, fits) in [
        ("1.2.x", "fix: b", true),
        ("1.2.x", "feat: b", false),
        ("support/1.x", "feat: b", true),
        ("support/1.x", "feat!: b", false),
        ("release/1.2.x", "feat: b", false),
        ("main", "feat!: b", true),
    ] {
        let next =
            history(message)
                .on_branch(branch)
                .next_of(&service("app", &[]), "b", &CutKind::Final);
        let named = next.blocked.iter().any(|why| why.contains(branch));
        assert_eq!(next.blocked.is_empty(), fits, "{branch} {message}");
        assert_eq!(named, !fits, "{:?}", next.blocked);
    }
}

#[test]
fn a_raised_dependency_is_a_patch_and_never_lowers() {
    let quiet = on("v1.2.3")
        .commit("b", &["a"], "docs: b")
        .raised("core", false);
    let next = quiet.next_of(&service("app", &[]), "b", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.2.4").ok());
    assert_eq!(next.because, "patch, because core was released");
    let untouched = on("v1.2.3").raised("core", false);
    assert_eq!(untouched.next("a"), "1.2.4");
    let feature = on("v1.2.3")
        .commit("b", &["a"], "feat: b")
        .raised("core", false);
    assert_eq!(feature.next("b"), "1.3.0");
}

#[test]
fn a_dependency_released_after_the_candidate_asks_for_another_one() {
    let tried = |after_open| {
        on("v1.2.3")
            .commit("b", &["a"], "fix: b")
            .tag("v1.2.4-rc.1", "b")
            .raised("core", after_open)
    };
    assert_eq!(tried(false).text("b", &rc()), "none");
    assert_eq!(tried(true).text("b", &rc()), "1.2.4-rc.2");
    let warned = |history: History| {
        let next = history.next_of(&service("app", &[]), "b", &CutKind::Final);
        assert_eq!(next.next, Version::parse("1.2.4").ok());
        let warnings = next.warnings.into_iter();
        warnings.map(|warning| warning.text).collect::<Vec<_>>()
    };
    assert_eq!(warned(tried(false)), Vec::<String>::new());
    let told = "core 2.0.0 came after 1.2.4-rc.1: the candidate was never tried with it.";
    assert_eq!(warned(tried(true)), [told]);
}

#[test]
fn first_parents_count_merges_by_their_titles() {
    let history = |title: &str| {
        let message = format!("Merge pull request #7 from x/y\n\n{title}");
        on("v1.2.3")
            .commit("b", &["a"], "feat: on the side")
            .commit("c", &["a", "b"], &message)
    };
    assert_eq!(history("fix: title").next("c"), "1.3.0");
    let first = history("fix: title").first_parent();
    let next = first.next_of(&service("app", &[]), "c", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.2.4").ok());
    assert_eq!(next.range_count, 1);
    assert_eq!(history("update").first_parent().next("c"), "none");
}
