//! Requests: who may ask for what.

use super::author::Author;
use super::{Case, Walk};
use crate::ledger::body::Request;
use crate::ledger::fault::{Void, VoidReason};
use crate::ledger::moment::DAY;
use crate::ledger::state::RequestState;
use crate::ledger::{Hash, Moment};
use std::collections::BTreeSet;

/// The longest that a request or an approval stands.
const LONGEST: i64 = 30 * DAY;

impl Walk {
    pub(super) fn void_request(&self, case: &Case<'_>, request: &Request) -> Result<(), Void> {
        let refuse = |reason, words: String| Err(Void::new(reason, words));
        if !matches!(request.direction.as_str(), "promote" | "rollback") {
            let words = format!("`{}` is neither promote nor rollback", request.direction);
            return refuse(VoidReason::Direction, words);
        }
        if !self.rules().environments.contains(&request.to) {
            let words = format!("there is no environment `{}`", request.to);
            return refuse(VoidReason::Environment, words);
        }
        self.may_act(case, request, "request")?;
        let mut services = BTreeSet::new();
        if !request
            .items
            .iter()
            .all(|item| services.insert(&item.service))
        {
            return refuse(
                VoidReason::ServiceTwice,
                "it asks for a service twice".to_owned(),
            );
        }
        ends_in_time(case.time, request.expires)?;
        if self.state.request_ids.contains(&request.id) {
            return refuse(VoidReason::IdUsed, "its id was used before".to_owned());
        }
        let lane = request.lane.as_deref();
        let env = self.rules().env(&request.to);
        if let Some(lane) = lane
            && !env.is_some_and(|env| env.has_lane(lane))
        {
            let words = format!("`{}` has no lane `{lane}`", request.to);
            return refuse(VoidReason::Lane, words);
        }
        self.lived_before(request)
    }

    fn lived_before(&self, request: &Request) -> Result<(), Void> {
        if request.direction != "rollback" {
            return Ok(());
        }
        let never = request.items.iter().find(|item| {
            let place = (request.to.clone(), (*item).clone());
            !self.state.was_live.contains_key(&place)
        });
        never.map_or(Ok(()), |item| {
            let words = format!(
                "{} {} was never live in {} like this",
                item.service, item.version, request.to
            );
            Err(Void::new(VoidReason::NotLiveBefore, words))
        })
    }

    /// The author may request or start that way into that environment.
    pub(super) fn may_act(
        &self,
        case: &Case<'_>,
        request: &Request,
        power: &str,
    ) -> Result<(), Void> {
        let Request { direction, to, .. } = request;
        if case.author == Author::Machine {
            let kind = case.statement.body.kind().word();
            let narrowed = [
                format!("{kind}:{direction}"),
                format!("{kind}:{direction}:{to}"),
            ];
            return self.machine_may(case, &narrowed);
        }
        let rules = self.rules();
        let power = if direction == "rollback" {
            "rollback"
        } else {
            power
        };
        let Some(roles) = rules.env(to).and_then(|env| env.may(power)) else {
            return Ok(());
        };
        let by = &case.statement.by;
        let services = request.items.iter().map(|item| item.service.as_str());
        if roles
            .iter()
            .any(|role| rules.holds(by, role, services.clone()))
        {
            return Ok(());
        }
        let words = format!("`{by}` holds none of the roles that may do this in {to}");
        Err(Void::new(VoidReason::MayNot, words))
    }

    /// The author holds the role that the rules ask for, over some services.
    pub(super) fn needs_role(
        &self,
        case: &Case<'_>,
        member: &str,
        services: &[&str],
    ) -> Result<(), Void> {
        let role = self.role_for(member);
        let by = &case.statement.by;
        if self.rules().holds(by, role, services.iter().copied()) {
            return Ok(());
        }
        let words = format!("`{by}` does not hold the role `{role}`");
        Err(Void::new(VoidReason::Role, words))
    }

    /// The role that the rules ask for.
    pub(super) fn role_for(&self, member: &str) -> &str {
        let default = match member {
            "break_glass" => crate::ledger::rules::ADMIN,
            _ => "release-manager",
        };
        self.rules().governance(member, default)
    }

    /// A request that an entry names.
    pub(super) fn request_named(&self, hash: &Hash) -> Result<usize, Void> {
        let number = self.state.number_of(hash);
        number
            .filter(|number| self.state.requests.contains_key(number))
            .ok_or_else(|| missing(VoidReason::RequestUnknown, "request"))
    }

    pub(super) fn void_incident(&self, request: Option<&Hash>) -> Result<(), Void> {
        request.map_or(Ok(()), |hash| self.request_named(hash).map(drop))
    }
}

/// What an entry names is not there as it should be.
pub(super) fn missing(reason: VoidReason, kind: &str) -> Void {
    let words = format!("the {kind} it names is not there, or void");
    Void::new(reason, words)
}

/// An end that lies ahead, at most 30 days.
pub(super) fn ends_in_time(time: Moment, end: Moment) -> Result<(), Void> {
    if end > time && end <= time.plus(LONGEST) {
        return Ok(());
    }
    let words = "its end is not within the next 30 days";
    Err(Void::new(VoidReason::Expires, words))
}

/// Nothing closed the request, and it has not ended by itself.
pub(super) fn not_over(request: &RequestState, time: Moment, closed: &str) -> Result<(), Void> {
    let expires = request.body.expires;
    let words = match request.closed {
        Some(_) => closed.to_owned(),
        None if time >= expires => format!("the request expired at {expires}"),
        None => return Ok(()),
    };
    Err(Void::new(VoidReason::Closed, words))
}
