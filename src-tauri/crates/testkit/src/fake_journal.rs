//! A journal in memory, honest to the port.

use crate::crash::Moments;
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::ids::{PlanId, RunId, ServiceName};
use lockkeeper_domain::plan::Plan;
use lockkeeper_domain::run::{Run, RunState, StepRecord};
use lockkeeper_engine::ports::{Journal, JournalError, Lease, ReleaseRecord};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A journal in memory.
#[derive(Debug, Default)]
pub struct FakeJournal {
    state: Mutex<State>,
    moments: Arc<Moments>,
}

#[derive(Debug, Default)]
struct State {
    plans: BTreeMap<PlanId, Plan>,
    runs: Vec<Run>,
    leases: BTreeMap<RunId, Lease>,
    cancels: BTreeSet<RunId>,
    releases: Vec<ReleaseRecord>,
    last_fence: u64,
}

impl FakeJournal {
    /// A journal whose writes pass these moments.
    #[must_use]
    pub fn watched(moments: Arc<Moments>) -> Self {
        Self {
            state: Mutex::default(),
            moments,
        }
    }

    /// Everything known of releases.
    #[must_use]
    pub fn all_releases(&self) -> Vec<ReleaseRecord> {
        self.lock().releases.clone()
    }

    /// Makes one write between two moments.
    async fn write<T>(
        &self,
        label: &str,
        change: impl FnOnce(&mut State) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.pass(&format!("journal {label}: before")).await?;
        let done = change(&mut self.lock())?;
        self.pass(&format!("journal {label}: after")).await?;
        Ok(done)
    }

    async fn pass(&self, label: &str) -> Result<(), JournalError> {
        let passed = self.moments.pass(label).await;
        passed.map_err(|_| JournalError::Unavailable {
            detail: "the disk is full".into(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn run_mut(&mut self, id: &RunId) -> Result<&mut Run, JournalError> {
        let found = self.runs.iter_mut().find(|run| &run.id == id);
        found.ok_or_else(|| missing("run", id))
    }

    fn check_fence(&self, id: &RunId, fence: u64) -> Result<(), JournalError> {
        match self.leases.get(id) {
            Some(lease) if lease.fence == fence => Ok(()),
            _ => Err(JournalError::Fenced),
        }
    }

    fn lease_to(&mut self, id: &RunId, lease: &Lease) -> Lease {
        self.last_fence += 1;
        let mut lease = lease.clone();
        lease.fence = self.last_fence;
        self.leases.insert(id.clone(), lease.clone());
        lease
    }

    fn begin(&mut self, run: &Run, lease: &Lease) -> Result<Lease, JournalError> {
        if !self.plans.contains_key(&run.plan.id) {
            return Err(missing("plan", &run.plan.id));
        }
        if let Some(other) = self.runs.iter().find(|r| r.plan.id == run.plan.id) {
            let what = format!("{} has the run {} already", run.plan.id, other.id);
            return Err(JournalError::Used { what });
        }
        for subject in lease.subject.lines() {
            let held = |r: &&Run| {
                let lease_of = self.leases.get(&r.id);
                lease_of.is_some_and(|l| l.subject.lines().any(|one| one == subject))
            };
            if let Some(other) = self.runs.iter().find(held) {
                let other = other.id.as_str();
                return Err(JournalError::not_ended(other, subject, &run.plan));
            }
        }
        self.runs.push(run.clone());
        Ok(self.lease_to(&run.id, lease))
    }
}

#[async_trait]
impl Journal for FakeJournal {
    async fn keep_plan(&self, plan: &Plan) -> Result<(), JournalError> {
        let mut state = self.lock();
        let kept = state.plans.entry(plan.id.clone());
        if kept.or_insert_with(|| plan.clone()) == plan {
            return Ok(());
        }
        let what = format!("{} is the name of another plan", plan.id);
        Err(JournalError::Used { what })
    }

    async fn plan(&self, id: &PlanId) -> Result<Plan, JournalError> {
        let found = self.lock().plans.get(id).cloned();
        found.ok_or_else(|| missing("plan", id))
    }

    async fn begin_run(&self, run: &Run, lease: &Lease) -> Result<Lease, JournalError> {
        self.write("begin", |state| state.begin(run, lease)).await
    }

    async fn lease(&self, run: &RunId) -> Result<Option<Lease>, JournalError> {
        Ok(self.lock().leases.get(run).cloned())
    }

    async fn take_lease(
        &self,
        run: &RunId,
        over: u64,
        lease: &Lease,
    ) -> Result<Lease, JournalError> {
        let take = |state: &mut State| match state.check_fence(run, over) {
            Ok(()) => Ok(state.lease_to(run, lease)),
            Err(_) => Err(JournalError::Held {
                what: format!("somebody else has taken {run} over"),
            }),
        };
        self.write("take", take).await
    }

    async fn renew_lease(
        &self,
        run: &RunId,
        fence: u64,
        until: Timestamp,
    ) -> Result<(), JournalError> {
        let mut state = self.lock();
        state.check_fence(run, fence)?;
        if let Some(lease) = state.leases.get_mut(run) {
            lease.until = until;
        }
        Ok(())
    }

    async fn write_step(
        &self,
        run: &RunId,
        fence: u64,
        number: u32,
        record: &StepRecord,
    ) -> Result<(), JournalError> {
        let write = |state: &mut State| {
            state.check_fence(run, fence)?;
            let steps = &mut state.run_mut(run)?.steps;
            let step = usize::try_from(number).ok().and_then(|n| steps.get_mut(n));
            *step.ok_or_else(|| missing("step", &number))? = record.clone();
            Ok(())
        };
        self.write(&format!("step {number} {:?}", record.state), write)
            .await
    }

    async fn write_state(
        &self,
        run: &RunId,
        fence: u64,
        run_state: RunState,
        at: Timestamp,
    ) -> Result<(), JournalError> {
        let write = |state: &mut State| {
            state.check_fence(run, fence)?;
            let ended = run_state.has_ended();
            let found = state.run_mut(run)?;
            found.state = run_state;
            found.ended_at = ended.then_some(at);
            if ended {
                state.leases.remove(run);
            }
            Ok(())
        };
        self.write(&format!("run {run_state:?}"), write).await
    }

    async fn ask_cancel(&self, run: &RunId) -> Result<(), JournalError> {
        let mut state = self.lock();
        state.run_mut(run)?;
        state.cancels.insert(run.clone());
        Ok(())
    }

    async fn cancel_asked(&self, run: &RunId) -> Result<bool, JournalError> {
        Ok(self.lock().cancels.contains(run))
    }

    async fn run(&self, id: &RunId) -> Result<Run, JournalError> {
        self.lock().run_mut(id).cloned()
    }

    async fn runs(&self, most: usize) -> Result<Vec<Run>, JournalError> {
        Ok(self.lock().runs.iter().rev().take(most).cloned().collect())
    }

    async fn unfinished(&self) -> Result<Vec<Run>, JournalError> {
        let state = self.lock();
        let open = state.runs.iter().filter(|run| !run.state.has_ended());
        Ok(open.cloned().collect())
    }

    async fn keep_release(&self, record: &ReleaseRecord) -> Result<(), JournalError> {
        self.write("release", |state| {
            state.releases.push(record.clone());
            self.moments
                .count(format!("{} {}", record.event, record.tag));
            Ok(())
        })
        .await
    }

    async fn releases(&self, service: &ServiceName) -> Result<Vec<ReleaseRecord>, JournalError> {
        let state = self.lock();
        let of = state.releases.iter().filter(|r| &r.service == service);
        Ok(of.cloned().collect())
    }

    async fn yanks(&self) -> Result<Vec<ReleaseRecord>, JournalError> {
        let state = self.lock();
        let yanks = state.releases.iter().filter(|r| r.event == "yanked");
        Ok(yanks.cloned().collect())
    }
}

fn missing(kind: &str, name: &impl std::fmt::Display) -> JournalError {
    JournalError::NotFound {
        what: format!("the {kind} {name}"),
    }
}
