//! Which versions there are and which comes next, inside a workspace.

use super::scene::{SHOP, Scene, harbour, place, planned, refused, repo, service, without_gates};
use lockkeeper_domain::intent::{CutIntent, CutKind};
use lockkeeper_domain::policy::{Service, Workspace};
use lockkeeper_domain::snapshot::{Fact, ServiceFacts};
use lockkeeper_domain::version::TagPattern;
use lockkeeper_engine::usecases::{board, cut, releases};
use lockkeeper_testkit::fake_repo::FakeRepo;
use std::collections::BTreeMap;

fn facts(scene: &Scene, service: &str) -> ServiceFacts {
    let snapshot = scene.desk.seen().snapshot;
    let fact = snapshot.services.get(&service.into());
    fact.and_then(Fact::seen).unwrap().clone()
}

#[tokio::test]
async fn a_build_that_contains_no_release_is_still_above_all_of_them() {
    let scene = Scene::open(harbour()).await;
    scene.commit("main", "feat: sell");
    let elsewhere = scene.commit("old", "feat: sell by hand");
    scene.shop.tag("v2.4.0", &elsewhere, "2.4.0");
    scene.shop.push_all("origin");
    board::refresh(&scene.desk).await.unwrap();
    let untagged = facts(&scene, SHOP).untagged.unwrap();
    assert!(
        untagged.to_string().starts_with("2.4.1-dev.1+g"),
        "{untagged}"
    );
    let board = board::board(&scene.desk).await.unwrap();
    assert!(
        board.notices[0].starts_with("shop: This commit does not contain v2.4.0"),
        "{:?}",
        board.notices
    );
    let refusals = refused(scene.cut_plan("main", CutKind::Final).await);
    assert!(refusals[0].text.contains("v2.4.0"), "{refusals:#?}");
}

#[tokio::test]
async fn tags_that_differ_in_build_metadata_are_one_line_of_the_list() {
    let scene = Scene::with_1_8_live().await;
    let head = scene.shop.local_refs()["refs/heads/main"].clone();
    scene.shop.tag("v1.8.0+again", &head, "1.8.0, built again");
    board::refresh(&scene.desk).await.unwrap();
    let list = releases::releases(&scene.desk).await.unwrap().releases;
    let tags: Vec<&str> = list.iter().map(|line| line.tag.as_str()).collect();
    assert_eq!(tags, ["v1.8.0"]);
}

#[tokio::test]
async fn of_one_version_the_tag_that_the_remote_has_is_listed() {
    let scene = Scene::open(harbour()).await;
    let first = scene.commit("main", "feat: sell");
    scene.shop.tag("v1.0.0+b", &first, "1.0.0");
    scene.shop.push_all("origin");
    scene.shop.tag("v1.0.0+a", &first, "1.0.0");
    board::refresh(&scene.desk).await.unwrap();
    let list = releases::releases(&scene.desk).await.unwrap().releases;
    let tags: Vec<&str> = list.iter().map(|line| line.tag.as_str()).collect();
    assert_eq!(tags, ["v1.0.0+b"]);
}

/// `web` and `core` in one repository; `web` depends on `core`.
fn monorepo() -> Workspace {
    let part = |name: &str| Service {
        repo: SHOP.into(),
        paths: vec![format!("{name}/**")],
        tag: TagPattern::parse(&format!("{name}-v{{version}}")).unwrap(),
        ..service(name)
    };
    let mut web = part("web");
    web.depends = vec!["core".into()];
    let mut workspace = without_gates();
    workspace.services = [web, part("core")]
        .map(|service| (service.name.clone(), service))
        .into();
    workspace
}

fn change(shop: &FakeRepo, part: &str, message: &str) -> lockkeeper_domain::ids::Oid {
    let path = format!("{part}/{}.txt", message.replace([' ', ':'], "-"));
    shop.commit_files("main", message, &[(&path, message)])
}

/// Both parts are released at the same commit.
async fn both_released() -> Scene {
    let scene = Scene::open(monorepo()).await;
    change(&scene.shop, "core", "feat: count");
    let commit = change(&scene.shop, "web", "feat: show");
    scene.shop.tag("core-v1.0.0", &commit, "core 1.0.0");
    scene.shop.tag("web-v3.0.0", &commit, "web 3.0.0");
    scene.shop.push_all("origin");
    scene
}

async fn cut_of(scene: &Scene, service: &str) -> lockkeeper_contract::CutView {
    cut_as(scene, service, CutKind::Final).await
}

async fn cut_as(scene: &Scene, service: &str, kind: CutKind) -> lockkeeper_contract::CutView {
    let intent = CutIntent {
        service: service.into(),
        kind,
        rev: None,
        accepted: BTreeMap::new(),
        notes: None,
    };
    cut::cut_view(&scene.desk, &intent).await.unwrap()
}

#[tokio::test]
async fn a_release_raises_the_patch_of_what_depends_on_it() {
    let scene = both_released().await;
    assert_eq!(cut_of(&scene, "web").await.next.next, None);
    change(&scene.shop, "core", "feat: count faster");
    assert_eq!(
        cut_of(&scene, "web").await.next.next,
        None,
        "not released yet"
    );
    let core = cut_of(&scene, "core").await;
    scene.done(&planned(core.outcome)).await;
    assert_eq!(facts(&scene, "web").raised, ["core".into()]);
    assert_eq!(
        scene.row_of("web").await.line,
        "nothing unreleased · core released since"
    );
    let web = cut_of(&scene, "web").await;
    assert_eq!(web.next.because, "patch, because core was released");
    let said = "### Changed\n\n- Update core to 1.1.0\n";
    assert!(web.notes.markdown.contains(said), "{}", web.notes.markdown);
    let plan = planned(web.outcome);
    assert_eq!(
        plan.subject
            .versioned()
            .expect("a version")
            .version
            .to_string(),
        "3.0.1"
    );
    scene.done(&plan).await;
    assert_eq!(cut_of(&scene, "web").await.next.next, None, "once only");
}

#[tokio::test]
async fn a_candidate_made_before_what_it_depends_on_is_followed_by_another() {
    let scene = both_released().await;
    let rc = || CutKind::Pre { label: "rc".into() };
    for (message, core, candidate) in [
        ("fix: count", "1.0.1", "3.0.1-rc.1"),
        ("feat!: count otherwise", "2.0.0", "3.0.1-rc.2"),
    ] {
        change(&scene.shop, "core", message);
        let released = cut_of(&scene, "core").await;
        assert_eq!(released.next.next.clone().unwrap().to_string(), core);
        scene.done(&planned(released.outcome)).await;
        let warned = cut_of(&scene, "web").await.next.warnings;
        let moved = warned
            .iter()
            .any(|one| one.code == "moved-since-prerelease");
        assert_eq!(moved, candidate.ends_with('2'), "{warned:?}");
        let web = cut_as(&scene, "web", rc()).await;
        assert_eq!(web.next.next.clone().unwrap().to_string(), candidate);
        let update = format!("- Update core to {core}\n");
        assert!(web.notes.markdown.contains(&update), "{:?}", web.notes);
        scene.done(&planned(web.outcome)).await;
        assert_eq!(cut_as(&scene, "web", rc()).await.next.next, None);
    }
}

#[tokio::test]
async fn a_group_is_released_for_what_any_of_its_members_changed() {
    let mut workspace = monorepo();
    for service in workspace.services.values_mut() {
        service.group = Some("suite".into());
        service.tag = TagPattern::parse("v{version}").unwrap();
        service.depends = Vec::new();
    }
    let scene = Scene::open(workspace).await;
    let first = change(&scene.shop, "web", "feat: show");
    scene.shop.tag("v1.0.0", &first, "suite 1.0.0");
    scene.shop.push_all("origin");
    change(&scene.shop, "core", "feat!: count otherwise");
    change(&scene.shop, "web", "fix: show all");
    for service in ["web", "core"] {
        let view = cut_of(&scene, service).await;
        assert_eq!(view.next.next.unwrap().to_string(), "2.0.0", "{service}");
        assert!(view.notes.markdown.contains("Count otherwise"), "{service}");
        assert!(view.notes.markdown.contains("Show all"), "{service}");
    }
    board::refresh(&scene.desk).await.unwrap();
    assert_eq!(facts(&scene, "web").unreleased, 2);
}

#[tokio::test]
async fn a_dependency_never_lowers_what_the_own_commits_ask_for() {
    let scene = both_released().await;
    change(&scene.shop, "core", "fix: count");
    scene
        .done(&planned(cut_of(&scene, "core").await.outcome))
        .await;
    change(&scene.shop, "web", "feat: show more");
    let web = cut_of(&scene, "web").await;
    assert_eq!(web.next.next.unwrap().to_string(), "3.1.0");
}

#[tokio::test]
async fn a_release_in_another_repository_counts_when_it_is_younger() {
    let mut workspace = without_gates();
    workspace.repos.extend([repo("till")]);
    workspace.services.insert("till".into(), service("till"));
    let shop = workspace.services.get_mut(&SHOP.into()).unwrap();
    shop.depends = vec!["till".into()];
    let scene = Scene::with_1_8_live_in(workspace).await;
    let till = scene.world.repos.add("till");
    let first = till.commit_files("main", "feat: count", &[("till.txt", "1")]);
    till.tag("v2.2.0", &first, "2.2.0");
    let now = scene.desk.now();
    scene
        .world
        .target
        .by_hand(&place("till", "dev"), "2.2.0", now);
    assert_eq!(cut_of(&scene, SHOP).await.next.next, None);
    let next = till.commit_files("main", "fix: count", &[("till.txt", "2")]);
    till.tag("v2.2.1", &next, "2.2.1");
    till.push_all("origin");
    let next = cut_of(&scene, SHOP).await.next;
    assert_eq!(next.next.unwrap().to_string(), "1.8.1");
}
