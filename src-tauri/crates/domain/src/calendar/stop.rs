//! A line that a person stopped, for how long it was or will be.

use crate::ids::EnvName;
use crate::ledger::{FreezeState, Moment, State};
use crate::words;
use jiff::Timestamp;

/// A stopped line, as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The number of its entry.
    pub entry: usize,
    /// When it was declared, by its author's clock.
    pub from: Timestamp,
    /// When it ended or will end; absent until somebody ends it.
    pub until: Option<Timestamp>,
    /// For which services; all when empty.
    pub services: Vec<String>,
    /// Who stopped it.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl Stop {
    /// Every line that was ever stopped in an environment, in the order of the ledger.
    #[must_use]
    pub fn all(state: &State, environment: &EnvName) -> Vec<Self> {
        let at = |number: usize| state.records().get(number).map(|one| one.at.timestamp());
        let here = |names: &[String]| names.iter().any(|name| name == environment.as_str());
        let freezes = state.freezes().values();
        let freezes = freezes.filter(|freeze| here(&freeze.body.environments));
        let stop = |freeze: &FreezeState| {
            let thawed = freeze.thawed.and_then(at);
            let until = freeze.body.until.map(Moment::timestamp);
            Some(Self {
                entry: freeze.number,
                from: at(freeze.number)?,
                until: thawed.into_iter().chain(until).min(),
                services: freeze.body.services.clone().unwrap_or_default(),
                by: freeze.by.clone(),
                reason: freeze.body.reason.clone(),
            })
        };
        freezes.filter_map(stop).collect()
    }

    /// Whether it stands at a moment.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    pub(super) fn in_words(&self) -> String {
        let services = match self.services.is_empty() {
            true => String::new(),
            false => format!(" for {}", words::list(&self.services)),
        };
        format!("stopped{services} by {}: {}", self.by, self.reason).replace('\n', " ")
    }
}
