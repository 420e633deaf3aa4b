//! Rules as they were signed: what the ledger reads of them.
//!
//! Only the members that decide something are read; all others are carried.

mod read;
mod signers;
mod unfilled;
mod vacant;

pub use signers::{Absent, Away, Signers};

use super::{Hash, PublicKey, canonical};
use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The role of who may change the policy.
pub const ADMIN: &str = "admin";

/// A role as a person holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldRole {
    /// Its name.
    pub role: String,
    /// Only where all items belong to services of this repository.
    pub repo: Option<String>,
}

/// A person of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesPerson {
    /// What they hold.
    pub roles: Vec<HeldRole>,
    /// Their keys; several, still one person.
    pub keys: BTreeSet<PublicKey>,
    /// When they are not asked; decides nothing.
    pub away: Option<Away>,
}

/// A machine of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesMachine {
    /// Its keys.
    pub keys: BTreeSet<PublicKey>,
    /// Kinds, some narrowed: `start:promote:dev`.
    pub may: Vec<String>,
}

/// So many people of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRule {
    /// The role they hold.
    pub role: String,
    /// How many distinct people; at least one.
    pub count: u64,
    /// Only for requests with this flag.
    pub when: Option<String>,
}

/// Which list of approval rules holds for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way<'a> {
    /// An ordinary promotion, or a rollback to what was only adopted.
    Gates,
    /// A promotion through a lane.
    Lane(&'a str),
    /// A rollback to what finished there.
    PlainRollback,
}

/// What an environment's rules say of the ledger's own questions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvRules {
    approvals: Vec<ApprovalRule>,
    lanes: BTreeMap<String, Option<Vec<ApprovalRule>>>,
    rollback: Vec<ApprovalRule>,
    /// Gates that broken glass may pass.
    pub breakable: Vec<String>,
    /// The requester's own approval counts.
    pub own_counts: bool,
    may: BTreeMap<String, Vec<String>>,
}

impl Rules {
    /// The approval rules of a way into an environment; empty when none are
    /// asked for.
    #[must_use]
    pub fn approvals(&self, to: &str, way: Way<'_>) -> &[ApprovalRule] {
        self.env(to).map_or(&[], |env| env.approvals(way))
    }
}

impl EnvRules {
    /// The approval rules of a way in; empty when none are asked for.
    #[must_use]
    pub fn approvals(&self, way: Way<'_>) -> &[ApprovalRule] {
        match way {
            Way::Gates => &self.approvals,
            Way::PlainRollback => &self.rollback,
            Way::Lane(name) => match self.lanes.get(name) {
                Some(Some(rules)) => rules,
                _ => &self.approvals,
            },
        }
    }

    /// There is a lane of that name.
    #[must_use]
    pub fn has_lane(&self, name: &str) -> bool {
        self.lanes.contains_key(name)
    }

    /// The roles that may do something; `None` means anyone listed.
    #[must_use]
    pub fn may(&self, power: &str) -> Option<&[String]> {
        self.may.get(power).map(Vec::as_slice)
    }
}

/// Valid rules, with their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    hash: Hash,
    value: Value,
    /// The schema they are written in.
    pub schema: i64,
    /// In the order of promotion.
    pub environments: Vec<String>,
    /// By handle.
    pub people: BTreeMap<String, RulesPerson>,
    /// By handle.
    pub machines: BTreeMap<String, RulesMachine>,
    /// How many admins a policy change needs.
    pub admins: u64,
    governance: BTreeMap<String, String>,
    envs: BTreeMap<String, EnvRules>,
    services: BTreeMap<String, Option<String>>,
}

impl Rules {
    /// Reads rules, or says why they are not valid.
    ///
    /// # Errors
    /// One sentence about the first member that is not as it must be.
    pub fn read(value: &Value) -> Result<Self, String> {
        read::rules(value)
    }

    /// The policy hash: SHA-256 of the canonical form.
    #[must_use]
    pub const fn hash(&self) -> &Hash {
        &self.hash
    }

    /// The rules as they were signed.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The hash that names rules which need not be valid.
    #[must_use]
    pub fn hash_of(value: &Value) -> Hash {
        Hash::of(canonical::render(value).as_bytes())
    }

    /// The repository of a service.
    #[must_use]
    pub fn repo_of(&self, service: &str) -> Option<&str> {
        self.services.get(service)?.as_deref()
    }

    /// What is said of an environment; nothing said is a default.
    #[must_use]
    pub fn env(&self, name: &str) -> Option<&EnvRules> {
        self.envs.get(name)
    }

    /// Who may break glass, stop the line, adopt; with the default where nothing is said.
    #[must_use]
    pub fn governance<'a>(&'a self, member: &str, default: &'a str) -> &'a str {
        self.governance.get(member).map_or(default, String::as_str)
    }

    /// How soon a second person confirms broken glass.
    #[must_use]
    pub fn confirm_within(&self) -> SignedDuration {
        let said = self
            .governance("confirm_within", "24h")
            .parse::<Span>()
            .ok();
        let length =
            said.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
        length.unwrap_or(SignedDuration::from_hours(24))
    }

    /// Repositories that every entry is copied to.
    pub fn mirrors(&self) -> impl Iterator<Item = &str> {
        let mirrors = self.value.pointer("/ledger/mirrors");
        let mirrors = mirrors.and_then(Value::as_array).into_iter().flatten();
        mirrors.filter_map(Value::as_str)
    }

    /// The person holds the role where all these services are concerned. A
    /// role that is scoped to a repository holds nowhere when there are none.
    #[must_use]
    pub fn holds<'a>(
        &self,
        person: &str,
        role: &str,
        services: impl Iterator<Item = &'a str>,
    ) -> bool {
        let Some(person) = self.people.get(person) else {
            return false;
        };
        let services: Vec<&str> = services.collect();
        let all_of = |repo: &str| {
            let theirs = |service: &&str| self.repo_of(service) == Some(repo);
            !services.is_empty() && services.iter().all(theirs)
        };
        let roles = person.roles.iter().filter(|held| held.role == role);
        roles
            .map(|held| held.repo.as_deref())
            .any(|repo| repo.is_none_or(all_of))
    }

    /// The person may change the policy.
    #[must_use]
    pub fn is_admin(&self, person: &str) -> bool {
        self.holds(person, ADMIN, std::iter::empty())
    }

    /// Whom a key is listed for, person or machine.
    #[must_use]
    pub fn owner_of(&self, key: &PublicKey) -> Option<&str> {
        let person = self.people.iter().find(|(_, one)| one.keys.contains(key));
        let machine = || self.machines.iter().find(|(_, one)| one.keys.contains(key));
        person
            .map(|(name, _)| name.as_str())
            .or_else(|| machine().map(|(name, _)| name.as_str()))
    }

    /// The key is listed for that handle.
    #[must_use]
    pub fn lists(&self, handle: &str, key: &PublicKey) -> bool {
        let of_person = self.people.get(handle).map(|one| &one.keys);
        let of_machine = self.machines.get(handle).map(|one| &one.keys);
        of_person
            .or(of_machine)
            .is_some_and(|keys| keys.contains(key))
    }

    /// Every handle with its keys.
    pub fn listed(&self) -> impl Iterator<Item = (&str, &PublicKey)> {
        let people = self.people.iter().map(|(name, one)| (name, &one.keys));
        let machines = self.machines.iter().map(|(name, one)| (name, &one.keys));
        people
            .chain(machines)
            .flat_map(|(name, keys)| keys.iter().map(move |key| (name.as_str(), key)))
    }
}
