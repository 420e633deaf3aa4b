//! The part of a value that names a version: the whole of it, or tag or
//! digest of an image reference.

use super::DocumentError;
use lockkeeper_domain::policy::NamedBy;
use std::ops::Range;

/// The part that names the version; absent when there is none.
///
/// # Errors
/// When a digest in the same reference says what runs, whatever its tag is.
pub(super) fn part(value: &str, by: NamedBy) -> Result<Option<&str>, DocumentError> {
    if by == NamedBy::Tag && is_reference(value) && value.contains('@') {
        let why = format!(
            "{value} is pinned by its digest, so a tag says nothing of what runs; take the \
             digest away, or name versions by it (by = \"digest\")"
        );
        return Err(DocumentError::Unclear { why });
    }
    let part = span(value, by).map(|span| &value[span]);
    Ok(part.filter(|part| !part.is_empty()))
}

/// The whole value with that part replaced, or put where it belongs.
pub(super) fn with_part(value: &str, by: NamedBy, part: &str) -> String {
    let mut whole = value.to_owned();
    match span(value, by) {
        Some(span) => whole.replace_range(span, part),
        None => {
            whole.push(if by == NamedBy::Tag { ':' } else { '@' });
            whole.push_str(part);
        }
    }
    whole
}

/// Where the part stands; absent when a reference has none.
fn span(value: &str, by: NamedBy) -> Option<Range<usize>> {
    if !is_reference(value) {
        return Some(0..value.len());
    }
    match by {
        NamedBy::Digest => value.find('@').map(|at| at + 1..value.len()),
        NamedBy::Tag => {
            let name = value.rfind('/').map_or(0, |slash| slash + 1);
            let colon = value[name..].find(':')?;
            Some(name + colon + 1..value.len())
        }
    }
}

/// Whether it names an image, not only a tag or a digest. A tag has neither
/// slash nor colon; a digest begins with its algorithm.
fn is_reference(value: &str) -> bool {
    let digest = value.starts_with("sha256:") || value.starts_with("sha512:");
    !digest && value.contains(['/', ':', '@'])
}
