//! Environments: places with a position in the order of promotion.

use crate::ids::EnvName;
use crate::version::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an environment is for; the four of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Where developers see their work.
    #[default]
    Development,
    /// Where tests run.
    Testing,
    /// The dress rehearsal.
    Staging,
    /// Where users are.
    Production,
}

/// A named place with a position in the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// Its name.
    pub name: EnvName,
    /// What it is for.
    pub tier: Tier,
    /// Where people look at it.
    pub url: Option<String>,
    /// What has to hold before a version may enter.
    pub gates: crate::policy::Gates,
    /// Named ways in with their own gates, by name.
    #[serde(default)]
    pub lanes: BTreeMap<String, Lane>,
    /// Promotion without a hand, while somebody watches.
    pub auto: Option<crate::policy::Auto>,
}

impl Environment {
    /// The environment as whoever takes a lane meets it: with the lane's
    /// gates. Absent when there is no such lane.
    #[must_use]
    pub fn through(&self, lane: &str) -> Option<Self> {
        let gates = self.lanes.get(lane)?.gates.clone();
        Some(Self {
            gates,
            ..self.clone()
        })
    }
}

/// A named way into an environment with its own gates.
///
/// Nobody is led into a lane: it is named by whoever asks, and only versions
/// from its branches may take it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// The branches whose versions may take it, as a glob.
    pub branch: String,
    /// The largest step from the live version that may take it.
    pub level: Option<Level>,
    /// The environment's gates with what is different here.
    pub gates: crate::policy::Gates,
}
