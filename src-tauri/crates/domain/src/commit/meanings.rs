//! Other words for types of commits: `feature` for `feat`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What words mean that stand where a type stands, as a service's team agreed.
/// Words are compared in lower case; a word of which nothing is said means itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Meanings(BTreeMap<String, String>);

/// The types there are to mean: those that count, and the usual ones that do not.
pub const TYPES: &[&str] = &[
    "feat",
    "fix",
    "perf",
    "deprecate",
    "security",
    "revert",
    "build",
    "chore",
    "ci",
    "docs",
    "refactor",
    "style",
    "test",
];

/// Words that many teams write, and what they most likely mean by them.
const LIKELY: [(&str, &str); 7] = [
    ("feature", "feat"),
    ("features", "feat"),
    ("bug", "fix"),
    ("bugfix", "fix"),
    ("fixes", "fix"),
    ("hotfix", "fix"),
    ("performance", "perf"),
];

impl Meanings {
    /// No other words: every type is written as it is called.
    pub const NONE: &'static Self = &Self(BTreeMap::new());

    /// The words, each with the type it means.
    #[must_use]
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let lower = |(word, means): (&str, &str)| (word.to_ascii_lowercase(), means.to_owned());
        Self(words.into_iter().map(lower).collect())
    }

    /// The type that a word means, in lower case.
    #[must_use]
    pub fn of(&self, word: &str) -> String {
        let lower = word.to_ascii_lowercase();
        self.0.get(&lower).cloned().unwrap_or(lower)
    }
}

/// What a word most likely means that is no type itself.
#[must_use]
pub(super) fn likely(word: &str) -> Option<&'static str> {
    let found = LIKELY.iter().find(|(known, _)| *known == word);
    found.map(|(_, means)| *means)
}

/// Why a word may not be given that meaning, as a sentence; absent when it may.
#[must_use]
pub fn check_meaning(word: &str, means: &str) -> Option<String> {
    let in_kind = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let begins = word.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins || !word.chars().all(in_kind) {
        return Some(format!("`{word}` cannot stand as the type of a commit."));
    }
    if TYPES.contains(&word.to_ascii_lowercase().as_str()) {
        return Some(format!("`{word}` is a type itself and keeps its meaning."));
    }
    (!TYPES.contains(&means)).then(|| {
        let known = TYPES.join(", ");
        format!("`{means}` is not one of the types {known}.")
    })
}
