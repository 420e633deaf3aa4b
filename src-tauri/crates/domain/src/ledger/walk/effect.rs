//! What an entry brings about once it stands.

use super::Walk;
use crate::ledger::body::{Finish, Start};
use crate::ledger::kind::Body;
use crate::ledger::rules::Rules;
use crate::ledger::state::{
    AdoptState, ApprovalState, Closed, DelegationState, FreezeState, GlassState, Lived,
    PolicyState, RequestState, StartState,
};
use crate::ledger::{Hash, Moment, PublicKey};
use serde_json::Value;
use std::sync::Arc;

/// Who said what when, with which key.
pub(super) struct Said {
    pub(super) number: usize,
    pub(super) time: Moment,
    pub(super) by: String,
    pub(super) key: PublicKey,
}

impl Walk {
    /// Takes the effect of an entry that is neither broken nor void.
    pub(super) fn apply(&mut self, said: Said, body: Body) {
        let number = said.number;
        self.state.remark(number, &said.by, said.time, &body);
        match body {
            Body::Genesis(proposal) | Body::Policy(proposal) => {
                let rules = Rules::read(&Value::Object(proposal.rules));
                let rules = Arc::new(rules.expect("judged before"));
                self.propose(said, rules, proposal.version);
            }
            Body::Approval(approval) => self.approve(said, &approval.subject, approval.expires),
            Body::Rejection(rejection) => {
                self.close_subject(&rejection.subject, Closed::Rejected(number), false);
            }
            Body::Withdrawal(withdrawal) => self.withdraw(number, &withdrawal.subject),
            Body::Start(start) => self.start(said, start),
            Body::Finish(finish) => self.finish(number, said.time, &finish),
            Body::Thaw(thaw) => {
                let freeze = self.state.number_of(&thaw.freeze);
                if let Some(freeze) = freeze.and_then(|at| self.state.freezes.get_mut(&at)) {
                    freeze.thawed.get_or_insert(number);
                }
            }
            body => self.remember(said, body),
        }
    }

    /// Kinds whose effect is that they stand.
    fn remember(&mut self, said: Said, body: Body) {
        let Said {
            number,
            time,
            by,
            key,
        } = said;
        match body {
            Body::Request(body) => {
                self.state.unclosed.insert(number);
                let state = RequestState {
                    number,
                    by,
                    body: Arc::new(body),
                    closed: None,
                };
                self.state.requests.insert(number, state);
            }
            Body::BreakGlass(body) => {
                let request = self.state.number_of(&body.request).unwrap_or_default();
                let state = GlassState {
                    number,
                    by,
                    key,
                    request,
                    gates: body.gates.clone(),
                    body: Arc::new(body),
                    withdrawn: None,
                    lost: None,
                    time,
                    role: self.role_for("break_glass").to_owned(),
                };
                self.state.glass.insert(number, state);
            }
            Body::Freeze(body) => {
                let state = FreezeState {
                    number,
                    by,
                    body: Arc::new(body),
                    thawed: None,
                };
                self.state.freezes.insert(number, state);
            }
            Body::Delegation(body) => {
                let device = PublicKey::parse_line(&body.key).expect("judged before");
                let state = DelegationState {
                    number,
                    by,
                    signed_with: key,
                    device,
                    body: Arc::new(body),
                    ended: None,
                };
                self.state.delegations.insert(number, state);
            }
            Body::Adopt(body) => {
                let place = (body.environment.clone(), body.item.clone());
                self.state.was_live.entry(place).or_insert(false);
                let lived = Lived {
                    number,
                    since: time,
                    item: body.item.clone(),
                    adopted: Some(body.until()),
                };
                self.state.lives(&body.environment, lived);
                let state = AdoptState {
                    number,
                    by,
                    body: Arc::new(body),
                    time,
                    role: self.role_for("adopt").to_owned(),
                };
                self.state.adopts.insert(number, state);
            }
            _ => {}
        }
    }

    fn propose(&mut self, said: Said, rules: Arc<Rules>, version: i64) {
        let Said {
            number, time, by, ..
        } = said;
        if number == 0 {
            // In force by itself: nobody proposes it, and nobody decides on it.
            self.state.policy_version = version;
            self.install(&rules, number);
            return;
        }
        let state = PolicyState {
            number,
            by,
            rules,
            version,
            in_force: false,
            closed: None,
        };
        self.state.policies.insert(number, state);
        self.settle(number, number, time);
    }

    fn approve(&mut self, said: Said, subject: &Hash, expires: Moment) {
        let subject = self.state.number_of(subject).unwrap_or_default();
        let Said {
            number,
            time,
            by,
            key,
        } = said;
        let state = ApprovalState {
            number,
            by,
            key,
            subject,
            expires,
            withdrawn: None,
            lost: None,
        };
        self.state.approvals.insert(number, state);
        self.state
            .approvals_of
            .entry(subject)
            .or_default()
            .push(number);
        self.settle(subject, number, time);
    }

    fn withdraw(&mut self, number: usize, subject: &Hash) {
        let Some(at) = self.state.number_of(subject) else {
            return;
        };
        let state = &mut self.state;
        if let Some(approval) = state.approvals.get_mut(&at) {
            approval.withdrawn.get_or_insert(number);
        } else if let Some(glass) = state.glass.get_mut(&at) {
            glass.withdrawn.get_or_insert(number);
        } else if let Some(delegation) = state.delegations.get_mut(&at) {
            delegation.ended.get_or_insert(number);
        } else {
            self.close_subject(subject, Closed::Withdrawn(number), true);
        }
    }

    /// Closes a request; a proposal only where that is meant too, because a
    /// rejection of rules is shown and vetoes nothing.
    fn close_subject(&mut self, subject: &Hash, why: Closed, policies_too: bool) {
        let Some(at) = self.state.number_of(subject) else {
            return;
        };
        match self.state.policies.get_mut(&at) {
            Some(policy) if policies_too => {
                policy.closed.get_or_insert(why);
            }
            Some(_) => {}
            None => self.close(at, why),
        }
    }

    /// Closes a request for ever.
    pub(super) fn close(&mut self, request: usize, why: Closed) {
        self.state.unclosed.remove(&request);
        if let Some(state) = self.state.requests.get_mut(&request) {
            state.closed.get_or_insert(why);
        }
    }

    fn start(&mut self, said: Said, start: Start) {
        let Said {
            number, time, by, ..
        } = said;
        let request = self.state.number_of(&start.request).unwrap_or_default();
        let renewed = self.earlier_of(&by, request, &start, time);
        if let Some(earlier) = renewed {
            self.end(earlier, number, "renewed");
        }
        let state = StartState {
            number,
            by,
            request,
            body: Arc::new(start),
            finished: None,
            outcome: None,
        };
        self.state.starts.insert(number, state);
        self.state.unfinished.insert(number);
        self.supersede(request, number);
    }

    /// Earlier requests that go the same way are overtaken.
    fn supersede(&mut self, request: usize, number: usize) {
        let this = self.state.requests[&request].clone();
        let earlier = self.state.unclosed.range(..request);
        let met: Vec<usize> = earlier
            .copied()
            .filter(|other| self.state.requests[other].meets(&this))
            .collect();
        for other in met {
            self.close(other, Closed::Superseded(number));
        }
    }

    fn finish(&mut self, number: usize, time: Moment, finish: &Finish) {
        let Some(start) = self.state.number_of(&finish.start) else {
            return;
        };
        self.end(start, number, &finish.outcome);
        if finish.outcome != "succeeded" {
            return;
        }
        let request = self.state.starts[&start].request;
        let body = Arc::clone(&self.state.requests[&request].body);
        for item in &body.items {
            let place = (body.to.clone(), item.clone());
            self.state.was_live.insert(place, true);
            let lived = Lived {
                number,
                since: time,
                item: item.clone(),
                adopted: None,
            };
            self.state.lives(&body.to, lived);
        }
        self.close(request, Closed::Done(number));
    }

    fn end(&mut self, start: usize, number: usize, outcome: &str) {
        self.state.unfinished.remove(&start);
        if let Some(state) = self.state.starts.get_mut(&start) {
            state.finished = Some(number);
            state.outcome = Some(outcome.to_owned());
        }
    }
}
