//! Semantic versions, levels, the 0.y rules and tag patterns.
//!
//! Source: <https://semver.org/spec/v2.0.0.html>.

use serde::{Deserialize, Serialize};

mod bump;
mod tag;
mod tags;

pub use bump::{
    PrereleaseRefusal, bump, core, label, next_prerelease, outside_maintenance, untagged,
};
pub use semver::Version;
pub use tag::{Misfit, TagPattern, TagPatternError, VersionTag};
pub use tags::Tags;

/// How much of the version a commit, or a range of them, changes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// No release by itself.
    #[default]
    None,
    /// A fix.
    Patch,
    /// A feature.
    Minor,
    /// A breaking change.
    Major,
}

impl Level {
    /// The word that people and the JSON documents use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What breaking changes and features mean below 1.0.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ZeroRule {
    /// Breaking raises the minor, everything else the patch: agrees with the
    /// caret ranges of Cargo and npm.
    #[default]
    CargoLike,
    /// Breaking and features raise the minor, fixes the patch.
    FeatMinor,
    /// 0.y is treated as if it were stable: breaking leads to 1.0.0.
    AsStable,
}

#[cfg(test)]
mod official;
