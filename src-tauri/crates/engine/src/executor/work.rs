//! One run, worked on under one lease.

use super::lease::{LEASE, RENEW, end_of};
use crate::error::EngineError;
use crate::ledger::Ledger;
use crate::ports::{Ports, Topic};
use crate::steps::{Observed, StepContext, effect};
use jiff::SignedDuration;
use lockkeeper_domain::plan::{Action, Plan, PlanKind, check_freshness};
use lockkeeper_domain::policy::Workspace;
use lockkeeper_domain::run::{Run, RunState, StepRecord, StepState};
use std::sync::Arc;

/// How long a push may go on that nobody waits for any more.
const OUTLIVES: SignedDuration = SignedDuration::from_mins(10);

/// One run, worked on under one lease. Whoever loses the lease learns it
/// before the next effect.
pub(crate) struct Work {
    pub(super) ports: Ports,
    pub(super) workspace: Arc<Workspace>,
    ledger: Option<Ledger>,
    pub(super) run: Run,
    fence: u64,
    /// Whether the plan was confirmed some time ago.
    continued: bool,
}

/// Whether the run goes on after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Next,
    End(RunState),
}

impl Work {
    pub(super) fn new(
        ports: Ports,
        workspace: Arc<Workspace>,
        ledger: Option<Ledger>,
        run: Run,
        fence: u64,
    ) -> Self {
        Self {
            ports,
            workspace,
            ledger,
            run,
            fence,
            continued: false,
        }
    }

    /// Continues where another worker stopped, if what it did is still there.
    pub(super) async fn go_on(&mut self) -> Result<RunState, EngineError> {
        self.continued = true;
        self.write_state(RunState::Running).await?;
        match self.check_behind().await? {
            After::Next => self.through().await,
            After::End(state) => self.end(state).await,
        }
    }

    /// Every step that is not behind, in order.
    pub(super) async fn through(&mut self) -> Result<RunState, EngineError> {
        while let Some(number) = self.next_step() {
            if self.cancel_asked().await? {
                return self.end(RunState::Cancelled).await;
            }
            if let After::End(state) = self.step(number).await? {
                return self.end(state).await;
            }
        }
        self.end(RunState::Succeeded).await
    }

    /// Ends the run between two steps. A step in doubt is looked up first, so
    /// that the record says what is true.
    pub(crate) async fn cancel(&mut self) -> Result<RunState, EngineError> {
        if let Some(number) = self.next_step()
            && self.record(number).attempts > 0
        {
            self.settle_doubt(number).await?;
        }
        self.end(RunState::Cancelled).await
    }

    async fn settle_doubt(&mut self, number: usize) -> Result<(), EngineError> {
        let action = self.run.plan.steps[number].action.clone();
        let observed = self
            .held(effect(&action).observe(&self.context(number)))
            .await;
        let (state, line) = match observed {
            Ok(Observed::AsDesired(made, line)) => {
                self.record_mut(number).made = made;
                (StepState::Done, line)
            }
            Ok(Observed::AsExpected) => (StepState::Pending, self.not_done(number)),
            Ok(Observed::NotNeeded(line)) => (StepState::Skipped, line),
            Ok(Observed::Other(line)) => (StepState::Conflict, line),
            // Nobody knows: the record stays as it is.
            Err(_) => return Ok(()),
        };
        self.finish(number, state, line).await
    }

    /// Of a worker that was killed the git it had started may go on by itself.
    fn not_done(&self, number: usize) -> String {
        let record = self.record(number);
        let now = self.ports.clock.now();
        let age = record.started_at.map(|at| now.duration_since(at));
        let killed = record.state == StepState::Started && age.is_some_and(|age| age < OUTLIVES);
        let reaches_out = self.run.plan.steps[number].action.writes();
        match killed && reaches_out {
            true => "Not done so far. The program was killed in the middle of it, and a push \
                     that it had begun may still arrive."
                .to_owned(),
            false => "Not done.".to_owned(),
        }
    }

    /// What earlier steps did must still be there while anything rests on
    /// it; a record alone rests on nothing.
    async fn check_behind(&mut self) -> Result<After, EngineError> {
        let Some(next) = self.next_step() else {
            return Ok(After::Next);
        };
        let steps = &self.run.plan.steps;
        let only_records =
            |step: &lockkeeper_domain::plan::Step| matches!(step.action, Action::Record { .. });
        if steps[next..].iter().all(only_records) {
            return Ok(After::Next);
        }
        for number in 0..next {
            match self.find_undone(number).await {
                Ok(None) => {}
                Ok(Some(line)) => {
                    self.finish(next, StepState::Conflict, line).await?;
                    return Ok(After::End(RunState::Conflict));
                }
                Err(error) => return self.stop(next, error).await,
            }
        }
        Ok(After::Next)
    }

    /// The line that says how a finished step is no longer as it was left.
    async fn find_undone(&mut self, number: usize) -> Result<Option<String>, EngineError> {
        let record = self.record(number);
        let looked_at = matches!(record.state, StepState::Done | StepState::AlreadyDone);
        if !looked_at {
            return Ok(None);
        }
        let was = record.line.clone();
        let action = self.run.plan.steps[number].action.clone();
        let observed = self
            .held(effect(&action).observe(&self.context(number)))
            .await?;
        let made = &self.record(number).made;
        Ok(match observed {
            Observed::AsDesired(now, _) if made.tag == now.tag && made.commit == now.commit => None,
            Observed::NotNeeded(_) => None,
            Observed::AsDesired(..) => Some(format!("Another one has taken its place: {was}")),
            Observed::AsExpected => Some(format!("It was undone meanwhile: {was}")),
            Observed::Other(line) => Some(line),
        })
    }

    /// Why a plan that was confirmed long ago must not begin now. Once its
    /// first effect is made it goes on: what follows is looked at step by step.
    pub(super) fn check_late(&self, number: usize) -> Option<String> {
        let acted = self.run.steps.iter().take(number).zip(&self.run.plan.steps);
        let mut acted = acted.filter(|(record, step)| {
            record.state.is_settled() && !matches!(step.action, Action::WriteFiles { .. })
        });
        // What moves branches expects each where it was seen; time alone makes
        // none of it wrong, and a conflict may take a person until tomorrow.
        let about_branches = self.run.plan.kind == PlanKind::Flow;
        if !self.continued || about_branches || acted.next().is_some() || self.is_inner(number) {
            return None;
        }
        let refusal = check_freshness(&self.run.plan, self.ports.clock.now())?;
        Some(refusal.text)
    }

    /// Whether a step changes nothing anybody could see.
    fn is_inner(&self, number: usize) -> bool {
        let action = &self.run.plan.steps[number].action;
        matches!(action, Action::WriteFiles { .. } | Action::Record { .. })
    }

    fn next_step(&self) -> Option<usize> {
        self.run.steps.iter().position(|r| !r.state.is_settled())
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.run.plan
    }

    pub(super) fn record(&self, number: usize) -> &StepRecord {
        &self.run.steps[number]
    }

    pub(super) fn record_mut(&mut self, number: usize) -> &mut StepRecord {
        &mut self.run.steps[number]
    }

    pub(super) fn context(&self, number: usize) -> StepContext<'_> {
        StepContext {
            ports: &self.ports,
            workspace: &self.workspace,
            run: &self.run,
            number,
            restarted: self.record(number).attempts > 1 || self.continued,
        }
    }
}

/// Journal, lease and time.
impl Work {
    /// Writes that a step ended, or came back to where it was.
    pub(super) async fn finish(
        &mut self,
        number: usize,
        state: StepState,
        line: String,
    ) -> Result<(), EngineError> {
        let now = self.ports.clock.now();
        let record = self.record_mut(number);
        record.ended_at = (state != StepState::Pending).then_some(now);
        self.note(number, state, line).await
    }

    /// Journals a step as it is now, then tells everybody.
    pub(super) async fn note(
        &mut self,
        number: usize,
        state: StepState,
        line: String,
    ) -> Result<(), EngineError> {
        let record = self.record_mut(number);
        record.state = state;
        record.line = line;
        let place = self.run.plan.steps[number].number;
        let journal = &self.ports.journal;
        let record = &self.run.steps[number];
        let written = journal
            .write_step(&self.run.id, self.fence, place, record)
            .await;
        written.map_err(EngineError::write_run(&self.run.id))?;
        self.ports
            .events
            .publish(&[Topic::Runs], Some(&self.run.id));
        Ok(())
    }

    /// Writes where the run came to. An interrupted run can be taken over at once.
    async fn end(&mut self, state: RunState) -> Result<RunState, EngineError> {
        self.write_state(state).await?;
        if state == RunState::Interrupted {
            self.renew_until(SignedDuration::ZERO).await?;
        }
        Ok(state)
    }

    async fn write_state(&mut self, state: RunState) -> Result<(), EngineError> {
        let now = self.ports.clock.now();
        let journal = &self.ports.journal;
        let written = journal
            .write_state(&self.run.id, self.fence, state, now)
            .await;
        written.map_err(EngineError::write_run(&self.run.id))?;
        self.run.state = state;
        let all = [Topic::Runs, Topic::Board, Topic::Releases];
        self.ports.events.publish(&all, Some(&self.run.id));
        Ok(())
    }

    pub(super) async fn cancel_asked(&self) -> Result<bool, EngineError> {
        let asked = self.ports.journal.cancel_asked(&self.run.id).await;
        asked.map_err(EngineError::open_run(&self.run.id))
    }

    /// Keeps the lease, or learns that somebody else has it.
    pub(super) async fn renew(&self) -> Result<(), EngineError> {
        self.renew_until(LEASE).await
    }

    /// Lets others take over at once. When that fails too, the lease runs out.
    pub(super) async fn let_go(&self) {
        if let Err(error) = self.renew_until(SignedDuration::ZERO).await {
            tracing::debug!(run = %self.run.id, %error, "the lease runs out by itself");
        }
    }

    async fn renew_until(&self, length: SignedDuration) -> Result<(), EngineError> {
        let until = end_of(length, self.ports.clock.now());
        let journal = &self.ports.journal;
        let renewed = journal.renew_lease(&self.run.id, self.fence, until).await;
        renewed.map_err(EngineError::write_run(&self.run.id))
    }

    /// Whether the run still holds its lease in the ledger, for a step that
    /// others could see; what is asked of none is kept as it is.
    pub(super) async fn hold(&self, number: usize) -> Result<(), EngineError> {
        let ledger = self.ledger.as_ref().filter(|ledger| ledger.has_begun());
        match ledger.filter(|_| !self.is_inner(number)) {
            Some(ledger) => self.held(ledger.hold(&self.run.plan)).await,
            None => Ok(()),
        }
    }

    /// Waits for a call and keeps the lease meanwhile; a lost lease ends the wait.
    pub(super) async fn held<T>(
        &self,
        call: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let lost = async {
            loop {
                self.ports.clock.sleep(RENEW).await;
                if let Err(error) = self.renew().await {
                    return error;
                }
            }
        };
        tokio::select! {
            biased;
            answer = call => answer,
            error = lost => Err(error),
        }
    }

    /// Waits, keeping the lease; `true` when somebody asked to cancel meanwhile.
    pub(super) async fn wait(&self, length: SignedDuration) -> Result<bool, EngineError> {
        let mut left = length;
        while left.is_positive() {
            let slice = left.min(RENEW);
            self.ports.clock.sleep(slice).await;
            left -= slice;
            self.renew().await?;
            if self.cancel_asked().await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
