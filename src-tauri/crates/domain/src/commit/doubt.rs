//! What is in doubt about a message, in words.

use super::message::{Breaking, Message};
use crate::version::Level;

/// What is in doubt about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// `breaking change:` in lower case, or in the plural.
    AlmostBreaking(String),
    /// `feat:x` or `docs!:x`, without the space: what stands before the colon,
    /// and what it would count as.
    NoSpace(String, Level),
    /// `feature: x`, which is no type: the word, and what it would count as.
    OtherWord(String, Level),
    /// A line of the body says more than the header.
    BodySays(Level, String),
    /// A revert that does not say of what.
    RevertOfNothing,
    /// A `Release-As:` that is no version.
    BadReleaseAs(String),
    /// A `Release-As:` inside a paragraph of the body.
    ReleaseAsInBody(String),
    /// `feat : x` or `feat!(web): x`: what stands before the colon, and what it
    /// would count as.
    AlmostHeader(String, Level),
}

impl Doubt {
    /// A word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlmostBreaking(_) => "almost-breaking",
            Self::NoSpace(..) => "no-space",
            Self::OtherWord(..) => "other-word",
            Self::BodySays(..) => "body-says",
            Self::RevertOfNothing => "revert-without-target",
            Self::BadReleaseAs(_) => "bad-release-as",
            Self::ReleaseAsInBody(_) => "release-as-in-body",
            Self::AlmostHeader(..) => "almost-header",
        }
    }

    /// A sentence about a message that is called so.
    #[must_use]
    pub fn about(&self, message: &str) -> String {
        match self {
            Self::AlmostBreaking(line) => {
                format!(
                    "{message} says “{line}”: only “BREAKING CHANGE:” in capitals at the beginning of a line of the body counts."
                )
            }
            Self::NoSpace(kind, _) => format!(
                "{message} begins with “{kind}:” without a space, so it is not conventional."
            ),
            Self::OtherWord(word, level) => format!(
                "{message} begins with “{word}:”, which is no type, so it counts for nothing; \
                 `types` in the workspace file can say that it means a {}.",
                kind_of(*level)
            ),
            Self::BodySays(level, line) => format!(
                "{message} counts by its header, but its body says “{line}” ({}).",
                level.word()
            ),
            Self::RevertOfNothing => format!(
                "{message} is a revert that does not say of which commit, so it cancels nothing."
            ),
            Self::BadReleaseAs(text) => format!(
                "{message} asks for “{text}” with Release-As, which is not a version such as 2.0.0."
            ),
            Self::ReleaseAsInBody(text) => format!(
                "{message} asks for {text} with Release-As in its body, not in a footer; it is \
                 followed."
            ),
            Self::AlmostHeader(begin, level) => format!(
                "{message} begins with “{begin}:”, which is no header of a conventional commit, so \
                 it does not count; written as `type(scope)!: what changes` it would be {}.",
                level.word()
            ),
        }
    }
}

impl Breaking {
    /// What is said of a message that breaks by words in its body alone.
    #[must_use]
    pub fn in_body(message: &str) -> String {
        format!(
            "{message} says BREAKING CHANGE in its body, not in a footer; it is counted as breaking."
        )
    }
}

impl Message {
    /// Every doubt, in sentences about a message that is called so.
    #[must_use]
    pub fn warnings(&self, called: &str) -> Vec<String> {
        let in_body = self.breaking == Some(Breaking::Body);
        let doubts = self.doubts.iter().map(|doubt| doubt.about(called));
        doubts
            .chain(in_body.then(|| Breaking::in_body(called)))
            .collect()
    }
}

/// The type that counts so.
const fn kind_of(level: Level) -> &'static str {
    match level {
        Level::Major | Level::Minor => "feat",
        Level::Patch | Level::None => "fix",
    }
}
