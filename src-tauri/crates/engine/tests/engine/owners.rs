//! One run has one owner, however many try.

use crate::stories::{Story, Tale};
use async_trait::async_trait;
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ports::{Journal, Lease, Ports, Target, TargetError, WriteSpec, Written};
use lockkeeper_testkit::fake_journal::FakeJournal;
use lockkeeper_testkit::fake_target::FakeTarget;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_continue_a_run_together_exactly_one_owns_it() {
    for round in 0..200 {
        let story = Story::stop_at(Tale::Promote, "write staging/values.yaml: before").await;
        story.world.holders.end("desk-1");
        let run = story.executor_named("desk-2").unfinished().await.unwrap()[0]
            .id
            .clone();
        let tries = ["desk-2", "desk-3"].map(|desk| {
            let (executor, run) = (story.executor_named(desk), run.clone());
            tokio::spawn(async move { executor.continue_run(&run).await })
        });
        let mut owners = 0;
        for attempt in tries {
            match attempt.await.unwrap() {
                Ok(state) => {
                    assert_eq!(state, RunState::Succeeded);
                    owners += 1;
                }
                Err(error) => {
                    let code = error.code();
                    let late = matches!(code, ErrorCode::RunHeld | ErrorCode::RunEnded);
                    assert!(late, "round {round}: {code:?}");
                }
            }
        }
        assert_eq!(owners, 1, "round {round}");
        let effects = story.world.moments.effects();
        assert_eq!(effects.len(), 2, "round {round}: {effects:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_confirm_a_plan_together_exactly_one_starts_it() {
    for round in 0..200 {
        let story = Story::new(Tale::CutWithoutFiles).await;
        let tries = ["desk-1", "desk-2"].map(|desk| {
            let (executor, plan) = (story.executor_named(desk), story.plan.id.clone());
            tokio::spawn(async move { executor.start(&plan, None, desk).await })
        });
        let mut started = 0;
        for attempt in tries {
            started += usize::from(attempt.await.unwrap().is_ok());
        }
        assert_eq!(started, 1, "round {round}");
    }
}

#[tokio::test]
async fn a_run_somebody_works_on_is_not_taken_over() {
    let story = Story::stop_at(Tale::Promote, "write staging/values.yaml: before").await;
    let other = story.executor_named("desk-2");
    let run = other.unfinished().await.unwrap()[0].clone();
    assert_eq!(
        run.state,
        RunState::Running,
        "nobody knows that desk-1 is gone"
    );
    let refused = other.continue_run(&run.id).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::RunHeld);
    story
        .world
        .clock
        .advance(jiff::SignedDuration::from_secs(31));
    let late = other.unfinished().await.unwrap();
    assert_eq!(late[0].state, RunState::Interrupted, "the lease ran out");
}

#[tokio::test]
async fn a_run_that_has_ended_is_not_continued() {
    let story = Story::new(Tale::Promote).await;
    let executor = story.executor();
    story.play(&executor).await;
    let run = story.world.journal.runs(1).await.unwrap()[0].id.clone();
    let refused = executor.continue_run(&run).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::RunEnded);
    let unknown = executor.continue_run(&"r-99".into()).await.unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::RunNotFound);
}

#[tokio::test]
async fn a_stale_holder_that_wakes_up_does_nothing() {
    let story = Story::new(Tale::Promote).await;
    let sleeper = story.executor();
    let run = sleeper
        .start(&story.plan.id, None, "Dana Ito")
        .await
        .unwrap();
    let other = story.next_executor();
    assert_eq!(other.continue_run(&run).await.unwrap(), RunState::Succeeded);
    let effects = story.world.moments.effects();
    let woken = sleeper.drive(&run).await.unwrap_err();
    assert_eq!(woken.code(), ErrorCode::RunFenced);
    assert_eq!(story.world.moments.effects(), effects);
}

/// Takes the lease away while the step looks: between *started* and the effect.
struct Thief {
    inner: Arc<FakeTarget>,
    journal: Arc<FakeJournal>,
}

#[async_trait]
impl Target for Thief {
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
        let run = "r-1".into();
        if let Ok(Some(lease)) = self.journal.lease(&run).await {
            let mine = Lease {
                holder: "thief".into(),
                ..lease.clone()
            };
            let taken = self.journal.take_lease(&run, lease.fence, &mine).await;
            taken.expect("the fence was read just now");
        }
        self.inner.read(repo, place).await
    }

    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError> {
        self.inner.write(repo, spec).await
    }
}

#[tokio::test]
async fn a_lease_lost_while_looking_is_noticed_before_the_effect() {
    let story = Story::new(Tale::Promote).await;
    let ports = Ports {
        gitops: Arc::new(Thief {
            inner: Arc::clone(&story.world.target),
            journal: Arc::clone(&story.world.journal),
        }),
        ..story.world.ports()
    };
    let executor = story.executor_over(ports);
    let run = executor
        .start(&story.plan.id, None, "Dana Ito")
        .await
        .unwrap();
    let stopped = executor.drive(&run).await.unwrap_err();
    assert_eq!(stopped.code(), ErrorCode::RunFenced);
    assert!(story.world.moments.effects().is_empty());
}
