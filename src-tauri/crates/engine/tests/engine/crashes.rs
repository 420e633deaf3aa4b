//! The crash matrix: every plan × every moment × what can happen there, then
//! resumed; same end as the undisturbed run, no effect twice.

use crate::stories::{End, Story, TALES, Tale};
use async_trait::async_trait;
use lockkeeper_domain::plan::Action;
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::executor::Executor;
use lockkeeper_engine::ports::{Journal, Ports, Target, TargetError, WriteSpec, Written};
use lockkeeper_testkit::crash::Fate;
use lockkeeper_testkit::fake_target::FakeTarget;
use std::sync::Arc;

/// Builds the ports of a fresh process.
type Process = fn(&Story, Ports) -> Ports;

async fn undisturbed(tale: Tale) -> (Vec<String>, End) {
    let story = Story::new(tale).await;
    let state = story.play(&story.executor()).await;
    assert_eq!(state, Some(RunState::Succeeded), "{tale:?}");
    (story.world.moments.labels(), story.end().await)
}

/// Lets that fate strike at that moment, resumes on another desk, and
/// returns the end.
async fn disturbed(tale: Tale, moment: usize, fate: Fate, process: Process) -> End {
    let story = Story::new(tale).await;
    story.world.moments.strike(moment, fate);
    let first = story.executor_over(process(&story, story.world.ports()));
    story.play(&first).await;
    drop(first);
    story.world.moments.calm();
    story.world.holders.end("desk-1");
    let ports = story.world.ports_of(story.world.holders.beside("desk-2"));
    resume(&story, &story.executor_over(process(&story, ports))).await;
    story.end().await
}

async fn resume(story: &Story, executor: &Executor) {
    let open = executor.unfinished().await.unwrap();
    for run in &open {
        assert_eq!(run.state, RunState::Interrupted);
        executor.continue_run(&run.id).await.unwrap();
    }
    // Stopped before the run was begun: the person confirms again.
    if story.world.journal.runs(1).await.unwrap().is_empty() {
        story.play(executor).await;
    }
}

/// Every moment at which the end was another one than undisturbed.
async fn violations(tale: Tale, process: Process) -> (usize, Vec<String>) {
    let (labels, expected) = undisturbed(tale).await;
    let mut found = Vec::new();
    for (moment, label) in labels.iter().enumerate() {
        for fate in [Fate::Stop, Fate::Fail] {
            let end = disturbed(tale, moment, fate, process).await;
            if end != expected {
                found.push(format!("{tale:?}, {fate:?} at {label}: {end:#?}"));
            }
        }
    }
    (labels.len() * 2, found)
}

fn honest(_: &Story, ports: Ports) -> Ports {
    ports
}

#[tokio::test]
async fn every_plan_resumed_from_every_moment_comes_to_the_same_end() {
    let mut points = 0;
    for tale in TALES {
        let (tried, found) = violations(tale, honest).await;
        assert!(found.is_empty(), "{}", found.join("\n"));
        points += tried;
    }
    assert!(points >= 200, "only {points} points were tried");
}

#[tokio::test]
async fn the_matrix_stops_before_and_after_every_effect_and_every_journal_entry() {
    for tale in TALES {
        let story = Story::new(tale).await;
        story.play(&story.executor()).await;
        let labels = story.world.moments.labels();
        for (number, step) in story.plan.steps.iter().enumerate() {
            for state in ["Started", "Done"] {
                for side in ["before", "after"] {
                    let label = format!("journal step {number} {state}: {side}");
                    let waits = matches!(step.action, Action::AwaitObserved { .. });
                    let there = labels.contains(&label) || (waits && state == "Done");
                    assert!(there, "{tale:?} never passes {label}: {labels:#?}");
                }
            }
        }
        for effect in story.world.moments.effects() {
            let name = effect.split(" = ").next().unwrap_or(&effect);
            let passed = |side: &str| labels.contains(&format!("{name}: {side}"));
            let journalled = labels.contains(&"journal release: before".to_owned());
            assert!(
                (passed("before") && passed("after")) || journalled,
                "{effect}"
            );
        }
    }
}

/// A fault: a process that believes only in what it did itself, as a step
/// that does not look before it acts.
struct Hasty {
    inner: Arc<FakeTarget>,
    acted: std::sync::atomic::AtomicBool,
}

#[async_trait]
impl Target for Hasty {
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
        if self.acted.load(std::sync::atomic::Ordering::Relaxed) {
            return self.inner.read(repo, place).await;
        }
        Ok(Some("1.0.0".into()))
    }

    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError> {
        let written = self.inner.write(repo, spec).await?;
        if written == Written::Already {
            let desired = &spec.change.desired;
            self.inner.by_hand(&spec.place, desired, spec.at);
        }
        self.acted.store(true, std::sync::atomic::Ordering::Relaxed);
        Ok(written)
    }
}

fn hasty(story: &Story, ports: Ports) -> Ports {
    Ports {
        gitops: Arc::new(Hasty {
            inner: Arc::clone(&story.world.target),
            acted: false.into(),
        }),
        ..ports
    }
}

#[tokio::test]
async fn the_matrix_catches_a_step_that_does_not_look_before_it_acts() {
    let (_, found) = violations(Tale::Promote, hasty).await;
    assert!(!found.is_empty(), "the planted fault was not found");
}
