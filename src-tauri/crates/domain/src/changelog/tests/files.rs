//! The file that people edit too.

use crate::changelog::{Links, NewSection, insert, mark_yanked};
use crate::ids::{Oid, TagName};
use crate::version::{Version, VersionTag};
use proptest::prelude::*;

fn github() -> Links {
    Links::of(Some("https://github.com/harbour/shop"), None, None)
}

/// Inserts a version with one note.
fn with(existing: Option<&str>, version: &str, previous: Option<&str>, links: &Links) -> String {
    let tagged = |version: &str| VersionTag {
        name: TagName(format!("api-v{version}")),
        version: Version::parse(version).unwrap(),
        commit: Oid::new("0"),
    };
    let (tag, previous) = (tagged(version), previous.map(tagged));
    let new = NewSection {
        version: &tag.version,
        tag: &tag.name,
        previous: previous.as_ref(),
        date: jiff::civil::date(2026, 11, 21),
        notes: "### Added\n\n- A thing\n",
    };
    insert(existing, &new, links)
}

const CURATED: &str = "\
# Changelog

Words of our own.

## [Unreleased]

- Something by hand.

## [1.1.0] - 2026-03-01

### Fixed

- Old   words,  kept.

## 1.0.0 - 2026-01-01

First.

[Unreleased]: https://github.com/harbour/shop/compare/api-v1.1.0...HEAD
[1.1.0]: https://github.com/harbour/shop/compare/api-v1.0.0...api-v1.1.0
[1.0.0]: https://github.com/harbour/shop/releases/tag/api-v1.0.0
";

#[test]
fn a_new_file_begins_with_the_preamble() {
    let first = with(None, "1.0.0", None, &github());
    assert_eq!(with(Some(" \n"), "1.0.0", None, &github()), first);
    insta::assert_snapshot!(with(Some(&first), "1.1.0", Some("1.0.0"), &github()));
}

#[test]
fn a_curated_file_keeps_its_words_and_gets_its_links() {
    insta::assert_snapshot!(with(Some(CURATED), "1.2.0", Some("1.1.0"), &github()));
}

#[test]
fn without_a_known_host_there_are_no_links() {
    let text = with(Some(CURATED), "1.2.0", Some("1.1.0"), &Links::default());
    assert!(!text.contains("[1.2.0]:"));
    assert!(text.contains("compare/api-v1.1.0...HEAD"));
}

#[test]
fn a_fix_of_an_older_line_stands_where_it_belongs() {
    let text = with(Some(CURATED), "1.0.1", Some("1.0.0"), &github());
    let at = |part: &str| text.find(part).unwrap();
    assert!(at("## [1.1.0]") < at("## [1.0.1]") && at("## [1.0.1]") < at("## 1.0.0"));
    assert!(at("[1.1.0]:") < at("[1.0.1]:") && at("[1.0.1]:") < at("[1.0.0]:"));
    assert!(text.contains("compare/api-v1.1.0...HEAD"));
    let oldest = with(Some(CURATED), "0.9.0", None, &github());
    assert!(oldest.find("First.").unwrap() < oldest.find("## [0.9.0]").unwrap());
    assert!(oldest.ends_with("[0.9.0]: https://github.com/harbour/shop/releases/tag/api-v0.9.0\n"));
}

#[test]
fn a_release_stands_above_its_candidates() {
    let text = with(Some(CURATED), "1.2.0-rc.1", Some("1.1.0"), &github());
    let text = with(Some(&text), "1.2.0", Some("1.1.0"), &github());
    assert!(text.find("## [1.2.0] ").unwrap() < text.find("## [1.2.0-rc.1]").unwrap());
    assert!(text.contains("compare/api-v1.2.0...HEAD"));
}

#[test]
fn line_breaks_stay_as_they_are() {
    let dos = CURATED.replace('\n', "\r\n");
    let text = with(Some(&dos), "1.2.0", Some("1.1.0"), &github());
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let unix = with(Some(CURATED), "1.2.0", Some("1.1.0"), &github());
    assert_eq!(text, unix.replace('\n', "\r\n"));
}

#[test]
fn headings_in_code_and_comments_are_none() {
    let hidden =
        "# Changelog\n\n<!--\n## [1.2.0] - date\n-->\n\n```md\n## [1.2.0]\n```\n\n## [1.0.0]\n";
    let text = with(Some(hidden), "1.2.0", None, &Links::default());
    assert!(
        text.ends_with("```\n\n## [1.2.0] - 2026-11-21\n\n### Added\n\n- A thing\n\n## [1.0.0]\n")
    );
}

#[test]
fn other_ways_of_writing_are_understood() {
    for heading in [
        "## 1.0.0 (2026-01-01)",
        "## v1.0.0",
        "### [1.0.0](https://x.example) (2026-01-01)",
        "# [1.0.0] - 2026-01-01",
        "## [api-v1.0.0]",
        "## api/v1.0.0",
        "1.0.0 / 2026-01-01\n==================",
    ] {
        let existing = format!("# Changelog\n\n{heading}\n\nWords.\n");
        let text = with(Some(&existing), "1.1.0", None, &Links::default());
        let above = format!("- A thing\n\n{heading}\n");
        assert!(text.contains(&above), "{heading}: {text}");
        assert_eq!(
            with(Some(&existing), "1.0.0", None, &github()),
            existing,
            "{heading}"
        );
    }
}

#[test]
fn a_file_without_sections_gets_its_first() {
    for (existing, before) in [
        ("# Changelog\n\nWords.", "# Changelog\n\nWords.\n\n"),
        ("\n# Changelog\n", "\n# Changelog\n\n"),
        (
            "# Changelog\n## [Unreleased]\n- x\n",
            "# Changelog\n## [Unreleased]\n- x\n\n",
        ),
        ("Words\n\n[a]: https://x.example\n", "Words\n\n"),
    ] {
        let text = with(Some(existing), "1.0.0", None, &github());
        assert!(
            text.starts_with(&format!("{before}## [1.0.0] - 2026-11-21\n")),
            "{text}"
        );
        assert!(text.contains("\n[1.0.0]: https://"), "{text}");
    }
}

#[test]
fn a_yanked_version_is_marked_once() {
    let version = Version::new(1, 1, 0);
    let text = mark_yanked(CURATED, &version).unwrap();
    assert_eq!(text, CURATED.replace("2026-03-01", "2026-03-01 [YANKED]"));
    assert_eq!(mark_yanked(&text, &version), None);
    assert_eq!(mark_yanked(CURATED, &Version::new(9, 0, 0)), None);
    let dos = CURATED.replace('\n', "\r\n");
    assert_eq!(
        mark_yanked(&dos, &version).unwrap(),
        text.replace('\n', "\r\n")
    );
}

/// Pieces that changelogs are made of, hostile ones among them.
fn changelog() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("# Changelog\n".to_owned()),
        Just("\n".to_owned()),
        Just("Words about [1.0.0] and <b>.\n".to_owned()),
        Just("## [Unreleased]\n".to_owned()),
        Just("### Added\n\n- x\n".to_owned()),
        Just("```\n## [1.2.3]\n```\n".to_owned()),
        Just("<!-- ## [1.2.3] -->\n".to_owned()),
        Just("[unreleased]: https://x.example/compare/v1...HEAD\n".to_owned()),
        Just("[note]: https://x.example\n".to_owned()),
        Just("-----\n".to_owned()),
        (0u64..4, 0u64..4).prop_map(|(a, b)| format!("## [{a}.{b}.0] - 2026-01-01\n")),
        (0u64..4, 0u64..4).prop_map(|(a, b)| format!("[{a}.{b}.0]: https://x.example/{a}{b}\n")),
    ];
    (
        proptest::collection::vec(piece, 0..14),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(pieces, dos, cut)| {
            let text = pieces.concat();
            let text = if dos {
                text.replace('\n', "\r\n")
            } else {
                text
            };
            if cut {
                text.trim_end().to_owned()
            } else {
                text
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn twice_is_once_and_nothing_old_is_lost(
        existing in changelog(),
        (major, minor) in (0u64..4, 0u64..4),
        linked in any::<bool>(),
    ) {
        let links = if linked { github() } else { Links::default() };
        let version = format!("{major}.{minor}.0");
        let once = with(Some(&existing), &version, None, &links);
        prop_assert_eq!(&with(Some(&once), &version, None, &links), &once);
        // Every old line is still there, in its order, but the one link that moves on.
        let mut now = once.lines();
        for old in existing.lines().filter(|line| !line.trim().is_empty()) {
            let moves = old.starts_with("[unreleased]:");
            prop_assert!(moves || now.any(|line| line == old), "lost {old:?} in {once:?}");
        }
    }
}
