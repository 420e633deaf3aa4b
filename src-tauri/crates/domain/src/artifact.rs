//! Artifact references: rendered from a release, recognised in a place.
//!
//! A reference such as `registry.example/harbour/{service}:{sha8}` names the
//! artifact of a build; what stands in an environment is the part behind its
//! last `:`, the value.

mod recognise;
mod template;

pub use recognise::{named_commit, recognise};

use crate::ids::{Oid, ServiceName};
use crate::snapshot::{Build, Live};
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

/// The value that names a build where nobody has described the artifact: spelled
/// as what stands in the place, with a leading `v` or as its tag; nothing where
/// it stands there in another way.
///
/// A registry that has `v1.9.0` does not have `1.9.0`, so a place keeps the
/// spelling that people gave it.
#[must_use]
pub fn spelled_as(standing: &Live, build: &Build) -> Option<String> {
    let there = standing.value.trim();
    let its = standing.build.as_ref()?;
    let bare = there.strip_prefix('v');
    if bare.is_some_and(|bare| {
        Version::parse(bare).is_ok() || is_tag_of(bare, &its.version.to_string())
    }) {
        return Some(as_tag(&format!("v{}", build.version)));
    }
    let (tag, wanted) = (its.tag.as_ref()?, build.tag.as_ref()?);
    is_tag_of(there, tag.as_str()).then(|| as_tag(wanted.as_str()))
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

/// Whether a value is a text, or the tag of an image that stands for it.
fn is_tag_of(value: &str, text: &str) -> bool {
    value == text || value.chars().eq(text.chars().map(tag_char))
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
