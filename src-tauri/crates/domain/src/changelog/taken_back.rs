//! Sections of releases that were taken back, whose release commits stayed.

use super::lines::{LineKind, in_parts, read, version};
use crate::commit::CommitFacts;
use crate::version::{Tags, Version};

/// What a release commit begins with.
const BEGINS: &str = "chore(release): ";

/// The first line of a release commit.
#[must_use]
pub fn release_subject(name: &str) -> String {
    format!("{BEGINS}{name}")
}

/// What the first line of a release commit names, and with which version.
#[must_use]
pub fn released(subject: &str) -> Option<(&str, Version)> {
    let (names, version) = subject.strip_prefix(BEGINS)?.rsplit_once(' ')?;
    Some((names, Version::parse(version).ok()?))
}

/// The versions of the release commits in a range that have no tag: they were
/// taken back after their commits were pushed. They name what is called so,
/// alone or among others (`api and web 1.1.0`); the rest has other tags.
#[must_use]
pub fn taken_back(range: &[CommitFacts], tags: &Tags, name: &str) -> Vec<Version> {
    let is_named = |names: &str| {
        let mut names = names.split(", ").flat_map(|part| part.split(" and "));
        names.any(|one| one == name)
    };
    let released = range.iter().filter_map(|one| released(one.subject()));
    let named = released.filter(|(names, _)| is_named(names));
    let versions = named.map(|(_, version)| version);
    versions
        .filter(|version| tags.find(version).is_none())
        .collect()
}

/// The changelog without the sections of some versions, and without their
/// links; what stands around them stays as it was.
#[must_use]
pub fn without(existing: &str, versions: &[Version]) -> String {
    let lines = read(existing);
    let mut text = String::with_capacity(existing.len());
    for (place, (line, part)) in in_parts(&lines).enumerate() {
        let end = lines
            .get(place + 1)
            .map_or(existing.len(), |next| next.start);
        let goes = match (&line.kind, part) {
            (LineKind::Definition(label), _) => {
                version(label).is_some_and(|version| versions.contains(&version))
            }
            (_, Some(LineKind::Version(version))) => versions.contains(version),
            _ => false,
        };
        if !goes {
            text.push_str(&existing[line.start..end]);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Oid, TagName};
    use crate::release::tests_support::commit;
    use crate::version::TagPattern;

    const WRITTEN: &str = "\
# Changelog

## [Unreleased]

## [1.1.0] - 2026-03-01

### Fixed

- Taken back.

## [1.0.0] - 2026-01-01

First.

[Unreleased]: https://harbour.example/compare/v1.1.0...HEAD
[1.1.0]: https://harbour.example/compare/v1.0.0...v1.1.0
[1.0.0]: https://harbour.example/releases/v1.0.0
";

    #[test]
    fn a_section_goes_with_its_link_and_nothing_else_does() {
        let left = without(WRITTEN, &[Version::new(1, 1, 0)]);
        let expected = WRITTEN
            .replace(
                "## [1.1.0] - 2026-03-01\n\n### Fixed\n\n- Taken back.\n\n",
                "",
            )
            .replace(
                "[1.1.0]: https://harbour.example/compare/v1.0.0...v1.1.0\n",
                "",
            );
        assert_eq!(left, expected);
        assert_eq!(without(WRITTEN, &[]), WRITTEN);
        assert_eq!(without(WRITTEN, &[Version::new(9, 0, 0)]), WRITTEN);
    }

    #[test]
    fn only_release_commits_without_a_tag_were_taken_back() {
        let range = [
            commit("c", "chore(release): shop 1.2.0"),
            commit("b", "fix: a thing"),
            commit("a", "chore(release): shop 1.1.0\n\nWith words."),
            commit("e", "chore(release): web, api and shop 1.0.9"),
            commit("d", "chore(release): web 1.0.7"),
            commit("f", "chore(release): 1.0.5"),
        ];
        let (name, at) = (TagName::new("v1.2.0"), Oid::new("c"));
        let pattern = TagPattern::parse("v{version}").unwrap();
        let tags = Tags::of(&pattern, [(&name, &at)]);
        let versions = [Version::new(1, 1, 0), Version::new(1, 0, 9)];
        assert_eq!(taken_back(&range, &tags, "shop"), versions);
    }
}
