//! Situation 9: a set that goes as one, and one that fails half way.

use super::scene::{SHOP, Scene, codes, note, place, planned, refused, repo, service};
use lockkeeper_contract::{PlanOutcome, RunView, UmbrellaView};
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::intent::{Intent, SetItem, UmbrellaIntent};
use lockkeeper_domain::plan::{PlanText, after_failure};
use lockkeeper_domain::policy::Workspace;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::ports::Journal;
use lockkeeper_engine::usecases::umbrella::umbrella;
use lockkeeper_engine::usecases::{promotion, runs};

const OTHERS: [&str; 2] = ["till", "web"];

/// A workspace in which the shop requires the till, and the web nobody.
pub fn with_till_and_web(mut workspace: Workspace) -> Workspace {
    for name in OTHERS {
        workspace.repos.extend([repo(name)]);
        workspace.services.insert(name.into(), service(name));
    }
    let shop = workspace.services.get_mut(&SHOP.into()).unwrap();
    shop.requires = [("till".into(), ">=2.3".parse().unwrap())].into();
    workspace
}

/// The till and the web have 2.2.0 live everywhere, and 2.3.0 beside it.
pub fn others(scene: &Scene) {
    for name in OTHERS {
        let repo = scene.world.repos.add(name);
        for (version, subject) in [("2.2.0", "feat: count"), ("2.3.0", "feat: weigh")] {
            let commit = repo.commit_files("main", subject, &[("it.txt", version)]);
            repo.tag(&format!("v{version}"), &commit, version);
        }
        repo.push_all("origin");
        let now = scene.desk.now();
        for environment in super::scene::ENVIRONMENTS {
            let place = place(name, environment);
            scene.world.target.by_hand(&place, "2.2.0", now);
        }
    }
}

async fn three_services() -> Scene {
    let workspace = with_till_and_web(super::scene::without_gates());
    let scene = Scene::with_1_8_live_in(workspace).await;
    others(&scene);
    scene.commit("main", "feat: rebates");
    assert_eq!(scene.cut("main").await, "1.9.0");
    scene
}

pub fn set(environment: &str, items: &[&str]) -> UmbrellaIntent {
    let items = items.iter().map(|item| {
        let (service, version) = item.split_once('@').unwrap();
        SetItem {
            service: service.into(),
            version: Some(version.parse().unwrap()),
        }
    });
    UmbrellaIntent::of(&environment.into(), items.collect())
}

const ALL: [&str; 3] = ["shop@1.9.0", "web@2.3.0", "till@2.3.0"];

async fn page(scene: &Scene, intent: &UmbrellaIntent) -> UmbrellaView {
    umbrella(&scene.desk, intent).await.unwrap()
}

async fn plan(scene: &Scene, intent: &UmbrellaIntent) -> PlanText {
    planned(page(scene, intent).await.how)
}

/// Confirms a plan, lets somebody meddle, and drives it to its end.
async fn run(scene: &Scene, plan: &PlanText, meddle: impl FnOnce(&Scene)) -> RunView {
    let typed = plan.typed.as_deref();
    let run = runs::start_run(&scene.desk, &plan.id, typed).await.unwrap();
    meddle(scene);
    runs::drive(&scene.desk, &run.id.as_str().into())
        .await
        .unwrap()
}

fn live(scene: &Scene, service: &str) -> String {
    let values = scene.world.target.values();
    values[&place(service, "production")][0].clone()
}

fn by_hand(scene: &Scene, service: &str) {
    let place = place(service, "production");
    scene
        .world
        .target
        .by_hand(&place, "9.9.9", scene.desk.now());
}

#[tokio::test]
async fn a_set_goes_in_waves_and_what_one_requires_comes_with_it() {
    let scene = three_services().await;
    let alone = scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(alone.how)), ["requires"]);
    let page = page(&scene, &set("production", &ALL)).await;
    let waves: Vec<(&str, u32)> = page.members.iter().map(|m| (&*m.service, m.wave)).collect();
    assert_eq!(waves, [("till", 0), ("web", 0), ("shop", 1)]);
    assert_eq!(
        page.command,
        "lockkeeper promote shop@1.9.0 web@2.3.0 till@2.3.0 --to production"
    );
    let plan = planned(page.how);
    assert_eq!(plan.typed.as_deref(), Some("production"));
    let said = &note(&plan, "waves").unwrap().text;
    assert!(
        said.starts_with("In 2 waves: till and web, then shop."),
        "{said}"
    );
    let titles: Vec<&str> = plan.steps.iter().map(|step| &*step.title).collect();
    insta::assert_snapshot!(titles.join("\n"), @r"
    Write production/till.yaml in infra and push it
    Write production/web.yaml in infra and push it
    Wait until infra shows it, 5 min at most
    Wait until infra shows it, 5 min at most
    Write production/shop.yaml in infra and push it
    Wait until infra shows it, 5 min at most
    Record it in the journal
    ");
    let end = run(&scene, &plan, |_| {}).await;
    assert_eq!(end.state, RunState::Succeeded, "{end:#?}");
    assert_eq!(end.set, None);
    for (service, version) in [("till", "2.3.0"), ("web", "2.3.0"), ("shop", "1.9.0")] {
        assert_eq!(live(&scene, service), version);
    }
}

#[tokio::test]
async fn one_member_that_cannot_go_holds_the_whole_set_and_is_named() {
    let scene = three_services().await;
    let refusals = refused(
        page(&scene, &set("production", &["shop@1.9.0", "web@2.3.0"]))
            .await
            .how,
    );
    assert_eq!(codes(&refusals), ["requires"]);
    assert!(refusals[0].text.starts_with("shop: "), "{refusals:#?}");
    let twice = umbrella(&scene.desk, &set("production", &["web@2.3.0", "web@2.2.0"])).await;
    assert_eq!(twice.unwrap_err().code(), ErrorCode::Usage);
}

#[tokio::test]
async fn situation_09_a_failure_stops_the_rest_and_what_is_required_cannot_be_left_out() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &ALL)).await;
    let end = run(&scene, &plan, |scene| by_hand(scene, "till")).await;
    assert_eq!(end.state, RunState::Conflict, "{end:#?}");
    assert_eq!(live(&scene, "shop"), "1.8.0", "the next wave never began");
    let set = end.set.unwrap();
    assert_eq!(set.failed.as_deref(), Some("till"));
    assert_eq!(set.without.against.as_deref(), Some("shop requires till"));
    assert_eq!(set.back.against.as_deref(), Some("nothing was moved"));
}

#[tokio::test]
async fn situation_09_what_nobody_requires_can_be_left_out_and_what_moved_stays() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &ALL)).await;
    let end = run(&scene, &plan, |scene| by_hand(scene, "web")).await;
    let offered = end.set.unwrap();
    assert_eq!(offered.moved, ["till"]);
    let smaller = offered.without.intent.unwrap();
    assert!(
        offered.without.command.contains("--after"),
        "{}",
        offered.without.command
    );
    let page = page(&scene, &smaller).await;
    let stays: Vec<(&str, bool)> = page
        .members
        .iter()
        .map(|m| (&*m.service, m.stays))
        .collect();
    assert_eq!(stays, [("till", true), ("shop", false)]);
    let end = run(&scene, &planned(page.how), |_| {}).await;
    assert_eq!(end.state, RunState::Succeeded, "{end:#?}");
    assert_eq!(live(&scene, "shop"), "1.9.0");
    assert_eq!(live(&scene, "web"), "9.9.9", "left alone");
}

#[tokio::test]
async fn only_a_part_of_a_set_goes_on_from_its_run() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &["till@2.3.0", "web@2.3.0"])).await;
    let end = run(&scene, &plan, |scene| by_hand(scene, "web")).await;
    let after = |intent: UmbrellaIntent| UmbrellaIntent {
        after: Some(end.id.as_str().into()),
        ..intent
    };
    let back = UmbrellaIntent {
        rollback: true,
        ..set("production", &["till@2.2.0"])
    };
    for foreign in [
        set("production", &["shop@1.9.0"]),
        set("staging", &["till@2.3.0"]),
        back,
    ] {
        let error = umbrella(&scene.desk, &after(foreign)).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Usage, "{error:#?}");
    }
    let own = after(set("production", &["till@2.3.0"]));
    assert!(umbrella(&scene.desk, &own).await.is_ok());
}

#[tokio::test]
async fn situation_09_all_that_moved_goes_back_in_reverse_order_each_to_its_own_former_version() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &ALL)).await;
    let end = run(&scene, &plan, |scene| by_hand(scene, "shop")).await;
    let offered = end.set.unwrap();
    assert_eq!(offered.moved, ["till", "web"]);
    let back = offered.back.intent.unwrap();
    assert_eq!(
        offered.back.command,
        "lockkeeper rollback web@2.2.0 till@2.2.0 --in production"
    );
    let page = page(&scene, &back).await;
    let order: Vec<&str> = page.members.iter().map(|m| &*m.service).collect();
    assert_eq!(order, ["web", "till"]);
    let end = run(&scene, &planned(page.how), |_| {}).await;
    assert_eq!(end.state, RunState::Succeeded, "{end:#?}");
    assert_eq!(
        (live(&scene, "till"), live(&scene, "web")),
        ("2.2.0".into(), "2.2.0".into())
    );
}

#[tokio::test]
async fn a_way_back_goes_through_the_waves_from_the_end() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &ALL)).await;
    run(&scene, &plan, |_| {}).await;
    let mut back = set("production", &["till@2.2.0", "shop@1.8.0"]);
    back.rollback = true;
    let page = page(&scene, &back).await;
    let order: Vec<(&str, u32)> = page.members.iter().map(|m| (&*m.service, m.wave)).collect();
    assert_eq!(order, [("shop", 0), ("till", 1)]);
    let plan = planned(page.how);
    assert!(
        note(&plan, "leaves-unsatisfied").is_none(),
        "both go: {plan:#?}"
    );
}

#[tokio::test]
async fn while_a_set_is_under_way_none_of_its_members_starts_alone() {
    let scene = three_services().await;
    let whole = plan(&scene, &set("production", &ALL)).await;
    let alone = scene
        .page_of("web", Some("2.3.0"), "production", None)
        .await;
    let alone = planned(alone.how);
    runs::start_run(&scene.desk, &whole.id, whole.typed.as_deref())
        .await
        .unwrap();
    let held = runs::start_run(&scene.desk, &alone.id, alone.typed.as_deref()).await;
    assert_eq!(held.unwrap_err().code(), ErrorCode::RunHeld);
}

#[tokio::test]
async fn a_set_whose_facts_grew_old_is_planned_again() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &ALL)).await;
    scene.hours(1);
    let started = promotion::start_or_replan(&scene.desk, &plan.id, plan.typed.as_deref()).await;
    assert_ne!(started.unwrap().id, "", "it says and does the same");
}

#[tokio::test]
async fn a_set_that_is_there_already_has_no_plan() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &ALL)).await;
    run(&scene, &plan, |_| {}).await;
    let again = page(&scene, &set("production", &ALL)).await;
    let PlanOutcome::Refused { refusals } = again.how else {
        panic!("{again:#?}");
    };
    assert_eq!(
        codes(&refusals),
        ["already-there"; 2],
        "two alike, said once"
    );
}

#[tokio::test]
async fn what_goes_on_without_a_member_takes_the_lane_of_the_set() {
    let scene = three_services().await;
    let plan = plan(&scene, &set("production", &ALL)).await;
    let end = run(&scene, &plan, |scene| by_hand(scene, "web")).await;
    let mut ended = scene.world.journal.run(&RunId::new(end.id)).await.unwrap();
    let Intent::Umbrella(asked) = &mut ended.plan.intent else {
        panic!("{:?}", ended.plan.intent)
    };
    asked.lane = Some("hotfix".to_owned());
    let smaller = after_failure(&ended).unwrap().without.unwrap();
    assert_eq!(smaller.lane.as_deref(), Some("hotfix"));
}
