//! What cannot go yet can be asked for, whichever way it goes.

use super::team::{Team, rules, stop};
use crate::situations::scene::{planned, refused};
use jiff::SignedDuration;
use lockkeeper_domain::intent::RollbackIntent;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use serde_json::{Value, json};

fn back(version: &str) -> RollbackIntent {
    RollbackIntent {
        service: "shop".into(),
        within: "production".into(),
        to: Some(version.parse().unwrap()),
        reason: Some("customers cannot pay".into()),
        flags: Vec::new(),
    }
}

/// A rollback in production wants a yes as well.
fn guarded_rollbacks() -> Value {
    let mut rules = rules();
    rules["env"]["production"]["rollback"] =
        json!({"approvals": [{"count": 1, "role": "release-manager"}]});
    rules
}

#[tokio::test]
async fn a_rollback_that_needs_a_yes_is_asked_for_approved_and_goes() {
    let team = Team::with_1_9_soaked_under(&guarded_rollbacks()).await;
    let first = team.request("1.9.0").await;
    team.approve(&team.lee, first.number).await.unwrap();
    team.scene.bring("1.9.0", &["production"]).await;
    team.to_production("1.10.0").await;

    let page = team.scene.way_back("production", Some("1.9.0")).await;
    let ask = page.ask.expect("it can be asked for");
    assert_eq!(
        ask.waits_for,
        ["Approved by 1 release-manager: nobody has requested it yet."]
    );
    refused(page.how);
    let wish = Wish::RequestBack(back("1.9.0"));
    let request = team.say(&team.scene.desk, wish).await.unwrap();
    assert_eq!(request.sentence, "shop 1.9.0 → production (rollback)");
    let page = team.scene.way_back("production", Some("1.9.0")).await;
    assert_eq!(page.ask, None, "it was asked for");

    team.approve(&team.lee, request.number).await.unwrap();
    let page = team.scene.way_back("production", Some("1.9.0")).await;
    team.scene.done(&planned(page.how)).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
    assert_eq!(team.newest().await.state, "done");
}

#[tokio::test]
async fn a_way_back_to_what_was_only_adopted_is_asked_for_like_a_promotion() {
    let team = Team::with_1_9_live().await;
    let page = team.scene.way_back("production", Some("1.8.0")).await;
    assert!(page.ask.is_some(), "{:#?}", page.gates);
    refused(page.how);
    let wish = Wish::RequestBack(back("1.8.0"));
    let request = team.say(&team.scene.desk, wish).await.unwrap();
    team.approve(&team.lee, request.number).await.unwrap();
    assert_eq!(team.scene.go_back("production").await, "1.8.0");
}

#[tokio::test]
async fn nobody_asks_for_a_way_back_to_what_never_ran_there() {
    let team = Team::with_1_9_live().await;
    let wish = Wish::RequestBack(back("1.7.0"));
    assert!(team.say(&team.scene.desk, wish).await.is_err());
}

#[tokio::test]
async fn in_a_freeze_it_can_be_asked_for_so_that_glass_can_be_broken() {
    let team = Team::with_1_9_soaked().await;
    team.say(&team.lee, stop()).await.unwrap();
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let ask = page.ask.expect("a freeze ends, and may be broken here");
    assert_eq!(ask.waits_for.len(), 2, "{ask:#?}");
    refused(page.how);
    let wish = Wish::Request(team.intent("1.9.0"));
    let prepared = decisions::prepare(&team.scene.desk, &wish).await.unwrap();
    let shown = prepared.view().warnings;
    assert_eq!(shown[0], "It waits for the yes of 1 release-manager.");
    assert_eq!(
        shown[1],
        "It waits for freeze: the line is stopped by lee: outage."
    );
    assert!(
        shown[2].starts_with("Glass may be broken for freeze: lockkeeper break-glass "),
        "{shown:#?}"
    );
    let request = decisions::sign(&team.scene.desk, &prepared, None)
        .await
        .unwrap();
    let glass = Wish::BreakGlass {
        request: request.number.to_string(),
        gates: vec!["freeze".into()],
        reason: "customers cannot pay".into(),
    };
    team.say(&team.scene.desk, glass).await.unwrap();
    team.approve(&team.lee, request.number).await.unwrap();
    team.scene.bring("1.9.0", &["production"]).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
}

#[tokio::test]
async fn what_is_still_soaking_can_be_asked_for_and_what_never_came_there_cannot() {
    let team = Team::with_1_9_cut().await;
    let page = team.scene.page(Some("1.9.0"), "production").await;
    assert_eq!(page.ask, None, "nobody opens that it was never in staging");
    team.scene.bring("1.9.0", &["dev", "staging"]).await;
    team.scene.hours(1);
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let ask = page.ask.expect("time opens it");
    assert_eq!(ask.waits_for.len(), 2, "{ask:#?}");
}

#[tokio::test]
async fn where_nobody_has_to_say_yes_nobody_is_asked() {
    let mut alone = rules();
    alone["env"] = json!({});
    let team = Team::with_1_9_cut_under(&alone).await;
    team.scene.bring("1.9.0", &["dev", "staging"]).await;
    let page = team.scene.page(Some("1.9.0"), "production").await;
    refused(page.how);
    assert_eq!(page.ask, None, "it only soaks");
}

#[tokio::test]
async fn what_would_change_nothing_is_not_signed() {
    let team = Team::with_1_9_soaked().await;
    let now = team.scene.desk.now();
    let over = |until| Wish::Freeze {
        environments: vec!["production".into()],
        services: Vec::new(),
        until: Some(until),
        reason: "outage".into(),
    };
    let past = team.say(&team.lee, over(now)).await.unwrap_err();
    assert_eq!(past.code(), ErrorCode::Usage, "{past}");
    let soon = now + SignedDuration::from_hours(1);
    team.say(&team.lee, over(soon)).await.unwrap();
    let walk = team.lee.walk().unwrap();
    let rules = walk.state().rules().unwrap().value().clone();
    let before = team.trail().await.len();
    let same = team.say(&team.lee, Wish::Policy { rules }).await;
    assert!(same.is_err(), "{same:?}");
    assert_eq!(team.trail().await.len(), before);
}
