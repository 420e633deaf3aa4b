//! What stands already, so that nobody signs it twice.

use super::State;
use crate::ledger::body::{BreakGlass, Freeze};
use crate::ledger::{Body, Moment};

impl State {
    /// The entry that says at that time what these words of a person say: of
    /// two, taking one back would leave the other standing. A line may be
    /// stopped for two reasons, and a gate is opened once for all.
    #[must_use]
    pub fn stands_already(&self, by: &str, body: &Body, now: Moment) -> Option<usize> {
        match body {
            Body::Freeze(freeze) => self.frozen_already(by, freeze, now),
            Body::BreakGlass(glass) => self.broken_already(glass),
            _ => None,
        }
    }

    fn frozen_already(&self, by: &str, asked: &Freeze, now: Moment) -> Option<usize> {
        let mut own = self.freezes.values().filter(|freeze| freeze.by == by);
        let same = own.find(|freeze| freeze.holds(now) && *freeze.body == *asked)?;
        Some(same.number)
    }

    /// Whoever broke it: each gate is open.
    fn broken_already(&self, asked: &BreakGlass) -> Option<usize> {
        let request = self.number_of(&asked.request)?;
        let opens = |gate: &String| {
            let mut glass = self.glass_of(request);
            glass.find(|glass| glass.gates.contains(gate))
        };
        let numbers: Option<Vec<usize>> = asked
            .gates
            .iter()
            .map(|gate| opens(gate).map(|glass| glass.number))
            .collect();
        numbers?.into_iter().max()
    }
}
