//! `version` of a Cargo manifest and of a pyproject.toml.

use super::{VersionFileError, without_mark};
use std::ops::Range;
use toml_edit::{Document, Item, Table};

/// `package.version`, or that of the whole workspace.
pub(super) fn cargo(path: &str, content: &str) -> Result<Range<usize>, VersionFileError> {
    let places = [
        &["package", "version"][..],
        &["workspace", "package", "version"],
    ];
    first(
        path,
        content,
        &places,
        "version under [package] or [workspace.package]",
    )
}

/// `project.version`, or that of Poetry.
pub(super) fn python(path: &str, content: &str) -> Result<Range<usize>, VersionFileError> {
    let places = [&["project", "version"][..], &["tool", "poetry", "version"]];
    first(
        path,
        content,
        &places,
        "version under [project] or [tool.poetry]",
    )
}

/// The first of the places that holds a text.
fn first(
    path: &str,
    content: &str,
    places: &[&[&str]],
    wanted: &str,
) -> Result<Range<usize>, VersionFileError> {
    let (text, mark) = without_mark(content);
    let document = Document::parse(text).map_err(|error| VersionFileError::Malformed {
        path: path.to_owned(),
        format: "TOML",
        why: error.message().to_owned(),
    })?;
    let found = |place: &&[&str]| get(document.as_table(), place);
    let text_at = |item: &Item| item.as_str().is_some().then(|| item.span()).flatten();
    if let Some(span) = places.iter().filter_map(found).find_map(text_at) {
        return Ok(inside_quotes(text, span, mark));
    }
    let takes = |item: &Item| item.get("workspace").is_some();
    if places.iter().filter_map(found).any(takes) {
        return Err(VersionFileError::Inherited {
            path: path.to_owned(),
        });
    }
    Err(VersionFileError::NotFound {
        path: path.to_owned(),
        wanted: wanted.to_owned(),
    })
}

fn get<'d>(table: &'d Table, place: &[&str]) -> Option<&'d Item> {
    let (first, rest) = place.split_first()?;
    rest.iter()
        .try_fold(table.get(first)?, |item, key| item.get(key))
}

/// One quote on each side, or three.
fn inside_quotes(text: &str, span: Range<usize>, mark: usize) -> Range<usize> {
    let written = &text[span.clone()];
    let is_long = written.starts_with("\"\"\"") || written.starts_with("'''");
    let quotes = if is_long { 3 } else { 1 };
    span.start + mark + quotes..span.end + mark - quotes
}
