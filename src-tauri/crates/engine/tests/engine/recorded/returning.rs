//! Situation 7: a version that was rolled back from wants to come back.

use super::adopted::adopt;
use super::team::{Team, rules};
use crate::situations::scene::{codes, harbour, planned, refused};
use lockkeeper_contract::PromotionView;
use lockkeeper_domain::policy::Auto;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::promotion::promotion;
use lockkeeper_engine::usecases::runs::runs;
use lockkeeper_engine::usecases::watch::watch_once;

/// 1.9.0 was in dev, and somebody went back to 1.8.0.
async fn gone_back() -> Team {
    let team = Team::with_1_9_cut().await;
    adopt(&team, &[]).await.unwrap();
    team.scene.bring("1.9.0", &["dev"]).await;
    team.scene.hours(1);
    assert_eq!(team.scene.go_back("dev").await, "1.8.0");
    team
}

impl Team {
    async fn page_with(&self, to: &str, reason: Option<&str>) -> PromotionView {
        let mut intent = self.scene.intent("shop", Some("1.9.0"), to);
        intent.reason = reason.map(str::to_owned);
        promotion(&self.scene.desk, &intent).await.unwrap()
    }

    /// The reason in the newest request of the ledger.
    fn signed_reason(&self) -> Option<String> {
        let walk = self.scene.desk.walk().unwrap();
        let newest = walk.state().requests().values().next_back().cloned();
        newest.unwrap().body.reason.clone()
    }
}

#[tokio::test]
async fn situation_07_it_needs_a_reason_and_the_reason_is_signed() {
    let team = gone_back().await;
    let page = team.page_with("dev", None).await;
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["rolled-back-from"], "{refusals:#?}");
    let blank = team.page_with("dev", Some("  ")).await;
    assert_eq!(codes(&refused(blank.how)), ["rolled-back-from"]);
    let page = team.page_with("dev", Some("the queue was at fault")).await;
    team.scene.done(&planned(page.how)).await;
    assert_eq!(team.scene.live("dev"), "1.9.0");
    assert_eq!(
        team.signed_reason().as_deref(),
        Some("the queue was at fault")
    );
}

#[tokio::test]
async fn situation_07_the_reason_of_the_request_is_enough_for_whoever_starts_it() {
    let team = Team::with_1_9_live().await;
    team.to_production("1.10.0").await;
    team.scene.hours(1);
    assert_eq!(team.scene.go_back("production").await, "1.9.0");
    let unreasoned = Wish::Request(team.intent("1.10.0"));
    let refused = team.say(&team.scene.desk, unreasoned).await.unwrap_err();
    let EngineError::Refused { refusals } = refused else {
        panic!("{refused:#?}");
    };
    assert_eq!(codes(&refusals), ["rolled-back-from"]);
    let mut intent = team.intent("1.10.0");
    intent.reason = Some("it was the proxy".to_owned());
    let asked = team.say(&team.scene.desk, Wish::Request(intent)).await;
    let asked = asked.unwrap();
    team.approve(&team.lee, asked.number).await.unwrap();
    assert_eq!(team.signed_reason().as_deref(), Some("it was the proxy"));
    let page = team.scene.page(Some("1.10.0"), "production").await;
    team.scene.done(&planned(page.how)).await;
    assert_eq!(team.scene.live("production"), "1.10.0");
}

/// What is on main goes to dev by itself.
async fn automatic() -> Team {
    let mut workspace = harbour();
    workspace.environments[0].auto = Some(Auto {
        branch: "main".into(),
    });
    let team = Team::with_1_9_cut_in(workspace, &rules()).await;
    adopt(&team, &[]).await.unwrap();
    team
}

#[tokio::test]
async fn whoever_watches_without_a_key_says_so_and_leaves_no_run() {
    let team = automatic().await;
    let stranger = team.another(&["stranger"]).await;
    stranger.ledger.as_ref().unwrap().refresh().await.unwrap();
    let before = runs(&stranger).await.unwrap();
    let look = watch_once(&stranger).await.unwrap();
    assert_eq!(look.made, []);
    let codes: Vec<ErrorCode> = look.missed.iter().map(|one| one.error.code()).collect();
    assert_eq!(codes, [ErrorCode::KeyNotFound]);
    assert_eq!(runs(&stranger).await.unwrap(), before);
}

#[tokio::test]
async fn situation_07_it_is_never_promoted_automatically() {
    let team = automatic().await;
    assert_eq!(watch_once(&team.scene.desk).await.unwrap().made.len(), 1);
    assert_ne!(team.scene.live("dev"), "1.8.0");
    team.scene.hours(1);
    assert_eq!(team.scene.go_back("dev").await, "1.8.0");
    for _ in 0..2 {
        team.scene.hours(1);
        assert!(watch_once(&team.scene.desk).await.unwrap().made.is_empty());
    }
    assert_eq!(team.scene.live("dev"), "1.8.0");
}
