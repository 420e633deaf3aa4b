//! One person asks, another one approves, and everything is in the book.

use super::team::{Team, stop};
use crate::situations::scene::{codes, planned, refused};
use lockkeeper_domain::gates::{Answer, GateKind};
use lockkeeper_domain::ledger::ObjectName;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ledger::{Asked, Pin, Pins, check};
use lockkeeper_engine::ports::Clock as _;
use lockkeeper_engine::usecases::decisions::{Wish, requests};
use lockkeeper_engine::usecases::runs;
use lockkeeper_testkit::crash::Fate;

#[tokio::test]
async fn an_unguarded_environment_is_recorded_without_waiting_for_anybody() {
    let team = Team::with_1_9_cut().await;
    team.scene.bring("1.9.0", &["dev"]).await;
    assert_eq!(
        team.trail().await,
        ["dana genesis", "dana request", "dana start", "dana finish"]
    );
    assert_eq!(team.newest().await.state, "done");
}

#[tokio::test]
async fn production_waits_for_a_second_person_and_then_goes() {
    let team = Team::with_1_9_soaked().await;
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let gate = page
        .gates
        .iter()
        .find(|gate| gate.gate == GateKind::Approvals);
    assert_eq!(gate.map(|gate| &*gate.short), Some("Not requested"));
    assert_eq!(codes(&refused(page.how)), ["gate"]);

    let request = team.request("1.9.0").await;
    let waiting = team.newest().await;
    assert_eq!(
        (&*waiting.state, &*waiting.title),
        ("waiting", "shop 1.9.0 → production")
    );
    assert_eq!(waiting.rules[0].may_sign, ["lee"], "not who asked");
    let own = team.approve(&team.scene.desk, request.number).await;
    assert!(own.is_err(), "nobody decides on their own request");

    team.approve(&team.lee, request.number).await.unwrap();
    assert_eq!(team.newest().await.state, "approved");
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let gate = page
        .gates
        .iter()
        .find(|gate| gate.gate == GateKind::Approvals);
    assert_eq!(
        gate.map(|gate| &gate.answer),
        Some(&Answer::Pass),
        "{gate:#?}"
    );
    team.scene.done(&planned(page.how)).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
    let trail = team.trail().await;
    assert_eq!(
        trail[trail.len() - 4..],
        ["dana request", "lee approval", "dana start", "dana finish"]
    );
}

#[tokio::test]
async fn situation_27_the_pipeline_may_deploy_only_between_start_and_finish() {
    let team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let commit = page.what.commit.clone();
    let plan = planned(page.how);
    let may = async || {
        let walk = team.lee.ledger.as_ref().unwrap().refresh().await.unwrap();
        let hash = |number: usize| walk.state().records()[number].hash.clone();
        let pins = Pins {
            genesis: hash(0),
            at_least: Pin {
                number: 1,
                hash: hash(1),
            },
        };
        let asked = Asked {
            service: "shop".into(),
            to: "production".into(),
            commit: ObjectName::parse(&commit).unwrap(),
        };
        check(&walk, &pins, &asked, team.scene.world.clock.now()).is_ok()
    };
    assert!(!may().await, "approved is not started");
    let typed = plan.typed.as_deref();
    let run = runs::start_run(&team.scene.desk, &plan.id, typed)
        .await
        .unwrap();
    let id = run.id.as_str().into();
    let moments = &team.scene.world.moments;
    moments.strike(2, Fate::Stop);
    tokio::select! {
        driven = runs::drive(&team.scene.desk, &id) => panic!("nothing stopped it: {driven:?}"),
        () = moments.stopped() => moments.calm(),
    }
    assert!(may().await, "it is under way");
    let desk = team.after_the_crash().await;
    runs::continue_run(&desk, &id).await.unwrap();
    assert_eq!(team.scene.live("production"), "1.9.0");
    assert!(!may().await, "it has ended");
    let trail = team.trail().await;
    let starts = trail.iter().filter(|entry| entry.ends_with(" start"));
    let finishes = trail.iter().filter(|entry| entry.ends_with(" finish"));
    assert_eq!(
        (starts.count(), finishes.count()),
        (3, 3),
        "each once: {trail:?}"
    );
}

#[tokio::test]
async fn a_stopped_line_holds_a_promotion_and_never_a_rollback() {
    let team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    team.say(&team.lee, stop()).await.unwrap();
    let page = team.scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(page.how)), ["gate"]);
    let over = Wish::Thaw {
        freeze: None,
        reason: "over".into(),
    };
    team.say(&team.lee, over).await.unwrap();
    team.scene.bring("1.9.0", &["production"]).await;
    team.to_production("1.10.0").await;
    let again = Wish::Freeze {
        environments: vec!["production".into()],
        services: Vec::new(),
        until: None,
        reason: "again".into(),
    };
    team.say(&team.lee, again).await.unwrap();
    let back = team.scene.way_back("production", None).await;
    let freeze = back
        .gates
        .iter()
        .any(|gate| gate.gate == GateKind::Freeze && !gate.passed());
    assert!(
        !freeze,
        "a freeze never holds a way back: {:#?}",
        back.gates
    );
    team.scene.done(&planned(back.how)).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
}

#[tokio::test]
async fn nobody_goes_back_to_what_was_never_recorded_there() {
    let team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    team.scene.bring("1.9.0", &["production"]).await;
    let back = team.scene.way_back("production", Some("1.8.0")).await;
    let refusals = refused(back.how);
    assert_eq!(codes(&refusals), ["not-recorded"], "{refusals:#?}");
}

#[tokio::test]
async fn without_a_key_in_the_rules_nothing_starts_and_nothing_changes() {
    let team = Team::with_1_9_cut().await;
    let stranger = team.another(&["stranger"]).await;
    let page = team.scene.page(Some("1.9.0"), "dev").await;
    let plan = planned(page.how);
    stranger.ledger.as_ref().unwrap().refresh().await.unwrap();
    let before = runs::runs(&stranger).await.unwrap().len();
    let refused = runs::start_run(&stranger, &plan.id, plan.typed.as_deref()).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::KeyNotFound);
    let after = runs::runs(&stranger).await.unwrap().len();
    assert_eq!(after, before, "it uses no plan up");
    assert_eq!(team.scene.live("dev"), "1.8.0");
    assert_eq!(team.trail().await, ["dana genesis"]);
}

#[tokio::test]
async fn situation_21_starting_the_newer_version_closes_the_request_for_the_older() {
    let team = Team::with_1_9_soaked().await;
    let older = team.request("1.9.0").await;
    team.approve(&team.lee, older.number).await.unwrap();
    team.to_production("1.10.0").await;
    let asked = requests(&team.lee).await.unwrap();
    let states: Vec<(u32, &str)> = asked.iter().map(|one| (one.number, &*one.state)).collect();
    let found = asked.iter().find(|one| one.number == older.number).unwrap();
    assert_eq!(found.state, "superseded", "{states:?}");
    let late = team.approve(&team.lee, older.number).await;
    assert!(late.is_err(), "it is closed for ever");
}
