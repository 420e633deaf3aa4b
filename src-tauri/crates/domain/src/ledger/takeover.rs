//! Two chains that parted: what the one that people agreed on takes over from
//! the other.

mod settled;

use super::kind::{Body, Kind};
use super::seal::{Link, Sealed, Statement};
use super::state::Closed;
use super::walk::{Unfit, Walk};
use super::{Hash, Moment, PublicKey, RawEntry, RawFiles, RawTree, link};
use settled::is_settled;

/// An entry of the other chain, behind the place where the two part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Its number there.
    pub number: usize,
    /// Its hash there.
    pub hash: Hash,
    /// The key that signed it.
    pub key: PublicKey,
    /// What it says.
    pub statement: Statement,
    /// What was signed.
    pub signed: Vec<u8>,
    /// The signature over it.
    pub signature: Vec<u8>,
}

impl Stray {
    /// An entry whose form was checked; `None` for one that breaks a rule.
    #[must_use]
    pub fn of(number: usize, raw: &RawEntry, sealed: &Sealed) -> Option<Self> {
        let RawTree::Files(files) = &raw.tree else {
            return None;
        };
        Some(Self {
            number,
            hash: sealed.hash.clone(),
            key: sealed.key.clone(),
            statement: sealed.statement.clone().ok()?,
            signed: files.statement.clone(),
            signature: files.signature.clone(),
        })
    }

    /// It only holds something back: a no, something taken back, a freeze.
    #[must_use]
    pub const fn stops(&self) -> bool {
        let kind = self.statement.body.kind();
        matches!(kind, Kind::Rejection | Kind::Withdrawal | Kind::Freeze)
    }

    fn files(&self, number: usize, prev: &Hash) -> RawFiles {
        link(number, prev, self.signed.clone(), self.signature.clone())
    }
}

/// A chain that was left, as far as it was verified.
#[derive(Debug, Clone)]
pub struct OtherChain {
    /// All of it.
    pub walk: Walk,
    /// What stands behind the place where it parts, in order.
    pub strays: Vec<Stray>,
}

/// An entry that is not taken over, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// The entry.
    pub stray: Stray,
    /// Why, as a clause.
    pub why: String,
}

/// What becomes of the entries that the agreed chain lacks. Those that stand in
/// it already, and those that were void, are in none of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Takeover {
    /// Linked again as they were signed, in this order.
    pub again: Vec<Stray>,
    /// What held something back and cannot stand unchanged: its author signs
    /// it anew.
    pub anew: Vec<Stray>,
    /// The rest.
    pub left: Vec<LeftBehind>,
}

impl Takeover {
    /// What has to stand in the agreed chain before anybody starts anything.
    pub fn owed(&self) -> impl Iterator<Item = &Stray> {
        let stops = self.again.iter().filter(|stray| stray.stops());
        stops.chain(&self.anew)
    }
}

/// Decides what an agreed chain takes over from others, as seen at `now`.
///
/// First comes what holds something back, then what is still neither broken
/// nor void and was not taken back there. A request that was rejected there
/// stays behind as well: its rejection could not follow it.
#[must_use]
pub fn plan_takeover(agreed: &Walk, others: &[&OtherChain], now: Moment) -> Takeover {
    let mut plan = Takeover::default();
    let mut trial = agreed.clone();
    for stops in [true, false] {
        for other in others {
            if other.walk.state().workspace() != agreed.state().workspace() {
                continue;
            }
            let strays = other.strays.iter();
            for stray in strays.filter(|stray| stray.stops() == stops) {
                plan.place(&mut trial, other, stray, now);
            }
        }
    }
    plan
}

impl Takeover {
    fn place(&mut self, trial: &mut Walk, other: &OtherChain, stray: &Stray, now: Moment) {
        let record = other.walk.state().records().get(stray.number);
        let counted = record.is_some_and(|record| record.void.is_none());
        if !counted || stands(trial, stray) {
            return;
        }
        let Some(why) = unfit(trial, other, stray) else {
            follow(trial, stray, now);
            self.again.push(stray.clone());
            return;
        };
        if stray.stops() && !is_settled(trial, other, stray, now) {
            self.anew.push(stray.clone());
        } else {
            let stray = stray.clone();
            self.left.push(LeftBehind { stray, why });
        }
    }
}

/// It has landed: the same words stand in the chain.
fn stands(walk: &Walk, stray: &Stray) -> bool {
    let (state, said) = (walk.state(), &stray.statement);
    let number = state.number_of_nonce(&said.nonce);
    let record = number.and_then(|number| state.records().get(number));
    // A nonce that somebody else took proves nothing.
    record.is_some_and(|one| one.by == said.by && one.kind == said.body.kind() && one.at == said.at)
}

/// Why an entry cannot be linked again unchanged, as a clause.
fn unfit(trial: &Walk, other: &OtherChain, stray: &Stray) -> Option<String> {
    let kind = stray.statement.body.kind();
    if kind.bound_to_newest() {
        return Some("it is judged again and signed again".to_owned());
    }
    if let Some(why) = taken_back(other, stray) {
        return Some(why.to_owned());
    }
    trial
        .weigh(&stray.key, &stray.statement)
        .err()
        .map(|unfit| match unfit {
            Unfit::Broken(broken) => broken.detail,
            Unfit::Void(void) => void.detail,
        })
}

/// What was undone on the other chain does not come back.
fn taken_back(other: &OtherChain, stray: &Stray) -> Option<&'static str> {
    let (state, number) = (other.walk.state(), stray.number);
    match &stray.statement.body {
        Body::Request(_) => match state.requests.get(&number)?.closed? {
            Closed::Withdrawn(_) => Some("it was taken back there"),
            Closed::Rejected(_) => Some("it was rejected there"),
            _ => None,
        },
        Body::Approval(_) => {
            let withdrawn = state.approvals.get(&number)?.withdrawn;
            withdrawn.map(|_| "it was taken back there")
        }
        Body::Delegation(_) => {
            let ended = state.delegations.get(&number)?.ended;
            ended.map(|_| "it was ended there")
        }
        _ => None,
    }
}

/// Lets a trial take an entry as it would be linked.
fn follow(trial: &mut Walk, stray: &Stray, now: Moment) {
    let prev = trial.state().head().cloned().unwrap_or_else(Hash::none);
    let files = stray.files(trial.len(), &prev);
    let hash = Hash::of(&files.link);
    let sealed = Sealed {
        link: Link {
            number: i64::try_from(trial.len()).unwrap_or(i64::MAX),
            prev,
            signature: Hash::of(&stray.signature),
            statement: Hash::of(&stray.signed),
            v: 1,
        },
        key: stray.key.clone(),
        bound: stray.statement.bound(),
        statement: Ok(stray.statement.clone()),
        hash: hash.clone(),
    };
    let raw = RawEntry {
        // No commit carries it yet; the trial is thrown away.
        commit: hash.to_string(),
        parents: trial.commit().map(str::to_owned).into_iter().collect(),
        tree: RawTree::Files(Box::new(files)),
        message: String::new(),
        author: (String::new(), 0),
    };
    trial.take(&raw, Ok(sealed), now);
}
