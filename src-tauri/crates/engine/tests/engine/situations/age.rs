//! Plans whose facts grew old before somebody confirmed them.

use super::scene::{SHOP, Scene, place, planned, without_gates};
use jiff::SignedDuration;
use lockkeeper_contract::{PlanText, RunView};
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ports::Journal;
use lockkeeper_engine::usecases::promotion::start_or_replan;
use lockkeeper_engine::usecases::runs;

/// A plan for production, made a little more than a minute ago.
async fn an_old_plan() -> (Scene, PlanText) {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    let plan = planned(scene.page(Some("1.9.0"), "production").await.how);
    scene.world.clock.advance(SignedDuration::from_secs(61));
    (scene, plan)
}

async fn start(scene: &Scene, plan: &PlanText) -> Result<RunView, EngineError> {
    start_or_replan(&scene.desk, &plan.id, plan.typed.as_deref()).await
}

#[tokio::test]
async fn facts_older_than_a_minute_are_refused_at_confirm_and_the_page_plans_anew() {
    let (scene, plan) = an_old_plan().await;
    let typed = plan.typed.as_deref();
    let refused = runs::start_run(&scene.desk, &plan.id, typed).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::PlanStale);
    assert_eq!(scene.world.journal.runs(9).await.unwrap().len(), 1);
    let again = planned(scene.page(Some("1.9.0"), "production").await.how);
    assert_ne!(again.id, plan.id);
    scene.done(&again).await;
}

#[tokio::test]
async fn a_plan_that_is_only_old_is_made_again_once_and_started() {
    let (scene, plan) = an_old_plan().await;
    let run = start(&scene, &plan).await.unwrap();
    assert_eq!(run.subject, plan.subject);
    let run = runs::drive(&scene.desk, &run.id.as_str().into()).await;
    assert_eq!(run.unwrap().state, RunState::Succeeded);
    assert_eq!(scene.values("production"), ["1.9.0", "1.8.0"]);
}

#[tokio::test]
async fn a_plan_that_would_do_something_else_now_is_not_made_again() {
    let (scene, plan) = an_old_plan().await;
    let at = scene.desk.now();
    let production = place(SHOP, "production");
    scene.world.target.by_hand(&production, "1.8.9", at);
    let stale = start(&scene, &plan).await.unwrap_err();
    assert_eq!(stale.code(), ErrorCode::PlanStale);
    assert_eq!(scene.live("production"), "1.8.9");
}

#[tokio::test]
async fn an_old_plan_is_not_made_again_without_the_text_it_asks_for() {
    let (scene, plan) = an_old_plan().await;
    let refused = start_or_replan(&scene.desk, &plan.id, Some("1.8.0")).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::ConfirmationDiffers);
}

#[tokio::test]
async fn facts_that_cannot_be_made_fresh_stay_too_old() {
    let (scene, plan) = an_old_plan().await;
    scene.world.target.set_reachable(false);
    let stale = start(&scene, &plan).await.unwrap_err();
    assert_eq!(stale.code(), ErrorCode::PlanStale);
    assert_eq!(scene.live("production"), "1.8.0");
}

#[tokio::test]
async fn a_rollback_that_is_only_old_is_made_again_too() {
    let (scene, plan) = an_old_plan().await;
    let run = start(&scene, &plan).await.unwrap();
    let run = runs::drive(&scene.desk, &run.id.as_str().into()).await;
    assert_eq!(run.unwrap().state, RunState::Succeeded);
    let back = planned(scene.way_back("production", None).await.how);
    scene.hours(1);
    let run = start(&scene, &back).await.unwrap();
    runs::drive(&scene.desk, &run.id.as_str().into())
        .await
        .unwrap();
    assert_eq!(scene.live("production"), "1.8.0");
}
