//! Notes: the entries of one release under their headings.

use super::{Entry, Style};
use crate::ids::Oid;
use crate::version::Version;
use jiff::civil::Date;
use std::collections::BTreeMap;

const KEEP_A_CHANGELOG: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];
const TYPES: [&str; 7] = [
    "Features",
    "Bug Fixes",
    "Performance",
    "Deprecations",
    "Reverts",
    "Security",
    "Other Changes",
];

impl Style {
    /// The headings in the order they stand in.
    #[must_use]
    pub const fn sections(self) -> &'static [&'static str] {
        match self {
            Self::KeepAChangelog => &KEEP_A_CHANGELOG,
            Self::Types => &TYPES,
        }
    }
}

/// The notes of a release in Markdown; empty when there is nothing to say.
///
/// An edit replaces the text of its commit's entry, an empty one hides it.
/// Edits of commits without an entry change nothing. Sections the style does
/// not know come last.
#[must_use]
pub fn notes(entries: &[Entry], edits: &BTreeMap<Oid, String>, style: Style) -> String {
    let mut headings: Vec<&str> = style.sections().to_vec();
    for entry in entries {
        if !headings.contains(&&*entry.section) {
            headings.push(&entry.section);
        }
    }
    let blocks = headings.iter().filter_map(|heading| {
        let lines: String = entries
            .iter()
            .filter(|entry| entry.section == *heading)
            .filter_map(|entry| bullet(edits.get(&entry.commit).unwrap_or(&entry.text)))
            .collect();
        (!lines.is_empty()).then(|| format!("### {heading}\n\n{lines}"))
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// The text as an item of a list: lines after the first stay inside it.
fn bullet(text: &str) -> Option<String> {
    let mut lines = text.trim().lines().map(str::trim_end);
    let mut item = format!("- {}\n", lines.next()?);
    for line in lines {
        if !line.is_empty() {
            item.push_str("  ");
        }
        item.push_str(line);
        item.push('\n');
    }
    Some(item)
}

/// The section of a release with its heading, `## [1.10.0] - 2026-11-21`.
#[must_use]
pub fn section(version: &Version, date: Date, notes: &str) -> String {
    with_heading(&format!("## [{version}] - {date}"), notes)
}

/// A heading with the notes below it; ends with a line break.
pub(super) fn with_heading(heading: &str, notes: &str) -> String {
    match notes.trim() {
        "" => format!("{heading}\n"),
        notes => format!("{heading}\n\n{}\n", notes.replace("\r\n", "\n")),
    }
}
