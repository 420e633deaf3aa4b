//! Situation 26: somebody patched what runs, past every promotion.

use super::team::Team;
use crate::situations::scene::{SHOP, codes, note, place, planned, refused};
use jiff::SignedDuration;
use lockkeeper_contract::board::PassageState;
use lockkeeper_domain::board::CellState;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::ports::Clock;
use lockkeeper_engine::usecases::adoption::{self, AdoptWish};

/// 1.9.0 is live and recorded; 1.9.1 is cut, and somebody puts it into
/// production by hand; 1.10.0 has soaked.
async fn patched() -> Team {
    let team = Team::with_1_9_live().await;
    let scene = &team.scene;
    scene.commit("main", "fix: the till");
    assert_eq!(scene.cut("main").await, "1.9.1");
    team.put("production", "1.9.1");
    scene.commit("main", "feat: more");
    assert_eq!(scene.cut("main").await, "1.10.0");
    scene.bring("1.10.0", &["dev", "staging"]).await;
    scene.hours(25);
    let request = team.request("1.10.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    team
}

impl Team {
    fn put(&self, environment: &str, version: &str) {
        let world = &self.scene.world;
        let now = world.clock.now();
        world
            .target
            .by_hand(&place(SHOP, environment), version, now);
    }

    async fn adopt_for(&self, hours: i64) {
        let desk = &self.scene.desk;
        let wish = AdoptWish {
            environments: vec!["production".to_owned()],
            services: Vec::new(),
            reason: "outage at night".to_owned(),
            until: Some(desk.now() + SignedDuration::from_hours(hours)),
        };
        let adoption = adoption::prepare(desk, &wish).await.unwrap();
        adoption::sign(desk, &adoption, None).await.unwrap();
    }
}

#[tokio::test]
async fn situation_26_the_next_promotion_stops_and_names_the_three_choices() {
    let team = patched().await;
    let cell = team.scene.cell("production").await;
    assert_eq!(cell.state, CellState::Drift, "{}", cell.reason);
    let page = team.scene.page(Some("1.10.0"), "production").await;
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["drift"], "{refusals:#?}");
    assert!(
        refusals[0]
            .text
            .contains("1.9.1, which Robin Vale put there")
    );
    let choices = refusals[0].lines.join("\n");
    for choice in [
        "Restore",
        "--to 1.9.0",
        "lockkeeper adopt production shop",
        "Cut from it",
    ] {
        assert!(choices.contains(choice), "{choices}");
    }
    let passage = team.scene.passage("production").await;
    assert_eq!(passage.state, PassageState::Shut);
    assert_eq!(passage.word, "No valid record");
}

#[tokio::test]
async fn situation_26_a_plan_from_before_the_patch_stops_as_a_conflict() {
    let team = Team::with_1_9_live().await;
    team.scene.commit("main", "feat: more");
    assert_eq!(team.scene.cut("main").await, "1.10.0");
    team.scene.bring("1.10.0", &["dev"]).await;
    let plan = planned(team.scene.page(Some("1.10.0"), "staging").await.how);
    team.put("staging", "1.8.0");
    let run = team.scene.confirm(&plan).await;
    assert_eq!(run.state, RunState::Conflict, "{run:#?}");
    assert_eq!(
        team.scene.live("staging"),
        "1.8.0",
        "it was not overwritten"
    );
}

#[tokio::test]
async fn situation_26_what_was_recorded_can_be_restored() {
    let team = patched().await;
    let page = team.scene.way_back("production", Some("1.9.0")).await;
    team.scene.done(&planned(page.how)).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
    assert_ne!(team.scene.cell("production").await.state, CellState::Drift);
    // The way back came after the request, which is over with it.
    let request = team.request("1.10.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    let page = team.scene.page(Some("1.10.0"), "production").await;
    team.scene.done(&planned(page.how)).await;
}

#[tokio::test]
async fn situation_26_it_is_adopted_with_a_reason_and_an_end() {
    let team = patched().await;
    team.adopt_for(48).await;
    assert_ne!(team.scene.cell("production").await.state, CellState::Drift);
    let page = team.scene.page(Some("1.10.0"), "production").await;
    planned(page.how);
    team.scene.hours(47);
    assert_ne!(team.scene.cell("production").await.state, CellState::Drift);
    team.scene.hours(2);
    let cell = team.scene.cell("production").await;
    assert_eq!(cell.state, CellState::Drift, "its time is over");
    let page = team.scene.page(Some("1.10.0"), "production").await;
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["drift"]);
    let restore = "Restore what was recorded: lockkeeper rollback shop --in production --to 1.9.0";
    assert_eq!(refusals[0].lines[0], restore, "not to what runs");
}

#[tokio::test]
async fn situation_26_where_nothing_else_was_recorded_nothing_is_to_be_restored() {
    let team = Team::with_1_9_cut().await;
    team.adopt_for(1).await;
    team.scene.bring("1.9.0", &["dev", "staging"]).await;
    team.scene.hours(25);
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let refusals = refused(page.how);
    let drift = refusals.iter().find(|one| one.code == "drift").unwrap();
    assert!(
        drift.lines.iter().all(|line| !line.starts_with("Restore")),
        "{:?}",
        drift.lines
    );
}

#[tokio::test]
async fn situation_26_a_version_cut_from_it_goes_after_it_was_adopted() {
    let team = patched().await;
    team.adopt_for(1).await;
    let page = team.scene.page(Some("1.10.0"), "production").await;
    let plan = planned(page.how);
    assert!(note(&plan, "would-lose").is_none(), "it contains the patch");
    team.scene.done(&plan).await;
    assert_eq!(team.scene.live("production"), "1.10.0");
}
