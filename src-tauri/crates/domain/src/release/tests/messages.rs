//! What is in doubt about messages, and how it is said.

use super::*;
use crate::commit::Meanings;
use std::fmt::Write as _;

fn of(message: &str) -> crate::release::NextVersion {
    on("v1.2.3")
        .commit("b", &["a"], message)
        .next_of(&service("app", &[]), "b", &CutKind::Final)
}

#[test]
fn a_missing_space_offers_what_was_meant() {
    for (message, offer) in [
        ("feat:x", Some(Level::Minor)),
        ("feat!:x", Some(Level::Major)),
        ("docs!:x", Some(Level::Major)),
        ("fix:x", Some(Level::Patch)),
        ("docs:x", None),
    ] {
        let next = of(message);
        assert_eq!(
            (next.next, next.commits[0].offer),
            (None, offer),
            "{message}"
        );
    }
}

#[test]
fn a_word_that_is_no_type_is_doubted_until_it_is_given_a_meaning() {
    let next = of("feature: x");
    assert_eq!((next.next, next.level), (None, Level::None));
    assert_eq!(next.warnings[0].code, "other-word");
    assert!(next.warnings[0].text.contains("means a feat"));
    assert_eq!(next.commits[0].offer, Some(Level::Minor));

    let mut agreed = service("app", &[]);
    agreed.types = Meanings::new([("feature", "feat")]);
    let history = on("v1.2.3").commit("b", &["a"], "feature: x");
    let next = history.next_of(&agreed, "b", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.3.0").ok());
    assert!(next.warnings.is_empty(), "{:?}", next.warnings);
    let only = &next.commits[0];
    assert_eq!((&*only.r#type, &*only.why), ("feat", "feature"));
}

#[test]
fn a_revert_without_target_has_no_level_and_is_warned() {
    for message in [
        "Revert \"feat: b\"",
        "revert: feat: b",
        "revert: b\n\nSorry.",
    ] {
        let next = of(message);
        assert_eq!((next.next, next.level), (None, Level::None), "{message}");
        assert_eq!(next.warnings[0].code, "revert-without-target", "{message}");
        assert_eq!(next.commits[0].offer, Some(Level::Patch));
    }
}

#[test]
fn a_feature_that_also_reverts_counts_and_cancels() {
    let message = format!(
        "feat: better\n\nThis reverts commit {} and replaces it.",
        id("b")
    );
    let history = on("v1.2.3")
        .commit("b", &["a"], "feat!: b")
        .commit("c", &["b"], &message);
    let next = history.next_of(&service("app", &[]), "c", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.3.0").ok());
    let cancelled: Vec<_> = next.commits.iter().map(|c| c.cancelled).collect();
    assert_eq!(cancelled, [false, true,]);
    assert_eq!(next.commits[0].why, "feature");
}

#[test]
fn a_merge_says_where_its_commits_are() {
    let history =
        on("v1.2.3")
            .commit("b", &["a"], "feat: b")
            .commit("c", &["a", "b"], "Merge branch 'b'");
    let why = |history: &History| {
        let next = history.next_of(&service("app", &[]), "c", &CutKind::Final);
        next.commits[0].why.clone()
    };
    assert_eq!(why(&history), "its commits are counted below");
    assert_eq!(
        why(&history.first_parent()),
        "a merge without a conventional title"
    );
}

#[test]
fn a_merge_counts_only_when_its_own_title_does() {
    let says = |title: &str| {
        format!("{title}\n\nBREAKING CHANGE: no more v1\n\nThis reverts commit 1234567.")
    };
    let merged = |title: &str| {
        let history =
            on("v1.2.3")
                .commit("b", &["a"], "fix: b")
                .commit("c", &["a", "b"], &says(title));
        history.next_of(&service("app", &[]), "c", &CutKind::Final)
    };
    let next = merged("Merge branch 'b'");
    assert_eq!(next.next, Version::parse("1.2.4").ok());
    assert_eq!(
        (next.commits[0].level, next.commits[0].breaking),
        (Level::None, false)
    );
    let doubt = &next.warnings[0];
    assert_eq!(
        (doubt.code.as_str(), doubt.offer),
        ("body-says", Some(Level::Major))
    );
    assert!(
        doubt.text.contains("BREAKING CHANGE: no more v1"),
        "{}",
        doubt.text
    );
    assert_eq!(next.warnings.len(), 1, "{:#?}", next.warnings);
    let titled = merged("feat: a side");
    assert_eq!(titled.next, Version::parse("2.0.0").ok());
}

#[test]
fn a_revert_that_touches_another_part_takes_nothing_back_of_this_one() {
    let history = || {
        on("v1.2.3")
            .commit("b", &["a"], "feat: both")
            .at("a/x")
            .at("b/x")
            .commit(
                "c",
                &["b"],
                &format!("revert: half\n\nThis reverts commit {}.", id("b")),
            )
            .at("b/x")
    };
    let next = |part: &str| {
        history().next_of(
            &service(part, &[&format!("{part}/**")]),
            "c",
            &CutKind::Final,
        )
    };
    assert_eq!(next("a").next, Version::parse("1.3.0").ok());
    assert_eq!(next("b").next, None);
}

#[test]
fn only_a_line_of_its_own_reverts_and_footers_are_read_in_any_case() {
    let level = |text: &str| {
        let history = on("v1.2.3")
            .commit("b", &["a"], "feat: b")
            .commit("c", &["b"], text);
        history.next("c")
    };
    let quoted = format!("docs: why\n\n> This reverts commit {}.", id("b"));
    assert_eq!(level(&quoted), "1.3.0");
    let refs = format!("revert: b\n\nrefs: {}", id("b"));
    assert_eq!(level(&refs), "none");
    assert_eq!(level("chore: c\n\nrelease-as: 4.0.0"), "4.0.0");
}

#[test]
fn a_revert_on_another_side_of_a_merge_cancels_as_well() {
    let revert = format!("Revert \"feat: b\"\n\nThis reverts commit {}.", id("b"));
    for parents in [["b", "c"], ["c", "b"]] {
        let history = on("v1.2.3")
            .commit("b", &["a"], "feat: b")
            .commit("c", &["a"], &revert)
            .commit("d", &parents, "Merge");
        assert_eq!(history.next("d"), "none", "{parents:?}");
    }
}

#[test]
fn what_is_asked_for_below_the_commits_is_said() {
    let history = on("v1.2.3").commit("b", &["a"], "feat!: b\n\nRelease-As: 1.2.4");
    let next = history.next_of(&service("app", &[]), "b", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.2.4").ok());
    let told = "b000000 asks for 1.2.4 with Release-As; its commits alone lead to 2.0.0.";
    assert_eq!(next.warnings[0].text, told);
}

#[test]
fn every_warning_says_what_is_in_doubt() {
    let history = on("v1.2.3")
        .tag("v1.2.3+again", "a")
        .tag("v01.2.4", "a")
        .tag("v1.2.4-", "a")
        .tag("v99999999999999999999.0.0", "a")
        .tag("v1.3.0-rc.1", "a")
        .commit("b1", &["a"], "fix: b\n\nbreaking change: lower case")
        .commit("b2", &["b1"], "docs!:no space")
        .commit("b3", &["b2"], "chore: squashed\n\n* feat: a\n* fix: b")
        .commit("b4", &["b3"], "Revert \"feat: a\"")
        .commit(
            "b5",
            &["b4"],
            "fix: c\n\nText\nBREAKING CHANGE: in the body",
        )
        .commit("b6", &["b5"], "chore: d\n\nRelease-As: two");
    let next = history.next_of(&service("app", &[]), "b6", &CutKind::Final);
    let mut told = String::new();
    for warning in &next.warnings {
        let offer = warning.offer.map_or("", Level::word);
        writeln!(told, "{} [{offer}]\n  {}", warning.code, warning.text).unwrap();
    }
    for why in &next.blocked {
        writeln!(told, "blocked\n  {why}").unwrap();
    }
    for commit in &next.commits {
        writeln!(
            told,
            "{} {}: {}",
            commit.oid.short(),
            commit.level.word(),
            commit.why
        )
        .unwrap();
    }
    insta::assert_snapshot!(told);
}
