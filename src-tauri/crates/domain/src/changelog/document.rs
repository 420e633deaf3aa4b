//! The changelog file: new sections come in, old ones stay as they are.

use super::Links;
use super::lines::{Line, LineKind, read, version};
use super::notes::section;
use crate::ids::TagName;
use crate::version::{Version, VersionTag};
use jiff::civil::Date;

/// What stands above the first section.
pub(super) const PREAMBLE: &str = "\
# Changelog

All notable changes to this project will be documented in this file.

The format is based on [Keep a Changelog](https://keepachangelog.com/en/2.0.0/),
and this project adheres to [Semantic Versioning](https://semver.org/spec/v2.0.0.html).
";

/// A section to be written into a changelog.
#[derive(Debug, Clone, Copy)]
pub struct NewSection<'a> {
    /// The version.
    pub version: &'a Version,
    /// Its tag.
    pub tag: &'a TagName,
    /// The release before it; absent for the first.
    pub previous: Option<&'a VersionTag>,
    /// The day of the release in the zone the repository counts in.
    pub date: Date,
    /// What [`notes`](super::notes()) gave, perhaps edited.
    pub notes: &'a str,
}

/// The changelog with the section of a release.
///
/// It stands above the first section of a lower version, below what is
/// unreleased; nothing that was written before is changed but the link of
/// what is unreleased. A changelog that has the version already comes back as
/// it was. Line breaks are written as the file has them.
#[must_use]
pub fn insert(existing: Option<&str>, new: &NewSection<'_>, links: &Links) -> String {
    let existing = existing.unwrap_or_default();
    let lines = read(existing);
    if lines
        .iter()
        .any(|line| line.kind == LineKind::Version(new.version.clone()))
    {
        return existing.to_owned();
    }
    let crlf = existing.contains("\r\n");
    let mut edits = vec![placed(existing, &lines, new)];
    edits.extend(definitions(existing, &lines, new, links));
    let mut text = existing.to_owned();
    edits.sort_by_key(|edit| edit.range.start);
    for edit in edits.into_iter().rev() {
        let with = if crlf {
            edit.text.replace('\n', "\r\n")
        } else {
            edit.text
        };
        text.replace_range(edit.range, &with);
    }
    text
}

/// The versions that a changelog marks as yanked.
#[must_use]
pub fn yanked(existing: &str) -> Vec<Version> {
    let marked = read(existing).into_iter().filter(is_marked);
    let version = |line: Line<'_>| match line.kind {
        LineKind::Version(version) => Some(version),
        _ => None,
    };
    marked.filter_map(version).collect()
}

fn is_marked(heading: &Line<'_>) -> bool {
    heading.text.to_ascii_uppercase().contains("[YANKED]")
}

/// The changelog with a version marked as yanked; absent when it has no
/// section or is marked already.
#[must_use]
pub fn mark_yanked(existing: &str, version: &Version) -> Option<String> {
    let lines = read(existing);
    let heading = lines
        .iter()
        .find(|line| line.kind == LineKind::Version(version.clone()))?;
    if is_marked(heading) {
        return None;
    }
    let end = heading.start + heading.text.trim_end().len();
    let mut text = existing.to_owned();
    text.insert_str(end, " [YANKED]");
    Some(text)
}

struct Edit {
    range: std::ops::Range<usize>,
    text: String,
}

/// The new section, in its place.
fn placed(existing: &str, lines: &[Line<'_>], new: &NewSection<'_>) -> Edit {
    let body = section(new.version, new.date, new.notes);
    let at = place(existing, lines, new.version);
    let before = &existing[..at];
    let text = if existing.trim().is_empty() {
        return Edit {
            range: 0..existing.len(),
            text: format!("{PREAMBLE}\n{body}"),
        };
    } else if at == existing.len() {
        format!("{}{body}", gap(before))
    } else {
        format!("{}{body}\n", gap(before))
    };
    Edit {
        range: at..at,
        text,
    }
}

/// The line breaks that are missing for an empty line.
fn gap(before: &str) -> &'static str {
    let before = before.replace('\r', "");
    if before.is_empty() || before.ends_with("\n\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    }
}

/// Above the first lower version; after the last section when all are higher;
/// below the preamble when there is none.
fn place(existing: &str, lines: &[Line<'_>], version: &Version) -> usize {
    let lower = |line: &&Line<'_>| match &line.kind {
        LineKind::Version(other) => other.cmp_precedence(version).is_lt(),
        _ => false,
    };
    if let Some(line) = lines.iter().find(lower) {
        return line.start;
    }
    let is_section =
        |line: &Line<'_>| matches!(line.kind, LineKind::Version(_) | LineKind::Unreleased);
    let from = match lines.iter().rposition(is_section) {
        Some(last) => last + 1,
        None => lines.iter().position(is_title).map_or(0, |title| title + 1),
    };
    let ends = |line: &&Line<'_>| matches!(line.kind, LineKind::Heading | LineKind::Definition(_));
    lines[from..]
        .iter()
        .find(ends)
        .map_or(existing.len(), |line| line.start)
}

fn is_title(line: &Line<'_>) -> bool {
    line.kind == LineKind::Heading && !line.text.starts_with("##")
}

/// The links at the end: the version's own, and what is unreleased since.
fn definitions(
    existing: &str,
    lines: &[Line<'_>],
    new: &NewSection<'_>,
    links: &Links,
) -> Vec<Edit> {
    let address = match new.previous {
        Some(previous) => links.compare(previous.name.as_str(), new.tag.as_str()),
        None => links.tag(new.tag.as_str()),
    };
    let Some(address) = address else {
        return Vec::new();
    };
    let known: Vec<(&str, &Line<'_>)> = lines
        .iter()
        .filter_map(|line| match line.kind {
            LineKind::Definition(label) => Some((label, line)),
            _ => None,
        })
        .collect();
    let named = |name: &str| {
        let mut found = known
            .iter()
            .filter(|(label, _)| label.eq_ignore_ascii_case(name));
        found.next().map(|(_, line)| *line)
    };
    let mut edits = Vec::new();
    let mut own = String::new();
    if is_newest(lines, new.version)
        && let Some(since) = links.compare(new.tag.as_str(), "HEAD")
    {
        match named("unreleased") {
            Some(line) => edits.push(readdressed(line, &since)),
            None if lines.iter().any(|line| line.kind == LineKind::Unreleased) => {
                own.push_str(&format!("[Unreleased]: {since}\n"));
            }
            None => {}
        }
    }
    if named(&new.version.to_string()).is_none() {
        own.push_str(&format!("[{}]: {address}\n", new.version));
    }
    edits.extend(added(existing, lines, &known, new.version, own));
    edits
}

fn is_newest(lines: &[Line<'_>], new: &Version) -> bool {
    lines.iter().all(|line| match &line.kind {
        LineKind::Version(other) => other.cmp_precedence(new).is_lt(),
        _ => true,
    })
}

fn readdressed(line: &Line<'_>, address: &str) -> Edit {
    let label = line.text.find("]:").map_or(0, |at| at + 2);
    Edit {
        range: line.start + label..line.start + line.text.len(),
        text: format!(" {address}"),
    }
}

/// New definitions stand above that of the next lower version, or at the end.
fn added(
    existing: &str,
    lines: &[Line<'_>],
    known: &[(&str, &Line<'_>)],
    new: &Version,
    text: String,
) -> Option<Edit> {
    if text.is_empty() {
        return None;
    }
    let lower = |(label, _): &&(&str, &Line<'_>)| {
        version(label).is_some_and(|other| other.cmp_precedence(new).is_lt())
    };
    if let Some((_, line)) = known.iter().find(lower) {
        return Some(Edit {
            range: line.start..line.start,
            text,
        });
    }
    let end = existing.len();
    let ends_file = |line: &Line<'_>| existing[line.start..].trim_end() == line.text.trim_end();
    let gap = match known.last() {
        Some((_, last)) if ends_file(last) && existing.ends_with('\n') => "",
        Some((_, last)) if ends_file(last) => "\n",
        _ if place(existing, lines, new) == end => "\n",
        _ => gap(existing),
    };
    Some(Edit {
        range: end..end,
        text: format!("{gap}{text}"),
    })
}
