//! What people wrote into a changelog by hand, which no release takes along in
//! silence.

use super::lines::{Line, LineKind, in_parts, read, underline};
use crate::version::Version;
use std::collections::BTreeSet;

/// The lines of a changelog's sections that a newer text of it has nowhere:
/// what people wrote into the section of a release that was taken back goes
/// with it.
#[must_use]
pub fn gone<'a>(before: &'a str, after: &str) -> Vec<&'a str> {
    let kept: BTreeSet<&str> = after.lines().map(str::trim_end).collect();
    let mut found = said(before, |heading| matches!(heading, LineKind::Version(_)));
    found.retain(|line| !kept.contains(line));
    found
}

/// What people wrote under the heading of what is not released.
#[must_use]
pub fn unreleased(existing: &str) -> Vec<&str> {
    said(existing, |heading| *heading == LineKind::Unreleased)
}

/// What the section of a version says already, below its heading; nothing
/// where there is none or it is empty. Somebody wrote it before its release.
#[must_use]
pub fn section_of<'a>(existing: &'a str, version: &Version) -> Option<&'a str> {
    let lines = read(existing);
    let is_it = |line: &Line<'_>| matches!(&line.kind, LineKind::Version(one) if one == version);
    let heading = lines.iter().position(is_it)?;
    let below = |line: &&Line<'_>| matches!(line.kind, LineKind::Text | LineKind::Hidden);
    let body = lines[heading + 1..].iter().take_while(below);
    let mut body = body.skip_while(|line| underline(line.text).is_some());
    let first = body.next()?;
    let end = body.last().unwrap_or(first);
    let text = existing[first.start..end.start + end.text.len()].trim();
    (!text.is_empty()).then_some(text)
}

/// The lines in some parts that say something; the heading of a kind alone
/// says nothing.
fn said<'a>(text: &'a str, wanted: impl Fn(&LineKind<'a>) -> bool) -> Vec<&'a str> {
    let lines = read(text);
    let inside = in_parts(&lines).filter(|(_, part)| part.is_some_and(&wanted));
    let text = inside.filter(|(line, _)| line.kind == LineKind::Text);
    let text = text.map(|(line, _)| line.text.trim_end());
    text.filter(|text| !text.trim_start().is_empty() && !text.starts_with("###"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = "\
# Changelog

## [Unreleased]

## [1.1.0] - 2026-03-01

### Fixed

- Taken back.
- By hand.

## [1.0.0] - 2026-01-01

First.

[1.0.0]: https://harbour.example/releases/v1.0.0
";

    #[test]
    fn a_section_says_what_stands_below_its_heading_and_nothing_else() {
        let version = |text: &str| Version::parse(text).unwrap();
        let said = |text: &str| section_of(WRITTEN, &version(text));
        assert_eq!(
            said("1.1.0"),
            Some("### Fixed\n\n- Taken back.\n- By hand.")
        );
        assert_eq!(said("1.0.0"), Some("First."));
        assert_eq!(said("1.2.0"), None);
        let underlined = "v2.0.0\r\n------\r\n\r\nAll new.\r\n\r\n1.0.0\r\n-----\r\n\r\n";
        assert_eq!(section_of(underlined, &version("2.0.0")), Some("All new."));
        assert_eq!(section_of(underlined, &version("1.0.0")), None);
    }

    #[test]
    fn what_people_wrote_into_a_section_that_goes_is_told() {
        let anew = WRITTEN
            .replace("2026-03-01", "2026-03-02")
            .replace("### Fixed", "### Changed");
        assert_eq!(gone(WRITTEN, &anew), [""; 0]);
        assert_eq!(
            gone(WRITTEN, &anew.replace("- By hand.\n", "")),
            ["- By hand."]
        );
        assert_eq!(
            gone(WRITTEN, "# Changelog\n"),
            ["- Taken back.", "- By hand.", "First."]
        );
        assert_eq!(gone(&WRITTEN.replace('\n', "\r\n"), WRITTEN), [""; 0]);
    }

    #[test]
    fn what_people_wrote_as_not_released_is_found() {
        assert_eq!(unreleased(WRITTEN), [""; 0]);
        let more = "## [Unreleased]\n\n### Added\n\n- By hand.\n<!--\n- hidden\n-->\n";
        let written = WRITTEN.replace("## [Unreleased]\n", more);
        assert_eq!(unreleased(&written), ["- By hand."]);
    }
}
