//! What rules would bring about, for whoever is about to sign them.

use super::Walk;
use crate::ledger::Moment;
use crate::ledger::kind::Body;
use crate::ledger::rules::Rules;

/// What proposed rules come to with one more signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// How many admins have to say yes after it; none when they are in force
    /// at once.
    pub lacking: u64,
    /// The open requests that they close once they are in force.
    pub closes: Vec<usize>,
}

impl Walk {
    /// What rules come to when somebody proposes them, or says yes to a
    /// proposal that is open; nothing of other statements.
    #[must_use]
    pub fn coming(&self, by: &str, body: &Body, now: Moment) -> Option<Coming> {
        let old = self.state.rules()?;
        let read;
        let (new, mut signers) = match body {
            Body::Policy(proposal) => {
                let rules = serde_json::Value::Object(proposal.rules.clone());
                read = Rules::read(&rules).ok()?;
                (&read, Vec::new())
            }
            Body::Approval(approval) => {
                let number = self.state.number_of(&approval.subject)?;
                let proposal = self.state.policies.get(&number)?;
                if proposal.in_force || proposal.closed.is_some() {
                    return None;
                }
                (&*proposal.rules, self.signers_of(number, now))
            }
            _ => return None,
        };
        signers.push(by);
        Some(Coming {
            lacking: old.admins.saturating_sub(admins(&signers, old)),
            closes: self.closed_by(old, new, now),
        })
    }

    /// How many admins have yet to say yes to a proposal that is open.
    #[must_use]
    pub fn lacking(&self, policy: usize, now: Moment) -> Option<u64> {
        let proposal = self.state.policies.get(&policy)?;
        let rules = self.state.rules()?;
        let open = !proposal.in_force && proposal.closed.is_none();
        let signed = admins(&self.signers_of(policy, now), rules);
        open.then(|| rules.admins.saturating_sub(signed))
    }
}

/// How many distinct admins of some rules are among people.
pub(super) fn admins(people: &[&str], rules: &Rules) -> u64 {
    let distinct: std::collections::BTreeSet<&str> = people.iter().copied().collect();
    let admins = distinct.iter().filter(|by| rules.is_admin(by)).count();
    u64::try_from(admins).unwrap_or(u64::MAX)
}
