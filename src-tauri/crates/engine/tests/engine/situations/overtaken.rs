//! Situation 21, and what a newer build leaves to the older one.

use super::scene::{Scene, codes, harbour, note, planned, refused};
use jiff::SignedDuration;
use lockkeeper_contract::board::PassageState;
use lockkeeper_domain::run::RunState;

/// 1.9.0 soaked in staging; 1.10.0 came there an hour ago.
async fn overtaken() -> Scene {
    let scene = Scene::with_1_8_live().await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev", "staging"]).await;
    scene.hours(25);
    scene.commit("main", "feat: gifts");
    scene.cut("main").await;
    scene.bring("1.10.0", &["dev", "staging"]).await;
    scene.hours(1);
    scene
}

#[tokio::test]
async fn situation_21_a_newer_version_brings_everything_since_the_live_one_and_says_what_it_supersedes()
 {
    let scene = overtaken().await;
    scene.hours(24);
    let page = scene.page(Some("1.10.0"), "production").await;
    for feature in ["Rebates", "Gifts"] {
        assert!(page.what.notes.contains(feature), "{}", page.what.notes);
    }
    let plan = planned(page.how);
    let supersedes = note(&plan, "supersedes").unwrap();
    assert!(supersedes.text.contains("1.9.0"), "{supersedes:#?}");
    scene.done(&plan).await;
    assert_eq!(scene.passage("production").await.state, PassageState::Same);
}

#[tokio::test]
async fn a_plan_for_the_older_version_stops_once_the_newer_one_is_live() {
    let scene = overtaken().await;
    scene.hours(24);
    let older = planned(scene.page(Some("1.9.0"), "production").await.how);
    scene.bring("1.10.0", &["production"]).await;
    let run = scene.confirm(&older).await;
    assert_eq!(run.state, RunState::Conflict, "{run:#?}");
    assert_eq!(scene.live("production"), "1.10.0");
    let again = scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(again.how)), ["would-lose"]);
}

#[tokio::test]
async fn an_older_version_that_has_soaked_is_offered_while_the_newer_one_soaks() {
    let scene = overtaken().await;
    let passage = scene.passage("production").await;
    assert_eq!(passage.state, PassageState::Open, "{passage:#?}");
    assert_eq!(passage.candidate.as_deref(), Some("1.9.0"));
    assert!(passage.reason.contains("1.10.0"), "{}", passage.reason);
    assert!(scene.choice("1.9.0", "production").await.eligible);
    let page = scene.page(None, "production").await;
    assert_eq!(page.what.to, "1.9.0");
    scene.done(&planned(page.how)).await;
    // From now on the newer one is what wants to pass.
    let passage = scene.passage("production").await;
    assert_eq!(passage.candidate.as_deref(), Some("1.10.0"));
    assert_eq!(passage.state, PassageState::Waiting);
}

#[tokio::test]
async fn a_soak_shorter_than_advised_is_said_and_holds_nobody() {
    let mut workspace = harbour();
    let soak = workspace.environments[2].gates.soak.as_mut().unwrap();
    soak.advised = Some(SignedDuration::from_hours(48));
    let scene = Scene::with_1_8_live_in(workspace).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev", "staging"]).await;
    scene.hours(25);
    let passage = scene.passage("production").await;
    assert_eq!(passage.state, PassageState::Open);
    assert!(passage.reason.ends_with("48 h is advised"), "{passage:#?}");
    let plan = planned(scene.page(None, "production").await.how);
    assert!(note(&plan, "advised").is_some(), "{plan:#?}");
    scene.done(&plan).await;
}

#[tokio::test]
async fn once_the_newer_version_has_soaked_it_is_the_one_offered() {
    let scene = overtaken().await;
    scene.hours(24);
    let passage = scene.passage("production").await;
    assert_eq!(passage.state, PassageState::Open);
    assert_eq!(passage.candidate.as_deref(), Some("1.10.0"));
}

#[tokio::test]
async fn an_older_version_that_was_rolled_back_from_in_staging_is_not_offered() {
    let scene = Scene::with_1_8_live().await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev", "staging"]).await;
    scene.hours(25);
    scene.go_back("staging").await;
    scene.commit("main", "fix: rebates");
    scene.cut("main").await;
    scene.bring("1.9.1", &["dev", "staging"]).await;
    let passage = scene.passage("production").await;
    assert_eq!(passage.candidate.as_deref(), Some("1.9.1"));
    assert_eq!(passage.state, PassageState::Waiting);
}
