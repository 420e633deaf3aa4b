//! Whether a key may speak for the one whom a statement is by.

use super::{Case, Walk};
use crate::ledger::body::Delegation;
use crate::ledger::fault::{Void, VoidReason};
use crate::ledger::moment::DAY;
use crate::ledger::seal::Statement;
use crate::ledger::state::DelegationState;
use crate::ledger::{Kind, Moment, PublicKey};

/// How a key speaks for its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// A person's own key.
    Person,
    /// A machine's key.
    Machine,
    /// A device key that a person delegated to.
    Device,
}

impl Walk {
    /// The key was at any time listed or delegated for that handle.
    pub(super) fn was_ever_for(&self, by: &str, key: &PublicKey) -> bool {
        let listed = (by.to_owned(), key.clone());
        self.state.listed.contains(&listed) || self.delegations_of(by, key).next().is_some()
    }

    fn delegations_of<'a>(
        &'a self,
        by: &'a str,
        key: &'a PublicKey,
    ) -> impl Iterator<Item = &'a DelegationState> {
        let all = self.state.delegations.values();
        all.filter(move |one| one.by == by && &one.device == key)
    }

    /// How the key speaks for the author of a statement, if it still does.
    pub(super) fn author(
        &self,
        key: &PublicKey,
        statement: &Statement,
        time: Moment,
    ) -> Result<Author, Void> {
        let kind = statement.body.kind();
        let by = &statement.by;
        let rules = self.rules();
        let lists = |keys: &std::collections::BTreeSet<PublicKey>| keys.contains(key);
        if rules.people.get(by).is_some_and(|one| lists(&one.keys)) {
            return Ok(Author::Person);
        }
        if rules.machines.get(by).is_some_and(|one| lists(&one.keys)) {
            if kind.operational() || kind == Kind::Request {
                return Ok(Author::Machine);
            }
            return Err(not_own(kind));
        }
        let mut delegated = self.delegations_of(by, key).peekable();
        let was_listed = || self.state.listed.contains(&(by.clone(), key.clone()));
        let over = |one: &DelegationState| !one.is_alive(time);
        if delegated.peek().is_none() || was_listed() && self.delegations_of(by, key).all(over) {
            let words = format!("its key is no longer listed for `{by}`");
            return Err(Void::new(VoidReason::RemovedKey, words));
        }
        let mut alive = delegated.filter(|one| one.is_alive(time)).peekable();
        if alive.peek().is_none() {
            let words = "the delegation of its key is over";
            return Err(Void::new(VoidReason::DelegationEnded, words));
        }
        if !kind.operational() {
            return Err(not_own(kind));
        }
        if alive.any(|one| one.body.kinds.iter().any(|word| word == kind.word())) {
            return Ok(Author::Device);
        }
        let words = format!("its key was not delegated for `{}`", kind.word());
        Err(Void::new(VoidReason::DelegationKinds, words))
    }

    /// A machine may do that kind; `narrowed` are the longer forms that also do.
    pub(super) fn machine_may(&self, case: &Case<'_>, narrowed: &[String]) -> Result<(), Void> {
        let by = &case.statement.by;
        let kind = case.statement.body.kind().word();
        let may = self.rules().machines.get(by).map(|one| &one.may);
        let given = |power: &String| power == kind || narrowed.contains(power);
        if may.is_some_and(|may| may.iter().any(given)) {
            return Ok(());
        }
        let words = format!("the machine `{by}` may not sign `{kind}` here");
        Err(Void::new(VoidReason::MayNot, words))
    }

    /// A kind that people and their devices may sign as they are; a machine needs its power.
    pub(super) fn operational_may(&self, case: &Case<'_>) -> Result<(), Void> {
        if case.author == Author::Machine {
            self.machine_may(case, &[])
        } else {
            Ok(())
        }
    }

    pub(super) fn void_delegation(
        &self,
        case: &Case<'_>,
        delegation: &Delegation,
    ) -> Result<(), Void> {
        let refuse = |reason, words: &str| Err(Void::new(reason, words));
        let Ok(key) = PublicKey::parse_line(&delegation.key) else {
            return refuse(VoidReason::KeyMalformed, "the delegated key is malformed");
        };
        if self.rules().owner_of(&key).is_some() {
            return refuse(
                VoidReason::KeyListed,
                "the delegated key is listed for somebody already",
            );
        }
        let until = delegation.until;
        if until <= case.time || until > case.time.plus(90 * DAY) {
            return refuse(VoidReason::Until, "a delegation ends within 90 days");
        }
        let operational = |word: &String| Kind::of_word(word).is_some_and(Kind::operational);
        if !delegation.kinds.iter().all(operational) {
            let words = "a device may sign only release, start, finish, rotation and checkpoint";
            return refuse(VoidReason::DelegatedKinds, words);
        }
        Ok(())
    }
}

fn not_own(kind: Kind) -> Void {
    let words = format!("`{}` needs a person's own key", kind.word());
    Void::new(VoidReason::NotOwnKey, words)
}
