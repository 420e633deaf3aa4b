//! Environment repositories in memory: a history of values per place.

use crate::crash::{Lost, Moments};
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::ids::{Oid, RunId};
use lockkeeper_domain::plan::{Origin, origin};
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{RepoError, Target, TargetError, WriteSpec, Written};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Environment repositories in memory. Every change reaches the remote at
/// once; what people do beside us is done with [`FakeTarget::by_hand`].
#[derive(Debug, Default)]
pub struct FakeTarget {
    state: Mutex<State>,
    moments: Arc<Moments>,
}

#[derive(Debug, Default)]
struct State {
    /// Newest first.
    places: BTreeMap<GitopsPlace, Vec<Live>>,
    commits: u64,
    unreachable: bool,
    /// How many reads still answer with the value before the newest one.
    lag: usize,
}

impl FakeTarget {
    /// Places whose writes pass these moments.
    #[must_use]
    pub fn watched(moments: Arc<Moments>) -> Self {
        Self {
            state: Mutex::default(),
            moments,
        }
    }

    /// A person commits a value; returns the commit.
    pub fn by_hand(&self, place: &GitopsPlace, value: &str, at: Timestamp) -> Oid {
        self.lock().put(place, value, at, "Robin Vale", None)
    }

    /// Puts a whole history in place, newest first.
    pub fn set_history(&self, place: &GitopsPlace, history: Vec<Live>) {
        self.lock().places.insert(place.clone(), history);
    }

    /// Somebody takes the branch back by force: the newest change of a place
    /// is in its history no more.
    ///
    /// # Panics
    /// When nothing was ever there.
    pub fn forget_newest(&self, place: &GitopsPlace) -> Live {
        let mut state = self.lock();
        let history = state.places.get_mut(place).expect("it holds something");
        history.remove(0)
    }

    /// Whether the remote can be reached.
    pub fn set_reachable(&self, reachable: bool) {
        self.lock().unreachable = !reachable;
    }

    /// The next reads answer with the value before the newest one.
    pub fn lag(&self, reads: usize) {
        self.lock().lag = reads;
    }

    /// Every place with its values, newest first.
    #[must_use]
    pub fn values(&self) -> BTreeMap<GitopsPlace, Vec<String>> {
        let state = self.lock();
        let values = |history: &Vec<Live>| history.iter().map(|l| l.value.clone()).collect();
        let places = state.places.iter();
        places.map(|(p, h)| (p.clone(), values(h))).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(
        &mut self,
        place: &GitopsPlace,
        value: &str,
        at: Timestamp,
        by: &str,
        from: Option<Origin>,
    ) -> Oid {
        self.commits += 1;
        let change = Oid::new(format!("{:040x}", 0xe000_0000_u64 + self.commits));
        let live = Live {
            value: value.to_owned(),
            build: None,
            // Git keeps whole seconds.
            since: Timestamp::from_second(at.as_second()).unwrap_or(at),
            change: change.clone(),
            by: by.to_owned(),
            rollback: from.as_ref().is_some_and(|from| from.rollback),
            // A plan runs once, so that its name stands for the run.
            earliest: None,
            unproven: false,
            recorded: false,
            run: from.map(|from| RunId::new(from.plan.0)),
        };
        self.places
            .entry(place.clone())
            .or_default()
            .insert(0, live);
        change
    }

    fn check_reachable(&self, repo: &RepoPolicy) -> Result<(), TargetError> {
        if self.unreachable {
            return Err(cut_off(repo));
        }
        Ok(())
    }

    fn value(&self, place: &GitopsPlace) -> Option<String> {
        let newest = self.places.get(place)?.first()?;
        Some(newest.value.clone())
    }

    fn write(&mut self, spec: &WriteSpec) -> Result<Written, TargetError> {
        let found = self.value(&spec.place);
        if found.as_ref() == Some(&spec.change.desired) {
            return Ok(Written::Already);
        }
        if found != spec.change.expected {
            let or_nothing = |value: Option<String>| value.unwrap_or_else(|| "nothing".into());
            return Err(TargetError::Conflict {
                place: spec.place.file.clone(),
                found: or_nothing(found),
                expected: or_nothing(spec.change.expected.clone()),
            });
        }
        let desired = &spec.change.desired;
        let from = origin(&spec.message);
        let change = self.put(&spec.place, desired, spec.at, "Dana Ito", from);
        Ok(Written::Commit(change))
    }
}

#[async_trait]
impl Target for FakeTarget {
    async fn history(
        &self,
        repo: &RepoPolicy,
        places: &[GitopsPlace],
        refresh: bool,
    ) -> Result<Vec<Result<Vec<Live>, TargetError>>, TargetError> {
        let state = self.lock();
        if refresh {
            state.check_reachable(repo)?;
        }
        let of = |place| Ok(state.places.get(place).cloned().unwrap_or_default());
        Ok(places.iter().map(of).collect())
    }

    async fn read(
        &self,
        repo: &RepoPolicy,
        place: &GitopsPlace,
    ) -> Result<Option<String>, TargetError> {
        let mut state = self.lock();
        state.check_reachable(repo)?;
        if state.lag > 0 {
            state.lag -= 1;
            let history = state.places.get(place);
            let before = history.and_then(|h| h.get(1));
            return Ok(before.map(|live| live.value.clone()));
        }
        Ok(state.value(place))
    }

    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError> {
        let label = format!("write {}", spec.place.file);
        let lost = |Lost| cut_off(repo);
        let before = self.moments.pass(&format!("{label}: before")).await;
        before.map_err(lost)?;
        let written = {
            let mut state = self.lock();
            state.check_reachable(repo)?;
            state.write(spec)?
        };
        if matches!(written, Written::Commit(_)) {
            self.moments
                .count(format!("{label} = {}", spec.change.desired));
        }
        let after = self.moments.pass(&format!("{label}: after")).await;
        after.map_err(lost)?;
        Ok(written)
    }
}

fn cut_off(repo: &RepoPolicy) -> TargetError {
    TargetError::Repo {
        place: repo.name.to_string(),
        source: RepoError::Unavailable {
            remote: "origin".into(),
            detail: "Connection reset by peer".into(),
        },
    }
}
