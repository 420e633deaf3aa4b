//! A run holds a lease in the ledger: it is renewed while the run goes on, and
//! whoever lost it does nothing any more.

use super::team::Team;
use crate::situations::scene::{planned, refused};
use async_trait::async_trait;
use jiff::SignedDuration;
use lockkeeper_contract::{PlanOutcome, RunView};
use lockkeeper_domain::board::CellState;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::ledger::body::{Carried, Finish, Lease, Start};
use lockkeeper_domain::ledger::{Body, HOUR, Hash, Moment};
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ledger::Words;
use lockkeeper_engine::ports::{Ports, Target, TargetError, WriteSpec, Written};
use lockkeeper_engine::usecases::runs;
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::fake_book::FakeRemote;
use lockkeeper_testkit::fake_target::FakeTarget;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A place whose first look takes minutes, as behind a network that hangs.
struct Slow {
    inner: Arc<FakeTarget>,
    clock: Arc<ManualClock>,
    minutes: AtomicI64,
    /// Does not answer any more after that time.
    remote: Option<FakeRemote>,
}

#[async_trait]
impl Target for Slow {
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
        let minutes = self.minutes.swap(0, Ordering::Relaxed);
        self.clock.advance(SignedDuration::from_mins(minutes));
        if let Some(remote) = &self.remote {
            remote.answers(false);
        }
        self.inner.read(repo, place).await
    }

    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError> {
        self.inner.write(repo, spec).await
    }
}

/// Dana's desk, where the first look at dev takes so long.
pub(super) async fn slow(team: &Team, minutes: i64, remote: Option<FakeRemote>) -> Desk {
    let (world, usual) = (&team.scene.world, &team.scene.desk);
    let gitops = Slow {
        inner: Arc::clone(&world.target),
        clock: Arc::clone(&world.clock),
        minutes: minutes.into(),
        remote,
    };
    let ports = Ports {
        gitops: Arc::new(gitops),
        ..world.ports()
    };
    let workspace = (*usual.workspace).clone();
    let desk = Desk::open(ports, workspace, DeskPlaces::default(), usual.zone.clone()).await;
    desk.with_ledger(usual.ledger.clone().unwrap())
}

/// Brings 1.9.0 to dev, at a desk where that takes so long.
async fn brought(team: &Team, minutes: i64) -> RunView {
    let plan = planned(team.scene.page(Some("1.9.0"), "dev").await.how);
    let desk = slow(team, minutes, None).await;
    let run = runs::start_run(&desk, &plan.id, None).await.unwrap();
    runs::drive(&desk, &RunId::new(run.id)).await.unwrap()
}

/// What the run said, after the beginning.
async fn said(team: &Team) -> Vec<String> {
    team.trail().await.split_off(1)
}

#[tokio::test]
async fn a_run_that_takes_long_renews_its_lease() {
    let team = Team::with_1_9_cut().await;
    let run = brought(&team, 80).await;
    assert_eq!(run.state, RunState::Succeeded, "{run:#?}");
    let expected = ["dana request", "dana start", "dana start", "dana finish"];
    assert_eq!(said(&team).await, expected);
    assert_eq!(team.scene.live("dev"), "1.9.0");
}

#[tokio::test]
async fn a_run_whose_lease_is_over_does_nothing_before_it_is_continued() {
    let team = Team::with_1_9_cut().await;
    let stopped = brought(&team, 125).await;
    assert_eq!(stopped.state, RunState::Interrupted, "{stopped:#?}");
    let lines = stopped.steps.iter().map(|step| step.line.as_str());
    let lines = lines.collect::<String>();
    assert!(lines.contains("its lease ended at"), "{lines}");
    assert_eq!(team.scene.live("dev"), "1.8.0");
    assert_eq!(said(&team).await, ["dana request", "dana start"]);
    let run = RunId::new(stopped.id);
    let run = runs::continue_run(&team.scene.desk, &run).await.unwrap();
    // It took the lease anew; what it rests on is too old to begin with.
    assert_eq!(run.state, RunState::Conflict, "{run:#?}");
    let expected = ["dana request", "dana start", "dana start", "dana finish"];
    assert_eq!(said(&team).await, expected);
    assert_eq!(team.scene.live("dev"), "1.8.0");
}

/// Between the look at a run and the right to go on with it, another program
/// may have brought it to its end.
#[tokio::test]
async fn a_run_that_the_ledger_saw_end_is_not_started_again() {
    let team = Team::with_1_9_cut().await;
    let stopped = brought(&team, 125).await;
    let ledger = team.scene.desk.ledger.as_ref().unwrap();
    let walk = ledger.refresh().await.unwrap();
    let (&began, _) = walk.state().starts().last_key_value().unwrap();
    let end = Body::Finish(Finish {
        observed: Carried::new(),
        outcome: "failed".into(),
        start: walk.state().records()[began].hash.clone(),
        steps: Vec::new(),
    });
    says(&team.scene.desk, end).await;
    let run = RunId::new(stopped.id);
    let late = runs::continue_run(&team.scene.desk, &run).await;
    assert_eq!(late.unwrap_err().code(), ErrorCode::RunEnded);
    let expected = ["dana request", "dana start", "dana finish"];
    assert_eq!(said(&team).await, expected);
}

#[tokio::test]
async fn a_lease_that_nobody_can_renew_is_used_until_clocks_could_disagree() {
    for (minutes, came_to) in [(80, RunState::Succeeded), (117, RunState::Interrupted)] {
        let team = Team::with_1_9_cut().await;
        let plan = planned(team.scene.page(Some("1.9.0"), "dev").await.how);
        let desk = slow(&team, minutes, Some(team.remote.clone())).await;
        let run = runs::start_run(&desk, &plan.id, None).await.unwrap();
        let run = RunId::new(run.id);
        let drove = runs::drive(&desk, &run).await;
        let state = runs::run(&desk, &run).await.unwrap().state;
        assert_eq!(state, came_to, "after {minutes} minutes: {drove:#?}");
        // The end of a run that is over is only on its way into the ledger.
        team.remote.answers(true);
        let back = team.scene.way_back("dev", None).await.how;
        let is_held = matches!(&back, PlanOutcome::Refused { refusals }
            if refusals.iter().any(|one| &*one.code == "run-under-way"));
        assert_eq!(is_held, came_to == RunState::Interrupted, "{back:#?}");
    }
}

/// Somebody says what a run of theirs would say.
async fn says(desk: &Desk, body: Body) -> usize {
    let ledger = desk.ledger.as_ref().unwrap();
    let walk = ledger.refresh().await.unwrap();
    let speaker = ledger.person(walk.state()).await.unwrap();
    ledger.say(&speaker, &Words::of(body), None).await.unwrap()
}

#[tokio::test]
async fn a_run_of_another_desktop_is_on_the_board_and_nobody_plans_beside_it() {
    let team = Team::with_1_9_live().await;
    let scene = &team.scene;
    scene.commit("main", "feat: rounding");
    scene.cut("main").await;
    scene.bring("1.10.0", &["dev", "staging"]).await;
    scene.hours(25);
    let request = team.request("1.10.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    let start = Body::Start(Start {
        lease: Lease {
            fence: 0,
            until: Moment::of(scene.desk.now()).plus(2 * HOUR),
        },
        plan: Hash::of(b"a plan of Lee's own desktop"),
        request: Hash::parse(&request.hash).unwrap(),
        verdicts: Vec::new(),
    });
    let began = says(&team.lee, start).await;
    scene.hours(1);
    let cell = scene.cell("production").await;
    assert_eq!(
        (cell.state, &*cell.word),
        (CellState::Deploying, "Deploying")
    );
    assert_eq!(cell.moving.as_deref(), Some("→ 1.10.0"));
    let told = format!(" · elsewhere · entry {began}");
    assert!(cell.reason.starts_with("by lee since "), "{}", cell.reason);
    assert!(cell.reason.ends_with(&told), "{}", cell.reason);
    let passage = scene.passage("production").await;
    assert_eq!(passage.word, "Under way", "{}", passage.reason);
    // Forward and back, it is said before anything is confirmed.
    let forth = refused(scene.page(Some("1.10.0"), "production").await.how);
    let back = refused(scene.way_back("production", None).await.how);
    for refusals in [forth, back] {
        let found = refusals.iter().find(|one| &*one.code == "run-under-way");
        let text = format!("lee brings shop 1.10.0 to production since entry {began}.");
        assert_eq!(found.map(|one| &*one.text), Some(&*text), "{refusals:#?}");
    }
    let walk = team.lee.ledger.as_ref().unwrap().seen();
    let end = Body::Finish(Finish {
        observed: Carried::new(),
        outcome: "cancelled".into(),
        start: walk.state().records()[began].hash.clone(),
        steps: Vec::new(),
    });
    says(&team.lee, end).await;
    scene.bring("1.10.0", &["production"]).await;
    assert_eq!(scene.live("production"), "1.10.0");
}
