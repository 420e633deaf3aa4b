//! What people decide: yes, no, taken back, glass broken, line stopped.

use super::requests::{ends_in_time, missing, not_over};
use super::{Case, Walk, named_services};
use crate::ledger::Hash;
use crate::ledger::body::{Approval, BreakGlass, Carried, Rejection, Thaw, Withdrawal};
use crate::ledger::fault::{Void, VoidReason};
use crate::ledger::state::RequestState;

impl Walk {
    pub(super) fn void_approval(&self, case: &Case<'_>, approval: &Approval) -> Result<(), Void> {
        let subject = self.decided(case, &approval.subject, &approval.what, true)?;
        ends_in_time(case.time, approval.expires)?;
        let by = &case.statement.by;
        let own = &self.state.records[subject].by == by;
        if let Some(request) = self.state.requests.get(&subject) {
            let env = self.rules().env(&request.body.to);
            if own && !env.is_some_and(|env| env.own_counts) {
                return Err(own_decision());
            }
            return Ok(());
        }
        if own {
            return Err(own_decision());
        }
        let (role, services) = if let Some(glass) = self.state.glass.get(&subject) {
            let request = &self.state.requests[&glass.request];
            (&glass.role, request.services().collect())
        } else if let Some(adopt) = self.state.adopts.get(&subject) {
            (&adopt.role, vec![adopt.body.item.service.as_str()])
        } else {
            return Ok(());
        };
        if self.rules().holds(by, role, services.into_iter()) {
            return Ok(());
        }
        let words = format!("`{by}` does not hold the role `{role}`");
        Err(Void::new(VoidReason::Role, words))
    }

    pub(super) fn void_rejection(
        &self,
        case: &Case<'_>,
        rejection: &Rejection,
    ) -> Result<(), Void> {
        let subject = self.decided(case, &rejection.subject, &rejection.what, false)?;
        let by = &case.statement.by;
        if &self.state.records[subject].by == by {
            return Err(own_decision());
        }
        let request = self.state.requests.get(&subject);
        let concerned = request.is_some_and(|request| self.is_asked(by, request));
        if self.rules().is_admin(by) || concerned {
            return Ok(());
        }
        let words = format!("`{by}` is nobody whose approval it needs");
        Err(Void::new(VoidReason::Role, words))
    }

    fn is_asked(&self, by: &str, request: &RequestState) -> bool {
        let rules = self.rules();
        self.state
            .asked_of(request, rules)
            .any(|rule| rules.holds(by, &rule.role, request.services()))
    }

    /// The entry that a decision is about: there, open, seen and repeated.
    fn decided(
        &self,
        case: &Case<'_>,
        subject: &Hash,
        what: &Carried,
        also_afterwards: bool,
    ) -> Result<usize, Void> {
        let number = self.state.number_of(subject);
        let number = number.ok_or_else(|| missing(VoidReason::Subject, "entry"))?;
        let afterwards =
            self.state.glass.contains_key(&number) || self.state.adopts.contains_key(&number);
        if !(also_afterwards && afterwards) {
            self.still_open(case, number)?;
        }
        if case.seen < number {
            let words = "its author had not seen what it is about";
            return Err(Void::new(VoidReason::SubjectUnseen, words));
        }
        if self.state.what(number).as_ref() != Some(what) {
            let words = "what it was signed for differs from what it is about";
            return Err(Void::new(VoidReason::WhatDiffers, words));
        }
        Ok(number)
    }

    /// A request or a proposal that can still be decided.
    fn still_open(&self, case: &Case<'_>, number: usize) -> Result<(), Void> {
        let words = "what it is about is closed";
        if let Some(request) = self.state.requests.get(&number) {
            return not_over(request, case.time, words);
        }
        let policy = self.state.policies.get(&number);
        let policy = policy.ok_or_else(|| missing(VoidReason::Subject, "entry"))?;
        match policy.closed {
            None => Ok(()),
            Some(_) => Err(Void::new(VoidReason::Closed, words)),
        }
    }

    pub(super) fn void_withdrawal(
        &self,
        case: &Case<'_>,
        withdrawal: &Withdrawal,
    ) -> Result<(), Void> {
        let state = &self.state;
        let number = state.number_of(&withdrawal.subject);
        let number = number.ok_or_else(|| missing(VoidReason::Subject, "entry"))?;
        let at_any_time = state.approvals.contains_key(&number)
            || state.glass.contains_key(&number)
            || state.delegations.contains_key(&number);
        if !at_any_time {
            self.still_open(case, number)?;
        }
        if state.records[number].by == case.statement.by {
            return Ok(());
        }
        let words = "only its author can take it back";
        Err(Void::new(VoidReason::NotAuthor, words))
    }

    pub(super) fn void_break_glass(&self, case: &Case<'_>, glass: &BreakGlass) -> Result<(), Void> {
        let request = &self.state.requests[&self.request_named(&glass.request)?];
        let services: Vec<&str> = request.services().collect();
        self.needs_role(case, "break_glass", &services)?;
        let env = self.rules().env(&request.body.to);
        let breakable = env.map_or(&[][..], |env| env.breakable.as_slice());
        let hard = glass.gates.iter().find(|gate| !breakable.contains(gate));
        hard.map_or(Ok(()), |gate| {
            let words = format!("the gate `{gate}` may not be broken in {}", request.body.to);
            Err(Void::new(VoidReason::NotBreakable, words))
        })
    }

    pub(super) fn void_thaw(&self, case: &Case<'_>, thaw: &Thaw) -> Result<(), Void> {
        let number = self.state.number_of(&thaw.freeze);
        let freeze = number.and_then(|number| self.state.freezes.get(&number));
        let freeze = freeze.ok_or_else(|| missing(VoidReason::FreezeUnknown, "freeze"))?;
        self.needs_role(case, "freeze", &named_services(&freeze.body))
    }
}

fn own_decision() -> Void {
    let words = "nobody decides on what they asked for themselves";
    Void::new(VoidReason::OwnRequest, words)
}
