//! Gates: conditions with a verdict, a sentence and evidence.
//!
//! Evaluation is pure. The same call replays the past and answers the
//! future; `unknown` never passes.

mod aside;
mod asked;
mod evaluate;
mod people;
mod place;
mod recorded;
mod replay;
mod times;

pub use aside::{Aside, aside};
pub(crate) use asked::adopted_at;
pub use asked::{Asked, GateFacts};
pub use evaluate::{evaluate, evaluate_with, first_against, passes};
pub use recorded::{
    ItemWish, Recorded, RecordedFlag, RecordedRule, asked_anew, item_of, lane_asked, reason_asked,
    was_recorded,
};
pub use replay::{replay, rests_on_ledger};
pub use times::{Times, times};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The conditions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GateKind {
    /// Live and healthy in the environment before.
    Previous,
    /// The named checks of that commit are green.
    Ci,
    /// Enough people approved.
    Approvals,
    /// Lived long enough, healthy.
    Soak,
    /// Inside an allowed window.
    Windows,
    /// In no freeze.
    Freeze,
    /// The reported quality is good enough.
    Quality,
    /// The reported findings are acceptable.
    Security,
    /// The target is healthy before it is touched.
    Health,
    /// The tag is signed by a person of the workspace.
    SignedTag,
    /// Every line is ticked.
    Checklist,
}

impl GateKind {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 11] = [
        Self::Previous,
        Self::Ci,
        Self::Approvals,
        Self::Soak,
        Self::Windows,
        Self::Freeze,
        Self::Quality,
        Self::Security,
        Self::Health,
        Self::SignedTag,
        Self::Checklist,
    ];

    /// The gate of that name.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gate| gate.word() == word)
    }

    /// Its name in the policy and in the ledger.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::Ci => "ci",
            Self::Approvals => "approvals",
            Self::Soak => "soak",
            Self::Windows => "windows",
            Self::Freeze => "freeze",
            Self::Quality => "quality",
            Self::Security => "security",
            Self::Health => "health",
            Self::SignedTag => "signed_tag",
            Self::Checklist => "checklist",
        }
    }
}

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// Yes.
    Pass,
    /// Not yet.
    Wait {
        /// The moment it will pass by itself, if that is known.
        #[cfg_attr(feature = "wire", ts(type = "string | null"))]
        until: Option<Timestamp>,
    },
    /// No.
    Fail,
    /// Nobody can say; does not pass.
    Unknown,
}

/// What a gate says, why, and on what evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Verdict {
    /// The gate.
    pub gate: GateKind,
    /// What it says.
    pub answer: Answer,
    /// The gate in words ("Soaked 24 h in staging").
    pub title: String,
    /// The reason in words.
    pub reason: String,
    /// The reason in at most three words, for the board's gate.
    pub short: String,
    /// The inputs: names and values, as shown by "explain".
    pub evidence: Vec<Evidence>,
}

impl Verdict {
    /// Whether the gate lets pass.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.answer == Answer::Pass
    }

    /// Whether time or people can still open the gate for the same build.
    #[must_use]
    pub const fn may_open(&self) -> bool {
        match (self.gate, &self.answer) {
            (_, Answer::Pass | Answer::Wait { .. }) => true,
            (GateKind::Soak | GateKind::Freeze, Answer::Fail) => true,
            (_, Answer::Fail | Answer::Unknown) => false,
        }
    }

    /// What would be better although the gate passes, in words.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        let advises = self.passed() && self.short == place::LESS_THAN_ADVISED;
        advises.then_some(self.reason.as_str())
    }
}

/// One input of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Evidence {
    /// What it is.
    pub name: String,
    /// What was seen.
    pub value: String,
}

impl Evidence {
    /// Names what was seen.
    #[must_use]
    pub fn new(name: impl fmt::Display, value: impl fmt::Display) -> Self {
        Self {
            name: name.to_string(),
            value: value.to_string(),
        }
    }
}

/// How far a soak is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Time that counts.
    pub counted: SignedDuration,
    /// Time that is needed.
    pub required: SignedDuration,
    /// Time in which it was live and nobody watched, or it was unhealthy.
    pub unwatched: SignedDuration,
    /// The moment it will pass, if it stays live and healthy; absent when it cannot.
    pub ready: Option<Timestamp>,
    /// Whether time that was counted before was lost, because the build was
    /// unhealthy there and another one was not.
    pub ended: bool,
}

impl Progress {
    /// Whether enough time has been counted.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.counted >= self.required
    }

    /// How much of it is over, 0 to 100; 100 only when it is all over.
    #[must_use]
    pub fn percent(&self) -> u8 {
        if self.passed() {
            return 100;
        }
        let percent = self.counted.as_secs() * 100 / self.required.as_secs().max(1);
        u8::try_from(percent.clamp(0, 99)).unwrap_or(99)
    }
}

#[cfg(test)]
mod tests;
