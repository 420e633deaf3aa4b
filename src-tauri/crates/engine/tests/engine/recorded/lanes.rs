//! Lanes, and situation 11: an emergency in a freeze.

use super::team::{Team, rules, stop};
use crate::situations::scene::{codes, harbour, note, planned, refused};
use lockkeeper_contract::PromotionView;
use lockkeeper_contract::board::PassageState;
use lockkeeper_domain::environment::Lane;
use lockkeeper_domain::gates::GateKind;
use lockkeeper_domain::policy::{Freeze, FreezeSpan, Gates, Workspace};
use lockkeeper_domain::version::Level;
use lockkeeper_engine::usecases::decisions::{Wish, prepare};
use lockkeeper_engine::usecases::promotion::promotion;
use lockkeeper_testkit::team::put;
use serde_json::{Value, json};

/// Production has a lane for hotfixes that asks for no soak and no staging.
fn with_lane(change: impl FnOnce(&mut Gates)) -> Workspace {
    let mut workspace = harbour();
    let production = workspace.environments.last_mut().unwrap();
    change(&mut production.gates);
    let gates = Gates {
        previous: false,
        soak: None,
        ..production.gates.clone()
    };
    let lane = Lane {
        branch: "hotfix/*".to_owned(),
        level: Some(Level::Patch),
        gates,
    };
    production.lanes.insert("hotfix".to_owned(), lane);
    workspace
}

/// The rules of the same: one of two release managers there, two elsewhere.
fn lane_rules() -> Value {
    let mut rules = rules();
    put(
        &mut rules,
        "env.production.gates.approvals",
        json!([{"count": 2, "role": "release-manager"}]),
    );
    let lane = json!({"branch": "hotfix/*", "gates": {"approvals": [{"count": 1, "role": "release-manager"}]}});
    put(&mut rules, "env.production.lanes.hotfix", lane);
    rules
}

/// 1.9.0 is cut and goes nowhere; 1.8.1 is cut from a hotfix branch.
async fn with_hotfix(change: impl FnOnce(&mut Gates)) -> Team {
    let team = Team::with_1_9_cut_in(with_lane(change), &lane_rules()).await;
    let scene = &team.scene;
    scene.branch("hotfix/till", "v1.8.0").await;
    scene.commit("hotfix/till", "fix: the till");
    assert_eq!(scene.cut("hotfix/till").await, "1.8.1");
    team
}

fn gates(page: &PromotionView) -> Vec<GateKind> {
    page.gates.iter().map(|gate| gate.gate).collect()
}

impl Team {
    async fn request_in_lane(&self, version: &str) -> u32 {
        let mut intent = self.intent(version);
        intent.lane = Some("hotfix".to_owned());
        let signed = self.say(&self.scene.desk, Wish::Request(intent)).await;
        signed.unwrap().number
    }
}

#[tokio::test]
async fn a_hotfix_takes_its_lane_past_staging_with_the_approvals_of_the_lane() {
    let team = with_hotfix(|_| {}).await;
    let ordinary = team.scene.page(Some("1.8.1"), "production").await;
    assert!(gates(&ordinary).contains(&GateKind::Previous));
    let page = team
        .scene
        .page_in_lane("1.8.1", "production", "hotfix")
        .await;
    assert_eq!(gates(&page), [GateKind::Approvals]);
    assert_eq!(page.lane.as_deref(), Some("hotfix"));
    assert!(page.command.ends_with("--lane hotfix"), "{}", page.command);

    let request = team.request_in_lane("1.8.1").await;
    let asked = team.newest().await;
    assert_eq!(asked.lane.as_deref(), Some("hotfix"));
    assert_eq!(asked.rules[0].count, 1, "the lane asks for one");
    assert!(asked.text.contains("Lane hotfix"), "{}", asked.text);
    team.approve(&team.lee, request).await.unwrap();
    // Whoever starts it need not name the lane again.
    let page = team.scene.page(Some("1.8.1"), "production").await;
    assert_eq!(page.lane.as_deref(), Some("hotfix"));
    let plan = planned(page.how);
    let said = note(&plan, "lane").unwrap();
    assert!(
        said.text
            .starts_with("It takes the lane hotfix of production"),
        "{said:#?}"
    );
    team.scene.done(&plan).await;
    assert_eq!(team.scene.live("production"), "1.8.1");
}

#[tokio::test]
async fn the_board_shows_the_request_in_its_lane() {
    let team = with_hotfix(|_| {}).await;
    let request = team.request_in_lane("1.8.1").await;
    let passage = team.scene.passage("production").await;
    assert_eq!(passage.candidate.as_deref(), Some("1.8.1"));
    assert_eq!(passage.lane.as_deref(), Some("hotfix"));
    assert_eq!(passage.state, PassageState::Waiting, "{passage:#?}");
    team.approve(&team.lee, request).await.unwrap();
    let passage = team.scene.passage("production").await;
    assert_eq!(passage.state, PassageState::Open, "{passage:#?}");
}

#[tokio::test]
async fn a_version_from_another_branch_may_not_take_the_lane() {
    let team = with_hotfix(|_| {}).await;
    let page = team
        .scene
        .page_in_lane("1.9.0", "production", "hotfix")
        .await;
    let refusals = refused(page.how);
    let found = codes(&refusals);
    assert!(found.contains(&"lane-branch"), "{refusals:#?}");
    assert!(found.contains(&"lane-level"), "{refusals:#?}");
    let mut intent = team.intent("1.9.0");
    intent.lane = Some("hotfix".to_owned());
    let asked = prepare(&team.scene.desk, &Wish::Request(intent)).await;
    assert!(asked.is_err(), "nobody is asked to sign it either");
}

#[tokio::test]
async fn a_hotfix_that_was_merged_still_comes_from_its_branch() {
    let team = with_hotfix(|_| {}).await;
    team.scene.merge("hotfix/till", "main").await;
    team.scene.shop.set_ref("refs/heads/hotfix/till", None);
    let page = team
        .scene
        .page_in_lane("1.8.1", "production", "hotfix")
        .await;
    let refusals = refused(page.how);
    assert_eq!(
        codes(&refusals),
        ["gate"],
        "only its approvals: {refusals:#?}"
    );
}

#[tokio::test]
async fn there_is_no_lane_that_the_policy_does_not_name() {
    let team = with_hotfix(|_| {}).await;
    let mut intent = team.intent("1.8.1");
    intent.lane = Some("express".to_owned());
    let page = promotion(&team.scene.desk, &intent).await;
    let said = page.unwrap_err().to_string();
    assert!(said.contains("express of production"), "{said}");
}

#[tokio::test]
async fn situation_11_in_a_freeze_the_lane_and_broken_glass_let_pass_and_approvals_stay() {
    let team = with_hotfix(|_| {}).await;
    team.say(&team.lee, stop()).await.unwrap();
    let request = team.request_in_lane("1.8.1").await;
    let frozen = team.scene.page(Some("1.8.1"), "production").await;
    assert_eq!(codes(&refused(frozen.how)), ["gate", "gate"]);
    let glass = |gates: &[&str]| Wish::BreakGlass {
        request: request.to_string(),
        gates: gates.iter().map(|gate| (*gate).to_owned()).collect(),
        reason: "the till is down".into(),
    };
    let too_much = team.say(&team.scene.desk, glass(&["approvals"])).await;
    assert!(too_much.is_err(), "approvals are not breakable");
    team.say(&team.scene.desk, glass(&["freeze"]))
        .await
        .unwrap();
    let waiting = team.scene.page(Some("1.8.1"), "production").await;
    assert_eq!(codes(&refused(waiting.how)), ["gate"], "approvals stay");
    team.approve(&team.lee, request).await.unwrap();
    team.scene.bring("1.8.1", &["production"]).await;
    assert_eq!(team.scene.live("production"), "1.8.1");
}

#[tokio::test]
async fn glass_breaks_a_freeze_of_the_policy_too_and_the_plan_keeps_what_it_said() {
    let team = with_hotfix(|gates| {
        gates.freezes.push(Freeze {
            name: "Year end".into(),
            span: FreezeSpan::Once {
                from: "2020-01-01T00:00:00Z".parse().unwrap(),
                until: "2099-01-01T00:00:00Z".parse().unwrap(),
            },
            zone: "UTC".into(),
        });
    })
    .await;
    let request = team.request_in_lane("1.8.1").await;
    team.approve(&team.lee, request).await.unwrap();
    let shut = team.scene.page(Some("1.8.1"), "production").await;
    assert_eq!(codes(&refused(shut.how)), ["gate"]);
    let glass = Wish::BreakGlass {
        request: request.to_string(),
        gates: vec!["freeze".into()],
        reason: "the till is down".into(),
    };
    team.say(&team.scene.desk, glass).await.unwrap();
    let page = team.scene.page(Some("1.8.1"), "production").await;
    let freeze = page.gates.iter().find(|gate| gate.gate == GateKind::Freeze);
    let freeze = freeze.unwrap();
    assert!(freeze.passed(), "{freeze:#?}");
    assert!(freeze.reason.contains("Year end"), "{freeze:#?}");
    team.scene.done(&planned(page.how)).await;
}
