//! Lines that people do after a promotion.

use super::team::{Team, rules};
use crate::situations::scene::{Scene, harbour, planned};
use lockkeeper_contract::{RequestView, RunView, Signed};
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::policy::Workspace;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::decisions::{Wish, inbox, requests};
use lockkeeper_engine::usecases::{board, runs, seal};
use serde_json::{Value, json};

const READ: &str = "Runbook read";
const TOLD: &str = "Support informed";
const WATCHED: &str = "Alarms watched";

/// Production leaves two lines to do.
fn with_duties() -> Workspace {
    let mut workspace = harbour();
    let production = workspace.environments.last_mut().unwrap();
    production.gates.checklist = vec![READ.into()];
    production.gates.after = vec![TOLD.into(), WATCHED.into()];
    workspace
}

fn signed_rules() -> Value {
    let mut rules = rules();
    rules["env"]["production"]["gates"]["checklist"] =
        json!({"before": [READ], "after": [TOLD, WATCHED]});
    rules
}

/// 1.9.0 is asked for in production, approved and ticked; answers the number
/// of the request.
async fn asked() -> (Team, u32) {
    let team = Team::with_1_9_cut_in(with_duties(), &signed_rules()).await;
    team.scene.bring("1.9.0", &["dev", "staging"]).await;
    team.scene.hours(25);
    let request = team.request("1.9.0").await.number;
    team.approve(&team.lee, request).await.unwrap();
    tick(&team, &team.lee, request, READ).await.unwrap();
    (team, request)
}

async fn tick(team: &Team, desk: &Desk, request: u32, line: &str) -> Result<Signed, EngineError> {
    let (request, line) = (request.to_string(), line.to_owned());
    team.say(desk, Wish::Tick { request, line }).await
}

async fn why_not(team: &Team, request: u32, line: &str) -> String {
    match tick(team, &team.lee, request, line).await {
        Err(EngineError::Refused { refusals }) => refusals[0].text.clone(),
        other => panic!("{other:?}"),
    }
}

/// What the board says is left to do.
async fn left(desk: &Desk) -> Vec<String> {
    let notices = board::board(desk).await.unwrap().notices;
    let duties = notices.into_iter();
    duties
        .filter(|one| one.contains("to do afterwards"))
        .collect()
}

async fn seen_by(desk: &Desk, request: u32) -> RequestView {
    let all = requests(desk).await.unwrap();
    all.into_iter().find(|one| one.number == request).unwrap()
}

async fn brought(scene: &Scene) -> RunView {
    let page = scene.page(Some("1.9.0"), "production").await;
    assert_eq!(page.after, [TOLD, WATCHED], "the page says it before");
    scene.confirm(&planned(page.how)).await
}

#[tokio::test]
async fn what_is_left_to_do_is_on_the_board_until_anybody_ticks_it() {
    let (team, request) = asked().await;
    let desk = &team.scene.desk;
    assert!(left(desk).await.is_empty());
    let run = brought(&team.scene).await;
    let after = run.after.unwrap();
    assert_eq!(after.request, Some(request));
    assert_eq!(after.lines, [TOLD, WATCHED]);
    seal::follow(&team.lee).await.unwrap();
    let lines = left(&team.lee).await;
    assert_eq!(lines.len(), 2, "{lines:#?}");
    let command = format!("lockkeeper tick {request} 'Support informed'");
    assert!(lines[0].starts_with("shop 1.9.0 → production · done with entry"));
    assert!(lines[0].ends_with(&command), "{lines:#?}");

    let told = tick(&team, &team.lee, request, TOLD).await.unwrap();
    seal::follow(desk).await.unwrap();
    assert_eq!(left(desk).await.len(), 1);
    let again = runs::run(desk, &RunId::new(run.id)).await.unwrap();
    let ticks = again.after.unwrap().ticks;
    let by_lee = ticks.iter().find(|one| one.line == TOLD).unwrap();
    assert_eq!((&*by_lee.by, by_lee.number), ("lee", told.number));
    tick(&team, desk, request, WATCHED).await.unwrap();
    assert!(left(desk).await.is_empty());
    assert_eq!(team.trail().await.last().unwrap(), "dana tick");
}

#[tokio::test]
async fn a_line_is_ticked_in_its_own_time_and_once() {
    let (team, request) = asked().await;
    let early = why_not(&team, request, TOLD).await;
    assert!(early.contains("to be done afterwards"), "{early}");
    brought(&team.scene).await;
    let late = why_not(&team, request, READ).await;
    assert!(late.contains("ticked “Runbook read”"), "{late}");
    let unknown = why_not(&team, request, "Cake eaten").await;
    assert!(unknown.contains("“Support informed” and “Alarms watched”"));
    for line in [TOLD, WATCHED] {
        tick(&team, &team.lee, request, line).await.unwrap();
        let twice = why_not(&team, request, line).await;
        assert!(twice.contains("lee ticked"), "{twice}");
    }
}

#[tokio::test]
async fn a_request_that_leaves_something_to_do_says_so_and_who_may_tick() {
    let (team, request) = asked().await;
    let open = seen_by(&team.lee, request).await;
    assert_eq!((open.checklist, open.after.len()), (vec![READ.into()], 2));
    brought(&team.scene).await;
    let done = seen_by(&team.lee, request).await;
    assert_eq!(done.state, "done");
    assert_eq!(done.after, [TOLD, WATCHED]);
    assert_eq!(done.you.no_tick, None);
    assert!(done.you.no_approve.is_some() && !done.you.needed);
    let stranger = team.another(&["stranger"]).await;
    assert!(seen_by(&stranger, request).await.you.no_tick.is_some());
    for line in [TOLD, WATCHED] {
        tick(&team, &team.lee, request, line).await.unwrap();
    }
    let over = inbox(&team.lee).await;
    let over = over.iter().find(|one| one.number == request).unwrap();
    assert_eq!(over.you.no_tick.as_deref(), Some("It is closed."));
}

#[tokio::test]
async fn without_a_ledger_the_end_names_the_lines_and_nothing_keeps_them() {
    let mut workspace = with_duties();
    let production = workspace.environments.last_mut().unwrap();
    production.gates.checklist.clear();
    production.gates.approvals.clear();
    let scene = Scene::with_1_8_live_in(workspace).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev", "staging"]).await;
    scene.hours(25);
    let after = brought(&scene).await.after.unwrap();
    assert_eq!((after.request, after.lines.len()), (None, 2));
    assert!(left(&scene.desk).await.is_empty());
}
