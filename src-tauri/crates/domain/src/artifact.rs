//! Artifact references: rendered from a release, recognised in a place.
//!
//! A reference such as `registry.example/harbour/{service}:{sha8}` names the
//! artifact of a build; what stands in an environment is the part behind its
//! last `:`, the value.

mod recognise;
mod template;

pub use recognise::{named_commit, recognise};

use crate::ids::{Oid, ServiceName};
use crate::version::Version;
use template::{Part, parts};

/// What a value is made of.
#[derive(Debug, Clone, Copy)]
pub struct Naming<'a> {
    /// The service.
    pub service: &'a ServiceName,
    /// The version; of an untagged build the next core with `-dev.N+g<sha7>`.
    pub version: &'a Version,
    /// The commit.
    pub commit: &'a Oid,
    /// The branch it was built on, without `refs/heads/`; empty when nobody knows.
    pub branch: &'a str,
}

/// The value that names a build: the part of the template behind its last `:`,
/// filled in; the version when there is no template or it names no tag.
///
/// A value is the tag of an image, which holds letters, digits, `_`, `.` and
/// `-` only: the `+` of a version, the `/` of a branch and everything else
/// become `-`.
#[must_use]
pub fn value(template: Option<&str>, naming: &Naming<'_>) -> String {
    let start = |length: usize| naming.commit.0.get(..length).unwrap_or(&naming.commit.0);
    let filled: String = parts(template)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Version => naming.version.to_string(),
            Part::Sha => naming.commit.to_string(),
            Part::Short(length) => start(length).to_owned(),
            Part::Branch => naming.branch.to_owned(),
            Part::Service => naming.service.to_string(),
        })
        .collect();
    as_tag(&filled)
}

/// Whether an untagged build can be named: its version is made up here, so
/// only a value with the commit in it is one that a pipeline gave too.
#[must_use]
pub fn names_commit(template: Option<&str>) -> bool {
    let is_commit = |part: &Part<'_>| matches!(part, Part::Sha | Part::Short(_));
    parts(template).iter().any(is_commit)
}

/// The text with `-` for everything that the tag of an image cannot hold.
fn as_tag(text: &str) -> String {
    text.chars().map(tag_char).collect()
}

fn tag_char(c: char) -> char {
    if c.is_ascii_alphanumeric() || "_.-".contains(c) {
        c
    } else {
        '-'
    }
}

#[cfg(test)]
mod tests;
