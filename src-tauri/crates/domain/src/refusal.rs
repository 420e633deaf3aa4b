//! Why there is no plan, or nothing to sign.
//!
//! A refusal is made in one place only, [`refused`]: a row there has its word,
//! its sentence and what helps, and the rows are what the snapshot shows.

pub mod refused;

use crate::words;
use serde::{Deserialize, Serialize};

/// How many of many lines stand below a refusal.
const MOST_LINES: usize = 20;

/// Why there is no plan, or nothing to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Refusal {
    /// A stable word for programs.
    pub code: String,
    /// The sentence: what is in the way.
    pub text: String,
    /// What the user can do.
    pub hint: Option<String>,
    /// Lines below it, such as the commits that would be lost.
    pub lines: Vec<String>,
    /// Keeps everybody but the rows from making one.
    #[serde(skip)]
    #[cfg_attr(feature = "wire", ts(skip))]
    row: Row,
}

/// Only a row of the table has one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Row;

impl Refusal {
    fn new(code: &str, text: String, hint: Option<String>) -> Self {
        Self {
            code: code.to_owned(),
            text,
            hint,
            lines: Vec::new(),
            row: Row,
        }
    }

    /// Nobody could look, so that this is no answer: trying again may help.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        let words = ["remote-unknown", "place-unknown", "use-unknown"];
        words.contains(&self.code.as_str())
    }

    /// With lines below it.
    #[must_use]
    pub fn lines(mut self, lines: Vec<String>) -> Self {
        self.lines = lines;
        self
    }

    /// With the first of many lines below it.
    #[must_use]
    pub(crate) fn first_lines(self, lines: &[String]) -> Self {
        self.lines(lines.iter().take(MOST_LINES).cloned().collect())
    }

    /// As it is said of some services of a set.
    pub(crate) fn said_of(mut self, services: &[String]) -> Self {
        self.text = format!("{}: {}", words::list(services), self.text);
        self
    }
}
