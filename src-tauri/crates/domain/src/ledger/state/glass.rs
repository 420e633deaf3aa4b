//! Broken glass: which gates it opens, and who has to look at it afterwards.

use super::{GlassState, State};

impl State {
    /// What was broken for a request, and still counts.
    pub fn glass_of(&self, request: usize) -> impl Iterator<Item = &GlassState> {
        let glass = self.glass.values();
        glass.filter(move |glass| glass.request == request && glass.counts())
    }

    /// Glass was broken for that gate of a request, and still counts.
    #[must_use]
    pub fn is_broken(&self, request: usize, gate: &str) -> bool {
        let mut gates = self.glass_of(request).flat_map(|glass| &glass.gates);
        gates.any(|one| one == gate)
    }

    /// The gates that glass was broken for, and still counts.
    #[must_use]
    pub fn broken_gates(&self, request: usize) -> Vec<String> {
        let glass = self.glass_of(request);
        glass.flat_map(|glass| glass.gates.clone()).collect()
    }

    /// The first run that began while glass was broken for its request.
    #[must_use]
    pub fn begun_behind(&self, glass: &GlassState) -> Option<usize> {
        let over = glass.withdrawn.into_iter().chain(glass.lost).min();
        let starts = self.starts.range(glass.number..);
        let mut starts = starts.filter(|(_, start)| start.request == glass.request);
        let (number, _) = starts.next()?;
        over.is_none_or(|over| *number < over).then_some(*number)
    }

    /// A second person has to look at it: it still opens something, or it did
    /// so when a run began, which nobody can take back.
    #[must_use]
    pub fn asks_for_a_second(&self, glass: &GlassState) -> bool {
        glass.counts() || self.begun_behind(glass).is_some()
    }
}
