//! An effect was made, and nobody can look whether it shows.

use crate::stories::{Story, Tale};
use async_trait::async_trait;
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{
    Journal, Ports, RepoError, Target, TargetError, WriteSpec, Written,
};
use lockkeeper_testkit::fake_target::FakeTarget;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A place that cannot be read any more once it was written.
struct Blinded {
    inner: Arc<FakeTarget>,
    written: AtomicBool,
}

#[async_trait]
impl Target for Blinded {
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
        if self.written.load(Ordering::Relaxed) {
            return Err(TargetError::Repo {
                place: place.file.clone(),
                source: RepoError::Blocked {
                    what: "the full disk".into(),
                    detail: String::new(),
                },
            });
        }
        self.inner.read(repo, place).await
    }

    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError> {
        let written = self.inner.write(repo, spec).await;
        self.written.store(true, Ordering::Relaxed);
        written
    }
}

#[tokio::test]
async fn what_was_done_and_cannot_be_looked_at_is_never_called_undone() {
    let story = Story::new(Tale::Promote).await;
    let blinded = Blinded {
        inner: Arc::clone(&story.world.target),
        written: AtomicBool::new(false),
    };
    let ports = Ports {
        gitops: Arc::new(blinded),
        ..story.world.ports()
    };
    let state = story.play(&story.executor_over(ports)).await;
    assert_ne!(state, Some(RunState::Succeeded));
    let run = story.world.journal.runs(1).await.unwrap().remove(0);
    let line = &run.steps[0].line;
    assert!(!line.contains("Nothing was changed"), "{line}");
    assert!(line.contains("was begun"), "{line}");
    let effects = story.world.moments.effects();
    assert_eq!(effects.len(), 1, "and it is not done twice: {effects:?}");
}
