//! Runs that nothing or little disturbs.

use crate::stories::{Story, Tale};
use jiff::SignedDuration;
use lockkeeper_contract::RunView;
use lockkeeper_domain::plan::Plan;
use lockkeeper_domain::run::{RunState, StepState};
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::executor::{Executor, view};
use lockkeeper_engine::ports::{Clock, Journal, Rejection, RepoError, Topic};
use lockkeeper_engine::resume::offers;

fn hook() -> RepoError {
    RepoError::Rejected {
        remote: "origin".into(),
        reason: Rejection::Hook,
        detail: "no releases on Friday".into(),
    }
}

async fn newest(story: &Story) -> RunView {
    let runs = story.world.journal.runs(1).await.unwrap();
    view(&runs[0])
}

#[tokio::test]
async fn a_run_tells_of_every_transition_in_order() {
    let story = Story::new(Tale::CutWithFiles).await;
    story.play(&story.executor()).await;
    let events = story.world.events.all();
    let numbers: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    // Begun, twice per step, ended.
    assert_eq!(events.len(), 1 + 2 * story.plan.steps.len() + 1);
    assert!(events.last().unwrap().topics.contains(&Topic::Board));
}

#[tokio::test]
async fn a_finished_run_says_what_each_step_did() {
    let story = Story::new(Tale::CutWithFiles).await;
    story.play(&story.executor()).await;
    let view = newest(&story).await;
    assert_eq!(view.line, "Done.");
    assert!(!view.can_cancel && !view.can_continue && !view.can_undo && !view.can_replan);
    for step in &view.steps {
        assert_eq!(step.state, StepState::Done, "{}", step.title);
        assert!(step.line.ends_with('.'), "{}", step.line);
    }
}

#[tokio::test]
async fn a_network_that_comes_back_costs_time_only() {
    let story = Story::new(Tale::CutWithFiles).await;
    story.world.moments.fail("shop push origin: before", 2);
    let state = story.play(&story.executor()).await;
    assert_eq!(state, Some(RunState::Succeeded));
    let waits = [SignedDuration::from_secs(1), SignedDuration::from_secs(4)];
    assert_eq!(story.world.clock.slept(), waits);
}

#[tokio::test]
async fn a_network_that_stays_away_leaves_a_run_that_can_be_continued() {
    let story = Story::new(Tale::CutWithFiles).await;
    story.shop.set_reachable(false);
    let executor = story.executor();
    assert_eq!(story.play(&executor).await, Some(RunState::Interrupted));
    assert!(newest(&story).await.can_continue);
    story.shop.set_reachable(true);
    let run = executor.unfinished().await.unwrap()[0].id.clone();
    assert_eq!(
        executor.continue_run(&run).await.unwrap(),
        RunState::Succeeded
    );
    let effects = story.world.moments.effects();
    assert_eq!(effects.len(), 4, "{effects:?}");
}

#[tokio::test]
async fn a_hook_that_refuses_is_quoted_and_nothing_is_tried_again() {
    let story = Story::new(Tale::CutWithFiles).await;
    story.shop.refuse_pushes(Some(hook()));
    let executor = story.executor();
    assert_eq!(story.play(&executor).await, Some(RunState::Interrupted));
    let view = newest(&story).await;
    assert!(view.line.contains("no releases on Friday"), "{}", view.line);
    assert!(story.world.clock.slept().is_empty());
}

#[tokio::test]
async fn a_cancelled_cut_that_pushed_nothing_offers_undo() {
    let story = Story::stop_at(Tale::CutWithFiles, "journal step 2 Done: after").await;
    let executor = story.next_executor();
    let run = executor.unfinished().await.unwrap()[0].clone();
    assert!(offers(&run).cancel && offers(&run).go_on);
    executor.cancel_run(&run.id).await.unwrap();
    let ended = executor.look(&run.id).await.unwrap();
    assert_eq!(ended.state, RunState::Cancelled);
    assert!(offers(&ended).undo && offers(&ended).replan);
    let line = newest(&story).await.line;
    assert!(
        line.contains("take it back with `lockkeeper release withdraw shop@"),
        "{line}"
    );
}

#[tokio::test]
async fn a_cut_that_may_have_pushed_offers_no_undo() {
    let story = Story::stop_at(Tale::CutWithFiles, "shop push origin: after").await;
    let executor = story.next_executor();
    let run = executor.unfinished().await.unwrap()[0].id.clone();
    executor.cancel_run(&run).await.unwrap();
    let ended = executor.look(&run).await.unwrap();
    assert!(!offers(&ended).undo);
    assert_eq!(
        ended.steps[3].state,
        StepState::Done,
        "the push was looked up"
    );
}

#[tokio::test]
async fn a_plan_is_started_once() {
    let story = Story::new(Tale::Promote).await;
    let executor = story.executor();
    story.play(&executor).await;
    let again = executor.start(&story.plan.id, None, "Dana Ito").await;
    assert_eq!(again.unwrap_err().code(), ErrorCode::PlanUsed);
}

#[tokio::test]
async fn a_plan_on_old_facts_is_refused_at_confirm() {
    let story = Story::new(Tale::Promote).await;
    story.world.clock.advance(SignedDuration::from_secs(61));
    let refused = story
        .executor()
        .start(&story.plan.id, None, "Dana Ito")
        .await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::PlanStale);
    assert!(story.world.moments.labels().is_empty(), "nothing was begun");
}

#[tokio::test]
async fn a_plan_that_asks_for_a_text_is_refused_without_it() {
    let story = Story::new(Tale::Promote).await;
    let plan = Plan {
        id: "p-typed".into(),
        typed: Some("1.1.0".into()),
        ..story.plan.clone()
    };
    story.world.journal.keep_plan(&plan).await.unwrap();
    let executor = story.executor();
    for typed in [None, Some(""), Some("1.1")] {
        let refused = executor.start(&plan.id, typed, "Dana Ito").await;
        assert_eq!(refused.unwrap_err().code(), ErrorCode::ConfirmationDiffers);
    }
    let run = executor
        .start(&plan.id, Some("1.1.0 "), "Dana Ito")
        .await
        .unwrap();
    assert_eq!(executor.drive(&run).await.unwrap(), RunState::Succeeded);
}

#[tokio::test]
async fn a_subject_with_an_open_run_takes_no_second_one() {
    let story = Story::stop_at(Tale::Promote, "write staging/values.yaml: before").await;
    let other = Plan {
        id: "p-2".into(),
        ..story.plan.clone()
    };
    story.world.journal.keep_plan(&other).await.unwrap();
    let refused = story
        .next_executor()
        .start(&other.id, None, "Robin Vale")
        .await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::RunHeld);
}

#[tokio::test]
async fn a_value_that_never_shows_ends_the_patience() {
    let story = Story::new(Tale::Promote).await;
    let mut plan = story.plan.clone();
    plan.id = "p-wait".into();
    plan.steps.remove(0);
    for (number, step) in (0..).zip(&mut plan.steps) {
        step.number = number;
    }
    story.world.journal.keep_plan(&plan).await.unwrap();
    let executor = story.executor();
    let run = executor.start(&plan.id, None, "Dana Ito").await.unwrap();
    assert_eq!(executor.drive(&run).await.unwrap(), RunState::Failed);
    let waited = story.world.clock.now().duration_since(plan.facts_at);
    assert_eq!(waited, SignedDuration::from_mins(5));
}

#[test]
fn a_drive_can_be_handed_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    fn check(executor: &Executor, run: &lockkeeper_domain::ids::RunId) {
        is_send(&executor.drive(run));
    }
    let _only_compiled = check;
}
