//! How the lease of a run stands, before each of its effects.

use super::{RequestState, StartState, State};
use crate::ledger::{HOUR, Hash, MINUTE, Moment};

/// A lease with more than that left needs nothing.
const AMPLE: i64 = HOUR;
/// Clocks of two desktops may be that far apart: with less left, somebody
/// else may hold the lease to have ended.
const APART: i64 = 5 * MINUTE;

/// How the lease of a run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold<'a> {
    /// No start of that plan is recorded.
    Unrecorded,
    /// It holds.
    Kept,
    /// It holds, and has to be renewed soon.
    Due(&'a StartState),
    /// It holds, and nothing may be done before it is renewed.
    Pressing(&'a StartState),
    /// It is over, in words.
    Lost(String),
}

impl State {
    /// How the lease of a run of that plan stands. Whoever lost it does
    /// nothing any more, even if nobody has taken it.
    #[must_use]
    pub fn hold(&self, plan: &Hash, now: Moment) -> Hold<'_> {
        let mut newest_first = self.starts.values().rev();
        let Some(start) = newest_first.find(|start| &start.body.plan == plan) else {
            return Hold::Unrecorded;
        };
        let until = start.body.lease.until;
        if let Some(end) = start.finished {
            let by = &self.records[end].by;
            return Hold::Lost(format!("{by} ended this run with entry {end}"));
        }
        if now.plus(AMPLE) < until {
            return Hold::Kept;
        }
        if now.plus(APART) < until {
            return Hold::Due(start);
        }
        match self.taken_from(start) {
            Some(other) => Hold::Lost(format!(
                "its lease ended at {until}, and {} has started something there since with entry {}",
                other.by, other.number
            )),
            None if now < until => Hold::Pressing(start),
            None => Hold::Lost(format!("its lease ended at {until}")),
        }
    }

    /// The run that holds the lease of a service in an environment, with what
    /// it was asked to bring.
    #[must_use]
    pub fn held_in(
        &self,
        environment: &str,
        service: &str,
        now: Moment,
    ) -> Option<(&StartState, &RequestState)> {
        let unfinished = self.unfinished.iter().map(|number| &self.starts[number]);
        let mut alive = unfinished
            .filter(|start| start.is_alive(now))
            .map(|start| (start, &self.requests[&start.request]));
        alive.find(|(_, request)| {
            request.body.to == environment && request.item_of(service).is_some()
        })
    }

    /// The start of somebody else who came after the lease was over.
    fn taken_from(&self, start: &StartState) -> Option<&StartState> {
        let own = &self.requests[&start.request];
        let mut later = self.starts.range(start.number + 1..).map(|(_, one)| one);
        later.find(|one| self.requests[&one.request].meets(own))
    }
}
