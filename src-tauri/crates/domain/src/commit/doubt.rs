//! What a message leaves open, and how it is said.

use crate::version::Level;

/// What is in doubt about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// `breaking change:` in lower case, or in the plural.
    AlmostBreaking(String),
    /// `feat:x` or `docs!:x`, without the space: what stands before the colon,
    /// and what it would count as.
    NoSpace(String, Level),
    /// A line of the body says more than the header.
    BodySays(Level, String),
    /// A revert that does not say of what.
    RevertOfNothing,
    /// A `Release-As:` that is no version.
    BadReleaseAs(String),
}

impl Doubt {
    /// A stable word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlmostBreaking(_) => "almost-breaking",
            Self::NoSpace(..) => "no-space",
            Self::BodySays(..) => "body-says",
            Self::RevertOfNothing => "revert-without-target",
            Self::BadReleaseAs(_) => "bad-release-as",
        }
    }

    /// The sentence for people about the commit, or the message, of that name.
    #[must_use]
    pub fn told_of(&self, name: &str) -> String {
        match self {
            Self::AlmostBreaking(line) => {
                format!("{name} says “{line}”: only BREAKING CHANGE in capitals counts.")
            }
            Self::NoSpace(kind, _) => {
                format!("{name} begins with “{kind}:” without a space, so it is not conventional.")
            }
            Self::BodySays(level, line) => format!(
                "{name} counts by its header, but its body says “{line}” ({}).",
                level.word()
            ),
            Self::RevertOfNothing => format!(
                "{name} is a revert that does not say of which commit, so it cancels nothing."
            ),
            Self::BadReleaseAs(text) => format!(
                "{name} asks for “{text}” with Release-As, which is not a version such as 2.0.0."
            ),
        }
    }

    /// The level that one click accepts.
    #[must_use]
    pub const fn offer(&self) -> Option<Level> {
        match self {
            Self::AlmostBreaking(_) => Some(Level::Major),
            Self::NoSpace(_, level) | Self::BodySays(level, _) => Some(*level),
            Self::RevertOfNothing => Some(Level::Patch),
            Self::BadReleaseAs(_) => None,
        }
    }
}
