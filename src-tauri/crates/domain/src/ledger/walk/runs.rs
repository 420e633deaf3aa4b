//! Runs: who may begin, go on, and end one.

use super::author::Author;
use super::requests::{missing, not_over};
use super::{Case, Walk};
use crate::ledger::Moment;
use crate::ledger::body::{Finish, Start};
use crate::ledger::fault::{Void, VoidReason};
use crate::ledger::moment::DAY;
use crate::ledger::state::{RequestState, StartState};

impl Walk {
    pub(super) fn void_start(&self, case: &Case<'_>, start: &Start) -> Result<(), Void> {
        let request = &self.state.requests[&self.request_named(&start.request)?];
        self.may_act(case, &request.body, "start")?;
        void_lease(case, start)?;
        let by = &case.statement.by;
        if self
            .earlier_of(by, request.number, start, case.time)
            .is_some()
        {
            return Ok(());
        }
        not_over(request, case.time, "its request is closed")?;
        let rules = self.rules();
        let approved = self.state.is_approved(request, rules, case.time);
        if !approved && !self.state.is_broken(request.number, "approvals") {
            let words = "approvals of its request are missing";
            return Err(Void::new(VoidReason::Approvals, words));
        }
        self.held_back(case, request)?;
        self.leased(case, request)
    }

    /// The run that this start goes on with.
    pub(super) fn earlier_of(
        &self,
        by: &str,
        request: usize,
        start: &Start,
        time: Moment,
    ) -> Option<usize> {
        let same = |state: &&StartState| {
            state.by == by
                && state.request == request
                && state.body.plan == start.plan
                && state.is_alive(time)
        };
        let unfinished = self.state.unfinished.iter();
        unfinished
            .map(|number| &self.state.starts[number])
            .find(same)
            .map(|state| state.number)
    }

    fn held_back(&self, case: &Case<'_>, request: &RequestState) -> Result<(), Void> {
        let passes =
            self.state.is_plain_rollback(request) || self.state.is_broken(request.number, "freeze");
        let mut freezes = self.state.freezes_on(request, case.time);
        match freezes.next() {
            Some(freeze) if !passes => {
                let words = format!("the line is stopped by entry {}", freeze.number);
                Err(Void::new(VoidReason::Frozen, words))
            }
            _ => Ok(()),
        }
    }

    fn leased(&self, case: &Case<'_>, request: &RequestState) -> Result<(), Void> {
        let mut unfinished = self.state.unfinished.iter();
        let other = unfinished.find(|number| {
            let start = &self.state.starts[number];
            start.is_alive(case.time) && self.state.requests[&start.request].meets(request)
        });
        other.map_or(Ok(()), |number| {
            let start = &self.state.starts[number];
            let (by, until) = (&start.by, start.body.lease.until);
            let words = format!(
                "{by} has started something there with entry {number}: \
                 it ends, or its lease does at {until}"
            );
            Err(Void::new(VoidReason::Leased, words))
        })
    }

    pub(super) fn void_finish(&self, case: &Case<'_>, finish: &Finish) -> Result<(), Void> {
        self.operational_may(case)?;
        let outcome = finish.outcome.as_str();
        if !matches!(outcome, "succeeded" | "failed" | "cancelled") {
            let words = format!("`{outcome}` is none of succeeded, failed and cancelled");
            return Err(Void::new(VoidReason::Outcome, words));
        }
        let number = self.state.number_of(&finish.start);
        let start = number.and_then(|number| self.state.starts.get(&number));
        let start = start.ok_or_else(|| missing(VoidReason::StartUnknown, "start"))?;
        if start.finished.is_some() {
            let words = "the run is finished already";
            return Err(Void::new(VoidReason::Finished, words));
        }
        let person = case.author != Author::Machine;
        let over = case.time >= start.body.lease.until;
        if start.by == case.statement.by || (person && over) {
            return Ok(());
        }
        let words = format!("the run belongs to `{}`", start.by);
        Err(Void::new(VoidReason::NotHolder, words))
    }
}

fn void_lease(case: &Case<'_>, start: &Start) -> Result<(), Void> {
    if usize::try_from(start.lease.fence) != Ok(case.number) {
        let words = format!(
            "its lease is numbered {}, and not as the entry",
            start.lease.fence
        );
        return Err(Void::new(VoidReason::Fence, words));
    }
    let until = start.lease.until;
    if until <= case.time || until > case.time.plus(DAY) {
        let words = "its lease does not end within a day";
        return Err(Void::new(VoidReason::Lease, words));
    }
    Ok(())
}
