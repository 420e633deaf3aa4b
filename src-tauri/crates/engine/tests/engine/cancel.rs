//! Cancelling: between steps and while waiting, never within an effect.

use crate::stories::{Story, Tale};
use async_trait::async_trait;
use jiff::SignedDuration;
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::run::{RunState, StepState};
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ports::{Journal, Ports, Target, TargetError, WriteSpec, Written};
use lockkeeper_testkit::fake_journal::FakeJournal;
use lockkeeper_testkit::fake_target::FakeTarget;
use std::sync::Arc;

/// Somebody presses cancel while the value is being written, or while it is
/// waited for.
struct Presser {
    inner: Arc<FakeTarget>,
    journal: Arc<FakeJournal>,
    shows: bool,
}

impl Presser {
    async fn press(&self) {
        let asked = self.journal.ask_cancel(&"r-1".into()).await;
        asked.expect("the fake takes every wish");
    }
}

#[async_trait]
impl Target for Presser {
    async fn history(
        &self,
        repo: &RepoPolicy,
        places: &[GitopsPlace],
        refresh: bool,
    ) -> Result<Vec<Result<Vec<Live>, TargetError>>, TargetError> {
        self.inner.history(repo, places, refresh).await
    }

    async fn read(
        &self,
        repo: &RepoPolicy,
        place: &GitopsPlace,
    ) -> Result<Option<String>, TargetError> {
        let (found, old) = (
            self.inner.read(repo, place).await?,
            Some("1.0.0".to_owned()),
        );
        if self.shows || found == old {
            return Ok(found);
        }
        self.press().await;
        Ok(old)
    }

    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError> {
        if self.shows {
            self.press().await;
        }
        self.inner.write(repo, spec).await
    }
}

async fn cancelled(shows: bool) -> Story {
    let story = Story::new(Tale::Promote).await;
    let ports = Ports {
        gitops: Arc::new(Presser {
            inner: Arc::clone(&story.world.target),
            journal: Arc::clone(&story.world.journal),
            shows,
        }),
        ..story.world.ports()
    };
    let state = story.play(&story.executor_over(ports)).await;
    assert_eq!(state, Some(RunState::Cancelled));
    story
}

#[tokio::test]
async fn an_effect_under_way_is_finished_and_the_next_step_never_starts() {
    let story = cancelled(true).await;
    let run = &story.world.journal.runs(1).await.unwrap()[0];
    let states: Vec<StepState> = run.steps.iter().map(|step| step.state).collect();
    assert_eq!(
        states,
        [StepState::Done, StepState::Pending, StepState::Pending]
    );
    assert_eq!(story.world.moments.effects().len(), 1);
}

#[tokio::test]
async fn a_wait_ends_when_somebody_cancels() {
    let story = cancelled(false).await;
    let run = &story.world.journal.runs(1).await.unwrap()[0];
    let states: Vec<StepState> = run.steps.iter().map(|step| step.state).collect();
    assert_eq!(
        states,
        [StepState::Done, StepState::Waiting, StepState::Pending]
    );
    assert_eq!(story.world.clock.slept().len(), 1);
}

#[tokio::test]
async fn a_run_with_a_living_worker_is_asked_to_stop() {
    let story = Story::new(Tale::CutWithFiles).await;
    let executor = story.executor();
    let run = executor
        .start(&story.plan.id, None, "Dana Ito")
        .await
        .unwrap();
    let other = story.executor_named("desk-2");
    assert_eq!(other.cancel_run(&run).await.unwrap(), RunState::Running);
    assert_eq!(executor.drive(&run).await.unwrap(), RunState::Cancelled);
    assert!(story.world.moments.effects().is_empty());
    let again = other.cancel_run(&run).await.unwrap_err();
    assert_eq!(again.code(), ErrorCode::RunEnded);
}

const BEFORE: &str = "write staging/values.yaml: before";
const AFTER: &str = "write staging/values.yaml: after";

#[tokio::test]
async fn an_interrupted_run_is_cancelled_at_once_and_its_doubt_is_settled() {
    for (moment, minutes, expected, says) in [
        (BEFORE, 0, StepState::Pending, "may still arrive"),
        (BEFORE, 15, StepState::Pending, "Not done."),
        (AFTER, 0, StepState::Done, ""),
    ] {
        let story = Story::stop_at(Tale::Promote, moment).await;
        let clock = &story.world.clock;
        clock.advance(SignedDuration::from_mins(minutes));
        let executor = story.next_executor();
        let run = executor.unfinished().await.unwrap()[0].id.clone();
        assert_eq!(
            executor.cancel_run(&run).await.unwrap(),
            RunState::Cancelled
        );
        let ended = executor.look(&run).await.unwrap();
        assert_eq!(ended.steps[0].state, expected, "{moment}");
        let line = &ended.steps[0].line;
        assert!(line.contains(says), "{line}");
    }
}
