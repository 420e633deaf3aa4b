//! Situations 20 and 25: one person alone, and services that need each other.

use super::scene::{
    SHOP, Scene, codes, note, place, planned, refused, repo, service, without_gates,
};
use lockkeeper_contract::board::PassageState;
use lockkeeper_domain::ids::PersonHandle;
use lockkeeper_domain::policy::Person;

fn person(handle: &str) -> (PersonHandle, Person) {
    let person = Person {
        handle: handle.into(),
        name: handle.to_owned(),
        email: None,
        roles: vec!["admin".into()],
        keys: Vec::new(),
    };
    (person.handle.clone(), person)
}

#[tokio::test]
async fn situation_20_one_person_alone_can_release_and_go_back_and_every_plan_says_so() {
    let mut alone = without_gates();
    alone.people = [person("dana")].into();
    let scene = Scene::with_1_8_live_in(alone).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    let plan = planned(scene.page(Some("1.9.0"), "production").await.how);
    assert!(note(&plan, "one-person").is_some(), "{plan:#?}");
    scene.done(&plan).await;
    let plan = planned(scene.way_back("production", None).await.how);
    assert!(note(&plan, "one-person").is_some(), "{plan:#?}");
    scene.done(&plan).await;
    assert_eq!(scene.live("production"), "1.8.0");
}

#[tokio::test]
async fn where_two_people_are_listed_no_plan_says_one_person() {
    let mut two = without_gates();
    two.people = [person("dana"), person("robin")].into();
    let scene = Scene::with_1_8_live_in(two).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    let plan = planned(scene.page(Some("1.9.0"), "production").await.how);
    assert!(note(&plan, "one-person").is_none(), "{plan:#?}");
}

/// The shop needs a till of at least 2.3; production has 2.2.0 of it.
async fn shop_that_needs_a_till() -> Scene {
    let mut workspace = without_gates();
    let till = service("till");
    workspace.repos.extend([repo("till")]);
    workspace.services.insert("till".into(), till);
    let shop = workspace.services.get_mut(&SHOP.into()).unwrap();
    shop.requires = [("till".into(), ">=2.3".parse().unwrap())].into();
    let scene = Scene::with_1_8_live_in(workspace).await;
    let till = scene.world.repos.add("till");
    for (version, subject) in [("2.2.0", "feat: count"), ("2.3.0", "feat: weigh")] {
        let commit = till.commit_files("main", subject, &[("till.txt", version)]);
        till.tag(&format!("v{version}"), &commit, version);
    }
    till.push_all("origin");
    let now = scene.desk.now();
    scene
        .world
        .target
        .by_hand(&place("till", "production"), "2.2.0", now);
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene
}

#[tokio::test]
async fn what_a_version_needs_has_to_be_there_first() {
    let scene = shop_that_needs_a_till().await;
    let refusals = refused(scene.page(Some("1.9.0"), "production").await.how);
    assert_eq!(codes(&refusals), ["requires"]);
    assert!(refusals[0].text.contains("till >=2.3"), "{refusals:#?}");
    let till = scene
        .page_of("till", Some("2.3.0"), "production", None)
        .await;
    scene.done(&planned(till.how)).await;
    scene.bring("1.9.0", &["production"]).await;
}

#[tokio::test]
async fn the_board_says_of_a_version_that_lacks_what_it_needs_what_its_plan_says() {
    let scene = shop_that_needs_a_till().await;
    let staging = place(SHOP, "staging");
    let now = scene.desk.now();
    scene.world.target.by_hand(&staging, "1.9.0", now);
    let passage = scene.passage("production").await;
    assert_eq!(passage.state, PassageState::Shut, "{passage:#?}");
    let page = scene.page(None, "production").await;
    assert_eq!(passage.reason, refused(page.how)[0].text);
}

#[tokio::test]
async fn a_rollback_names_who_would_be_left_without_what_it_needs() {
    let scene = shop_that_needs_a_till().await;
    let till = scene
        .page_of("till", Some("2.3.0"), "production", None)
        .await;
    scene.done(&planned(till.how)).await;
    scene.bring("1.9.0", &["production"]).await;
    let page = scene.way_back_of("till", "production", None).await;
    let plan = planned(page.how);
    let left = note(&plan, "leaves-unsatisfied").unwrap();
    assert_eq!(left.lines, ["shop needs >=2.3"]);
    // It is said, and holds nobody back.
    scene.done(&plan).await;
}
