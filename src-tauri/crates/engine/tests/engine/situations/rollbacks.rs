//! Situations 6 and 29: which version to go back to, and when there is none.

use super::scene::{Scene, codes, note, planned, refused, without_gates};
use lockkeeper_contract::board::CellState;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::usecases::runs;

/// 1.9.0, 1.10.0 and 1.11.0 went to production after 1.8.0.
async fn four_versions() -> Scene {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    for (feature, version) in [
        ("rebates", "1.9.0"),
        ("gifts", "1.10.0"),
        ("clubs", "1.11.0"),
    ] {
        scene.commit("main", &format!("feat: {feature}"));
        assert_eq!(scene.cut("main").await, version);
        scene.bring(version, &["production"]).await;
        scene.hours(1);
    }
    scene
}

#[tokio::test]
async fn going_back_means_to_the_version_before() {
    let scene = four_versions().await;
    let cell = scene.cell("production").await;
    assert_eq!(cell.back_to.as_deref(), Some("1.10.0"));
    assert_eq!(scene.go_back("production").await, "1.10.0");
    assert_eq!(scene.live("production"), "1.10.0");
    assert_eq!(scene.cell("production").await.state, CellState::RolledBack);
}

#[tokio::test]
async fn a_version_that_was_rolled_back_from_or_yanked_is_not_gone_back_to() {
    let scene = four_versions().await;
    scene.go_back("production").await;
    scene.hours(1);
    scene.commit("main", "fix: clubs");
    let fixed = scene.cut("main").await;
    scene.bring(&fixed, &["production"]).await;
    scene.yank("1.10.0").await;
    scene.hours(1);
    // Neither 1.11.0, rolled back from, nor 1.10.0, yanked.
    let cell = scene.cell("production").await;
    assert_eq!(cell.back_to.as_deref(), Some("1.9.0"));
    assert_eq!(scene.go_back("production").await, "1.9.0");
}

#[tokio::test]
async fn a_version_that_nobody_saw_arrive_is_not_gone_back_to() {
    let scene = four_versions().await;
    scene.commit("main", "feat: cards");
    let lost = scene.cut("main").await;
    let plan = planned(scene.page(Some(&lost), "production").await.how);
    // It is written, and then the program cannot go on.
    let run = runs::start_run(&scene.desk, &plan.id, plan.typed.as_deref()).await;
    let run = run.unwrap().id.as_str().into();
    scene.world.moments.fail("journal step 1", 99);
    runs::drive(&scene.desk, &run).await.unwrap_err();
    scene.world.moments.calm();
    let run = runs::cancel_run(&scene.desk, &run).await.unwrap();
    assert_eq!(run.state, RunState::Cancelled, "{run:#?}");
    assert_eq!(scene.live("production"), lost);
    scene.hours(1);
    scene.commit("main", "fix: cards");
    let fixed = scene.cut("main").await;
    scene.bring(&fixed, &["production"]).await;
    let cell = scene.cell("production").await;
    assert_eq!(cell.back_to.as_deref(), Some("1.11.0"));
    let chosen = planned(scene.way_back("production", Some(&lost)).await.how);
    assert_eq!(
        chosen
            .subject
            .versioned()
            .expect("a version")
            .version
            .to_string(),
        lost
    );
}

#[tokio::test]
async fn an_older_version_can_be_chosen_and_the_page_says_what_is_taken_away() {
    let scene = four_versions().await;
    let page = scene.way_back("production", Some("1.8.0")).await;
    assert_eq!(page.what.lost.len(), 3);
    let plan = planned(page.how);
    let taken = note(&plan, "takes-back").unwrap();
    assert_eq!(taken.lines.len(), 3, "{taken:#?}");
    scene.done(&plan).await;
    assert_eq!(scene.live("production"), "1.8.0");
}

#[tokio::test]
async fn a_version_that_never_ran_there_is_not_gone_back_to() {
    let scene = four_versions().await;
    let page = scene.way_back("staging", Some("1.9.0")).await;
    assert_eq!(codes(&refused(page.how)), ["never-there"]);
}

#[tokio::test]
async fn that_there_is_nothing_to_go_back_to_is_said_before_the_first_promotion() {
    let scene = Scene::open(without_gates()).await;
    scene.commit("main", "feat: sell");
    scene.shop.push_all("origin");
    let version = scene.cut("main").await;
    let page = scene.page(Some(&version), "production").await;
    assert_eq!(page.way_back.to, None);
    assert!(page.way_back.lines[0].contains("nothing to go back to"));
    let plan = planned(page.how);
    assert!(note(&plan, "nothing-to-go-back-to").is_some(), "{plan:#?}");
    scene.done(&plan).await;
    let cell = scene.cell("production").await;
    assert_eq!(cell.back_to, None);
    let why = cell.no_way_back.unwrap();
    assert!(why.contains("first version here"), "{why}");
    let refusals = refused(scene.way_back("production", None).await.how);
    assert_eq!(codes(&refusals), ["nothing-to-go-back-to"]);
    let hint = refusals[0].hint.as_deref().unwrap();
    assert!(
        hint.contains("Remove it") && hint.contains("stop it"),
        "{hint}"
    );
}
