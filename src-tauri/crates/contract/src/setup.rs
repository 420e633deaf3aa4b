//! First run: what a repository suggests.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A workspace proposed from a repository, each part with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProposalView {
    /// The repository it was read from.
    pub repo: String,
    /// A name for the workspace.
    pub name: String,
    /// Services found.
    pub services: Vec<ProposedService>,
    /// Environments found, in order.
    pub environments: Vec<ProposedEnvironment>,
    /// The branching model.
    pub branching: String,
    /// Why that one.
    pub branching_evidence: Vec<Evidence>,
    /// The workspace file as it would be written.
    pub file: String,
    /// What could not be decided.
    pub doubts: Vec<String>,
}

/// A service found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProposedService {
    /// A handle.
    pub name: String,
    /// Its paths.
    pub paths: Vec<String>,
    /// Its tag pattern.
    pub tag: String,
    /// What says so.
    pub evidence: Vec<Evidence>,
    /// Whether it is taken into the workspace.
    pub take: bool,
}

/// An environment found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProposedEnvironment {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub tier: String,
    /// What says so.
    pub evidence: Vec<Evidence>,
}

/// Something seen in a repository that suggests something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "ProposalEvidence")]
pub struct Evidence {
    /// Where: a path, a tag, a branch.
    pub place: String,
    /// What it says.
    pub says: String,
}
