//! A run that was stopped and is given up says so in the ledger.

use super::team::Team;
use crate::situations::scene::planned;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::usecases::{runs, trail};
use serde_json::{Value, json};

/// Stops a promotion to dev where a label says, and cancels it.
async fn given_up(label: &str) -> (Team, Value) {
    let team = Team::with_1_9_cut().await;
    let scene = &team.scene;
    let plan = planned(scene.page(Some("1.9.0"), "dev").await.how);
    let run = runs::start_run(&scene.desk, &plan.id, plan.typed.as_deref()).await;
    let run = RunId::new(run.unwrap().id);
    scene.world.moments.fail(label, 99);
    let _stopped = runs::drive(&scene.desk, &run).await;
    scene.world.moments.calm();
    let run = runs::cancel_run(&scene.desk, &run).await.unwrap();
    assert_eq!(run.state, RunState::Cancelled, "{run:#?}");
    let ledger = team.lee.ledger.as_ref().unwrap();
    let walk = ledger.refresh().await.unwrap();
    let start = walk.state().starts().values().next_back().unwrap();
    let finish = start.finished.expect("its end is said").to_string();
    let finish = trail::entry(ledger.book(), &walk, &finish).await.unwrap();
    let finish: Value = serde_json::from_str(&finish.statement).unwrap();
    (team, finish["body"].clone())
}

#[tokio::test]
async fn a_cancelled_run_holds_no_lease_and_others_may_begin() {
    let (team, finish) = given_up("write dev/shop.yaml: before").await;
    assert_eq!(finish["outcome"], "cancelled", "{finish}");
    assert_eq!(finish["observed"], json!({}));
    let again = planned(team.scene.page(Some("1.9.0"), "dev").await.how);
    team.scene.done(&again).await;
    assert_eq!(team.scene.live("dev"), "1.9.0");
}

#[tokio::test]
async fn the_end_of_a_run_names_what_it_wrote_before_it_was_cancelled() {
    let (team, finish) = given_up("journal step 1").await;
    assert_eq!(finish["outcome"], "cancelled", "{finish}");
    assert_eq!(finish["observed"], json!({ "version": "1.9.0" }));
    assert_eq!(team.scene.live("dev"), "1.9.0");
}
