//! The verdict on a whole ledger, as documents tell it.

use super::Hash;
use super::walk::{Stop, Walk};
use serde::Serialize;

/// The verdict on a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// Every entry is authentic and in its place.
    Intact,
    /// An entry breaks a rule of form.
    Broken,
    /// The rules were raised to a schema that is not known here.
    Newer,
    /// An entry is dated later than now.
    Ahead,
}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Intact => "intact",
            Self::Broken => "broken",
            Self::Newer => "newer",
            Self::Ahead => "ahead",
        })
    }
}

/// One void entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VoidEntry {
    /// Its number.
    pub number: usize,
    /// The stable word of the reason.
    pub reason: &'static str,
}

/// What is said of a ledger: the document of `ledger verify --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerVerdict {
    /// In one word.
    pub verdict: Word,
    /// How many entries count.
    pub entries: usize,
    /// The hash of the last that counts; 64 zeros when none does.
    pub head: Hash,
    /// The entry that stopped the walk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<usize>,
    /// The rule it breaks, or what stopped the walk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// The entries without effect.
    pub void: Vec<VoidEntry>,
}

impl LedgerVerdict {
    /// The verdict of a walk.
    #[must_use]
    pub fn of(walk: &Walk) -> Self {
        let (verdict, broken_at, rule) = match walk.stop() {
            None => (Word::Intact, None, None),
            Some(Stop::Broken { at, broken }) => {
                (Word::Broken, Some(*at), Some(broken.rule.word()))
            }
            Some(Stop::Newer { at, .. }) => (Word::Newer, Some(*at), Some("newer")),
            Some(Stop::Ahead { at, .. }) => (Word::Ahead, Some(*at), Some("ahead")),
        };
        let records = walk.state().records().iter().enumerate();
        let void = records.filter_map(|(number, record)| {
            let void = record.void.as_ref()?;
            let reason = void.reason.word();
            Some(VoidEntry { number, reason })
        });
        Self {
            verdict,
            entries: walk.len(),
            head: walk.state().head().cloned().unwrap_or_else(Hash::none),
            broken_at,
            rule,
            void: void.collect(),
        }
    }

    /// Every entry is authentic and in its place.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.verdict == Word::Intact
    }
}
