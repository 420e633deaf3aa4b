//! Promotion without a hand, while somebody watches.

use super::scene::{
    ENVIRONMENTS, SHOP, Scene, codes, harbour, place, planned, refused, repo, service,
};
use lockkeeper_contract::board::CellState;
use lockkeeper_domain::policy::{Auto, Workspace};
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::watch::watch_once;

/// dev takes the newest commit by itself.
fn automatic() -> Workspace {
    let mut workspace = harbour();
    workspace.environments[0].auto = Some(Auto {
        branch: "main".into(),
    });
    let shop = workspace.services.get_mut(&SHOP.into()).unwrap();
    shop.artifact = Some("registry.example/{service}:{version}-{sha7}".into());
    workspace
}

async fn watched() -> Scene {
    watched_in(automatic()).await
}

async fn watched_in(workspace: Workspace) -> Scene {
    let scene = Scene::open(workspace).await;
    let first = scene.commit("main", "feat: sell");
    scene.shop.tag("v1.8.0", &first, "shop 1.8.0");
    scene.shop.push_all("origin");
    let value = format!("1.8.0-{}", first.short());
    let now = scene.desk.now();
    for environment in ENVIRONMENTS {
        scene
            .world
            .target
            .by_hand(&place(SHOP, environment), &value, now);
    }
    scene.hours(1);
    scene
}

#[tokio::test]
async fn the_newest_commit_comes_into_dev_by_itself_and_only_once() {
    let scene = watched().await;
    let commit = scene.commit("main", "feat: rebates");
    scene.shop.push_all("origin");
    let runs = watch_once(&scene.desk).await.unwrap().made;
    let states: Vec<_> = runs.iter().map(|run| run.state).collect();
    assert_eq!(states, [RunState::Succeeded]);
    let live = scene.live("dev");
    assert!(
        live.starts_with("1.9.0-dev.1") && live.ends_with(commit.short()),
        "{live}"
    );
    assert_eq!(watch_once(&scene.desk).await.unwrap().made, []);
    assert_eq!(scene.values("staging").len(), 1);
}

#[tokio::test]
async fn what_nobody_else_has_never_comes_by_itself() {
    let scene = watched().await;
    scene.commit("main", "feat: rebates");
    assert_eq!(watch_once(&scene.desk).await.unwrap().made, []);
    scene.shop.push_all("origin");
    assert_eq!(watch_once(&scene.desk).await.unwrap().made.len(), 1);
}

#[tokio::test]
async fn an_environment_takes_the_branch_that_it_names() {
    let mut workspace = automatic();
    workspace.environments[0].auto = Some(Auto {
        branch: "develop".into(),
    });
    let scene = watched_in(workspace).await;
    scene.commit("main", "fix: the till");
    scene.shop.push_all("origin");
    assert_eq!(
        watch_once(&scene.desk).await.unwrap().made,
        [],
        "no such branch"
    );
    scene.branch("develop", "main").await;
    let commit = scene.commit("develop", "feat: rebates");
    scene.commit("main", "fix: the drawer");
    scene.shop.push_all("origin");
    assert_eq!(watch_once(&scene.desk).await.unwrap().made.len(), 1);
    let live = scene.live("dev");
    assert!(live.ends_with(commit.short()), "{live}");
    let version = scene.cell("dev").await.version.unwrap();
    assert!(version.starts_with("1.9.0-dev.2+g"), "{version}");
    assert_eq!(watch_once(&scene.desk).await.unwrap().made, []);
}

#[tokio::test]
async fn an_untagged_build_stays_known_when_newer_commits_and_releases_come() {
    let scene = watched().await;
    scene.commit("main", "fix: the till");
    scene.shop.push_all("origin");
    watch_once(&scene.desk).await.unwrap();
    let build = scene.cell("dev").await.version.unwrap();
    assert!(build.starts_with("1.8.1-dev.1+g"), "{build}");
    scene.commit("main", "feat: rebates");
    assert_eq!(scene.cell("dev").await.version.as_ref(), Some(&build));
    scene.cut("main").await;
    let cell = scene.cell("dev").await;
    assert_eq!(
        (cell.state, cell.version),
        (CellState::Live, Some(build.clone()))
    );
    // It is replaced, and is what a rollback brings back.
    assert_eq!(watch_once(&scene.desk).await.unwrap().made.len(), 1);
    assert_eq!(scene.cell("dev").await.back_to, Some(build));
}

#[tokio::test]
async fn a_value_that_names_no_commit_is_still_nobodys_build() {
    let scene = watched().await;
    let now = scene.desk.now();
    let value = "1.9.0-dev.1-0123abc";
    scene.world.target.by_hand(&place(SHOP, "dev"), value, now);
    assert_eq!(scene.cell("dev").await.state, CellState::Drift);
}

#[tokio::test]
async fn a_build_that_was_rolled_back_from_never_returns_by_itself() {
    let scene = watched().await;
    scene.commit("main", "feat: rebates");
    scene.shop.push_all("origin");
    watch_once(&scene.desk).await.unwrap();
    scene.hours(1);
    assert_eq!(scene.go_back("dev").await, "1.8.0");
    scene.hours(1);
    assert_eq!(watch_once(&scene.desk).await.unwrap().made, []);
    let page = scene.page(None, "dev").await;
    assert_eq!(codes(&refused(page.how)), ["rolled-back-from"]);
    let version = page.what.to;
    let page = scene.page_of(SHOP, Some(&version), "dev", Some("it was the network"));
    scene.done(&planned(page.await.how)).await;
}

#[tokio::test]
async fn nothing_comes_from_a_remote_that_was_not_reached_and_the_look_says_so() {
    let scene = watched().await;
    scene.commit("main", "feat: rebates");
    scene.shop.push_all("origin");
    watch_once(&scene.desk).await.unwrap();
    scene.commit("main", "feat: more rebates");
    scene.shop.push_all("origin");
    scene.shop.set_reachable(false);
    let look = watch_once(&scene.desk).await.unwrap();
    assert_eq!(look.made, []);
    let [missed] = &look.missed[..] else {
        panic!("{:?}", look.missed)
    };
    let EngineError::Refused { refusals } = &missed.error else {
        panic!("{missed:?}")
    };
    assert_eq!(codes(refusals), ["remote-unknown"]);
    scene.shop.set_reachable(true);
    assert_eq!(watch_once(&scene.desk).await.unwrap().made.len(), 1);
}

#[tokio::test]
async fn what_is_stuck_keeps_nobody_else_from_coming() {
    let mut workspace = automatic();
    workspace.repos.extend([repo("till")]);
    let mut till = service("till");
    till.artifact = Some("registry.example/{service}:{version}-{sha7}".into());
    workspace.services.insert("till".into(), till);
    let scene = Scene::open(workspace).await;
    let till = scene.world.repos.add("till");
    for (name, repo) in [(SHOP, &scene.shop), ("till", &till)] {
        repo.commit_files("main", "feat: begin", &[(name, "1")]);
        repo.push_all("origin");
    }
    scene.world.moments.fail("write dev/shop.yaml: before", 99);
    let states = |runs: Vec<lockkeeper_contract::RunView>| {
        runs.iter().map(|run| run.state).collect::<Vec<_>>()
    };
    let first = states(watch_once(&scene.desk).await.unwrap().made);
    assert_eq!(first, [RunState::Interrupted, RunState::Succeeded]);
    // The shop's run still holds its place; the till has something new.
    till.commit_files("main", "feat: more", &[("till", "2")]);
    till.push_all("origin");
    let second = watch_once(&scene.desk).await.unwrap();
    assert_eq!(states(second.made), [RunState::Succeeded]);
    let held: Vec<&str> = second
        .missed
        .iter()
        .map(|one| one.service.as_str())
        .collect();
    assert_eq!(held, [SHOP], "{:?}", second.missed);
}

#[tokio::test]
async fn one_look_carries_a_build_through_every_automatic_environment() {
    let mut workspace = automatic();
    workspace.environments[1].auto = workspace.environments[0].auto.clone();
    let scene = Scene::open(workspace).await;
    scene.commit("main", "feat: sell");
    scene.shop.push_all("origin");
    assert_eq!(watch_once(&scene.desk).await.unwrap().made.len(), 2);
    assert_eq!(scene.live("dev"), scene.live("staging"));
    assert!(scene.values("production").is_empty());
}

#[tokio::test]
async fn where_a_version_has_to_be_typed_nothing_comes_by_itself() {
    let mut workspace = super::scene::without_gates();
    workspace.environments[2].auto = Some(Auto {
        branch: "main".into(),
    });
    let scene = Scene::with_1_8_live_in(workspace).await;
    scene.commit("main", "feat: rebates");
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev", "staging"]).await;
    assert_eq!(watch_once(&scene.desk).await.unwrap().made, []);
    assert_eq!(scene.live("production"), "1.8.0");
}
