//! Releases that are taken back, or off, where several desks could have used
//! them.

use super::team::{Team, rules};
use crate::situations::scene::{codes, harbour, note, planned, refused};
use lockkeeper_contract::ReleaseLine;
use lockkeeper_domain::gates::passes;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::intent::ReleaseIntent;
use lockkeeper_domain::plan::PlanKind;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use lockkeeper_engine::usecases::explain::{explain, recorded};
use lockkeeper_engine::usecases::{board, releases, runs, seal};
use lockkeeper_testkit::fake_journal::FakeJournal;
use lockkeeper_testkit::team::put;
use serde_json::json;
use std::sync::Arc;

/// Lee's desk as a computer of its own: nothing of Dana's journal is there.
async fn lees_own(team: &Team) -> Desk {
    let mut desk = team.another(&["lee"]).await;
    desk.ports.journal = Arc::new(FakeJournal::default());
    seal::follow(&desk).await.unwrap();
    board::refresh(&desk).await.unwrap();
    desk
}

fn about(service: &str) -> ReleaseIntent {
    ReleaseIntent {
        service: service.into(),
        tag: "v1.9.0".into(),
        reason: "it breaks the till".into(),
    }
}

async fn line(desk: &Desk, service: &str) -> ReleaseLine {
    let list = releases::releases(desk).await.unwrap().releases;
    let mut list = list.into_iter();
    let found = list.find(|line| line.service == service && line.version == "1.9.0");
    found.unwrap()
}

/// The shop, and a second service of its repository with the same versions.
async fn with_a_group() -> Team {
    let mut workspace = harbour();
    let shop = workspace.services.values_mut().next().unwrap();
    shop.group = Some("suite".into());
    let worker = Service {
        name: "worker".into(),
        ..shop.clone()
    };
    workspace.services.insert(worker.name.clone(), worker);
    let mut rules = rules();
    put(
        &mut rules,
        "services",
        json!({"shop": {"repo": "shop"}, "worker": {"repo": "shop"}}),
    );
    Team::with_1_9_cut_in(workspace, &rules).await
}

#[tokio::test]
async fn a_yanked_version_is_explained_and_listed_as_one_that_goes_nowhere() {
    let team = Team::with_1_9_soaked_under(&rules()).await;
    let desk = &team.scene.desk;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    let number = request.number.to_string();
    let before = team.scene.desk.now();
    let said = recorded(desk, &number, None).await.unwrap();
    assert!(passes(&said.unwrap()));
    team.scene.hours(1);
    let plan = releases::plan_yank(desk, &about("shop")).await.unwrap();
    team.scene.done(&planned(plan)).await;

    let code = |error: EngineError| match error {
        EngineError::Refused { refusals } => codes(&refusals).join(" "),
        other => panic!("{other:?}"),
    };
    let intent = team.intent("1.9.0");
    let version = explain(desk, &intent, None).await;
    assert_eq!(code(version.unwrap_err()), "yanked");
    let by_id = recorded(desk, &number, None).await;
    assert_eq!(code(by_id.unwrap_err()), "yanked");
    let past = recorded(desk, &number, Some(before)).await.unwrap();
    assert!(passes(&past.unwrap()), "as it was then");
    let listed = decisions::requests(desk).await.unwrap().remove(0);
    assert_eq!(
        listed.line,
        "every approval is there; shop 1.9.0 was yanked"
    );
}

#[tokio::test]
async fn a_yank_is_seen_on_every_desktop_and_for_every_member_of_the_group() {
    let team = with_a_group().await;
    let plan = releases::plan_yank(&team.scene.desk, &about("shop")).await;
    let plan = planned(plan.unwrap());
    assert!(note(&plan, "recorded").is_some(), "{plan:#?}");
    team.scene.done(&plan).await;
    assert_eq!(
        team.trail().await,
        ["dana genesis", "dana release", "dana yank"]
    );
    let lee = lees_own(&team).await;
    assert!(line(&lee, "shop").await.yanked);
    assert!(line(&lee, "worker").await.yanked);
    assert!(line(&team.scene.desk, "worker").await.yanked);
    let again = releases::plan_yank(&lee, &about("worker")).await.unwrap();
    assert_eq!(codes(&refused(again)), ["yanked"]);
}

#[tokio::test]
async fn a_yank_that_is_continued_is_recorded_once() {
    let team = Team::with_1_9_cut().await;
    let plan = releases::plan_yank(&team.scene.desk, &about("shop")).await;
    let plan = planned(plan.unwrap());
    let desk = &team.scene.desk;
    let run = runs::start_run(desk, &plan.id, None).await.unwrap();
    let run = RunId::new(run.id);
    team.scene.world.moments.fail("journal release", 99);
    let _interrupted = runs::drive(desk, &run).await;
    team.scene.world.moments.calm();
    let unfinished = runs::run(desk, &run).await.unwrap();
    assert!(!unfinished.state.has_ended(), "{unfinished:#?}");
    let done = runs::continue_run(desk, &run).await.unwrap();
    assert_eq!(done.state, RunState::Succeeded);
    assert_eq!(
        team.trail().await,
        ["dana genesis", "dana release", "dana yank"]
    );
}

#[tokio::test]
async fn a_release_that_another_desktop_asked_for_is_not_withdrawn() {
    let team = Team::with_1_9_cut().await;
    let lee = lees_own(&team).await;
    let free = releases::plan_withdraw(&lee, &about("shop")).await.unwrap();
    assert_eq!(planned(free).kind, PlanKind::Withdraw);
    let request = team.request("1.9.0").await;
    let wish = Wish::Withdraw {
        subject: request.number.to_string(),
        reason: "not now".to_owned(),
    };
    team.say(&team.scene.desk, wish).await.unwrap();
    let refusals = releases::plan_withdraw(&lee, &about("shop")).await;
    assert_eq!(codes(&refused(refusals.unwrap())), ["requested"]);
}

#[tokio::test]
async fn a_release_that_is_live_for_another_service_of_its_tag_is_not_withdrawn() {
    let team = with_a_group().await;
    let place = crate::situations::scene::place("shop", "dev");
    let now = lockkeeper_engine::ports::Clock::now(&*team.scene.world.clock);
    team.scene.world.target.by_hand(&place, "1.9.0", now);
    let lee = lees_own(&team).await;
    let refusals = releases::plan_withdraw(&lee, &about("worker")).await;
    assert_eq!(codes(&refused(refusals.unwrap())), ["deployed"]);
}
