//! Which version a rollback takes, and why one of them is held.

use super::adopted::adopt;
use super::team::{Team, stop};
use crate::situations::scene::{SHOP, codes, place, planned, refused};
use lockkeeper_domain::plan::Refusal;
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
