//! A clock that jumps by a year, in the middle of a run and of a soak: the
//! run comes to its end or stops before its first effect, and once the clock
//! is right again nothing of it is left.

use crate::situations::scene::{Scene, codes, planned, refused};
use crate::stories::{End, Story, TALES, Tale};
use jiff::SignedDuration;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::ports::Journal;
use lockkeeper_testkit::crash::Fate;

const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

async fn undisturbed(tale: Tale) -> (usize, End) {
    let story = Story::new(tale).await;
    let state = story.play(&story.executor()).await;
    assert_eq!(state, Some(RunState::Succeeded), "{tale:?}");
    (story.world.moments.labels().len(), story.end().await)
}

/// Jumps at a moment, plays to the end, sets the clock right, and goes on with
/// what is left.
async fn jumped(tale: Tale, moment: usize, by: SignedDuration) -> End {
    let story = Story::new(tale).await;
    story.world.moments.strike(moment, Fate::Jump(by));
    let executor = story.executor();
    story.play(&executor).await;
    story.world.moments.calm();
    story.world.clock.advance(-by);
    story.world.holders.end("desk-1");
    let ports = story.world.ports_of(story.world.holders.beside("desk-2"));
    let second = story.executor_over(ports);
    for run in &second.unfinished().await.unwrap() {
        second.continue_run(&run.id).await.unwrap();
    }
    if story.world.journal.runs(1).await.unwrap().is_empty() {
        story.play(&second).await;
    }
    story.end().await
}

/// Nothing was done, and the person is asked to plan again.
fn stopped_before_the_first_effect(end: &End) -> bool {
    end.did_nothing() && matches!(end.states(), [RunState::Conflict | RunState::Failed])
}

#[tokio::test]
async fn a_clock_that_jumps_in_the_middle_of_any_run_changes_nothing_of_its_end() {
    let (mut same, mut stopped, mut found) = (0, 0, Vec::new());
    for tale in TALES {
        let (moments, expected) = undisturbed(tale).await;
        for moment in 0..moments {
            for by in [YEAR, -YEAR] {
                let end = jumped(tale, moment, by).await;
                match () {
                    () if end == expected => same += 1,
                    () if stopped_before_the_first_effect(&end) => stopped += 1,
                    () => found.push(format!("{tale:?} {by:#} at {moment}: {end:#?}")),
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} of {same}: {}",
        found.len(),
        found.join("\n")
    );
    assert!(
        same > 200 && stopped < same / 4,
        "{same} ended, {stopped} stopped"
    );
}

/// 1.9.0 has soaked for half of its day.
async fn in_mid_soak() -> Scene {
    let scene = Scene::with_1_8_live().await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev", "staging"]).await;
    scene.hours(12);
    scene
}

#[tokio::test]
async fn a_clock_that_goes_back_in_mid_soak_opens_nothing_and_leaves_no_trace() {
    let scene = in_mid_soak().await;
    scene.world.clock.advance(-YEAR);
    let page = scene.page(Some("1.9.0"), "production").await;
    assert!(codes(&refused(page.how)).contains(&"gate"));
    scene.world.clock.advance(YEAR);
    let page = scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(page.how)), ["gate"], "12 h of 24 h");
    scene.hours(13);
    planned(scene.page(Some("1.9.0"), "production").await.how);
}

#[tokio::test]
async fn a_clock_that_was_ahead_in_mid_soak_leaves_no_hour_behind() {
    let scene = in_mid_soak().await;
    scene.world.clock.advance(YEAR);
    scene.row().await;
    scene.world.clock.advance(-YEAR);
    let page = scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(page.how)), ["gate"], "12 h of 24 h");
    scene.hours(11);
    let page = scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(page.how)), ["gate"], "23 h of 24 h");
    scene.hours(2);
    planned(scene.page(Some("1.9.0"), "production").await.how);
}

#[tokio::test]
async fn a_plan_from_before_the_clock_went_back_is_made_again() {
    let scene = in_mid_soak().await;
    scene.hours(13);
    let plan = planned(scene.page(Some("1.9.0"), "production").await.how);
    scene.world.clock.advance(-YEAR);
    let desk = &scene.desk;
    let typed = plan.typed.as_deref();
    let started = lockkeeper_engine::usecases::runs::start_run(desk, &plan.id, typed).await;
    let refused = started.unwrap_err().to_string();
    assert!(
        !scene.values("production").contains(&"1.9.0".to_owned()),
        "{refused}"
    );
}
