//! Unfinished runs: found, continued, cancelled; and what a run may offer.

use crate::error::EngineError;
use crate::executor::Executor;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::plan::{Action, PlanKind};
use lockkeeper_domain::run::{Run, RunState, StepState};

impl Executor {
    /// Runs that have not ended. One whose worker is gone is shown as interrupted.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn unfinished(&self) -> Result<Vec<Run>, EngineError> {
        let open = self.ports().journal.unfinished().await;
        let mut runs = open.map_err(EngineError::journal("list the unfinished runs"))?;
        for run in &mut runs {
            self.mark_interrupted(run).await?;
        }
        Ok(runs)
    }

    /// One run, shown as interrupted when its worker is gone.
    ///
    /// # Errors
    /// When there is none of that name, or the journal cannot be read.
    pub async fn look(&self, run: &RunId) -> Result<Run, EngineError> {
        let found = self.ports().journal.run(run).await;
        let mut run = found.map_err(EngineError::open_run(run))?;
        self.mark_interrupted(&mut run).await?;
        Ok(run)
    }

    /// Takes over a run whose worker is gone and drives it from its
    /// unfinished step.
    ///
    /// # Errors
    /// As [`Executor::drive`]; also when the run has ended.
    pub async fn continue_run(&self, run: &RunId) -> Result<RunState, EngineError> {
        self.drive(run).await
    }

    /// Stops a run: at its next step while somebody works on it, at once when
    /// its worker is gone. Returns where it is now.
    ///
    /// # Errors
    /// When the run has ended, or the journal cannot be used.
    pub async fn cancel_run(&self, run: &RunId) -> Result<RunState, EngineError> {
        // Started here and never driven: the lease is ours, nobody would listen.
        let ours = self.lock_started().remove(run);
        if let Some(lease) = ours {
            return self.work(run, lease).await?.cancel().await;
        }
        let journal = &self.ports().journal;
        let lease = self.lease_of(run).await?;
        if lease.is_some_and(|lease| !self.is_dead(&lease)) {
            let asked = journal.ask_cancel(run).await;
            asked.map_err(EngineError::write_run(run))?;
            return Ok(RunState::Running);
        }
        let lease = self.claim(run, "cancelled").await?;
        self.work(run, lease).await?.cancel().await
    }

    async fn mark_interrupted(&self, run: &mut Run) -> Result<(), EngineError> {
        if run.state == RunState::Running {
            let lease = self.lease_of(&run.id).await?;
            if lease.is_some_and(|lease| self.is_dead(&lease)) {
                run.state = RunState::Interrupted;
            }
        }
        Ok(())
    }
}

/// What a run may offer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offers {
    /// It can be stopped.
    pub cancel: bool,
    /// It can be continued.
    pub go_on: bool,
    /// Everything it did can be undone exactly.
    pub undo: bool,
    /// A new plan helps.
    pub replan: bool,
}

/// What a run may offer, by its state and its steps.
#[must_use]
pub fn offers(run: &Run) -> Offers {
    match run.state {
        RunState::Running => Offers {
            cancel: true,
            ..Offers::default()
        },
        RunState::Interrupted => Offers {
            cancel: true,
            go_on: true,
            ..Offers::default()
        },
        RunState::Succeeded => Offers {
            undo: is_undoable(run),
            ..Offers::default()
        },
        RunState::Failed | RunState::Conflict | RunState::Cancelled => Offers {
            undo: is_undoable(run),
            replan: true,
            ..Offers::default()
        },
    }
}

/// A cut that made a tag here, or an operation on branches that moved one,
/// and certainly pushed nothing.
fn is_undoable(run: &Run) -> bool {
    let steps = || run.plan.steps.iter().zip(&run.steps);
    let made = steps().any(|(step, record)| {
        let here = match run.plan.kind {
            PlanKind::Cut => matches!(step.action, Action::CreateTag { .. }),
            PlanKind::Flow => moves_a_branch(&step.action),
            _ => false,
        };
        here && record.state.is_settled()
    });
    let pushed = steps().any(|(step, record)| {
        let untouched = matches!(record.state, StepState::Pending | StepState::Conflict);
        matches!(step.action, Action::Push { .. }) && !untouched
    });
    made && !pushed
}

const fn moves_a_branch(action: &Action) -> bool {
    matches!(
        action,
        Action::CreateBranch { .. }
            | Action::DeleteBranch { .. }
            | Action::Merge { .. }
            | Action::Rebase { .. }
    )
}
