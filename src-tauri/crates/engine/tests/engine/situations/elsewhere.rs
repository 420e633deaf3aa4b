//! Without a network, in a freeze, on another desktop, at another time.

use super::scene::{SHOP, Scene, codes, harbour, place, planned, refused, without_gates};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use lockkeeper_contract::board::{CellState, PassageState};
use lockkeeper_domain::gates::{GateKind, passes};
use lockkeeper_domain::policy::{Freeze, FreezeSpan, Workspace};
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::usecases::explain::explain;
use lockkeeper_engine::usecases::{board, runs};

#[tokio::test]
async fn without_a_network_facts_keep_their_age_and_nothing_runs() {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    let seen_at = scene.cell("dev").await.observed_at;
    scene.hours(1);
    scene.shop.set_reachable(false);
    scene.world.target.set_reachable(false);
    let cell = scene.cell("dev").await;
    assert_eq!(
        (cell.observed_at, cell.version.as_deref()),
        (seen_at, Some("1.8.0"))
    );
    assert_eq!(cell.state, CellState::Unknown, "{}", cell.reason);
    let notices = board::board(&scene.desk).await.unwrap().notices;
    assert!(
        notices
            .iter()
            .any(|n| n.starts_with("shop was not reached")),
        "{notices:?}"
    );
    assert!(
        notices
            .iter()
            .any(|n| n.starts_with("infra was not reached")),
        "{notices:?}"
    );
    let plan = planned(scene.page(Some("1.9.0"), "production").await.how);
    let run = runs::start_run(&scene.desk, &plan.id, plan.typed.as_deref()).await;
    assert_eq!(run.unwrap_err().code(), ErrorCode::PlanStale);
    assert_eq!(scene.live("production"), "1.8.0");
}

/// Production is frozen from now on for a day.
fn frozen(scene_start: jiff::Timestamp) -> Workspace {
    let mut workspace = without_gates();
    workspace.environments[2].gates.freezes = vec![Freeze {
        name: "Stocktaking".into(),
        span: FreezeSpan::Once {
            from: scene_start + SignedDuration::from_hours(2),
            until: scene_start + SignedDuration::from_hours(26),
        },
        zone: "UTC".into(),
    }];
    workspace
}

#[tokio::test]
async fn a_freeze_holds_a_promotion_and_never_a_rollback() {
    let start = lockkeeper_testkit::clock::ManualClock::default();
    let start = lockkeeper_engine::ports::Clock::now(&start);
    let scene = Scene::with_1_8_live_in(frozen(start)).await;
    for feature in ["rebates", "gifts"] {
        scene.commit("main", &format!("feat: {feature}"));
        scene.cut("main").await;
    }
    scene
        .bring("1.9.0", &["dev", "staging", "production"])
        .await;
    scene.bring("1.10.0", &["staging"]).await;
    scene.hours(3);
    assert_eq!(
        scene.passage("production").await.state,
        PassageState::Frozen
    );
    let refusals = refused(scene.page(Some("1.10.0"), "production").await.how);
    assert_eq!(codes(&refusals), ["gate"]);
    assert_eq!(scene.go_back("production").await, "1.8.0");
    scene.hours(24);
    scene.bring("1.10.0", &["production"]).await;
}

#[tokio::test]
async fn gates_answer_for_the_past_and_the_future() {
    let scene = Scene::with_1_8_live_in(harbour()).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev", "staging"]).await;
    let now = scene.desk.now();
    let intent = scene.intent(SHOP, Some("1.9.0"), "production");
    for (hours, expected) in [(0, false), (23, false), (24, true), (-1, false)] {
        let at = now + SignedDuration::from_hours(hours);
        let verdicts = explain(&scene.desk, &intent, Some(at)).await;
        let verdicts = verdicts.unwrap();
        assert_eq!(passes(&verdicts), expected, "in {hours} h: {verdicts:#?}");
        let kinds: Vec<GateKind> = verdicts.iter().map(|v| v.gate).collect();
        assert_eq!(kinds, [GateKind::Previous, GateKind::Soak]);
    }
}

#[tokio::test]
async fn another_desktop_takes_over_what_was_left_and_finishes_it() {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    let plan = planned(scene.page(Some("1.9.0"), "production").await.how);
    let run = runs::start_run(&scene.desk, &plan.id, plan.typed.as_deref()).await;
    let run = run.unwrap().id.as_str().into();
    let world = &scene.world;
    let other = world.ports_of(world.holders.beside("desk-2"));
    let other = Desk::open(other, without_gates(), DeskPlaces::default(), TimeZone::UTC).await;
    let held = runs::continue_run(&other, &run).await.unwrap_err();
    assert_eq!(held.code(), ErrorCode::RunHeld);
    world.holders.end("desk-1");
    let shown = board::board(&other).await.unwrap();
    let cell = &shown.groups[0].rows[0].cells[2];
    assert_eq!(cell.state, CellState::Waiting, "{}", cell.reason);
    let done = runs::continue_run(&other, &run).await.unwrap();
    assert_eq!(done.state, RunState::Succeeded);
    assert_eq!(scene.values("production"), ["1.9.0", "1.8.0"]);
}

#[tokio::test]
async fn what_is_live_already_is_no_change_and_says_where_it_could_go_instead() {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    let page = scene.page(Some("1.8.0"), "staging").await;
    assert_eq!(codes(&refused(page.how)), ["already-there"]);
    assert_eq!(page.what.diff, [], "equal lines are no change");
    let next = page.already.expect("it is live there").next;
    assert_eq!(next, None, "it is live behind it too");
    let page = scene.page(Some("1.8.0"), "production").await;
    assert_eq!(page.already.expect("it is live there").next, None);

    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    let page = scene.page(Some("1.9.0"), "dev").await;
    assert_eq!(page.already, None);
    assert_eq!(page.what.diff.len(), 3, "{:?}", page.what.diff);

    for (runs, next) in [("dev", "staging"), ("production", "staging")] {
        let now = scene.desk.now();
        let target = &scene.world.target;
        target.by_hand(&place(SHOP, runs), "1.9.0", now);
        board::refresh(&scene.desk).await.unwrap();
        let page = scene.page(Some("1.9.0"), "dev").await;
        let live = page.already.expect("it is live there");
        assert_eq!(live.next.as_deref(), Some(next), "also in {runs}");
    }
    let target = &scene.world.target;
    target.by_hand(&place(SHOP, "production"), "1.8.0", scene.desk.now());
    target.by_hand(&place(SHOP, "staging"), "1.9.0", scene.desk.now());
    board::refresh(&scene.desk).await.unwrap();
    let page = scene.page(Some("1.9.0"), "dev").await;
    let next = page.already.expect("it is live there").next;
    assert_eq!(next.as_deref(), Some("production"));
}
