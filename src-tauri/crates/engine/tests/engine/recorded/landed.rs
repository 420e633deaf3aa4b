//! Promotions that a desk came to see after they landed.

use super::team::Team;
use crate::situations::scene::{SHOP, codes, place, planned, refused};
use jiff::SignedDuration;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::Clock;
use lockkeeper_engine::usecases::board;
use lockkeeper_engine::usecases::promotion::promotion;

/// What runs in staging, as a machine that looks again only now sees it.
async fn seen_late(team: &Team) {
    let scene = &team.scene;
    let (now, place) = (scene.world.clock.now(), place(SHOP, "staging"));
    let policy = scene.desk.repo_policy(&place.repo).unwrap();
    let asked = scene
        .desk
        .ports
        .gitops
        .history(policy, std::slice::from_ref(&place), false);
    let history = asked.await.unwrap().remove(0).unwrap();
    let late = |live: Live| Live {
        earliest: Some(live.since),
        since: now,
        ..live
    };
    let history = history.into_iter().map(late).collect();
    scene.world.target.set_history(&place, history);
}

/// Facts may be some seconds old when a plan is built on them, unless the ledger
/// tells that they are outdated.
#[tokio::test]
async fn a_run_that_ended_elsewhere_after_the_last_look_is_looked_at() {
    let team = Team::with_1_9_cut().await;
    let intent = PromoteIntent {
        to: "dev".into(),
        ..team.intent("1.9.0")
    };
    board::refresh(&team.lee).await.unwrap();
    planned(promotion(&team.lee, &intent).await.unwrap().how);
    let clock = &team.scene.world.clock;
    clock.advance(SignedDuration::from_secs(2));
    team.scene.bring("1.9.0", &["dev"]).await;
    let live = promotion(&team.lee, &intent).await.unwrap();
    let refusals = refused(live.how);
    assert!(codes(&refusals).contains(&"already-there"), "{refusals:#?}");
}

#[tokio::test]
async fn what_the_ledger_saw_end_has_soaked_since_then() {
    let team = Team::with_1_9_soaked().await;
    seen_late(&team).await;
    let soak = team.soak("1.9.0").await;
    assert!(soak.passed(), "{soak:#?}");
}

#[tokio::test]
async fn what_came_by_hand_has_soaked_since_it_was_seen() {
    let team = Team::with_1_9_cut().await;
    let scene = &team.scene;
    scene.bring("1.9.0", &["dev"]).await;
    let place = place(SHOP, "staging");
    scene
        .world
        .target
        .by_hand(&place, "1.9.0", scene.world.clock.now());
    scene.hours(25);
    seen_late(&team).await;
    let soak = team.soak("1.9.0").await;
    assert!(!soak.passed(), "{soak:#?}");
    scene.hours(25);
    let soak = team.soak("1.9.0").await;
    assert!(soak.passed(), "{soak:#?}");
}
