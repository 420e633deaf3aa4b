//! A file in which a regular expression finds the version.

use super::{VersionFileError, inner};
use regex::RegexBuilder;
use std::ops::Range;

/// The first group of the first match; `^` and `$` mean the ends of lines.
/// White space and quotes that the group took along do not belong to it.
pub(super) fn find(
    path: &str,
    pattern: &str,
    content: &str,
) -> Result<Range<usize>, VersionFileError> {
    let unusable = |why: &str| VersionFileError::BadPattern {
        path: path.to_owned(),
        why: why.to_owned(),
    };
    let regex = RegexBuilder::new(pattern)
        .multi_line(true)
        .build()
        .map_err(|_| unusable("it is no regular expression"))?;
    if regex.captures_len() < 2 {
        return Err(unusable("it has no group in round brackets"));
    }
    let group = regex.captures(content).and_then(|found| found.get(1));
    group
        .map(|group| inner(content, group.range()))
        .ok_or_else(|| VersionFileError::NotFound {
            path: path.to_owned(),
            wanted: format!("text that fits `{pattern}`"),
        })
}
