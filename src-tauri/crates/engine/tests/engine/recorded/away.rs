//! Situation 18: an approver is away.

use super::team::{Team, rules};
use jiff::{SignedDuration, tz::TimeZone};
use lockkeeper_domain::gates::GateKind;
use lockkeeper_engine::ports::Clock as _;
use lockkeeper_engine::usecases::decisions;
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_testkit::team::put;
use serde_json::{Value, json};

const LONG: [&str; 2] = ["2020-01-01", "2099-12-31"];

fn rules_with_lee_away(days: [&str; 2]) -> Value {
    let mut rules = rules();
    put(&mut rules, "people.lee.away", json!(days));
    rules
}

#[tokio::test]
async fn situation_18_a_request_that_cannot_reach_its_count_says_so_before_and_after_it_is_signed()
{
    let team = Team::with_1_9_soaked_under(&rules_with_lee_away(LONG)).await;
    let wish = Wish::Request(team.intent("1.9.0"));
    let prepared = decisions::prepare(&team.scene.desk, &wish).await.unwrap();
    let why = "cannot be reached now: nobody may sign, lee is away until 2099-12-31";
    let warning = format!("1 release-manager {why}.");
    assert_eq!(prepared.view().warnings[0], warning);

    team.request("1.9.0").await;
    let request = team.newest().await;
    assert!(request.rules[0].may_sign.is_empty());
    assert_eq!(request.rules[0].away[0].handle, "lee");
    let line = format!("waits: 0 of 1 release-manager, which {why}");
    assert_eq!(request.line, line);
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let gate = page
        .gates
        .iter()
        .find(|gate| gate.gate == GateKind::Approvals);
    assert!(gate.unwrap().reason.ends_with(why), "{gate:#?}");
}

#[tokio::test]
async fn situation_18_whoever_is_away_is_not_asked_and_counts_all_the_same() {
    let team = Team::with_1_9_soaked_under(&rules_with_lee_away(LONG)).await;
    let request = team.request("1.9.0").await;
    let theirs = team.newest().await;
    assert!(!theirs.you.needed, "nobody waits for them");
    assert_eq!(theirs.you.no_approve, None, "the decision stays theirs");
    team.approve(&team.lee, request.number).await.unwrap();
    assert_eq!(team.newest().await.state, "approved");
}

#[tokio::test]
async fn whoever_is_back_is_asked_again() {
    let team = Team::with_1_9_soaked().await;
    let today = team.scene.world.clock.now().to_zoned(TimeZone::UTC).date();
    let today = today.to_string();
    let team = Team::with_1_9_soaked_under(&rules_with_lee_away([&today, &today])).await;
    team.request("1.9.0").await;
    assert!(team.newest().await.rules[0].may_sign.is_empty());
    team.scene
        .world
        .clock
        .advance(SignedDuration::from_hours(24));
    let request = team.newest().await;
    assert_eq!(request.rules[0].may_sign, ["lee"]);
    assert_eq!(request.rules[0].short, None);
}
