//! What runs without a record.

use super::team::{Team, rules};
use crate::situations::scene::{SHOP, place};
use lockkeeper_domain::board::CellState;
use lockkeeper_domain::gates::{GateKind, Verdict};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ports::Clock;
use lockkeeper_engine::usecases::adoption::{self, AdoptWish};
use lockkeeper_engine::usecases::decisions::{Wish, inbox, requests};

const PLACES: [&str; 3] = ["dev", "staging", "production"];

fn wish(environments: &[&str]) -> AdoptWish {
    AdoptWish {
        environments: environments.iter().map(ToString::to_string).collect(),
        services: Vec::new(),
        reason: "it was there before".into(),
        until: None,
    }
}

pub async fn adopt(team: &Team, environments: &[&str]) -> Result<usize, EngineError> {
    adopt_at(&team.scene.desk, environments).await
}

/// The same at another desk.
pub async fn adopt_at(desk: &Desk, environments: &[&str]) -> Result<usize, EngineError> {
    let adoption = adoption::prepare(desk, &wish(environments)).await?;
    let signed = adoption::sign(desk, &adoption, None).await?;
    Ok(signed.len())
}

/// The states of the places, in order.
async fn states(team: &Team) -> Vec<CellState> {
    let mut states = Vec::new();
    for place in PLACES {
        states.push(team.scene.cell(place).await.state);
    }
    states
}

#[tokio::test]
async fn situation_08_on_the_first_day_everything_that_runs_is_adopted_in_one_go() {
    let team = Team::with_1_9_cut().await;
    assert_eq!(states(&team).await, [CellState::Drift; 3]);
    let cell = team.scene.cell("production").await;
    assert!(
        cell.reason.starts_with("runs 1.8.0, no promotion record"),
        "{}",
        cell.reason
    );
    let adoption = adoption::prepare(&team.scene.desk, &wish(&[]))
        .await
        .unwrap();
    let view = adoption.view().unwrap();
    assert_eq!((view.sentences.len(), view.sign.by.as_str()), (3, "dana"));
    assert_eq!(adopt(&team, &[]).await.unwrap(), 3);
    let trail = team.trail().await;
    assert_eq!(trail[1..], ["dana adopt", "dana adopt", "dana adopt"]);
    assert!(!states(&team).await.contains(&CellState::Drift));
    let again = adopt(&team, &[]).await.unwrap_err();
    assert_eq!(again.code(), ErrorCode::Refused, "nothing is left");
}

#[tokio::test]
async fn only_what_is_meant_is_adopted() {
    let team = Team::with_1_9_cut().await;
    assert_eq!(adopt(&team, &["production"]).await.unwrap(), 1);
    let states = states(&team).await;
    assert_eq!(states[..2], [CellState::Drift; 2]);
    assert_ne!(states[2], CellState::Drift);
    let unknown = adopt(&team, &["nowhere"]).await.unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::UnknownName);
}

#[tokio::test]
async fn situation_08_what_was_adopted_can_be_gone_back_to() {
    let team = Team::with_1_9_cut().await;
    adopt(&team, &[]).await.unwrap();
    team.scene.bring("1.9.0", &["dev"]).await;
    assert!(!states(&team).await.contains(&CellState::Drift));
    assert_eq!(team.scene.go_back("dev").await, "1.8.0");
    assert!(!states(&team).await.contains(&CellState::Drift));
}

#[tokio::test]
async fn whoever_may_not_adopt_signs_nothing() {
    let team = Team::with_1_9_cut().await;
    let sam = team.another(&["sam"]).await;
    let refused = adoption::prepare(&sam, &wish(&[])).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::KeyNotFound);
    assert_eq!(team.trail().await, ["dana genesis"]);
}

#[tokio::test]
async fn a_second_person_says_yes_to_what_was_adopted() {
    let team = Team::with_1_9_cut().await;
    adopt(&team, &["production"]).await.unwrap();
    let yes = Wish::Approve {
        subject: "1".into(),
        comment: None,
    };
    team.say(&team.lee, yes).await.unwrap();
    assert_eq!(
        team.trail().await,
        ["dana genesis", "dana adopt", "lee approval"]
    );
}

#[tokio::test]
async fn situation_08_what_was_adopted_has_no_soak_from_before() {
    let team = Team::with_1_9_cut().await;
    adopt(&team, &["dev", "production"]).await.unwrap();
    let scene = &team.scene;
    let by_hand = scene.world.clock.now();
    let place = place(SHOP, "staging");
    scene.world.target.by_hand(&place, "1.9.0", by_hand);
    scene.hours(48);
    adopt(&team, &["staging"]).await.unwrap();
    let soak = team.soak("1.9.0").await;
    assert!(!soak.passed(), "{soak:#?}");
    assert!(soak.reason.starts_with("0 s of 24 h"), "{soak:#?}");
    let cell = scene.cell("staging").await;
    assert_eq!(cell.state, CellState::Soaking, "{}", cell.reason);
    scene.hours(23);
    assert!(!team.soak("1.9.0").await.passed());
    scene.hours(2);
    assert!(team.soak("1.9.0").await.passed());
}

#[tokio::test]
async fn what_was_promoted_keeps_its_soak_when_somebody_adopts_it_later() {
    let team = Team::with_1_9_soaked().await;
    let scene = &team.scene;
    let now = scene.world.clock.now();
    let place = place(SHOP, "staging");
    scene.world.target.by_hand(&place, "1.8.0", now);
    scene.hours(1);
    adopt(&team, &["staging"]).await.unwrap();
    scene
        .world
        .target
        .by_hand(&place, "1.9.0", scene.world.clock.now());
    scene.hours(1);
    adopt(&team, &["staging"]).await.unwrap();
    assert!(team.soak("1.9.0").await.passed());
}

#[tokio::test]
async fn an_older_version_that_is_there_again_is_not_explained_by_its_first_time() {
    let team = Team::with_1_9_soaked().await;
    let scene = &team.scene;
    scene.commit("main", "feat: 1.10.0");
    assert_eq!(scene.cut("main").await, "1.10.0");
    scene.bring("1.10.0", &["dev"]).await;
    scene.hours(1);
    let place = place(SHOP, "dev");
    scene
        .world
        .target
        .by_hand(&place, "1.9.0", scene.world.clock.now());
    let cell = scene.cell("dev").await;
    assert_eq!(cell.state, CellState::Drift, "{}", cell.reason);
    assert!(cell.reason.ends_with("by Robin Vale"), "{}", cell.reason);
}

#[tokio::test]
async fn situation_20_no_finding_stays_open_that_nobody_could_close() {
    let mut alone = rules();
    alone["people"].as_object_mut().unwrap().remove("lee");
    let team = Team::with_1_9_cut_under(&alone).await;
    adopt(&team, &["production"]).await.unwrap();
    let found = inbox(&team.scene.desk).await;
    let adopted = found.iter().find(|one| one.kind == "adopt").unwrap();
    assert_eq!(adopted.state, "done", "{adopted:#?}");
    assert_eq!(adopted.line, "there is nobody else who could confirm it");
}

impl Team {
    /// What the soak of production says to a version now.
    pub async fn soak(&self, version: &str) -> Verdict {
        let page = self.scene.page(Some(version), "production").await;
        let mut gates = page.gates.into_iter();
        gates.find(|gate| gate.gate == GateKind::Soak).unwrap()
    }
}

#[tokio::test]
async fn who_asks_for_requests_is_told_what_was_adopted_until_a_second_person_says_yes() {
    let team = Team::with_1_9_cut().await;
    adopt(&team, &["production"]).await.unwrap();
    let adopts = async || {
        let listed = requests(&team.lee).await.unwrap();
        let adopts = listed.into_iter().filter(|one| one.kind == "adopt");
        adopts.map(|one| one.number).collect::<Vec<_>>()
    };
    assert_eq!(adopts().await, [1]);
    team.approve(&team.lee, 1).await.unwrap();
    assert_eq!(adopts().await, [0_u32; 0]);
}

#[tokio::test]
async fn nothing_is_adopted_without_words_or_up_to_a_moment_that_is_past() {
    let team = Team::with_1_9_cut().await;
    let blank = AdoptWish {
        reason: " \n".into(),
        ..wish(&[])
    };
    let late = AdoptWish {
        until: Some(team.scene.desk.now()),
        ..wish(&[])
    };
    for (wish, why) in [(blank, "Say why"), (late, "is past")] {
        let told = adoption::prepare(&team.scene.desk, &wish)
            .await
            .unwrap_err();
        assert_eq!(told.code(), ErrorCode::Usage);
        assert!(told.to_string().contains(why), "{told}");
    }
}
