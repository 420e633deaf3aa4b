//! Rules: their beginning, their proposal, their coming into force.

use super::coming::admins;
use super::{Case, Walk};
use crate::ledger::Moment;
use crate::ledger::body::Proposal;
use crate::ledger::fault::{Broken, BrokenRule, Void, VoidReason};
use crate::ledger::kind::Body;
use crate::ledger::rules::Rules;
use crate::ledger::seal::{Sealed, Statement};
use crate::ledger::state::{Closed, RequestState};
use serde_json::Value;
use std::sync::Arc;

/// The beginning carries its own valid rules and is by one of their admins.
pub(super) fn check_beginning(sealed: &Sealed, statement: &Statement) -> Result<(), Broken> {
    let broken = |words: String| Broken::new(BrokenRule::Genesis, words);
    let Body::Genesis(proposal) = &statement.body else {
        return Err(broken("the first entry is no genesis".to_owned()));
    };
    if proposal.version != 1 {
        return Err(broken("the first rules have version 1".to_owned()));
    }
    let rules = Rules::read(&Value::Object(proposal.rules.clone())).map_err(broken)?;
    let by = &statement.by;
    let own = rules.people.get(by);
    if !own.is_some_and(|person| person.keys.contains(&sealed.key)) {
        let words = format!("its key is none of `{by}` in its own rules");
        return Err(Broken::new(BrokenRule::Key, words));
    }
    if rules.is_admin(by) {
        Ok(())
    } else {
        Err(broken(format!("`{by}` is no admin")))
    }
}

impl Walk {
    /// The rules in force; there are some after the first entry.
    pub(super) fn rules(&self) -> &Rules {
        self.state.rules().expect("the first entry brings rules")
    }

    pub(super) fn void_policy(&self, case: &Case<'_>, proposal: &Proposal) -> Result<(), Void> {
        let by = &case.statement.by;
        if !self.rules().is_admin(by) {
            let words = format!("`{by}` is no admin");
            return Err(Void::new(VoidReason::NotAdmin, words));
        }
        if proposal.version != self.state.policy_version + 1 {
            let words = format!(
                "it proposes version {} of the rules, and version {} is in force",
                proposal.version, self.state.policy_version
            );
            return Err(Void::new(VoidReason::PolicyVersion, words));
        }
        Rules::read(&Value::Object(proposal.rules.clone()))
            .map(drop)
            .map_err(|words| Void::new(VoidReason::RulesInvalid, words))
    }

    /// Puts a proposal in force when enough admins stand behind it.
    pub(super) fn settle(&mut self, policy: usize, number: usize, time: Moment) {
        let Some(proposal) = self.state.policies.get(&policy) else {
            return;
        };
        let rules = self.rules();
        if proposal.in_force || proposal.closed.is_some() {
            return;
        }
        if admins(&self.signers_of(policy, time), rules) >= rules.admins {
            self.enforce(policy, number, time);
        }
    }

    /// Who stands behind a proposal: its author, and whose yes counts.
    pub(super) fn signers_of(&self, policy: usize, time: Moment) -> Vec<&str> {
        let author = self.state.policies.get(&policy).map(|one| one.by.as_str());
        let approvals = self.state.approvals_of(policy);
        let counting = approvals.filter(|approval| approval.counts(time));
        let approving = counting.map(|approval| approval.by.as_str());
        author.into_iter().chain(approving).collect()
    }

    fn enforce(&mut self, policy: usize, number: usize, time: Moment) {
        let old = Arc::clone(self.state.rules().expect("the first entry brings rules"));
        let proposal = &self.state.policies[&policy];
        let new = Arc::clone(&proposal.rules);
        self.state.policy_version = proposal.version;
        for (other, state) in &mut self.state.policies {
            if *other == policy {
                state.in_force = true;
            } else {
                state.closed.get_or_insert(Closed::PolicyChanged(number));
            }
        }
        self.close_altered(&old, &new, number, time);
        self.lose_keys(&new, number);
        self.install(&new, number);
    }

    /// Takes rules as those after an entry.
    pub(super) fn install(&mut self, rules: &Arc<Rules>, number: usize) {
        for (handle, key) in rules.listed() {
            self.state.listed.insert((handle.to_owned(), key.clone()));
        }
        self.state.rules.push((number, Arc::clone(rules)));
    }

    fn close_altered(&mut self, old: &Rules, new: &Rules, number: usize, time: Moment) {
        for request in self.closed_by(old, new, time) {
            self.close(request, Closed::PolicyChanged(number));
        }
    }

    /// The requests that a change of the rules closes: what they rest on is
    /// altered, and nothing of them runs.
    pub(super) fn closed_by(&self, old: &Rules, new: &Rules, time: Moment) -> Vec<usize> {
        let runs = |request: usize| {
            self.state.unfinished.iter().any(|start| {
                let start = &self.state.starts[start];
                start.request == request && start.is_alive(time)
            })
        };
        let unclosed = self.state.unclosed.iter().copied();
        let closes =
            |request: &usize| !runs(*request) && alters(old, new, &self.state.requests[request]);
        unclosed.filter(closes).collect()
    }

    /// What was signed with keys that the rules no longer list stops counting.
    fn lose_keys(&mut self, new: &Rules, number: usize) {
        let state = &mut self.state;
        for approval in state.approvals.values_mut() {
            if !new.lists(&approval.by, &approval.key) {
                approval.lost.get_or_insert(number);
            }
        }
        for glass in state.glass.values_mut() {
            if !new.lists(&glass.by, &glass.key) {
                glass.lost.get_or_insert(number);
            }
        }
        for delegation in state.delegations.values_mut() {
            let signed = new.lists(&delegation.by, &delegation.signed_with);
            if !signed || new.owner_of(&delegation.device).is_some() {
                delegation.ended.get_or_insert(number);
            }
        }
    }
}

/// The change touches what a request rests on.
fn alters(old: &Rules, new: &Rules, request: &RequestState) -> bool {
    let differs = |path: &[&str]| at(old.value(), path) != at(new.value(), path);
    differs(&["environments"])
        || differs(&["env", &request.body.to])
        || request.body.items.iter().any(|item| {
            let of_service = [old, new].map(|rules| rules.repo_of(&item.service));
            let mut repos = of_service.into_iter().flatten();
            differs(&["services", &item.service]) || repos.any(|repo| differs(&["repos", repo]))
        })
}

fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}
