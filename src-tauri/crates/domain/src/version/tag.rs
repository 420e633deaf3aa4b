//! Tag patterns: which tags are versions of a service.

use super::{Version, bump};
use crate::ids::{Oid, TagName};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A tag name with `{version}` in it, such as `api-v{version}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TagPattern {
    prefix: String,
    suffix: String,
}

/// Why a text is not a tag pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a tag pattern holds `{{version}}` exactly once, as in `api-v{{version}}`; this is `{0}`")]
pub struct TagPatternError(pub String);

/// A tag that is a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct VersionTag {
    /// Its name.
    pub name: TagName,
    /// The version it names.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub version: Version,
    /// The commit behind it.
    pub commit: Oid,
}

impl TagPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When `{version}` does not stand in it exactly once.
    pub fn parse(text: &str) -> Result<Self, TagPatternError> {
        match text.split_once("{version}") {
            Some((prefix, suffix)) if !suffix.contains("{version}") => Ok(Self {
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
            }),
            _ => Err(TagPatternError(text.to_owned())),
        }
    }

    /// The text before the version.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The tag that names a version.
    #[must_use]
    pub fn tag(&self, version: &Version) -> TagName {
        TagName(format!("{}{version}{}", self.prefix, self.suffix))
    }

    /// The version a tag names, when the whole name fits; strict SemVer only.
    #[must_use]
    pub fn version(&self, tag: &str) -> Option<Version> {
        let text = tag.strip_prefix(&self.prefix)?.strip_suffix(&self.suffix)?;
        Version::parse(text).ok()
    }

    /// Whether a tag of one pattern can be read as a version of the other:
    /// `v1.2.0-b` of `v{version}-b` is a prerelease to `v{version}`.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let plain = Version::new(1, 2, 3);
        // An end that is no prerelease by itself lengthens one.
        let mut candidate = plain.clone();
        candidate.pre = bump::prerelease("rc", 1);
        let reads = |one: &Self, other: &Self| {
            let versions = [&plain, &candidate].into_iter();
            versions
                .map(|version| other.tag(version))
                .any(|tag| one.version(tag.as_str()).is_some())
        };
        reads(self, other) || reads(other, self)
    }

    /// Why a tag is no version although it has the right frame and three
    /// dotted numbers in it, so that a person would take it for one.
    pub(super) fn misfit(&self, tag: &str) -> Option<Misfit> {
        let text = tag.strip_prefix(&self.prefix)?.strip_suffix(&self.suffix)?;
        if Version::parse(text).is_ok() {
            return None;
        }
        let core = text.split(['-', '+']).next().unwrap_or_default();
        let numbers: Vec<&str> = core.split('.').collect();
        let digits = |n: &&str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
        if numbers.len() != 3 || !numbers.iter().all(digits) {
            return None;
        }
        Some(
            if numbers.iter().any(|n| n.len() > 1 && n.starts_with('0')) {
                Misfit::LeadingZero
            } else if numbers.iter().any(|n| n.parse::<u64>().is_err()) {
                Misfit::TooLarge
            } else {
                Misfit::Suffix
            },
        )
    }
}

impl std::fmt::Display for TagPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{{version}}{}", self.prefix, self.suffix)
    }
}

/// Why a tag that looks like a version is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Misfit {
    /// A number begins with a zero.
    LeadingZero,
    /// A number is larger than what is supported; the version itself is valid.
    TooLarge,
    /// What follows the numbers is neither a prerelease nor build metadata.
    Suffix,
}

impl TryFrom<String> for TagPattern {
    type Error = TagPatternError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<TagPattern> for String {
    fn from(pattern: TagPattern) -> Self {
        format!("{}{{version}}{}", pattern.prefix, pattern.suffix)
    }
}
