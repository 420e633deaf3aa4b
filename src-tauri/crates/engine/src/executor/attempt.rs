//! One step: look, act, look again; wait and try again where that helps.

use super::lease::end_of;
use super::work::{After, Work};
use crate::error::{EngineError, ErrorCode, Retry};
use crate::steps::{Acted, Observed, effect};
use jiff::SignedDuration;
use lockkeeper_domain::plan::Action;
use lockkeeper_domain::run::{Made, RunState, StepState};

/// How long to wait before each further try; there are as many as stand here.
const BACK_OFF: [SignedDuration; 4] = [
    SignedDuration::from_secs(1),
    SignedDuration::from_secs(4),
    SignedDuration::from_secs(15),
    SignedDuration::from_secs(30),
];

/// What one attempt came to.
enum Outcome {
    Settled(StepState, Made, String),
    Conflict(String),
    NotYet(SignedDuration, String),
}

impl Work {
    /// Brings one step behind the run, or says how the run ends.
    pub(super) async fn step(&mut self, number: usize) -> Result<After, EngineError> {
        self.note_start(number).await?;
        let mut tries = BACK_OFF.into_iter();
        loop {
            let (pause, line) = match self.attempt(number).await {
                Ok(Outcome::Settled(state, made, line)) => {
                    self.record_mut(number).made = made;
                    self.finish(number, state, line).await?;
                    return Ok(After::Next);
                }
                Ok(Outcome::Conflict(line)) => {
                    self.finish(number, StepState::Conflict, line).await?;
                    return Ok(After::End(RunState::Conflict));
                }
                Ok(Outcome::NotYet(_, line)) if self.patience_is_over(number) => {
                    self.finish(number, StepState::Failed, line).await?;
                    return Ok(After::End(RunState::Failed));
                }
                Ok(Outcome::NotYet(pause, line)) => (pause, line),
                Err(error) => match tries.next().filter(|_| may_pass(&error)) {
                    Some(pause) => (pause, sentence(&error)),
                    None => return self.stop(number, error).await,
                },
            };
            self.note(number, StepState::Waiting, line.clone()).await?;
            if self.wait(pause).await? {
                return self.cancel_waiting(number, line).await;
            }
            // A look decides what the last answer left open.
            self.record_mut(number).attempts += 1;
        }
    }

    async fn note_start(&mut self, number: usize) -> Result<(), EngineError> {
        let now = self.ports.clock.now();
        let record = self.record_mut(number);
        record.attempts += 1;
        record.started_at.get_or_insert(now);
        record.ended_at = None;
        self.note(number, StepState::Started, String::new()).await
    }

    /// Looks, acts if that is needed, and looks again.
    async fn attempt(&self, number: usize) -> Result<Outcome, EngineError> {
        let effect = effect(&self.plan().steps[number].action);
        let context = self.context(number);
        let seen = match context.restarted {
            true => self.held(effect.observe(&context)).await,
            false => self.held(effect.foresee(&context)).await,
        };
        let untouched = self.record(number).attempts <= 1 && !self.is_awaited(number);
        let seen = seen.map_err(|error| if untouched { error } else { unverified(error) });
        match seen? {
            Observed::AsDesired(made, line) => {
                return Ok(Outcome::Settled(StepState::AlreadyDone, made, line));
            }
            Observed::NotNeeded(line) => {
                return Ok(Outcome::Settled(StepState::Skipped, Made::default(), line));
            }
            Observed::Other(line) => return Ok(Outcome::Conflict(line)),
            Observed::AsExpected => {}
        }
        if let Some(line) = self.check_late(number) {
            return Ok(Outcome::Conflict(line));
        }
        // Whoever has lost a lease learns it here, before the effect.
        self.hold(number).await?;
        self.renew().await?;
        let (made, line) = match self.held(effect.act(&context)).await? {
            Acted::Made(made, line) => (made, line),
            Acted::Confirmed(made, line) => {
                return Ok(Outcome::Settled(StepState::Done, made, line));
            }
            Acted::Other(line) => return Ok(Outcome::Conflict(line)),
            Acted::NotYet { retry_after, line } => return Ok(Outcome::NotYet(retry_after, line)),
        };
        self.verify(number, made, line).await
    }

    /// The world has to show what acting claims.
    async fn verify(
        &self,
        number: usize,
        made: Made,
        line: String,
    ) -> Result<Outcome, EngineError> {
        if made.tree.is_some() {
            // A tree is named by its content; its name is the proof.
            return Ok(Outcome::Settled(StepState::Done, made, line));
        }
        let effect = effect(&self.plan().steps[number].action);
        let context = self.context(number);
        let seen = self.held(effect.observe(&context)).await;
        Ok(match seen.map_err(unverified)? {
            Observed::AsDesired(..) | Observed::NotNeeded(_) => {
                Outcome::Settled(StepState::Done, made, line)
            }
            Observed::AsExpected => Outcome::NotYet(BACK_OFF[0], "Not seen yet.".into()),
            Observed::Other(line) => Outcome::Conflict(line),
        })
    }

    /// Ends a run that cannot go on now. What a person can mend leaves it
    /// open to be continued; a lost lease or journal leaves everything as it is.
    pub(super) async fn stop(
        &mut self,
        number: usize,
        error: EngineError,
    ) -> Result<After, EngineError> {
        if is_journal(error.code()) {
            return Err(error);
        }
        let (step, run) = match error.retry() {
            Retry::Replan => (StepState::Conflict, RunState::Conflict),
            Retry::Never => (StepState::Failed, RunState::Failed),
            Retry::Safe | Retry::AfterChange => (StepState::Failed, RunState::Interrupted),
        };
        self.finish(number, step, sentence(&error)).await?;
        Ok(After::End(run))
    }

    /// Stopped while waiting: the step keeps what is known of it.
    async fn cancel_waiting(&mut self, number: usize, line: String) -> Result<After, EngineError> {
        self.note(number, StepState::Waiting, line).await?;
        Ok(After::End(RunState::Cancelled))
    }

    /// Whether a step waits for what another one did.
    fn is_awaited(&self, number: usize) -> bool {
        let action = &self.plan().steps[number].action;
        matches!(action, Action::AwaitObserved { .. })
    }

    /// Patience counts from the first start of the step, over all its workers.
    fn patience_is_over(&self, number: usize) -> bool {
        let patience = match &self.plan().steps[number].action {
            Action::AwaitObserved { patience, .. } => *patience,
            // What was made is seen at once, or something is wrong.
            _ => SignedDuration::from_secs(60),
        };
        let started = self.record(number).started_at;
        started.is_some_and(|at| end_of(patience, at) <= self.ports.clock.now())
    }
}

/// What was begun is not undone by a look that fails.
fn unverified(error: EngineError) -> EngineError {
    if is_journal(error.code()) {
        return error;
    }
    // The message of a failed look says that nothing was changed.
    EngineError::Unverified {
        code: error.code(),
        causes: error.to_wire("").detail,
    }
}

/// Whether waiting alone may help: the network comes back, a lock goes away.
fn may_pass(error: &EngineError) -> bool {
    matches!(
        error.code(),
        ErrorCode::RepoUnavailable | ErrorCode::RepoBlocked
    )
}

/// The journal decides who may act, so nothing is written after it failed.
fn is_journal(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::RunFenced
            | ErrorCode::RunNotFound
            | ErrorCode::JournalUnavailable
            | ErrorCode::JournalMalformed
            | ErrorCode::JournalNewer
    )
}

/// The message with its cause, for the step's line.
fn sentence(error: &EngineError) -> String {
    let causes = error.to_wire("").detail;
    match causes.as_slice() {
        // git has words of its own for a full disk that say little.
        [.., why, words] if error.code() == ErrorCode::RepoUnwritable => {
            format!("{error} The reason: {why} ({words}).")
        }
        // Each line may be the reason a hook or a server gives.
        [why, words @ ..] if !words.is_empty() && refuses(error.code()) => {
            format!("{error} {why}: {}", words.join("; "))
        }
        [.., cause] => format!("{error} {cause}"),
        [] => error.to_string(),
    }
}

/// Whether somebody else's words say why it was refused.
fn refuses(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::RepoRejected
            | ErrorCode::RepoProtected
            | ErrorCode::RepoHook
            | ErrorCode::RepoMalformed
    )
}
