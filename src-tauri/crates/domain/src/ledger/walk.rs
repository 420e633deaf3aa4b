//! The walk over the entries, oldest first: each gets one verdict.

mod author;
mod coming;
mod decisions;
mod effect;
mod kept;
mod policies;
mod requests;
mod runs;
mod stood;

pub use coming::Coming;
pub use kept::{KeptPage, PageWriter};

use super::body::{Freeze, Item};
use super::fault::{Broken, BrokenRule, Void, VoidReason};
use super::kind::{Body, Kind};
use super::moment::MINUTE;
use super::seal::{Bound, Sealed, Seen, Statement};
use super::state::{Record, State};
use super::{Hash, Moment, PublicKey, RawEntry};
use author::Author;
use effect::Said;
use stood::{Stood, matters};

/// The schema of rules that this walk can judge.
pub const SCHEMA: i64 = 1;
/// How far a statement may be dated before what it has seen, or after now.
const TOLERANCE: i64 = 5 * MINUTE;

/// Why the walk went no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// An entry breaks a rule of form: nothing from it on counts.
    Broken {
        /// Its number.
        at: usize,
        /// The rule.
        broken: Broken,
    },
    /// The rules in force have a schema that this walk cannot judge.
    Newer {
        /// The first entry under it.
        at: usize,
        /// The schema.
        schema: i64,
    },
    /// An entry is dated later than now.
    Ahead {
        /// Its number.
        at: usize,
        /// When it says it was.
        dated: Moment,
    },
}

impl Stop {
    /// The entry that stopped the walk.
    #[must_use]
    pub const fn number(&self) -> usize {
        match self {
            Self::Broken { at, .. } | Self::Newer { at, .. } | Self::Ahead { at, .. } => *at,
        }
    }

    /// Why, in words.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Broken { broken, .. } => broken.detail.clone(),
            Self::Newer { schema, .. } => {
                format!("the rules have schema {schema}; a newer version of this program reads it")
            }
            Self::Ahead { dated, .. } => format!("it is dated {dated}; check the clock"),
        }
    }
}

/// A walk, as far as it got. It can go on when more entries arrive.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    state: State,
    /// The commit of the last entry.
    commit: Option<String>,
    stop: Option<Stop>,
}

impl Walk {
    /// What the entries have brought about.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Why it went no further.
    #[must_use]
    pub const fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// The commit of the last entry that counts.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// How many entries count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state.records.len()
    }

    /// Nothing has been taken yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the next entry, whose form was checked, as seen at `now`.
    /// After a stop nothing is taken any more.
    pub fn take(&mut self, raw: &RawEntry, form: Result<Sealed, Broken>, now: Moment) {
        if let Some(stood) = self.judged(raw, form, now) {
            self.keep(&raw.commit, stood);
        }
    }

    /// The next entry as it stands; `None` when it stops the walk, or a stop
    /// was before it.
    fn judged(
        &mut self,
        raw: &RawEntry,
        form: Result<Sealed, Broken>,
        now: Moment,
    ) -> Option<Stood> {
        if self.stop.is_some() {
            return None;
        }
        match self.judge(raw, form, now) {
            Ok((sealed, statement, void)) => {
                // What was asked for or adopted is known for ever, void or not.
                let named = matches!(statement.body.kind(), Kind::Request | Kind::Adopt);
                let effective = void.is_none() || named;
                let first = self.is_empty();
                Some(Stood {
                    hash: sealed.hash,
                    seen: statement.seen.as_ref().and_then(|seen| self.place_of(seen)),
                    nonce: statement.nonce,
                    at: statement.at,
                    by: statement.by,
                    kind: statement.body.kind(),
                    key: sealed.key,
                    void,
                    workspace: first.then_some(statement.workspace),
                    body: Some(statement.body).filter(|body| effective && matters(body)),
                })
            }
            Err(stop) => {
                self.stop = Some(stop);
                None
            }
        }
    }

    /// What would become of a statement as the next entry, before it is
    /// signed with that key. After a stop nothing has a place.
    ///
    /// # Errors
    /// Why it would break the ledger or be without effect.
    pub fn weigh(&self, key: &PublicKey, statement: &Statement) -> Result<(), Unfit> {
        self.check_bound(&statement.bound(), key)
            .map_err(Unfit::Broken)?;
        self.void(key, statement).map_err(Unfit::Void)
    }

    /// The verdict on an entry, without taking it.
    fn judge(
        &self,
        raw: &RawEntry,
        form: Result<Sealed, Broken>,
        now: Moment,
    ) -> Result<(Sealed, Statement, Option<Void>), Stop> {
        let at = self.len();
        let broken = |broken| Stop::Broken { at, broken };
        self.check_parents(raw).map_err(broken)?;
        let sealed = form.map_err(broken)?;
        self.check_link(&sealed).map_err(broken)?;
        if at == 0 {
            let statement = sealed.statement.clone().map_err(broken)?;
            policies::check_beginning(&sealed, &statement).map_err(broken)?;
            return Self::in_time(at, statement.at, now).map(|()| (sealed, statement, None));
        }
        self.check_bound(&sealed.bound, &sealed.key)
            .map_err(broken)?;
        let schema = self.state.rules().map_or(SCHEMA, |rules| rules.schema);
        if schema > SCHEMA {
            return Err(Stop::Newer { at, schema });
        }
        let statement = sealed.statement.clone().map_err(broken)?;
        Self::in_time(at, statement.at, now)?;
        let void = self.void(&sealed.key, &statement).err();
        Ok((sealed, statement, void))
    }

    fn in_time(at: usize, dated: Moment, now: Moment) -> Result<(), Stop> {
        if dated > now.plus(TOLERANCE) {
            Err(Stop::Ahead { at, dated })
        } else {
            Ok(())
        }
    }

    fn check_parents(&self, raw: &RawEntry) -> Result<(), Broken> {
        let fits = match &self.commit {
            None => raw.parents.is_empty(),
            Some(commit) => raw.parents.len() == 1 && &raw.parents[0] == commit,
        };
        if fits {
            return Ok(());
        }
        let words = "it does not follow the entry before it, and only that one";
        Err(Broken::new(BrokenRule::Parents, words))
    }

    fn check_link(&self, sealed: &Sealed) -> Result<(), Broken> {
        let at = self.len();
        if usize::try_from(sealed.link.number) != Ok(at) {
            let words = format!("it calls itself entry {}", sealed.link.number);
            return Err(Broken::new(BrokenRule::Link, words));
        }
        let before = self.state.head().cloned().unwrap_or_else(Hash::none);
        if sealed.link.prev != before {
            let words = "it does not follow the entry before it";
            return Err(Broken::new(BrokenRule::Link, words));
        }
        Ok(())
    }

    /// Key, workspace, what was seen and the rules after it; a key that may no
    /// longer sign makes the entry void, not broken.
    fn check_bound(&self, bound: &Bound, key: &PublicKey) -> Result<(), Broken> {
        if !self.was_ever_for(&bound.by, key) {
            let words = format!("its key was never listed or delegated for `{}`", bound.by);
            return Err(Broken::new(BrokenRule::Key, words));
        }
        if Some(&bound.workspace) != self.state.workspace() {
            let words = "it belongs to another workspace";
            return Err(Broken::new(BrokenRule::Workspace, words));
        }
        let seen = bound.seen.as_ref().and_then(|seen| self.place_of(seen));
        let Some(seen) = seen else {
            let words = "what it says to have seen is not there";
            return Err(Broken::new(BrokenRule::Seen, words));
        };
        let rules = self.state.rules_after(seen).map(|rules| rules.hash());
        if rules != bound.policy.as_ref() {
            let words = "its rules are not those after what it has seen";
            return Err(Broken::new(BrokenRule::Policy, words));
        }
        Ok(())
    }

    fn place_of(&self, seen: &Seen) -> Option<usize> {
        let place = usize::try_from(seen.number).ok()?;
        let record = self.state.records.get(place)?;
        (record.hash == seen.hash).then_some(place)
    }

    fn void(&self, key: &PublicKey, statement: &Statement) -> Result<(), Void> {
        let time = self.time_of(statement.at);
        if self.state.nonces.contains_key(&statement.nonce) {
            let words = "it was signed for an earlier entry, and counts once";
            return Err(Void::new(VoidReason::Repeated, words));
        }
        let seen = statement.seen.as_ref().and_then(|seen| self.place_of(seen));
        let seen = seen.unwrap_or_default();
        if statement.at < self.state.records[seen].at.plus(-TOLERANCE) {
            let words = "it is dated before what its author had seen";
            return Err(Void::new(VoidReason::Backdated, words));
        }
        let author = self.author(key, statement, time)?;
        let kind = statement.body.kind();
        if kind.bound_to_newest() && seen + 1 != self.len() {
            let words =
                "its author had not seen the entry just before it: it has to be signed again";
            return Err(Void::new(VoidReason::NotNewest, words));
        }
        self.void_by_kind(&Case {
            number: self.len(),
            seen,
            time,
            author,
            statement,
        })
    }

    fn void_by_kind(&self, case: &Case<'_>) -> Result<(), Void> {
        match &case.statement.body {
            Body::Policy(proposal) => self.void_policy(case, proposal),
            Body::Delegation(delegation) => self.void_delegation(case, delegation),
            Body::Request(request) => self.void_request(case, request),
            Body::Approval(approval) => self.void_approval(case, approval),
            Body::Rejection(rejection) => self.void_rejection(case, rejection),
            Body::Withdrawal(withdrawal) => self.void_withdrawal(case, withdrawal),
            Body::BreakGlass(glass) => self.void_break_glass(case, glass),
            Body::Start(start) => self.void_start(case, start),
            Body::Finish(finish) => self.void_finish(case, finish),
            Body::Freeze(freeze) => self.needs_role(case, "freeze", &named_services(freeze)),
            Body::Thaw(thaw) => self.void_thaw(case, thaw),
            Body::Adopt(adopt) => self.needs_role(case, "adopt", &[adopt.item.service.as_str()]),
            Body::Incident(incident) => self.void_incident(incident.request.as_ref()),
            Body::Release(_) | Body::Rotation(_) | Body::Checkpoint(_) => {
                self.operational_may(case)
            }
            Body::Genesis(_) | Body::Yank(_) | Body::Tick(_) | Body::Note(_) => Ok(()),
        }
    }

    /// The entry time: never earlier than the one before.
    fn time_of(&self, at: Moment) -> Moment {
        self.state.time.map_or(at, |before| before.max(at))
    }

    fn keep(&mut self, commit: &str, stood: Stood) {
        let number = self.len();
        let time = self.time_of(stood.at);
        self.state.time = Some(time);
        self.state.nonces.entry(stood.nonce).or_insert(number);
        self.state.seen = self.state.seen.max(stood.seen);
        if let Some(Body::Request(request)) = &stood.body {
            self.state.request_ids.insert(request.id.clone());
        }
        for item in stood.body.iter().flat_map(named) {
            if !self.state.named.contains(item) {
                self.state.named.insert(item.clone());
            }
        }
        self.state.by_hash.insert(stood.hash.clone(), number);
        if let Some(workspace) = stood.workspace {
            self.state.workspace = Some(workspace);
        }
        let effective = stood.void.is_none();
        self.state.records.push(Record {
            hash: stood.hash,
            by: stood.by.clone(),
            kind: stood.kind,
            at: stood.at,
            void: stood.void,
        });
        commit.clone_into(self.commit.get_or_insert_default());
        if let Some(body) = stood.body.filter(|_| effective) {
            let (by, key) = (stood.by, stood.key);
            self.apply(
                Said {
                    number,
                    time,
                    by,
                    key,
                },
                body,
            );
        }
    }
}

/// Why a statement has no place as the next entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It would break the ledger.
    Broken(Broken),
    /// It would be without effect.
    Void(Void),
}

/// What a request or an adopt names.
fn named(body: &Body) -> &[Item] {
    match body {
        Body::Request(request) => &request.items,
        Body::Adopt(adopt) => std::slice::from_ref(&adopt.item),
        _ => &[],
    }
}

/// The services that a freeze names; none when it is about all.
fn named_services(freeze: &Freeze) -> Vec<&str> {
    let services = freeze.services.iter().flatten();
    services.map(String::as_str).collect()
}

/// An entry while it is judged.
struct Case<'a> {
    number: usize,
    seen: usize,
    time: Moment,
    author: Author,
    statement: &'a Statement,
}
