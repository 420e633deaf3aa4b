//! Which version a rollback takes, and why one of them is held.

use super::adopted::adopt;
use super::team::{Team, stop};
use crate::situations::scene::{SHOP, codes, note, place, planned, refused};
use lockkeeper_domain::board::CellState;
use lockkeeper_domain::refusal::Refusal;
use lockkeeper_engine::ports::Clock;
use lockkeeper_engine::usecases::decisions::Wish;

#[tokio::test]
async fn the_default_is_a_version_that_was_promoted_or_adopted_there() {
    let team = Team::with_1_9_live().await;
    let scene = &team.scene;
    let production = place(SHOP, "production");
    for version in ["1.10.0", "1.11.0"] {
        scene.commit("main", &format!("feat: {version}"));
        assert_eq!(scene.cut("main").await, version);
        let now = scene.world.clock.now();
        scene.world.target.by_hand(&production, version, now);
        scene.hours(1);
    }
    adopt(&team, &["production"]).await.unwrap();
    let cell = scene.cell("production").await;
    assert_eq!(
        cell.back_to.as_deref(),
        Some("1.9.0"),
        "1.10.0 came by hand"
    );
    let plan = planned(scene.way_back("production", None).await.how);
    assert_eq!(
        plan.subject.versioned().unwrap().version.to_string(),
        "1.9.0"
    );
    let named = scene.way_back("production", Some("1.10.0")).await;
    assert_eq!(codes(&refused(named.how)), ["not-recorded"]);
}

/// The hints of refusals.
fn hints(refusals: &[Refusal]) -> Vec<&str> {
    let hints = refusals.iter().map(|one| one.hint.as_deref());
    hints.map(Option::unwrap_or_default).collect()
}

#[tokio::test]
async fn a_rollback_to_what_was_only_adopted_says_why_it_is_held() {
    let team = Team::with_1_9_live().await;
    team.say(&team.lee, stop()).await.unwrap();
    let held = refused(team.scene.way_back("production", None).await.how);
    assert_eq!(codes(&held), ["gate", "gate"], "approvals, and the freeze");
    for hint in hints(&held) {
        assert!(hint.contains("only adopted in production"), "{hint}");
        assert!(hint.contains("no plain rollback"), "{hint}");
    }
    team.say(&team.lee, thaw()).await.unwrap();
    team.to_production("1.10.0").await;
    team.say(&team.lee, stop()).await.unwrap();
    planned(team.scene.way_back("production", None).await.how);
}

fn thaw() -> Wish {
    Wish::Thaw {
        freeze: None,
        reason: "over".into(),
    }
}

#[tokio::test]
async fn a_version_whose_change_was_rewritten_away_comes_back_by_its_value() {
    let team = Team::with_1_9_live().await;
    team.to_production("1.10.0").await;
    let scene = &team.scene;
    let production = place(SHOP, "production");
    // Somebody takes the branch back to before the promotion, by force.
    let earlier = scene.world.target.forget_newest(&production);
    assert_eq!(earlier.value, "1.10.0");
    scene.hours(1);
    let cell = scene.cell("production").await;
    assert_eq!(cell.state, CellState::Drift, "{}", cell.reason);
    let advised = refused(scene.page(Some("1.8.0"), "production").await.how);
    let advised: Vec<&String> = advised.iter().flat_map(|one| &one.lines).collect();
    let restore = "Restore what was recorded: lockkeeper rollback shop --in production --to 1.10.0";
    assert!(advised.iter().any(|line| *line == restore), "{advised:?}");

    let page = scene.way_back("production", Some("1.10.0")).await;
    assert_eq!(page.what.to, "1.10.0");
    let plan = planned(page.how);
    let told = note(&plan, "told-no-more").expect("the plan says so");
    assert!(told.text.contains("no longer tells"), "{}", told.text);
    let title = &plan.steps[0].title;
    assert!(title.starts_with("Write "), "nothing to revert: {title}");
    scene.done(&plan).await;
    assert_eq!(scene.live("production"), "1.10.0");
    let cell = scene.cell("production").await;
    assert_ne!(cell.state, CellState::Drift, "{}", cell.reason);
    let never = scene.way_back("production", Some("1.7.0")).await;
    assert_eq!(codes(&refused(never.how)), ["never-there"]);
}
