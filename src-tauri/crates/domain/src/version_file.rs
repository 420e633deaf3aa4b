//! Files that carry the version: read, and written with only the version changed.

mod json;
mod pattern;
mod plain;
mod toml;

use crate::policy::{VersionFile, VersionFileKind};
use crate::version::Version;
use std::ops::Range;
use thiserror::Error;

/// Why the version of a file was neither read nor written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VersionFileError {
    /// There is no such file; only a plain one is made anew.
    #[error("{path} does not exist, so there is no version in it to change")]
    Missing {
        /// The file.
        path: String,
    },
    /// The file is not what its kind says.
    #[error("{path} cannot be read as {format}: {why}")]
    Malformed {
        /// The file.
        path: String,
        /// The format.
        format: &'static str,
        /// The first line of what is wrong.
        why: String,
    },
    /// The version does not stand where it should.
    #[error("{path} has no {wanted}")]
    NotFound {
        /// The file.
        path: String,
        /// What was looked for, in words.
        wanted: String,
    },
    /// The manifest takes its version from another file.
    #[error("{path} takes its version from the workspace: name that manifest instead")]
    Inherited {
        /// The file.
        path: String,
    },
    /// A plain file holds something else, which would be lost.
    #[error("{path} holds more than a version")]
    NotPlain {
        /// The file.
        path: String,
    },
    /// What stands there is no semantic version.
    #[error("{path} says `{found}`, which is not a semantic version")]
    NotAVersion {
        /// The file.
        path: String,
        /// What stands there.
        found: String,
    },
    /// The regular expression cannot be used.
    #[error("the pattern for {path} cannot be used: {why}")]
    BadPattern {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

/// The file with another version in it; every other byte stays as it is. A
/// plain file may be absent and is made then.
///
/// # Errors
/// When the place of the version is not found.
pub fn write(
    file: &VersionFile,
    content: Option<&str>,
    version: &Version,
) -> Result<String, VersionFileError> {
    let Some(content) = content else {
        return match file.kind {
            VersionFileKind::Plain => Ok(format!("{version}\n")),
            _ => Err(VersionFileError::Missing {
                path: file.path.clone(),
            }),
        };
    };
    if file.kind == VersionFileKind::Plain && content.trim().is_empty() {
        return Ok(format!("{version}\n"));
    }
    let place = find(file, content)?;
    let mut written = content.to_owned();
    written.replace_range(place, &version.to_string());
    Ok(written)
}

/// The version in a file.
///
/// # Errors
/// When the place of the version is not found, or something else stands there.
pub fn read(file: &VersionFile, content: &str) -> Result<Version, VersionFileError> {
    let found = &content[find(file, content)?];
    Version::parse(found).map_err(|_| VersionFileError::NotAVersion {
        path: file.path.clone(),
        found: found.to_owned(),
    })
}

/// Where the version stands, in bytes.
fn find(file: &VersionFile, content: &str) -> Result<Range<usize>, VersionFileError> {
    let path = &file.path;
    match &file.kind {
        VersionFileKind::Plain => plain::find(path, content),
        VersionFileKind::Cargo => toml::cargo(path, content),
        VersionFileKind::Python => toml::python(path, content),
        VersionFileKind::Npm => json::find(path, content),
        VersionFileKind::Regex(pattern) => pattern::find(path, pattern, content),
    }
}

/// The part of a range without white space, quotes and a leading `v` around it.
fn inner(content: &str, range: Range<usize>) -> Range<usize> {
    let around = |c: char| c.is_whitespace() || "\"'\u{feff}".contains(c);
    let text = &content[range.clone()];
    let start = range.start + (text.len() - text.trim_start_matches(around).len());
    let length = text.trim_matches(around).len();
    let is_prefixed = content[start..].starts_with('v') && length > 1;
    start + usize::from(is_prefixed)..start + length
}

/// Leaves a byte order mark aside: the rest, and how long the mark is.
fn without_mark(content: &str) -> (&str, usize) {
    let rest = content.strip_prefix('\u{feff}').unwrap_or(content);
    (rest, content.len() - rest.len())
}

#[cfg(test)]
mod tests;
