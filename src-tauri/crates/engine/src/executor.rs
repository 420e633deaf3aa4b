//! Confirmed plans become runs: journalled, observed first, one owner each.

mod attempt;
mod lease;
mod view;
mod work;

pub(crate) use view::again;
pub use view::view;

use crate::error::EngineError;
use crate::ledger::Ledger;
use crate::ports::{Lease, Ports, Topic};
use lease::{LEASE, end_of};
use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_domain::plan::{Plan, check_freshness};
use lockkeeper_domain::policy::Workspace;
use lockkeeper_domain::run::{Run, RunState, StepRecord};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use work::Work;

/// Starts runs and drives them to their end. Clones share what was started.
#[derive(Clone)]
pub struct Executor {
    ports: Ports,
    workspace: Arc<Workspace>,
    /// Where runs hold a lease against other desktops, once it has begun.
    ledger: Option<Ledger>,
    /// Runs that were started here and are not driven yet, with their leases.
    started: Arc<Mutex<BTreeMap<RunId, Lease>>>,
}

impl Executor {
    /// An executor for the runs of one workspace.
    #[must_use]
    pub fn new(ports: Ports, workspace: Arc<Workspace>) -> Self {
        Self {
            ports,
            workspace,
            ledger: None,
            started: Arc::default(),
        }
    }

    /// The same executor, whose runs ask a ledger before each effect whether
    /// they still hold their lease there.
    #[must_use]
    pub fn leased_in(mut self, ledger: Ledger) -> Self {
        self.ledger = Some(ledger);
        self
    }

    /// Begins the run of a confirmed plan; nothing but the journal changes.
    /// The caller drives the run afterwards.
    ///
    /// # Errors
    /// When the plan is unknown, used, too old, not confirmed as it asks, or
    /// when another run of its subject has not ended.
    pub async fn start(
        &self,
        plan: &PlanId,
        typed: Option<&str>,
        by: &str,
    ) -> Result<RunId, EngineError> {
        let wrong = |source| EngineError::OpenPlan {
            plan: plan.clone(),
            source,
        };
        let plan = self.ports.journal.plan(plan).await.map_err(wrong)?;
        self.check_confirmed(&plan, typed)?;
        let now = self.ports.clock.now();
        let run = Run {
            id: self.ports.ids.run(),
            state: RunState::Running,
            started_at: now,
            ended_at: None,
            by: by.to_owned(),
            steps: vec![StepRecord::default(); plan.steps.len()],
            plan,
        };
        let lease = self.begin(&run).await?;
        self.lock_started().insert(run.id.clone(), lease);
        let topics = [Topic::Runs, Topic::Board];
        self.ports.events.publish(&topics, Some(&run.id));
        Ok(run.id)
    }

    /// Drives a run to its end, step by step: one that was started here, or
    /// one whose worker is gone. Returns where it came to.
    ///
    /// # Errors
    /// When somebody else works on the run, or the journal cannot be used; no
    /// further effect is made then, and the run can be continued.
    pub async fn drive(&self, run: &RunId) -> Result<RunState, EngineError> {
        let started = self.lock_started().remove(run);
        let continued = started.is_none();
        let lease = match started {
            Some(lease) => lease,
            None => self.claim(run, "continued").await?,
        };
        let mut work = self.work(run, lease).await?;
        let came_to = if continued {
            work.go_on().await
        } else {
            work.through().await
        };
        if came_to.is_err() {
            work.let_go().await;
        }
        came_to
    }

    /// Everything needed to work on a run.
    pub(crate) async fn work(&self, run: &RunId, lease: Lease) -> Result<Work, EngineError> {
        let found = self.ports.journal.run(run).await;
        let run = found.map_err(EngineError::open_run(run))?;
        let (ports, workspace) = (self.ports.clone(), Arc::clone(&self.workspace));
        let ledger = self.ledger.clone();
        Ok(Work::new(ports, workspace, ledger, run, lease.fence))
    }

    pub(crate) fn ports(&self) -> &Ports {
        &self.ports
    }

    async fn begin(&self, run: &Run) -> Result<Lease, EngineError> {
        let lease = Lease {
            subject: run.plan.subject.lock(),
            holder: self.ports.holders.me(),
            until: end_of(LEASE, run.started_at),
            fence: 0,
        };
        let begun = self.ports.journal.begin_run(run, &lease).await;
        begun.map_err(|source| EngineError::StartRun {
            plan: run.plan.id.clone(),
            source,
        })
    }

    /// Confirmed means: fresh, and with the text typed that it asks for.
    fn check_confirmed(&self, plan: &Plan, typed: Option<&str>) -> Result<(), EngineError> {
        if let Some(expected) = &plan.typed
            && typed.map(str::trim) != Some(expected.as_str())
        {
            let expected = expected.clone();
            return Err(EngineError::ConfirmationDiffers { expected });
        }
        match check_freshness(plan, self.ports.clock.now()) {
            None => Ok(()),
            Some(refusal) => Err(EngineError::PlanStale {
                plan: plan.id.clone(),
                why: refusal.text,
            }),
        }
    }

    pub(crate) fn lock_started(&self) -> std::sync::MutexGuard<'_, BTreeMap<RunId, Lease>> {
        self.started.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
