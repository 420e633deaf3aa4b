//! A desk whose clock is behind those that signed.

use super::team::Team;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use lockkeeper_engine::usecases::seal;

fn note() -> Wish {
    Wish::Note {
        subject: None,
        text: "the lights are on".into(),
    }
}

#[tokio::test]
async fn a_clock_that_is_behind_the_first_entry_is_told_as_that_and_not_as_no_ledger() {
    let team = Team::with_1_9_cut().await;
    team.scene.hours(-24 * 30);
    let desk = team.another(&["lee"]).await;
    let told = decisions::prepare(&desk, &note()).await.err().unwrap();
    assert_eq!(told.code(), ErrorCode::LedgerBroken);
    let said = told.to_wire("test").detail.join(" ");
    assert!(said.contains("later than the clock here"), "{said}");
    assert!(said.contains("Set the clock"), "{said}");
    let policy = decisions::policy(&desk, &super::team::rules()).await;
    let why = policy.no_propose.unwrap();
    assert!(why.contains("Set the clock"), "{why}");
}

#[tokio::test]
async fn a_clock_that_is_behind_the_newest_entry_is_told_on_the_board_with_what_helps() {
    let team = Team::with_1_9_cut().await;
    team.scene.hours(3);
    team.say(&team.scene.desk, note()).await.unwrap();
    team.scene.hours(-3);
    seal::follow(&team.lee).await.unwrap();
    let told = team.say(&team.lee, note()).await.err().unwrap();
    assert_eq!(told.code(), ErrorCode::LedgerBroken);
    let said = told.to_wire("test").detail.join(" ");
    assert!(said.contains("Set the clock"), "{said}");
    let board = lockkeeper_engine::usecases::board::board(&team.lee).await;
    let notices = board.unwrap().notices.join(" ");
    assert!(notices.contains("ledger heal --second-clock"), "{notices}");
}
