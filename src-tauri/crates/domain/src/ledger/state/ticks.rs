//! Lines of a request's checklist that people ticked.

use super::State;
use crate::ledger::Moment;
use crate::ledger::body::Tick;

/// A line that somebody ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TickState {
    /// The number of its entry.
    pub number: usize,
    /// Who ticked it.
    pub by: String,
    /// When that was recorded.
    pub at: Moment,
    /// The line.
    pub line: String,
}

impl TickState {
    /// By whom, where it is proved, and when.
    #[must_use]
    pub fn told(&self) -> String {
        format!(
            "ticked by {} in entry {}, {}",
            self.by, self.number, self.at
        )
    }
}

impl State {
    /// The lines that were ticked for the request of that number, oldest
    /// first. A line stands once: with whoever ticked it first.
    #[must_use]
    pub fn ticks_of(&self, request: usize) -> &[TickState] {
        self.ticks.get(&request).map_or(&[], Vec::as_slice)
    }

    /// A tick for what is no request is about nothing.
    pub(super) fn ticked(&mut self, number: usize, by: &str, at: Moment, tick: &Tick) {
        let Some(request) = self.request_of(&tick.subject).map(|one| one.number) else {
            return;
        };
        let ticks = self.ticks.entry(request).or_default();
        if ticks.iter().any(|known| known.line == tick.line) {
            return;
        }
        ticks.push(TickState {
            number,
            by: by.to_owned(),
            at,
            line: tick.line.clone(),
        });
    }
}
