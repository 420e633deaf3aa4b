//! Environments that run branches: what is told of them, and what holds them.

use crate::situations::scene::{ENVIRONMENTS, SHOP, Scene, harbour, service};
use jiff::SignedDuration;
use lockkeeper_contract::{PlanOutcome, PromotionView};
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::policy::{BranchMerge, BranchPlace, Deployment, Service, Target, Workspace};
use lockkeeper_domain::version::{TagPattern, Version};
use lockkeeper_engine::observe::observe;
use lockkeeper_engine::usecases::promotion;
use std::collections::BTreeMap;

/// The branch of each environment; releases are cut from the first.
const BRANCHES: [&str; 3] = ["main", "staging", "live"];

pub fn on_branches(mut service: Service) -> Service {
    let places = ENVIRONMENTS.iter().zip(BRANCHES);
    service.on = places
        .map(|(environment, branch)| {
            let target = Target::Branch(BranchPlace {
                repo: service.repo.clone(),
                branch: branch.into(),
                merge: BranchMerge::NoFf,
            });
            ((*environment).into(), Deployment { target })
        })
        .collect();
    service
}

/// Two services that share the branches: `shop`, and `till` below `till/`.
fn shared() -> Workspace {
    let mut workspace = harbour();
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
    workspace.services = [shop, till].map(|one| (one.name.clone(), one)).into();
    workspace
}

/// Everything at 1.0.0 for a long time, as the remote has it.
async fn at_1_0() -> Scene {
    let scene = Scene::open(shared()).await;
    let first = scene.commit("main", "feat: sell");
    for tag in ["v1.0.0", "till-v1.0.0"] {
        scene.shop.tag(tag, &first, tag);
    }
    for branch in &BRANCHES[1..] {
        let name = format!("refs/heads/{branch}");
        scene.shop.set_ref(&name, Some(&first));
    }
    scene.shop.push_all("origin");
    scene
}

async fn page(scene: &Scene, version: &str, to: &str) -> PromotionView {
    let intent = PromoteIntent {
        service: SHOP.into(),
        version: Some(Version::parse(version).unwrap()),
        commit: None,
        to: to.into(),
        lane: None,
        ticked: BTreeMap::new(),
        reason: None,
        flags: Vec::new(),
    };
    promotion::promotion(&scene.desk, &intent).await.unwrap()
}

/// A release of both services on `main`.
fn release_both(scene: &Scene) {
    scene
        .shop
        .commit_files("main", "feat: pay", &[("till/pay.txt", "pay\n")]);
    let tip = scene.commit("main", "feat: show");
    scene.shop.tag("v1.1.0", &tip, "v1.1.0");
    scene.shop.tag("till-v1.1.0", &tip, "till-v1.1.0");
    scene.shop.push_all("origin");
}

#[tokio::test]
async fn a_service_that_shares_the_branch_comes_along_and_the_plan_says_so() {
    let scene = at_1_0().await;
    release_both(&scene);
    let page = page(&scene, "1.1.0", "staging").await;
    let PlanOutcome::Planned { plan } = page.how else {
        panic!("{:?}", page.how)
    };
    let note = plan.notes.iter().find(|note| note.code == "also-brings");
    assert_eq!(note.expect("a note").lines, ["till 1.0.0 → 1.1.0"]);
    let files: Vec<&str> = page
        .what
        .diff
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(files[0], "shop, branch staging");
    assert!(files.contains(&"till/pay.txt"), "{files:?}");
}

#[tokio::test]
async fn a_service_that_shares_the_branch_is_held_by_its_own_gates() {
    let scene = at_1_0().await;
    release_both(&scene);
    let page = page(&scene, "1.1.0", "production").await;
    let PlanOutcome::Refused { refusals } = page.how else {
        panic!("{:?}", page.how)
    };
    let texts: Vec<&str> = refusals.iter().map(|one| one.text.as_str()).collect();
    let along = "till 1.0.0 → 1.1.0 would come along, and Live in staging";
    assert!(texts.iter().any(|text| text.contains(along)), "{texts:#?}");
}

#[tokio::test]
async fn a_branch_nobody_saw_move_runs_since_it_was_first_seen() {
    let scene = at_1_0().await;
    scene.hours(100);
    let before = scene.desk.ports.clock.now();
    let snapshot = observe(&scene.desk, true).await.unwrap();
    let live = |snapshot: &lockkeeper_domain::snapshot::Snapshot| {
        let place = snapshot.places[&SHOP.into()][&"staging".into()].clone();
        place.seen().unwrap().live().unwrap().clone()
    };
    let first = live(&snapshot);
    assert_eq!(first.name(), "1.0.0");
    assert!(first.since <= before);
    scene.hours(30);
    let again = observe(&scene.desk, true).await.unwrap();
    assert_eq!(live(&again).since, first.since, "the first look counts");
    let age = scene.desk.ports.clock.now().duration_since(first.since);
    assert!(age >= SignedDuration::from_hours(30));
}
