//! Flags that are raised in a request, for which the rules ask more approvals.

use super::team::{Team, rules};
use crate::situations::scene::{harbour, note, planned, refused};
use lockkeeper_contract::{FlagView, PromotionView};
use lockkeeper_domain::gates::{Answer, GateKind, Verdict};
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::decisions::{Wish, prepare, requests};
use lockkeeper_engine::usecases::explain::{explain, recorded};
use lockkeeper_engine::usecases::promotion::promotion;
use lockkeeper_testkit::scribe::TestKey;
use lockkeeper_testkit::team::put;
use serde_json::{Value, json};

const HIGH: &str = "security-high";

/// Production wants a yes of security as well where the flag is raised.
fn flagged() -> Value {
    let mut rules = rules();
    let asked = json!([
        {"count": 1, "role": "release-manager"},
        {"count": 1, "role": "security", "when": HIGH},
    ]);
    put(&mut rules, "env.production.gates.approvals", asked);
    let sam = json!({"keys": [TestKey::named("sam").line()], "roles": ["security"]});
    put(&mut rules, "people.sam", sam);
    rules
}

async fn team() -> Team {
    Team::with_1_9_soaked_under(&flagged()).await
}

fn raising(team: &Team, flag: &str) -> PromoteIntent {
    let mut intent = team.intent("1.9.0");
    intent.flags = vec![flag.to_owned()];
    intent
}

fn approvals(gates: &[Verdict]) -> &Verdict {
    let found = gates.iter().find(|gate| gate.gate == GateKind::Approvals);
    found.expect("approvals")
}

async fn page(team: &Team, intent: &PromoteIntent) -> PromotionView {
    promotion(&team.scene.desk, intent).await.unwrap()
}

#[tokio::test]
async fn a_flag_goes_with_the_request_and_asks_for_one_more() {
    let team = team().await;
    let calm = page(&team, &team.intent("1.9.0")).await;
    let offered = FlagView {
        name: HIGH.into(),
        asks: vec!["1 security".into()],
        raised: false,
        signed: false,
    };
    assert_eq!(calm.flags, [offered]);
    assert_eq!(
        approvals(&calm.gates).title,
        "Approved by 1 release-manager"
    );
    let intent = raising(&team, HIGH);
    let raised = page(&team, &intent).await;
    assert!(
        raised.command.ends_with(" --flag security-high"),
        "{}",
        raised.command
    );
    let gate = approvals(&raised.gates);
    assert_eq!(gate.title, "Approved by 1 release-manager and 1 security");
    assert!(raised.ask.is_some(), "it can be asked for");

    let wish = Wish::Request(intent);
    let words = prepare(&team.scene.desk, &wish).await.unwrap().view();
    assert!(
        words.text.contains("Raised: security-high"),
        "{}",
        words.text
    );
    let waits = "It waits for the yes of 1 release-manager and 1 security.";
    assert!(words.warnings.iter().any(|one| one == waits), "{words:?}");
    let request = team.say(&team.scene.desk, wish).await.unwrap();
    let shown = requests(&team.lee).await.unwrap().remove(0);
    assert_eq!(shown.flags, [HIGH]);
    team.approve(&team.lee, request.number).await.unwrap();
    let half = page(&team, &team.intent("1.9.0")).await;
    assert!(half.flags[0].raised && half.flags[0].signed);
    let gate = approvals(&half.gates);
    assert_eq!(gate.answer, Answer::Wait { until: None }, "{gate:#?}");
    refused(half.how);

    let sam = team.another(&["sam"]).await;
    team.approve(&sam, request.number).await.unwrap();
    let plan = planned(page(&team, &team.intent("1.9.0")).await.how);
    let said = note(&plan, "raised").unwrap();
    assert_eq!(said.text, "Raised in its request: security-high.");
    team.scene.done(&plan).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
}

#[tokio::test]
async fn whoever_raises_a_flag_that_the_open_request_lacks_asks_anew() {
    let team = team().await;
    let calm = team.request("1.9.0").await;
    team.approve(&team.lee, calm.number).await.unwrap();
    planned(page(&team, &team.intent("1.9.0")).await.how);
    let intent = raising(&team, HIGH);
    let raised = page(&team, &intent).await;
    let lacks = format!("entry {} asks for it without security-high", calm.number);
    assert_eq!(approvals(&raised.gates).reason, lacks);
    assert!(raised.ask.is_some());
    refused(raised.how);
    let wish = Wish::Request(intent);
    let anew = team.say(&team.scene.desk, wish).await.unwrap();
    let now = page(&team, &team.intent("1.9.0")).await;
    refused(now.how);

    let shown = requests(&team.lee).await.unwrap();
    let first = shown.iter().find(|one| one.number == calm.number).unwrap();
    let goes = format!(
        "every approval is there; entry {} asks for the same anew, and goes first",
        anew.number
    );
    assert_eq!((first.state.as_str(), &first.line), ("approved", &goes));
    let second = shown.iter().find(|one| one.number == anew.number).unwrap();
    assert!(!second.line.contains("anew"), "{second:#?}");
    let desk = &team.scene.desk;
    for (number, answer) in [
        (calm.number, Answer::Pass),
        (anew.number, Answer::Wait { until: None }),
    ] {
        let told = recorded(desk, &number.to_string(), None).await.unwrap();
        let told = told.expect("the ledger has it");
        assert_eq!(approvals(&told).answer, answer, "{number}: {told:#?}");
    }
}

#[tokio::test]
async fn a_flag_that_no_rule_names_is_refused_with_the_nearest() {
    let team = team().await;
    let intent = raising(&team, "security-hihg");
    let refused = match promotion(&team.scene.desk, &intent).await {
        Err(EngineError::Refused { refusals }) => refusals,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused[0].code, "flag-unknown");
    let hint = "The nearest known name is `security-high`. Rules there name security-high.";
    assert_eq!(refused[0].hint.as_deref(), Some(hint));
    let asked = prepare(&team.scene.desk, &Wish::Request(intent)).await;
    assert!(asked.is_err(), "nor is it signed");
    let mut dev = raising(&team, HIGH);
    dev.to = "dev".into();
    assert!(
        promotion(&team.scene.desk, &dev).await.is_err(),
        "no rule of dev"
    );
}

#[tokio::test]
async fn explain_says_what_a_flag_would_ask_and_what_it_asks() {
    let team = team().await;
    let desk = &team.scene.desk;
    let flag = |gates: &[Verdict]| {
        let mut seen = approvals(gates).evidence.iter();
        let found = seen.find(|one| one.name == "flag security-high");
        found.expect("the flag").value.clone()
    };
    let calm = explain(desk, &team.intent("1.9.0"), None).await.unwrap();
    assert_eq!(flag(&calm), "not raised; it would ask 1 security");
    let raised = explain(desk, &raising(&team, HIGH), None).await.unwrap();
    assert_eq!(flag(&raised), "raised, asks 1 security");
}

#[tokio::test]
async fn without_a_ledger_no_flag_can_be_raised() {
    let scene = crate::situations::scene::Scene::with_1_8_live_in(harbour()).await;
    let mut intent = scene.intent("shop", Some("1.8.0"), "production");
    intent.flags = vec![HIGH.to_owned()];
    assert!(promotion(&scene.desk, &intent).await.is_err());
}
