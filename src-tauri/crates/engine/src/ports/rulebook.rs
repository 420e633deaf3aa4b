//! Signed rules, read as the policy that they are.

use lockkeeper_domain::policy::Workspace;
use serde_json::Value;

/// Reads the content that the ledger holds in force.
pub trait Rulebook: Send + Sync {
    /// The policy of some rules.
    ///
    /// # Errors
    /// What of them this version cannot read, in words.
    fn policy(&self, rules: &Value) -> Result<Workspace, String>;
}
