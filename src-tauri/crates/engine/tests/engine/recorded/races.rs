//! Two desks at once.

use super::team::Team;
use crate::situations::scene::planned;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::runs;

#[tokio::test]
async fn everything_two_desks_say_at_once_is_kept_in_one_line() {
    let team = Team::with_1_9_cut().await;
    let freeze = |reason: String| Wish::Freeze {
        environments: vec!["dev".into()],
        services: Vec::new(),
        until: None,
        reason,
    };
    for turn in 0..20 {
        let ours = team.say(&team.scene.desk, freeze(format!("dana {turn}")));
        let theirs = team.say(&team.lee, freeze(format!("lee {turn}")));
        let (ours, theirs) = tokio::join!(ours, theirs);
        assert_ne!(ours.unwrap().number, theirs.unwrap().number);
    }
    let trail = team.trail().await;
    assert_eq!(trail.len(), 41);
    assert!(
        trail.iter().all(|entry| !entry.starts_with("void")),
        "{trail:?}"
    );
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_and_nothing_is_said_twice() {
    let team = Team::with_1_9_cut().await;
    team.remote.cut_next_answer();
    let wish = Wish::Freeze {
        environments: vec!["dev".into()],
        services: Vec::new(),
        until: None,
        reason: "once".into(),
    };
    let said = team.say(&team.scene.desk, wish).await;
    let trail = team.trail().await;
    assert_eq!(trail, ["dana genesis", "dana freeze"]);
    assert_eq!(said.unwrap().number, 1, "it had landed");
}

#[tokio::test]
async fn a_run_that_the_ledger_does_not_let_start_has_ended_and_blocks_nothing() {
    let team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await.number;
    team.approve(&team.lee, request).await.unwrap();
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let plan = planned(page.how);
    let no = Wish::Reject {
        subject: request.to_string(),
        reason: "not today".into(),
    };
    team.say(&team.lee, no).await.unwrap();
    let desk = &team.scene.desk;
    let run = runs::start_run(desk, &plan.id, plan.typed.as_deref())
        .await
        .unwrap();
    let driven = runs::drive(desk, &run.id.as_str().into()).await;
    let told = driven.unwrap_err();
    assert_eq!(told.code(), ErrorCode::Refused);
    assert!(!told.to_string().contains("Nothing was changed"), "{told}");
    let stands = format!("The request stands as entry {request}");
    assert!(told.to_string().contains(&stands), "{told}");
    assert!(!told.to_wire("").detail.is_empty(), "and why");
    assert_eq!(team.scene.live("production"), "1.8.0");
    let begun = runs::runs(desk).await.unwrap();
    assert_eq!(begun[0].state, RunState::Cancelled, "{:#?}", begun[0]);
    let request = team.request("1.9.0").await.number;
    team.approve(&team.lee, request).await.unwrap();
    team.scene.bring("1.9.0", &["production"]).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
}
