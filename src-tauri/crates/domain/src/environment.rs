//! Environments: places with a position in the order of promotion.

use crate::ids::EnvName;
use serde::{Deserialize, Serialize};

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
    /// Promotion without a hand, while somebody watches.
    pub auto: Option<crate::policy::Auto>,
}
