//! The part of a value that names a version: the whole of it, or tag or
//! digest of an image reference.

use super::DocumentError;
use lockkeeper_domain::policy::NamedBy;
use std::ops::Range;

/// The part that names the version; absent when there is none.
pub(super) fn part(value: &str, by: NamedBy) -> Option<&str> {
    span(value, by)
        .map(|span| &value[span])
        .filter(|part| !part.is_empty())
}

/// The whole value with that part replaced, or put where it belongs.
pub(super) fn with_part(value: &str, by: NamedBy, part: &str) -> Result<String, DocumentError> {
    if by == NamedBy::Tag && is_reference(value) && value.contains('@') {
        let why = format!("{value} is pinned by its digest, so its tag means nothing");
        return Err(DocumentError::Unclear { why });
    }
    let mut whole = value.to_owned();
    match span(value, by) {
        Some(span) => whole.replace_range(span, part),
        None => {
            whole.push(if by == NamedBy::Tag { ':' } else { '@' });
            whole.push_str(part);
        }
    }
    Ok(whole)
}

/// Where the part stands; absent when a reference has none.
fn span(value: &str, by: NamedBy) -> Option<Range<usize>> {
    if !is_reference(value) {
        return Some(0..value.len());
    }
    let digest = value.find('@');
    match by {
        NamedBy::Digest => digest.map(|at| at + 1..value.len()),
        NamedBy::Tag => {
            let end = digest.unwrap_or(value.len());
            let name = value[..end].rfind('/').map_or(0, |slash| slash + 1);
            let colon = value[name..end].find(':')?;
            Some(name + colon + 1..end)
        }
    }
}

/// Whether it names an image, not only a tag or a digest. A tag has neither
/// slash nor colon; a digest begins with its algorithm.
fn is_reference(value: &str) -> bool {
    let digest = value.starts_with("sha256:") || value.starts_with("sha512:");
    !digest && value.contains(['/', ':', '@'])
}
