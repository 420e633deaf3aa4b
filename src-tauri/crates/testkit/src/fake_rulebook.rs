//! Signed rules and what they mean, in memory.

use lockkeeper_domain::policy::Workspace;
use lockkeeper_engine::ports::Rulebook;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};

/// Knows what it was told, and reads nothing else.
#[derive(Debug, Default)]
pub struct FakeRulebook(Mutex<Vec<(Value, Workspace)>>);

impl FakeRulebook {
    /// From now on these rules mean that.
    pub fn means(&self, rules: &Value, workspace: Workspace) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.push((rules.clone(), workspace));
    }
}

impl Rulebook for FakeRulebook {
    fn policy(&self, rules: &Value) -> Result<Workspace, String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(one, _)| one == rules);
        let found = found.map(|(_, workspace)| workspace.clone());
        found.ok_or_else(|| "nobody said what they mean".to_owned())
    }
}
