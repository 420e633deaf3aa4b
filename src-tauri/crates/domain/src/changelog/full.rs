//! The changelog of a whole history.

use super::Links;
use super::document::PREAMBLE;
use super::notes::{section, with_heading};
use crate::version::VersionTag;
use jiff::civil::Date;

/// One section of a whole changelog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The release; absent for what is unreleased.
    pub tag: Option<VersionTag>,
    /// The release it is compared with; absent for the first.
    pub previous: Option<VersionTag>,
    /// The day of the release; a release without one has none in its heading.
    pub date: Option<Date>,
    /// Its notes.
    pub notes: String,
    /// Whether it was yanked.
    pub yanked: bool,
}

/// The changelog of a whole history: chapters in the order given, newest
/// first, with their links at the end. What is unreleased has a section only
/// when its notes say something.
#[must_use]
pub fn full(chapters: &[Chapter], links: &Links) -> String {
    let shown = || {
        chapters
            .iter()
            .filter(|c| c.tag.is_some() || !c.notes.trim().is_empty())
    };
    let mut text = PREAMBLE.to_owned();
    for chapter in shown() {
        text.push('\n');
        text.push_str(&chapter.render());
    }
    let definitions: String = shown()
        .filter_map(|chapter| chapter.definition(links))
        .collect();
    if !definitions.is_empty() {
        text.push('\n');
        text.push_str(&definitions);
    }
    text
}

impl Chapter {
    fn render(&self) -> String {
        let Some(tag) = &self.tag else {
            return with_heading("## [Unreleased]", &self.notes);
        };
        match (self.date, self.yanked) {
            (Some(date), false) => section(&tag.version, date, &self.notes),
            (date, yanked) => {
                let date = date.map(|date| format!(" - {date}")).unwrap_or_default();
                let mark = if yanked { " [YANKED]" } else { "" };
                with_heading(&format!("## [{}]{date}{mark}", tag.version), &self.notes)
            }
        }
    }

    fn definition(&self, links: &Links) -> Option<String> {
        let previous = self.previous.as_ref().map(|tag| tag.name.as_str());
        let (label, address) = match (&self.tag, previous) {
            (Some(tag), Some(previous)) => (
                tag.version.to_string(),
                links.compare(previous, tag.name.as_str()),
            ),
            (Some(tag), None) => (tag.version.to_string(), links.tag(tag.name.as_str())),
            (None, previous) => ("Unreleased".to_owned(), links.compare(previous?, "HEAD")),
        };
        Some(format!("[{label}]: {}\n", address?))
    }
}
