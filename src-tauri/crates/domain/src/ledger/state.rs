//! What the entries so far have brought about.

mod duties;
mod glass;
mod held;
mod lived;
mod records;
mod released;
mod said;
mod standing;
mod ticks;

pub use held::Hold;
pub(super) use lived::Lived;
pub use released::YankState;
pub use said::{CLOSED, FlagState, IncidentPlace, IncidentState, Rebuilt, RejectionState};
pub use ticks::TickState;

pub use records::{
    AdoptState, ApprovalState, Closed, DelegationState, FreezeState, GlassState, PolicyState,
    Record, RequestState, StartState,
};

use super::body::{Carried, Item};
use super::rules::{ApprovalRule, Rules, Way};
use super::{Hash, Moment, Nonce, PublicKey, Uuid};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Everything that is in force, and everything that was.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub(super) workspace: Option<Uuid>,
    pub(super) time: Option<Moment>,
    pub(super) records: Vec<Record>,
    pub(super) by_hash: HashMap<Hash, usize>,
    pub(super) rules: Vec<(usize, Arc<Rules>)>,
    pub(super) nonces: HashMap<Nonce, usize>,
    /// The newest entry that a later statement has seen.
    pub(super) seen: Option<usize>,
    pub(super) request_ids: HashSet<Uuid>,
    pub(super) listed: HashSet<(String, PublicKey)>,
    pub(super) requests: BTreeMap<usize, RequestState>,
    /// Requests that nothing has closed but time.
    pub(super) unclosed: BTreeSet<usize>,
    pub(super) policies: BTreeMap<usize, PolicyState>,
    pub(super) policy_version: i64,
    pub(super) approvals: BTreeMap<usize, ApprovalState>,
    pub(super) approvals_of: HashMap<usize, Vec<usize>>,
    pub(super) glass: BTreeMap<usize, GlassState>,
    pub(super) freezes: BTreeMap<usize, FreezeState>,
    pub(super) starts: BTreeMap<usize, StartState>,
    /// Starts without an end.
    pub(super) unfinished: BTreeSet<usize>,
    pub(super) delegations: BTreeMap<usize, DelegationState>,
    pub(super) adopts: BTreeMap<usize, AdoptState>,
    /// What finished (`true`) or was adopted (`false`) where.
    pub(super) was_live: HashMap<(String, Item), bool>,
    /// Every item that was ever asked for or adopted; void entries count too.
    pub(super) named: HashSet<Item>,
    /// What is only looked at.
    remarks: said::Remarks,
    /// Lines that were ticked, by the number of their request.
    ticks: BTreeMap<usize, Vec<TickState>>,
    /// What was released, and what was taken off.
    released: released::Released,
    /// What of a service finished or was adopted where; the newest last.
    pub(super) lived: HashMap<(String, String), Vec<Lived>>,
}

impl State {
    /// The workspace that the beginning named.
    #[must_use]
    pub const fn workspace(&self) -> Option<&Uuid> {
        self.workspace.as_ref()
    }

    /// Every entry in force or void, in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The hash of the last entry.
    #[must_use]
    pub fn head(&self) -> Option<&Hash> {
        self.records.last().map(|record| &record.hash)
    }

    /// The entry time of the last entry.
    #[must_use]
    pub const fn time(&self) -> Option<Moment> {
        self.time
    }

    /// The number of the entry with that hash.
    #[must_use]
    pub fn number_of(&self, hash: &Hash) -> Option<usize> {
        self.by_hash.get(hash).copied()
    }

    /// The request with that hash, unless it is void.
    pub(in crate::ledger) fn request_of(&self, hash: &Hash) -> Option<&RequestState> {
        self.requests.get(&self.number_of(hash)?)
    }

    /// The number of the entry that carries a nonce.
    #[must_use]
    pub fn number_of_nonce(&self, nonce: &Nonce) -> Option<usize> {
        self.nonces.get(nonce).copied()
    }

    /// The newest entry that has to be seen and that no statement has seen yet;
    /// those of somebody's own are not theirs to bind, and void ones hold
    /// nobody back.
    #[must_use]
    pub fn unseen(&self, by: &str) -> Option<usize> {
        let known = self.seen.map_or(0, |newest| newest + 1);
        let waits = |record: &Record| {
            record.kind.must_be_seen() && record.void.is_none() && record.by != by
        };
        let mut newer = self.records.iter().enumerate().skip(known);
        newer.rfind(|(_, record)| waits(record)).map(|(at, _)| at)
    }

    /// The rules in force after the last entry.
    #[must_use]
    pub fn rules(&self) -> Option<&Arc<Rules>> {
        self.rules.last().map(|(_, rules)| rules)
    }

    /// The version of the rules in force.
    #[must_use]
    pub const fn policy_version(&self) -> i64 {
        self.policy_version
    }

    /// The rules in force after the entry of that number.
    #[must_use]
    pub fn rules_after(&self, number: usize) -> Option<&Arc<Rules>> {
        let at = self.rules.partition_point(|(from, _)| *from <= number);
        self.rules[..at].last().map(|(_, rules)| rules)
    }

    /// Every key that was ever listed, with the handle it was listed for.
    pub fn ever_listed(&self) -> impl Iterator<Item = (&str, &PublicKey)> {
        self.listed
            .iter()
            .map(|(handle, key)| (handle.as_str(), key))
    }

    /// Requests that are not void, by number.
    #[must_use]
    pub const fn requests(&self) -> &BTreeMap<usize, RequestState> {
        &self.requests
    }

    /// Proposals of rules that are not void, by number.
    #[must_use]
    pub const fn policies(&self) -> &BTreeMap<usize, PolicyState> {
        &self.policies
    }

    /// Freezes that are not void, by number.
    #[must_use]
    pub const fn freezes(&self) -> &BTreeMap<usize, FreezeState> {
        &self.freezes
    }

    /// Starts that are not void, by number.
    #[must_use]
    pub const fn starts(&self) -> &BTreeMap<usize, StartState> {
        &self.starts
    }

    /// Broken glass that is not void, by number.
    #[must_use]
    pub const fn glass(&self) -> &BTreeMap<usize, GlassState> {
        &self.glass
    }

    /// What was adopted, by number.
    #[must_use]
    pub const fn adopts(&self) -> &BTreeMap<usize, AdoptState> {
        &self.adopts
    }

    /// Delegations that are not void, by number.
    #[must_use]
    pub const fn delegations(&self) -> &BTreeMap<usize, DelegationState> {
        &self.delegations
    }

    /// Whether an item finished (`true`) or was only adopted in an environment.
    #[must_use]
    pub fn was_live_as(&self, environment: &str, item: &Item) -> Option<bool> {
        let place = (environment.to_owned(), item.clone());
        self.was_live.get(&place).copied()
    }

    /// Whether anybody ever asked for a tag of a repository or adopted it, void
    /// and closed entries not left out.
    #[must_use]
    pub fn was_named(&self, repository: &str, tag: &str) -> bool {
        let is_it =
            |item: &&Item| item.repository == repository && item.tag.as_deref() == Some(tag);
        self.named.iter().any(|item| is_it(&item))
    }

    /// The approvals that are about an entry, void ones not among them.
    pub fn approvals_of(&self, subject: usize) -> impl Iterator<Item = &ApprovalState> {
        let numbers = self.approvals_of.get(&subject);
        numbers
            .into_iter()
            .flatten()
            .filter_map(|number| self.approvals.get(number))
    }

    /// The request is neither closed nor past its end at that time.
    #[must_use]
    pub fn is_open(&self, request: usize, time: Moment) -> bool {
        self.requests
            .get(&request)
            .is_some_and(|state| state.closed.is_none() && time < state.body.expires)
    }

    /// The way a request goes in, which says whose approvals it needs.
    #[must_use]
    pub fn way<'a>(&self, request: &'a RequestState) -> Way<'a> {
        if self.is_plain_rollback(request) {
            return Way::PlainRollback;
        }
        request.body.lane.as_deref().map_or(Way::Gates, Way::Lane)
    }

    /// A rollback each of whose items finished there, not only was adopted.
    #[must_use]
    pub fn is_plain_rollback(&self, request: &RequestState) -> bool {
        let body = &request.body;
        let finished = |item: &Item| {
            let place = (body.to.clone(), item.clone());
            self.was_live.get(&place) == Some(&true)
        };
        body.is_rollback() && body.items.iter().all(finished)
    }

    /// The approval rules that a request must meet under some rules.
    pub fn asked_of<'a>(
        &self,
        request: &'a RequestState,
        rules: &'a Rules,
    ) -> impl Iterator<Item = &'a ApprovalRule> {
        let way = self.way(request);
        let all = rules.approvals(&request.body.to, way).iter();
        all.filter(|rule| rule.when.as_ref().is_none_or(|when| request.raises(when)))
    }

    /// The distinct people whose approval of that request counts for a role.
    #[must_use]
    pub fn approvers(
        &self,
        request: &RequestState,
        role: &str,
        rules: &Rules,
        time: Moment,
    ) -> BTreeSet<&str> {
        self.approvals_of(request.number)
            .filter(|approval| approval.counts(time))
            .filter(|approval| rules.lists(&approval.by, &approval.key))
            .filter(|approval| rules.holds(&approval.by, role, request.services()))
            .map(|approval| approval.by.as_str())
            .collect()
    }

    /// Every rule has enough people.
    #[must_use]
    pub fn is_approved(&self, request: &RequestState, rules: &Rules, time: Moment) -> bool {
        self.asked_of(request, rules).all(|rule| {
            let people = self.approvers(request, &rule.role, rules, time).len();
            u64::try_from(people).unwrap_or(u64::MAX) >= rule.count
        })
    }

    /// The freezes that hold an item of a request back at that time.
    pub fn freezes_on<'a>(
        &'a self,
        request: &'a RequestState,
        time: Moment,
    ) -> impl Iterator<Item = &'a FreezeState> {
        self.freezes
            .values()
            .filter(move |freeze| freeze.holds(time) && freeze.covers(request))
    }

    /// What an approval or rejection must repeat.
    #[must_use]
    pub fn what(&self, subject: usize) -> Option<Carried> {
        let body = if let Some(request) = self.requests.get(&subject) {
            serde_json::to_value(&*request.body)
        } else if let Some(policy) = self.policies.get(&subject) {
            let rules = policy.rules.hash().as_str();
            Ok(serde_json::json!({"rules": rules, "version": policy.version}))
        } else if let Some(glass) = self.glass.get(&subject) {
            serde_json::to_value(&*glass.body)
        } else {
            serde_json::to_value(&*self.adopts.get(&subject)?.body)
        };
        body.ok()?.as_object().cloned()
    }
}
