//! The trail tells in words what its entries name by a hash.

use super::team::{Team, rules, stop};
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::trail;
use serde_json::json;

/// What the newest entries say, oldest first.
async fn told(team: &Team, most: usize) -> Vec<String> {
    let ledger = team.scene.desk.ledger.as_ref().unwrap();
    let walk = ledger.refresh().await.unwrap();
    let view = trail::trail(ledger.book(), &walk, most).await.unwrap();
    let lines = view.lines.into_iter().rev();
    lines
        .map(|line| {
            assert_eq!(line.remarks, [] as [&str; 0], "it was signed as it is");
            line.sentence
        })
        .collect()
}

#[tokio::test]
async fn what_was_started_ended_stopped_and_taken_back_is_named() {
    let mut rules = rules();
    rules["people"]["lee"]["roles"] = json!(["admin", "release-manager"]);
    let team = Team::with_1_9_soaked_under(&rules).await;
    let dana = &team.scene.desk;
    let first = team.request("1.9.0").await.number;
    let back = Wish::Withdraw {
        subject: first.to_string(),
        reason: "once more".into(),
    };
    team.say(dana, back).await.unwrap();
    team.say(&team.lee, stop()).await.unwrap();
    let request = team.request("1.9.0").await.number;
    let glass = Wish::BreakGlass {
        request: request.to_string(),
        gates: vec!["freeze".into()],
        reason: "customers\ncannot pay".into(),
    };
    let broken = team.say(dana, glass).await.unwrap().number;
    team.approve(&team.lee, broken).await.unwrap();
    team.approve(&team.lee, request).await.unwrap();
    team.scene.bring("1.9.0", &["production"]).await;
    let thaw = Wish::Thaw {
        freeze: None,
        reason: "it is over".into(),
    };
    team.say(&team.lee, thaw).await.unwrap();
    insta::assert_snapshot!(told(&team, 10).await.join("\n"), @r"
    shop 1.9.0 → production
    Take back: shop 1.9.0 → production: once more
    Stop the line in production: outage
    shop 1.9.0 → production
    Break glass for freeze of shop 1.9.0 → production: customers cannot pay
    Approve: broken glass for freeze of shop 1.9.0 → production, by dana
    Approve: shop 1.9.0 → production
    Start: shop 1.9.0 → production
    End, succeeded: shop 1.9.0 → production
    Let production go on: it is over
    ");
}
