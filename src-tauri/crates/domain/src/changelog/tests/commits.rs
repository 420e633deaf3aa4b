//! From commits to notes.

use crate::changelog::{Entry, Links, Style, entries, notes, section};
use crate::commit::CommitFacts;
use crate::ids::Oid;
use crate::intent::CutKind;
use crate::release::tests_support::{History, commit, id, service};
use crate::version::{Level, Version};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn github() -> Links {
    Links::of(
        Some("git@github.com:harbour/shop.git"),
        None,
        Some(r"FM-\d+"),
    )
}

/// The entries of a linear history on top of v1.0.0.
fn drafted(
    messages: &[&str],
    style: Style,
    links: &Links,
    accepted: &[(&str, Level)],
) -> Vec<Entry> {
    let mut history = History::default()
        .commit("10", &[], "feat: a")
        .tag("v1.0.0", "10");
    let names: Vec<String> = (0..messages.len()).map(|n| format!("a{n:06}")).collect();
    let mut facts: Vec<CommitFacts> = Vec::new();
    let mut parent = "10".to_owned();
    for (name, message) in names.iter().zip(messages) {
        history = history.commit(name, &[&parent], message);
        facts.push(commit(name, message));
        parent.clone_from(name);
    }
    let accepted: BTreeMap<String, Level> = accepted
        .iter()
        .map(|(name, level)| ((*name).to_owned(), *level))
        .collect();
    let next = history.ask(&service("app", &[]), &parent, &CutKind::Final, &accepted);
    entries(&next.commits, &facts, style, links)
}

fn plain(message: &str) -> Option<(String, String)> {
    let found = drafted(&[message], Style::KeepAChangelog, &Links::default(), &[]);
    found
        .into_iter()
        .next()
        .map(|entry| (entry.section, entry.text))
}

/// The text of one entry, without what it refers to.
fn text(message: &str) -> String {
    plain(message).unwrap().1.replacen(" (a000000)", "", 1)
}

#[test]
fn each_type_stands_below_its_heading() {
    for (message, keep, types) in [
        ("feat: a", Some("Added"), Some("Features")),
        ("fix: a", Some("Fixed"), Some("Bug Fixes")),
        ("perf: a", Some("Changed"), Some("Performance")),
        ("deprecate: a", Some("Deprecated"), Some("Deprecations")),
        ("security: a", Some("Security"), Some("Security")),
        ("fix(security): a", Some("Security"), Some("Security")),
        ("revert: feat: a", None, None),
        (
            "revert: feat: a\n\nThis reverts commit 1000000000.",
            Some("Removed"),
            Some("Reverts"),
        ),
        (
            "revert: fix: a\n\nThis reverts commit 1000000000.",
            Some("Changed"),
            Some("Reverts"),
        ),
        (
            "Revert \"feat: a\"\n\nThis reverts commit 1000000000.",
            Some("Removed"),
            Some("Reverts"),
        ),
        ("docs: a", None, None),
        ("style: a", None, None),
        ("refactor: a", None, None),
        ("test: a", None, None),
        ("build: a", None, None),
        ("ci: a", None, None),
        ("chore: a", None, None),
        ("chore(release): app 1.0.0", None, None),
        ("whatever", None, None),
        ("chore!: a", Some("Changed"), Some("Other Changes")),
        (
            "docs: a\n\nBREAKING CHANGE: b",
            Some("Changed"),
            Some("Other Changes"),
        ),
        ("feat!: a", Some("Added"), Some("Features")),
    ] {
        let section = |style| {
            let found = drafted(&[message], style, &Links::default(), &[]);
            found.first().map(|entry| entry.section.clone())
        };
        assert_eq!(section(Style::KeepAChangelog).as_deref(), keep, "{message}");
        assert_eq!(section(Style::Types).as_deref(), types, "{message}");
    }
}

#[test]
fn a_person_decides_what_counts() {
    for (message, level, expected) in [
        ("update the thing", Level::Patch, Some("Fixed")),
        ("update the thing", Level::Minor, Some("Added")),
        ("update the thing", Level::Major, Some("Changed")),
        (
            "chore: all in one\n\n* feat: a",
            Level::Minor,
            Some("Changed"),
        ),
        ("feat: not for people", Level::None, None),
    ] {
        let found = drafted(
            &[message],
            Style::KeepAChangelog,
            &Links::default(),
            &[("a000000", level)],
        );
        assert_eq!(
            found.first().map(|e| &*e.section),
            expected,
            "{message} as {level:?}"
        );
    }
}

#[test]
fn what_was_cancelled_is_silent() {
    let revert = format!(
        "Revert \"feat: a\"\n\nThis reverts commit {}.",
        id("a000000")
    );
    let found = drafted(
        &["feat: a", &revert, "fix: b"],
        Style::default(),
        &github(),
        &[],
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].commit, id("a000002"));
}

#[test]
fn the_text_reads_like_a_sentence() {
    for (message, expected) in [
        ("feat: add a door", "Add a door"),
        ("feat: élan", "Élan"),
        ("feat(api): add a door", "**api:** Add a door"),
        ("feat: iOS builds", "iOS builds"),
        ("fix: parse_args returns", "parse_args returns"),
        ("fix: `run` returns", "`run` returns"),
        ("feat!: drop v1", "**Breaking:** Drop v1"),
        ("feat(api)!: drop v1", "**Breaking:** **api:** Drop v1"),
        (
            "feat: drop v1\n\nBREAKING CHANGE: use v2\nfrom now on.",
            "**Breaking:** Drop v1\n- Use v2 from now on.",
        ),
        (
            "feat: drop v1\n\nBREAKING CHANGE: Drop v1",
            "**Breaking:** Drop v1",
        ),
        (
            "revert: feat: the door\n\nThis reverts commit 1000000000.",
            "Revert \"the door\"",
        ),
        (
            "Revert \"fix(api): the door\"\n\nThis reverts commit 1000000000.",
            "Revert \"the door\"",
        ),
        (
            "Back out the door\n\nThis reverts commit 1000000000.",
            "Back out the door",
        ),
        (
            "Reapply \"feat: the door\"\n\nThis reverts commit 1000000000.",
            "Reapply \"feat: the door\"",
        ),
        (
            "security: escape names (CVE-2026-12345)",
            "CVE-2026-12345: Escape names",
        ),
        (
            "fix(security): CVE-2026-12345 in names",
            "CVE-2026-12345 in names",
        ),
        (
            "security: escape names\n\nCVE-2026-1111 and CVE-2026-2222, CVE-2026-1111",
            "CVE-2026-1111, CVE-2026-2222: Escape names",
        ),
        ("security!: ask again", "**Breaking:** Ask again"),
    ] {
        assert_eq!(text(message), expected, "{message}");
    }
}

#[test]
fn hostile_subjects_are_shown_letter_for_letter() {
    for (subject, expected) in [
        ("fix: show <b> & &lt; >", "Show &lt;b&gt; & &amp;lt; &gt;"),
        ("fix: keep `<T>` and <T>", "Keep `<T>` and &lt;T&gt;"),
        ("fix: keep ``a`b`` <", "Keep ``a`b`` &lt;"),
        ("fix: one ` alone <T>", "One \\` alone &lt;T&gt;"),
        (
            "fix: match *.md and **all**",
            "Match \\*.md and \\*\\*all\\*\\*",
        ),
        ("fix: [click](javascript:x)", "\\[click\\](javascript:x)"),
        ("fix: a[0] ![x](y)", "A\\[0\\] !\\[x\\](y)"),
        (
            "fix: __init__ of snake_case",
            "\\_\\_init\\_\\_ of snake_case",
        ),
        ("fix: ~~gone~~", "\\~\\~gone\\~\\~"),
        ("fix: # heading", "\\# heading"),
        ("fix: - item", "\\- item"),
        ("fix: 1. item", "1\\. item"),
        ("fix: a \\* b", "A \\\\\\* b"),
        ("fix: <!-- hidden", "&lt;!-- hidden"),
        ("fix: ```rust", "\\`\\`\\`rust"),
        (
            "fix: see https://x.example/a_b_*?q=1",
            "See https://x.example/a_b_\\*?q=1",
        ),
        ("fix: right\u{202e}left\u{7}", "Rightleft"),
    ] {
        assert_eq!(text(subject), expected, "{subject}");
    }
}

#[test]
fn references_stand_behind_the_text() {
    let gitlab = Links::of(Some("https://gitlab.com/harbour/shop.git"), None, None);
    let none = Links::of(None, None, Some(r"FM-\d+"));
    for (links, message, expected) in [
        (&none, "feat: a (#409)", "A (a000000, #409)"),
        (&none, "feat: a (#12) (#409)", "A (a000000, #12, #409)"),
        (&none, "feat: (#409)", "(#409) (a000000)"),
        (&none, "feat: FM-7 a", "FM-7 a (a000000)"),
        (
            &none,
            "feat: a\n\nFM-7 and FM-8, FM-7",
            "A (a000000, FM-7, FM-8)",
        ),
        (
            &none,
            "feat: a (#9)\n\nCloses #12\nRefs: #13, #9",
            "A (a000000, #9, #12, #13)",
        ),
        (
            &gitlab,
            "feat: a\n\nSee merge request harbour/shop!409",
            "A ([a000000](https://gitlab.com/harbour/shop/-/commit/a000000000000000000000000000000000000000), [!409](https://gitlab.com/harbour/shop/-/merge_requests/409))",
        ),
        (
            &github(),
            "feat: a (#409)\n\nFixes #12",
            "A ([a000000](https://github.com/harbour/shop/commit/a000000000000000000000000000000000000000), [#409](https://github.com/harbour/shop/pull/409), [#12](https://github.com/harbour/shop/issues/12))",
        ),
    ] {
        let found = drafted(&[message], Style::default(), links, &[]);
        assert_eq!(found[0].text, expected, "{message}");
    }
}

const STORY: &[&str] = &[
    "feat: add a door (#1)",
    "fix(api): close the window\n\nCloses #3",
    "perf: walk faster",
    "deprecate: the ladder",
    "docs: say how",
    "security: look who is there\n\nCVE-2026-12345",
    "feat(api)!: drop v1\n\nBREAKING CHANGE: call v2 instead,\nwith a token.",
    "Revert \"feat: the cat\"\n\nThis reverts commit 1234567.",
];

#[test]
fn notes_in_both_styles() {
    let version = Version::new(1, 10, 0);
    for style in [Style::KeepAChangelog, Style::Types] {
        let found = drafted(STORY, style, &Links::default(), &[]);
        let notes = notes(&found, &BTreeMap::new(), style);
        let name = format!("notes_{style:?}");
        insta::assert_snapshot!(
            name,
            section(&version, jiff::civil::date(2026, 11, 21), &notes)
        );
    }
}

#[test]
fn a_first_release_without_entries_is_a_heading() {
    let text = section(&Version::new(0, 1, 0), jiff::civil::date(2026, 1, 2), "");
    assert_eq!(text, "## [0.1.0] - 2026-01-02\n");
}

#[test]
fn an_edit_replaces_and_an_empty_one_hides() {
    let found = drafted(
        &["feat: a", "feat: b", "fix: c"],
        Style::default(),
        &Links::default(),
        &[],
    );
    let edits = [
        (id("a000000"), "Doors, finally.\n\nWith handles.".to_owned()),
        (id("a000002"), " \n".to_owned()),
        (id("ffff"), "Of a commit that is gone.".to_owned()),
    ];
    let text = notes(&found, &edits.into(), Style::default());
    assert_eq!(
        text,
        "### Added\n\n- B (a000001)\n- Doors, finally.\n\n  With handles.\n"
    );
}

proptest! {
    #[test]
    fn edits_survive_whatever_comes_after(
        kept in proptest::collection::vec("[a-z]{3,12}", 1..6),
        more in proptest::collection::vec("(feat|fix|docs|perf): [a-z]{3,12}", 0..6),
        style in prop_oneof![Just(Style::KeepAChangelog), Just(Style::Types)],
    ) {
        let messages: Vec<String> = kept.iter().map(|word| format!("feat: {word}")).collect();
        let all: Vec<&str> = messages.iter().chain(&more).map(String::as_str).collect();
        let edits: BTreeMap<Oid, String> = (0..kept.len())
            .map(|n| (id(&format!("a{n:06}")), format!("EDITED {n}.")))
            .collect();
        for length in kept.len()..=all.len() {
            let found = drafted(&all[..length], style, &Links::default(), &[]);
            let text = notes(&found, &edits, style);
            for n in 0..kept.len() {
                prop_assert_eq!(text.matches(&format!("- EDITED {n}.\n")).count(), 1);
            }
        }
    }

    #[test]
    fn no_subject_breaks_out_of_its_line(subject in "[ -_a-~]{1,60}") {
        if let Some((_, text)) = plain(&format!("fix: {subject}")) {
            prop_assert!(!text.contains(['<', '>']));
            prop_assert_eq!(text.lines().count(), 1);
            prop_assert!(text.ends_with(')'));
        }
    }
}
