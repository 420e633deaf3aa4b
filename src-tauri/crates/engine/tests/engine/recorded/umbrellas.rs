//! A set in the ledger: one request, one approval, one start.

use super::adopted::adopt;
use super::team::{Team, rules};
use crate::situations::scene::{codes, harbour, note, planned, refused};
use crate::situations::umbrellas::{others, set, with_till_and_web};
use lockkeeper_domain::policy::Workspace;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::usecases::board::refresh;
use lockkeeper_engine::usecases::decisions::{Wish, prepare};
use lockkeeper_engine::usecases::runs;
use lockkeeper_engine::usecases::umbrella::umbrella;
use lockkeeper_testkit::team::put;
use serde_json::{Value, json};

pub(super) const BOTH: [&str; 2] = ["shop@1.9.0", "till@2.3.0"];

fn workspace() -> Workspace {
    let mut workspace = with_till_and_web(harbour());
    for environment in &mut workspace.environments {
        environment.gates.previous = false;
        environment.gates.soak = None;
    }
    workspace
}

fn set_rules() -> Value {
    let mut rules = rules();
    let services =
        json!({"shop": {"repo": "shop"}, "till": {"repo": "till"}, "web": {"repo": "web"}});
    put(&mut rules, "services", services);
    rules
}

pub(super) async fn team() -> Team {
    team_under(&set_rules()).await
}

async fn team_under(rules: &Value) -> Team {
    let team = Team::with_1_9_cut_in(workspace(), rules).await;
    others(&team.scene);
    // What was seen before is too old to plan on.
    team.scene.hours(1);
    team
}

#[tokio::test]
async fn one_approval_covers_the_whole_set_and_nothing_but_it() {
    let team = team().await;
    let intent = set("production", &BOTH);
    let desk = &team.scene.desk;
    let page = umbrella(desk, &intent).await.unwrap();
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["gate"], "once for all: {refusals:#?}");
    assert!(page.ask.is_some(), "nobody has asked for it");
    let signed = team
        .say(desk, Wish::RequestSet(intent.clone()))
        .await
        .unwrap();
    let asked = team.newest().await;
    let services: Vec<&str> = asked.items.iter().map(|item| &*item.service).collect();
    assert_eq!(services, ["till", "shop"], "in the order in which they go");
    team.approve(&team.lee, signed.number).await.unwrap();

    let larger = set("production", &["shop@1.9.0", "till@2.3.0", "web@2.3.0"]);
    let larger = umbrella(desk, &larger).await.unwrap();
    assert_eq!(codes(&refused(larger.how)), ["gate"]);
    let alone = team
        .scene
        .page_of("till", Some("2.3.0"), "production", None)
        .await;
    assert_eq!(codes(&refused(alone.how)), ["gate"]);

    let plan = planned(umbrella(desk, &intent).await.unwrap().how);
    team.scene.done(&plan).await;
    let trail = team.trail().await;
    assert_eq!(
        trail[trail.len() - 4..],
        ["dana request", "lee approval", "dana start", "dana finish"]
    );
    assert_eq!(team.newest().await.state, "done");
}

#[tokio::test]
async fn situation_09_going_on_without_one_is_recorded_as_a_smaller_set_with_its_own_approval() {
    let team = team().await;
    let intent = set("production", &["shop@1.9.0", "till@2.3.0", "web@2.3.0"]);
    let desk = &team.scene.desk;
    let signed = team
        .say(desk, Wish::RequestSet(intent.clone()))
        .await
        .unwrap();
    team.approve(&team.lee, signed.number).await.unwrap();
    let plan = planned(umbrella(desk, &intent).await.unwrap().how);
    let run = runs::start_run(desk, &plan.id, plan.typed.as_deref())
        .await
        .unwrap();
    let place = crate::situations::scene::place("web", "production");
    team.scene.world.target.by_hand(&place, "9.9.9", desk.now());
    let end = runs::drive(desk, &run.id.as_str().into()).await.unwrap();
    assert_eq!(end.state, RunState::Conflict);

    let smaller = end.set.unwrap().without.intent.unwrap();
    let page = umbrella(desk, &smaller).await.unwrap();
    assert_eq!(
        codes(&refused(page.how)),
        ["gate"],
        "nobody approved the smaller one"
    );
    let signed = team
        .say(desk, Wish::RequestSet(smaller.clone()))
        .await
        .unwrap();
    let asked = team.newest().await;
    assert_eq!(asked.items.len(), 2, "{asked:#?}");
    team.approve(&team.lee, signed.number).await.unwrap();
    let plan = planned(umbrella(desk, &smaller).await.unwrap().how);
    team.scene.done(&plan).await;
    assert_eq!(team.newest().await.state, "done");
}

#[tokio::test]
async fn going_on_without_one_raises_the_flags_of_the_whole() {
    let mut rules = set_rules();
    put(&mut rules, "env.production.gates.approvals", flagged());
    let team = team_under(&rules).await;
    let mut intent = set("production", &["shop@1.9.0", "till@2.3.0", "web@2.3.0"]);
    intent.flags = vec!["database".into()];
    let desk = &team.scene.desk;
    let page = umbrella(desk, &intent).await.unwrap();
    assert!(page.flags[0].raised && !page.flags[0].signed);
    assert!(
        page.command.ends_with(" --flag database"),
        "{}",
        page.command
    );
    let asked = Wish::RequestSet(intent.clone());
    let signed = team.say(desk, asked).await.unwrap();
    team.approve(&team.lee, signed.number).await.unwrap();
    // Whoever starts it need not raise the flag again.
    intent.flags = Vec::new();
    let plan = planned(umbrella(desk, &intent).await.unwrap().how);
    let run = runs::start_run(desk, &plan.id, plan.typed.as_deref());
    let run = run.await.unwrap();
    let place = crate::situations::scene::place("web", "production");
    team.scene.world.target.by_hand(&place, "9.9.9", desk.now());
    let end = runs::drive(desk, &run.id.as_str().into()).await.unwrap();
    let smaller = end.set.unwrap().without.intent.unwrap();
    let page = umbrella(desk, &smaller).await.unwrap();
    assert!(page.flags[0].raised, "{:#?}", page.flags);
    let words = prepare(desk, &Wish::RequestSet(smaller)).await.unwrap();
    let words = words.view().text;
    assert!(words.contains("Raised: database"), "{words}");
}

/// A yes is asked only where the flag is raised.
fn flagged() -> Value {
    json!([{"count": 1, "role": "release-manager", "when": "database"}])
}

#[tokio::test]
async fn situation_05_a_set_goes_back_without_the_ledger_and_each_of_it_is_adopted() {
    let team = team().await;
    adopt(&team, &["production"]).await.unwrap();
    let intent = set("production", &BOTH);
    let desk = &team.scene.desk;
    let asked = Wish::RequestSet(intent.clone());
    let signed = team.say(desk, asked).await.unwrap();
    team.approve(&team.lee, signed.number).await.unwrap();
    let plan = planned(umbrella(desk, &intent).await.unwrap().how);
    team.scene.done(&plan).await;
    team.scene.hours(1);

    team.remote.answers(false);
    let mut back = set("production", &["shop@1.8.0", "till@2.2.0"]);
    back.rollback = true;
    let plan = planned(umbrella(desk, &back).await.unwrap().how);
    assert!(note(&plan, "ledger-unreached").is_some(), "{plan:#?}");
    team.scene.done(&plan).await;
    assert_eq!(team.scene.live("production"), "1.8.0");
    team.remote.answers(true);
    let before = team.trail().await.len();
    for _ in 0..2 {
        refresh(desk).await.unwrap();
        team.scene.hours(1);
    }
    let trail = team.trail().await;
    assert_eq!(trail[before..], ["dana adopt", "dana adopt"], "{trail:#?}");
}
