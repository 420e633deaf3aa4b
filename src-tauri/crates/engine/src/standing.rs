//! By which rules a desk judges.
//!
//! The workspace file proposes; what people signed is in force. A desk is
//! opened with the rules in force where a ledger has begun, so that nobody
//! opens a gate by editing a file.

use crate::desk::Desk;
use lockkeeper_domain::ledger::Hash;

/// Where the policy of a desk comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Standing {
    /// The workspace file: no ledger has begun.
    #[default]
    File,
    /// The rules in force.
    InForce {
        /// Their hash.
        hash: Hash,
        /// Whether the workspace file says something else.
        differs: bool,
    },
    /// The workspace file, for this version cannot read the rules in force.
    Unread {
        /// Their hash.
        hash: Hash,
        /// What it could not read.
        why: String,
    },
}

impl Standing {
    const fn hash(&self) -> Option<&Hash> {
        match self {
            Self::File => None,
            Self::InForce { hash, .. } | Self::Unread { hash, .. } => Some(hash),
        }
    }
}

impl Desk {
    /// Whether other rules are in force by now than those this desk judges by:
    /// the workspace has to be opened again.
    #[must_use]
    pub fn rules_changed(&self) -> bool {
        let walk = self.walk();
        let rules = walk.as_deref().and_then(|walk| walk.state().rules());
        rules.is_some_and(|rules| self.standing.hash() != Some(rules.hash()))
    }

    /// Where the file and what was signed part, in a sentence.
    #[must_use]
    pub fn rules_notice(&self) -> Option<String> {
        match &self.standing {
            Standing::File | Standing::InForce { differs: false, .. } => None,
            Standing::InForce { differs: true, .. } => Some(
                "The workspace file says something else than the rules in force, which hold until a change is signed: `lockkeeper ledger propose` shows and proposes it.".to_owned(),
            ),
            Standing::Unread { why, .. } => Some(format!(
                "This version cannot read the rules in force ({why}): nothing is promoted with it."
            )),
        }
    }

    /// Why nothing may be promoted by what this desk takes for the rules.
    pub(crate) fn wrong_rules(&self) -> Option<String> {
        match &self.standing {
            Standing::File => None,
            Standing::Unread { .. } => self.rules_notice(),
            Standing::InForce { .. } => self.rules_changed().then(|| {
                "other rules are in force since it was made: open the workspace again".to_owned()
            }),
        }
    }
}
