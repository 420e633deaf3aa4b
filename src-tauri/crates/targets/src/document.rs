//! One value in one file of an environment repository.
//!
//! A change replaces the bytes of the value alone: comments, order, quotes,
//! line ends and everything else stay. The result is read again, and refused
//! when anything but that value would have changed its meaning.

mod image;
mod json;
mod locate;
mod node;
mod path;
mod scalar;
mod several;
mod verify;
mod yaml;

use locate::Found;
use lockkeeper_domain::policy::{GitopsPlace, NamedBy};
use node::Node;
use std::ops::Range;
use thiserror::Error;

/// Why a value could not be read or set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// The file has no such entry or path.
    #[error("{what} was not found")]
    NotFound {
        /// What.
        what: String,
    },
    /// The file is not what its name says, or a change would not be exact.
    #[error("{what}")]
    Malformed {
        /// What, with line and column where known.
        what: String,
    },
    /// The file can be read, but a tag there would not say what runs, or a
    /// change would reach more than the place.
    #[error("{why}")]
    Unclear {
        /// Why, as a clause with what a person can do.
        why: String,
    },
}

impl DocumentError {
    fn malformed(what: impl Into<String>) -> Self {
        Self::Malformed { what: what.into() }
    }
}

/// Reads the value of a place; absent when the entry is there and holds none.
///
/// # Errors
/// When the entry is not there, or the file cannot be understood.
pub fn value(content: &[u8], place: &GitopsPlace) -> Result<Option<String>, DocumentError> {
    let text = text_of(content, place)?;
    let documents = documents(text, place)?;
    let found = locate::find(&documents, place, locate::Purpose::Read)?;
    read(&found, place.by)
}

/// Sets the value of a place and returns the whole file.
///
/// # Errors
/// When the entry is not there, or the change would not be exact.
pub fn set(content: &[u8], place: &GitopsPlace, value: &str) -> Result<Vec<u8>, DocumentError> {
    let text = text_of(content, place)?;
    let documents = documents(text, place)?;
    let found = locate::find(&documents, place, locate::Purpose::Write)?;
    if read(&found, place.by)?.as_deref() == Some(value) {
        return Ok(content.to_vec());
    }
    let edit = match &found {
        Found::Scalar(old) => {
            let whole = image::with_part(&old.value, place.by, value);
            scalar::replacement(old, &whole)?
        }
        Found::Missing(entry) => locate::insertion(text, entry, place.by, value)?,
    };
    applied(text, &documents, &found, edit, place, value)
}

/// Sets the value of a place to the very bytes it has in an earlier file.
///
/// # Errors
/// When the earlier file does not hold `value` there, or the change would not
/// be exact.
pub fn restore(
    content: &[u8],
    earlier: &[u8],
    place: &GitopsPlace,
    value: &str,
) -> Result<Vec<u8>, DocumentError> {
    let old = text_of(earlier, place)?;
    let before = documents(old, place)?;
    let before = locate::find(&before, place, locate::Purpose::Read)?;
    let text = text_of(content, place)?;
    let documents = documents(text, place)?;
    let found = locate::find(&documents, place, locate::Purpose::Write)?;
    let same = read(&before, place.by)?.as_deref() == Some(value);
    match (&found, &before) {
        (Found::Scalar(now), Found::Scalar(then)) if same && then.is_inline() => {
            let edit = Edit {
                span: now.span.clone(),
                text: old[then.span.clone()].to_owned(),
            };
            applied(text, &documents, &found, edit, place, value)
        }
        _ => set(content, place, value),
    }
}

/// Bytes that are replaced, and what comes in their place.
struct Edit {
    span: Range<usize>,
    text: String,
}

fn applied(
    text: &str,
    before: &[Node],
    found: &Found<'_>,
    edit: Edit,
    place: &GitopsPlace,
    value: &str,
) -> Result<Vec<u8>, DocumentError> {
    let mut changed = text.to_owned();
    changed.replace_range(edit.span, &edit.text);
    let after = documents(&changed, place)?;
    let again = locate::find(&after, place, locate::Purpose::Write)?;
    let right = read(&again, place.by)?.as_deref() == Some(value);
    if !right || !verify::only_changed(before, found, &after, &again) {
        let what = format!("{} cannot be changed without changing more", place.file);
        return Err(DocumentError::malformed(what));
    }
    Ok(changed.into_bytes())
}

fn read(found: &Found<'_>, by: NamedBy) -> Result<Option<String>, DocumentError> {
    match found {
        Found::Scalar(scalar) if scalar.is_null() => Ok(None),
        Found::Scalar(scalar) => Ok(image::part(&scalar.value, by)?.map(str::to_owned)),
        Found::Missing(_) => Ok(None),
    }
}

fn text_of<'a>(content: &'a [u8], place: &GitopsPlace) -> Result<&'a str, DocumentError> {
    std::str::from_utf8(content)
        .map_err(|error| DocumentError::malformed(format!("{} is not UTF-8: {error}", place.file)))
}

fn documents(text: &str, place: &GitopsPlace) -> Result<Vec<Node>, DocumentError> {
    let name = place.file.to_ascii_lowercase();
    let read = if name.ends_with(".json") {
        json::documents(text)
    } else {
        yaml::documents(text)
    };
    read.map_err(|what| DocumentError::malformed(format!("{}: {what}", place.file)))
}

#[cfg(test)]
mod tests;
