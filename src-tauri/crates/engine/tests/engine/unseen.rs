//! Looks at a place: how many there are, and what is said when one fails
//! after an effect was made.

use crate::stories::{Story, Tale};
use async_trait::async_trait;
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::run::{RunState, StepState};
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{
    Journal, Ports, RepoError, Target, TargetError, WriteSpec, Written,
};
use lockkeeper_testkit::fake_target::FakeTarget;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Counts the looks at a place; a blinded one cannot be read any more once it
/// was written.
struct Looked {
    inner: Arc<FakeTarget>,
    blinded: bool,
    written: AtomicBool,
    looks: AtomicUsize,
}

impl Looked {
    fn at(story: &Story, blinded: bool) -> Arc<Self> {
        Arc::new(Self {
            inner: Arc::clone(&story.world.target),
            blinded,
            written: AtomicBool::new(false),
            looks: AtomicUsize::new(0),
        })
    }
}

#[async_trait]
impl Target for Looked {
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
        self.looks.fetch_add(1, Ordering::Relaxed);
        if self.blinded && self.written.load(Ordering::Relaxed) {
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
    let ports = Ports {
        gitops: Looked::at(&story, true),
        ..story.world.ports()
    };
    let state = story.play(&story.executor_over(ports)).await;
    assert_ne!(state, Some(RunState::Succeeded));
    let run = story.world.journal.runs(1).await.unwrap().remove(0);
    let [written, awaited, _] = run.steps.as_slice() else {
        unreachable!("it is written, awaited and recorded");
    };
    assert_eq!(written.state, StepState::Done);
    assert_eq!(awaited.state, StepState::Failed);
    let line = &awaited.line;
    assert!(!line.contains("Nothing was changed"), "{line}");
    assert!(line.contains("was begun"), "{line}");
    let effects = story.world.moments.effects();
    assert_eq!(effects.len(), 1, "and it is not done twice: {effects:?}");
}

/// Each look is a connection to the remote, and people wait for it.
#[tokio::test]
async fn a_place_is_looked_at_once_before_it_is_written_and_once_after() {
    let story = Story::new(Tale::Promote).await;
    let place = Looked::at(&story, false);
    let ports = Ports {
        gitops: Arc::clone(&place) as Arc<dyn Target>,
        ..story.world.ports()
    };
    let state = story.play(&story.executor_over(ports)).await;
    assert_eq!(state, Some(RunState::Succeeded));
    assert_eq!(place.looks.load(Ordering::Relaxed), 2);
}
