//! A file that holds nothing but the version.

use super::{VersionFileError, inner};
use std::ops::Range;

/// Everything but the white space around it; a leading `v` stays.
pub(super) fn find(path: &str, content: &str) -> Result<Range<usize>, VersionFileError> {
    let place = inner(content, 0..content.len());
    let is_word = !place.is_empty() && !content[place.clone()].contains(char::is_whitespace);
    if is_word {
        Ok(place)
    } else {
        Err(VersionFileError::NotPlain {
            path: path.to_owned(),
        })
    }
}
