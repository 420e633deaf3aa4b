//! Lines of a checklist that people tick from their own desks.

use super::team::{Team, rules};
use crate::situations::scene::{codes, harbour, planned, refused};
use lockkeeper_contract::{PromotionView, Signed};
use lockkeeper_domain::gates::{Answer, GateKind, Verdict};
use lockkeeper_domain::ledger::body::RecordedVerdict;
use lockkeeper_domain::policy::Workspace;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ports::Clock as _;
use lockkeeper_engine::usecases::decisions::{Wish, requests};
use lockkeeper_engine::usecases::explain::explain;
use lockkeeper_engine::usecases::promotion::promotion;
use lockkeeper_testkit::team::put;
use serde_json::json;

const READ: &str = "Runbook read";
const TOLD: &str = "Support informed";

/// Production has two lines to tick.
fn with_lines() -> Workspace {
    let mut workspace = harbour();
    let production = workspace.environments.last_mut().unwrap();
    production.gates.checklist = vec![READ.into(), TOLD.into()];
    workspace
}

/// 1.9.0 is asked for in production; answers the number of the request.
async fn asked() -> (Team, u32) {
    let team = Team::with_1_9_cut_in(with_lines(), &rules()).await;
    team.scene.bring("1.9.0", &["dev", "staging"]).await;
    team.scene.hours(25);
    let request = team.request("1.9.0").await;
    (team, request.number)
}

impl Team {
    async fn tick(&self, desk: &Desk, request: u32, line: &str) -> Result<Signed, EngineError> {
        let wish = Wish::Tick {
            request: request.to_string(),
            line: line.to_owned(),
        };
        self.say(desk, wish).await
    }
}

fn checklist(gates: &[Verdict]) -> &Verdict {
    let found = gates.iter().find(|gate| gate.gate == GateKind::Checklist);
    found.expect("a checklist")
}

fn value<'a>(gate: &'a Verdict, line: &str) -> &'a str {
    let found = gate.evidence.iter().find(|one| one.name == line);
    &found.expect("the line").value
}

/// What the newest start recorded of the checklist.
async fn started_with(team: &Team) -> RecordedVerdict {
    let ledger = team.lee.ledger.as_ref().unwrap();
    let walk = ledger.refresh().await.unwrap();
    let start = walk.state().starts().values().next_back().unwrap();
    let mut verdicts = start.body.verdicts.iter();
    let found = verdicts.find(|one| one.gate == "checklist").cloned();
    found.expect("the start says what it judged")
}

async fn page(team: &Team) -> PromotionView {
    team.scene.page(Some("1.9.0"), "production").await
}

#[tokio::test]
async fn lines_ticked_at_any_desk_open_the_gate_and_say_by_whom_and_when() {
    let (team, request) = asked().await;
    team.approve(&team.lee, request).await.unwrap();
    let by_lee = team.tick(&team.lee, request, READ).await.unwrap();
    let first = page(&team).await;
    let gate = checklist(&first.gates);
    assert_eq!(gate.reason, "1 line to tick: “Support informed”");
    let said = format!("ticked by lee in entry {}, ", by_lee.number);
    assert!(value(gate, READ).starts_with(&said), "{gate:#?}");
    let shown: Vec<(&str, &str)> = first.ticks.iter().map(|t| (&*t.line, &*t.by)).collect();
    assert_eq!(shown, [(READ, "lee")]);
    assert_eq!(codes(&refused(first.how)), ["gate"]);

    team.tick(&team.scene.desk, request, TOLD).await.unwrap();
    let second = page(&team).await;
    assert!(checklist(&second.gates).passed(), "{:#?}", second.gates);
    team.scene.done(&planned(second.how)).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
    let recorded = started_with(&team).await.inputs;
    let read = recorded[READ].as_str().unwrap();
    assert!(read.starts_with(&said), "{recorded:#?}");
}

#[tokio::test]
async fn where_nobody_has_to_approve_lines_are_asked_for_and_ticked_all_the_same() {
    let mut rules = rules();
    put(&mut rules, "env.production.gates.approvals", json!([]));
    let team = Team::with_1_9_cut_in(with_lines(), &rules).await;
    team.scene.bring("1.9.0", &["dev", "staging"]).await;
    team.scene.hours(25);
    let shut = page(&team).await;
    let waits = shut.ask.expect("it can be asked for").waits_for;
    assert_eq!(waits.len(), 1, "{waits:?}");
    let request = team.request("1.9.0").await.number;
    team.tick(&team.lee, request, READ).await.unwrap();
    team.tick(&team.lee, request, TOLD).await.unwrap();
    team.scene.done(&planned(page(&team).await.how)).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
}

#[tokio::test]
async fn a_line_of_the_plan_counts_beside_those_of_the_ledger_and_is_in_the_start() {
    let (team, request) = asked().await;
    team.approve(&team.lee, request).await.unwrap();
    team.tick(&team.lee, request, READ).await.unwrap();
    let mut intent = team.intent("1.9.0");
    intent.ticked.insert(TOLD.into(), "Dana Ito".into());
    let view = promotion(&team.scene.desk, &intent).await.unwrap();
    team.scene.done(&planned(view.how)).await;
    let recorded = started_with(&team).await.inputs;
    assert_eq!(recorded[TOLD], "ticked by Dana Ito");
}

#[tokio::test]
async fn what_is_no_open_line_of_an_open_request_is_refused_before_it_is_signed() {
    let (team, request) = asked().await;
    let refused = async |line: &str, number: u32| match team.tick(&team.lee, number, line).await {
        Err(EngineError::Refused { refusals }) => refusals[0].text.clone(),
        other => panic!("{other:?}"),
    };
    let unknown = refused("Read the runbook", request).await;
    let open = "Open are “Runbook read” and “Support informed”.";
    assert!(unknown.contains("no line of the checklist"), "{unknown}");
    assert!(unknown.ends_with(open), "{unknown}");
    team.tick(&team.scene.desk, request, READ).await.unwrap();
    let again = refused(READ, request).await;
    assert!(again.contains("dana ticked “Runbook read”"), "{again}");
    let none = refused(READ, 0).await;
    assert!(none.contains("is no request"), "{none}");
    let stranger = team.another(&["stranger"]).await;
    let nobody = team.tick(&stranger, request, TOLD).await.unwrap_err();
    assert_eq!(nobody.code(), ErrorCode::KeyNotFound, "{nobody}");
    let back = Wish::Withdraw {
        subject: request.to_string(),
        reason: "later".into(),
    };
    team.say(&team.scene.desk, back).await.unwrap();
    let closed = refused(TOLD, request).await;
    assert!(closed.contains("taken back by dana"), "{closed}");
    assert_eq!(team.trail().await.last().unwrap(), "dana withdrawal");
}

#[tokio::test]
async fn a_tick_counts_for_its_own_request_alone_and_from_its_own_moment_on() {
    let (team, request) = asked().await;
    let before = team.scene.world.clock.now();
    team.scene.hours(1);
    team.tick(&team.lee, request, READ).await.unwrap();
    let intent = team.intent("1.9.0");
    let desk = &team.scene.desk;
    let then = explain(desk, &intent, Some(before)).await.unwrap();
    assert_eq!(value(checklist(&then), READ), "open");
    let now = explain(desk, &intent, None).await.unwrap();
    assert!(value(checklist(&now), READ).starts_with("ticked by lee"));

    let back = Wish::Withdraw {
        subject: request.to_string(),
        reason: "again".into(),
    };
    team.say(desk, back).await.unwrap();
    team.request("1.9.0").await;
    let anew = explain(desk, &intent, None).await.unwrap();
    let gate = checklist(&anew);
    assert_eq!(value(gate, READ), "open");
    assert_eq!(gate.answer, Answer::Wait { until: None });
}

#[tokio::test]
async fn the_inbox_shows_the_lines_of_a_request_and_who_ticked_them() {
    let (team, request) = asked().await;
    team.tick(&team.lee, request, READ).await.unwrap();
    let all = requests(&team.lee).await.unwrap();
    let view = all.iter().find(|one| one.number == request).unwrap();
    assert_eq!(view.checklist, [READ, TOLD]);
    assert_eq!(view.ticks.len(), 1);
    assert_eq!((&*view.ticks[0].line, &*view.ticks[0].by), (READ, "lee"));
    assert_eq!(view.you.no_tick, None);
    let stranger = team.another(&["stranger"]).await;
    let theirs = requests(&stranger).await.unwrap();
    assert!(theirs[0].you.no_tick.is_some(), "nobody signs there");
}
