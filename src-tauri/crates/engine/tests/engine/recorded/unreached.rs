//! Situation 5: the host of the control repository is down.

use super::adopted::adopt;
use super::team::Team;
use crate::situations::scene::{SHOP, codes, note, planned, refused};
use lockkeeper_contract::{PlanText, RequestView};
use lockkeeper_domain::board::CellState;
use lockkeeper_domain::gates::GateKind;
use lockkeeper_domain::intent::RollbackIntent;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::usecases::board::{board, refresh};
use lockkeeper_engine::usecases::decisions::inbox;
use lockkeeper_engine::usecases::promotion::rollback;
use lockkeeper_engine::usecases::{runs, seal};

/// 1.9.0 and then 1.10.0 went to production, and the host is down since.
async fn with_the_host_down() -> Team {
    let team = Team::with_1_9_live().await;
    team.to_production("1.10.0").await;
    team.scene.hours(1);
    team.remote.answers(false);
    team
}

impl Team {
    async fn way_back(&self) -> PlanText {
        let intent = RollbackIntent {
            service: SHOP.into(),
            within: "production".into(),
            to: None,
            reason: Some("the till breaks".to_owned()),
            flags: Vec::new(),
        };
        planned(rollback(&self.scene.desk, &intent).await.unwrap().how)
    }

    /// Everything that was adopted, as Lee sees it, newest first.
    async fn adopted(&self) -> Vec<RequestView> {
        seal::follow(&self.lee).await.unwrap();
        let mut all = inbox(&self.lee).await;
        all.retain(|one| one.kind == "adopt");
        all
    }
}

#[tokio::test]
async fn situation_05_a_rollback_runs_without_the_ledger_after_a_plain_warning() {
    let team = with_the_host_down().await;
    let plan = team.way_back().await;
    let warning = note(&plan, "ledger-unreached").expect("a plain warning");
    assert!(
        warning.text.starts_with("The ledger cannot be reached."),
        "{warning:#?}"
    );
    let said = warning.lines.join(" ");
    assert!(said.contains("it is switched off"), "{said}");
    assert!(said.contains("a second person"), "{said}");
    team.scene.done(&plan).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
}

#[tokio::test]
async fn situation_05_approvals_that_nobody_can_sign_are_looked_at_afterwards() {
    let team = Team::with_1_9_live().await;
    let held = team.scene.way_back("production", None).await;
    assert_eq!(
        codes(&refused(held.how)),
        ["gate"],
        "1.8.0 was only adopted"
    );
    team.remote.answers(false);
    team.scene.hours(1);
    let page = team.scene.way_back("production", None).await;
    let gate = page
        .gates
        .iter()
        .find(|one| one.gate == GateKind::Approvals);
    let gate = gate.unwrap();
    assert!(gate.passed(), "{gate:#?}");
    assert!(gate.reason.contains("afterwards"), "{gate:#?}");
    team.scene.done(&planned(page.how)).await;
    assert_eq!(team.scene.live("production"), "1.8.0");
}

#[tokio::test]
async fn situation_05_back_in_reach_it_is_adopted_once_and_waits_for_a_second_person() {
    let team = with_the_host_down().await;
    let plan = team.way_back().await;
    team.scene.done(&plan).await;
    let before = {
        team.remote.answers(true);
        team.trail().await.len()
    };
    let cell = team.lees_cell().await;
    assert_eq!(cell, CellState::Drift, "nobody has recorded it yet");
    for _ in 0..3 {
        refresh(&team.scene.desk).await.unwrap();
        team.scene.hours(1);
    }
    let trail = team.trail().await;
    assert_eq!(trail[before..], ["dana adopt"], "{trail:#?}");
    let finding = team.adopted().await.remove(0);
    assert!(
        finding
            .text
            .contains("while the ledger could not be reached: the till breaks"),
        "{}",
        finding.text
    );
    assert_eq!(finding.state, "waiting", "{finding:#?}");
    assert_ne!(team.lees_cell().await, CellState::Drift);
    team.approve(&team.lee, finding.number).await.unwrap();
    assert_eq!(team.adopted().await.remove(0).state, "done");
}

#[tokio::test]
async fn situation_05_where_the_host_is_back_before_the_run_ends_nothing_is_left_open() {
    let team = with_the_host_down().await;
    let plan = team.way_back().await;
    team.remote.answers(true);
    let before = team.trail().await.len();
    team.scene.done(&plan).await;
    let trail = team.trail().await;
    assert_eq!(
        trail[before..],
        ["dana request", "dana start", "dana finish"],
        "{trail:#?}"
    );
}

#[tokio::test]
async fn situation_05_what_somebody_promoted_meanwhile_is_not_adopted_over() {
    let team = with_the_host_down().await;
    let plan = team.way_back().await;
    team.scene.done(&plan).await;
    team.remote.answers(true);
    team.scene.hours(1);
    // Lee answers for what runs before Dana's desk looks again.
    let lee = super::adopted::adopt_at(&team.lee, &["production"]).await;
    assert_eq!(lee.unwrap(), 1);
    let before = team.trail().await.len();
    refresh(&team.scene.desk).await.unwrap();
    assert_eq!(team.trail().await.len(), before, "once is enough");
}

#[tokio::test]
async fn situation_05_no_promotion_runs_without_the_ledger() {
    let team = Team::with_1_9_cut().await;
    adopt(&team, &[]).await.unwrap();
    let plan = planned(team.scene.page(Some("1.9.0"), "dev").await.how);
    team.remote.answers(false);
    let again = planned(team.scene.page(Some("1.9.0"), "dev").await.how);
    assert!(note(&again, "ledger-unreached").is_none());
    for plan in [plan, again] {
        let desk = &team.scene.desk;
        let run = runs::start_run(desk, &plan.id, plan.typed.as_deref());
        let run = run.await.unwrap();
        let refused = runs::drive(desk, &run.id.as_str().into()).await;
        assert!(refused.is_err(), "it asks the ledger first");
        let run = runs::run(desk, &run.id.as_str().into()).await.unwrap();
        assert_eq!(run.state, RunState::Cancelled);
    }
    assert_eq!(team.scene.live("dev"), "1.8.0");
}

#[tokio::test]
async fn situation_05_a_rollback_that_was_confirmed_with_the_ledger_does_not_go_without_it() {
    let team = with_the_host_down().await;
    team.remote.answers(true);
    let plan = team.way_back().await;
    assert!(note(&plan, "ledger-unreached").is_none());
    team.remote.answers(false);
    let desk = &team.scene.desk;
    let run = runs::start_run(desk, &plan.id, plan.typed.as_deref());
    let run = run.await.unwrap();
    let refused = runs::drive(desk, &run.id.as_str().into()).await;
    assert!(refused.is_err(), "the warning was not read");
    assert_eq!(team.scene.live("production"), "1.10.0");
}

#[tokio::test]
async fn a_board_whose_ledger_cannot_be_reached_says_how_old_it_is() {
    let team = with_the_host_down().await;
    team.scene.hours(3);
    refresh(&team.scene.desk).await.unwrap();
    let board = board(&team.scene.desk).await.unwrap();
    let notices = board.notices.join(" ");
    assert!(
        notices.contains("control repository was not reached"),
        "{notices}"
    );
    assert!(notices.contains("newest entry is of 4 h ago"), "{notices}");
}
