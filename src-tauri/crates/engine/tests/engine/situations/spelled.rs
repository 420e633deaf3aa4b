//! A place keeps the way in which people wrote its versions.

use super::scene::{SHOP, Scene, codes, place, planned, refused, without_gates};
use jiff::SignedDuration;
use lockkeeper_engine::ports::Clock;

/// 1.8.0 runs everywhere, written by hand with a leading `v`.
async fn with_a_v() -> Scene {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    let now = scene.world.clock.now();
    for environment in ["dev", "staging", "production"] {
        let since = now - SignedDuration::from_hours(1);
        let there = place(SHOP, environment);
        scene.world.target.by_hand(&there, "v1.8.0", since);
    }
    scene
}

#[tokio::test]
async fn the_next_version_is_written_as_the_one_before_and_so_is_the_way_back() {
    let scene = with_a_v().await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene
        .done(&planned(scene.page(Some("1.9.0"), "dev").await.how))
        .await;
    assert_eq!(scene.live("dev"), "v1.9.0");
    assert_eq!(scene.cell("dev").await.version.as_deref(), Some("1.9.0"));
    assert_eq!(scene.go_back("dev").await, "1.8.0");
    assert_eq!(scene.live("dev"), "v1.8.0");
}

#[tokio::test]
async fn what_runs_in_another_spelling_is_there_already() {
    let scene = with_a_v().await;
    let page = scene.page(Some("1.8.0"), "staging").await;
    assert_eq!(codes(&refused(page.how)), ["already-there"]);
}
