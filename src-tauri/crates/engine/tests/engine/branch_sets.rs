//! Sets whose members run branches: a branch moves once for all its services.

use crate::branches::on_branches;
use crate::situations::scene::{
    ENVIRONMENTS, SHOP, Scene, codes, note, place, planned, refused, repo, service, without_gates,
};
use crate::situations::umbrellas::set;
use lockkeeper_contract::{RunView, UmbrellaView};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::intent::UmbrellaIntent;
use lockkeeper_domain::plan::PlanText;
use lockkeeper_domain::policy::{Service, Workspace};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::version::TagPattern;
use lockkeeper_engine::observe::observe;
use lockkeeper_engine::usecases::runs;
use lockkeeper_engine::usecases::umbrella::umbrella;

/// `shop` and `till` share the branches of one repository; `web` is a value
/// in a file, and requires the till.
fn workspace() -> Workspace {
    let mut workspace = without_gates();
    let shop = on_branches(Service {
        exclude: vec!["till/**".into()],
        ..service(SHOP)
    });
    let till = on_branches(Service {
        repo: SHOP.into(),
        paths: vec!["till/**".into()],
        tag: TagPattern::parse("till-v{version}").unwrap(),
        ..service("till")
    });
    let web = Service {
        requires: [("till".into(), ">=1.1".parse().unwrap())].into(),
        ..service("web")
    };
    workspace.repos.extend([repo("web")]);
    workspace.services = [shop, till, web].map(|one| (one.name.clone(), one)).into();
    workspace
}

/// Everything at 1.0.0, and 1.1.0 released of each; the till first.
async fn harbour() -> Scene {
    let scene = Scene::open(workspace()).await;
    let shop = &scene.shop;
    let first = scene.commit("main", "feat: sell");
    tagged(&scene, &first, &["v1.0.0", "till-v1.0.0"]);
    for branch in ["staging", "live"] {
        shop.set_ref(&format!("refs/heads/{branch}"), Some(&first));
    }
    shop.push_all("origin");
    let web = scene.world.repos.add("web");
    let commit = web.commit_files("main", "feat: show", &[("it.txt", "1")]);
    web.tag("v1.0.0", &commit, "1.0.0");
    for environment in ENVIRONMENTS {
        let place = place("web", environment);
        scene
            .world
            .target
            .by_hand(&place, "1.0.0", scene.desk.now());
    }
    observe(&scene.desk, true).await.unwrap();
    scene.hours(1);
    let till = shop.commit_files("main", "feat: pay", &[("till/pay.txt", "pay\n")]);
    tagged(&scene, &till, &["till-v1.1.0"]);
    let tip = scene.commit("main", "feat: show");
    tagged(&scene, &tip, &["v1.1.0"]);
    shop.push_all("origin");
    let commit = web.commit_files("main", "feat: shine", &[("it.txt", "2")]);
    web.tag("v1.1.0", &commit, "1.1.0");
    web.push_all("origin");
    scene
}

fn tagged(scene: &Scene, commit: &Oid, tags: &[&str]) {
    for tag in tags {
        scene.shop.tag(tag, commit, tag);
    }
}

async fn page(scene: &Scene, intent: &UmbrellaIntent) -> UmbrellaView {
    umbrella(&scene.desk, intent).await.unwrap()
}

async fn run(scene: &Scene, plan: &PlanText, meddle: impl AsyncFnOnce(&Scene)) -> RunView {
    let run = runs::start_run(&scene.desk, &plan.id, plan.typed.as_deref());
    let id = run.await.unwrap().id;
    meddle(scene).await;
    runs::drive(&scene.desk, &id.as_str().into()).await.unwrap()
}

/// What runs in staging, of the shop, the till and the web.
async fn live(scene: &Scene) -> [String; 3] {
    let snapshot = observe(&scene.desk, true).await.unwrap();
    [SHOP, "till", "web"].map(|service| {
        let place = snapshot.places[&service.into()][&"staging".into()].clone();
        place.seen().unwrap().live().unwrap().name()
    })
}

const ALL: [&str; 3] = ["web@1.1.0", "till@1.1.0", "shop@1.1.0"];

fn members(page: &UmbrellaView) -> Vec<(&str, u32, Option<&str>)> {
    let members = page.members.iter();
    members
        .map(|one| (&*one.service, one.wave, one.with.as_deref()))
        .collect()
}

#[tokio::test]
async fn services_of_one_branch_move_once_and_what_requires_them_waits() {
    let scene = harbour().await;
    let page = page(&scene, &set("staging", &ALL)).await;
    let expected = [("shop", 0, None), ("till", 0, Some(SHOP)), ("web", 1, None)];
    assert_eq!(members(&page), expected);
    let plan = planned(page.how);
    let titles: Vec<&str> = plan.steps.iter().map(|step| &*step.title).collect();
    insta::assert_snapshot!(titles.join("\n"), @r"
    Merge c455ee0 into staging
    Push staging to origin
    Write staging/web.yaml in infra and push it
    Wait until infra shows it, 5 min at most
    Record it in the journal
    ");
    let end = run(&scene, &plan, async |_| {}).await;
    assert_eq!(end.state, RunState::Succeeded, "{end:#?}");
    assert_eq!(live(&scene).await, ["1.1.0", "1.1.0", "1.1.0"]);
}

#[tokio::test]
async fn a_service_that_nobody_named_is_a_member_where_its_branch_brings_it() {
    let scene = harbour().await;
    let page = page(&scene, &set("staging", &["shop@1.1.0", "web@1.1.0"])).await;
    let expected = [("shop", 0, None), ("till", 0, Some(SHOP)), ("web", 1, None)];
    assert_eq!(members(&page), expected);
    assert_eq!(page.members[1].to.as_deref(), Some("1.1.0"));
    let plan = planned(page.how);
    assert!(note(&plan, "also-brings").is_some(), "{plan:#?}");
    let end = run(&scene, &plan, async |_| {}).await;
    assert_eq!(end.state, RunState::Succeeded, "{end:#?}");
    assert_eq!(live(&scene).await, ["1.1.0", "1.1.0", "1.1.0"]);
}

#[tokio::test]
async fn versions_that_no_one_commit_brings_do_not_go_together() {
    let scene = harbour().await;
    let later = scene.commit("main", "feat: later");
    tagged(&scene, &later, &["v1.2.0"]);
    let more = &[("till/more.txt", "more\n")];
    let last = scene.shop.commit_files("main", "feat: more", more);
    tagged(&scene, &last, &["till-v1.2.0"]);
    scene.shop.push_all("origin");
    let page = page(&scene, &set("staging", &["shop@1.1.0", "till@1.2.0"])).await;
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["set-apart"], "{refusals:#?}");
    assert_eq!(
        refusals[0].lines,
        [
            "shop 1.1.0 brings till 1.1.0",
            "till 1.2.0 brings shop 1.2.0"
        ]
    );
}

/// Somebody else commits on the branch.
fn pushed_by_hand(scene: &Scene) {
    scene
        .shop
        .commit_files("staging", "fix: by hand", &[("hand.txt", "x")]);
    let tip = scene.shop.local_refs()["refs/heads/staging"].clone();
    let name = "refs/heads/staging";
    scene.shop.set_remote_ref("origin", name, Some(&tip));
}

#[tokio::test]
async fn a_branch_that_somebody_moved_stops_the_set_and_takes_its_services_with_it() {
    let scene = harbour().await;
    let plan = planned(page(&scene, &set("staging", &ALL)).await.how);
    let end = run(&scene, &plan, async |scene| pushed_by_hand(scene)).await;
    assert_eq!(end.state, RunState::Conflict, "{end:#?}");
    let offered = end.set.unwrap();
    assert_eq!(offered.moved, [""; 0]);
    assert_eq!(offered.failed.as_deref(), Some(SHOP));
    assert_eq!(
        offered.without.against.as_deref(),
        Some("web requires till")
    );
}

#[tokio::test]
async fn all_that_moved_goes_back_in_reverse_order_and_the_branch_once() {
    let scene = harbour().await;
    let plan = planned(page(&scene, &set("staging", &ALL)).await.how);
    let end = run(&scene, &plan, async |scene| {
        let place = place("web", "staging");
        scene
            .world
            .target
            .by_hand(&place, "9.9.9", scene.desk.now());
    })
    .await;
    let offered = end.set.unwrap();
    assert_eq!(offered.moved, [SHOP, "till"]);
    assert_eq!(offered.failed.as_deref(), Some("web"));
    scene.hours(1);
    let back = offered.back.intent.unwrap();
    assert_eq!(
        offered.back.command,
        "lockkeeper rollback till@1.0.0 shop@1.0.0 --in staging"
    );
    let plan = planned(page(&scene, &back).await.how);
    let end = run(&scene, &plan, async |_| {}).await;
    assert_eq!(end.state, RunState::Succeeded, "{end:#?}");
    assert_eq!(live(&scene).await, ["1.0.0", "1.0.0", "9.9.9"]);
}

#[tokio::test]
async fn a_smaller_set_leaves_what_its_branch_has_brought_already() {
    let scene = harbour().await;
    let plan = planned(page(&scene, &set("staging", &ALL)).await.how);
    let place = place("web", "staging");
    let stop = async |scene: &Scene| {
        scene
            .world
            .target
            .by_hand(&place, "9.9.9", scene.desk.now());
    };
    let end = run(&scene, &plan, stop).await;
    let against = end.set.unwrap().without.against;
    assert_eq!(against.as_deref(), Some("everything else is there already"));
    scene.hours(1);
    let mut again = set("staging", &ALL);
    again.after = Some(end.id.as_str().into());
    let page = page(&scene, &again).await;
    let stays: Vec<bool> = page.members.iter().map(|one| one.stays).collect();
    assert_eq!(stays, [true, true, false]);
}
