//! Situations 1 and 2: fixes that come from the side.

use super::scene::{Scene, codes, planned, refused, without_gates};
use lockkeeper_contract::board::PassageState;
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::run::RunState;

/// 1.9.0 is in staging when 1.8.1 goes to production past it.
async fn hotfix_while_1_9_soaks() -> Scene {
    let scene = Scene::with_1_8_live().await;
    scene.commit("main", "feat: rebates");
    assert_eq!(scene.cut("main").await, "1.9.0");
    scene.bring("1.9.0", &["dev", "staging"]).await;
    scene.branch("hotfix/till", "v1.8.0").await;
    scene.commit("hotfix/till", "fix: the till");
    assert_eq!(scene.cut("hotfix/till").await, "1.8.1");
    // It cannot pass staging, so it is committed by hand.
    let production = super::scene::place("shop", "production");
    let now = scene.desk.now();
    scene.world.target.by_hand(&production, "1.8.1", now);
    scene.hours(25);
    scene
}

#[tokio::test]
async fn a_version_without_the_hotfix_that_is_live_is_refused_and_names_what_would_be_lost() {
    let scene = hotfix_while_1_9_soaks().await;
    let page = scene.page(Some("1.9.0"), "production").await;
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["would-lose"], "{refusals:#?}");
    let [lost] = refusals[0].lines.as_slice() else {
        panic!("{refusals:#?}");
    };
    assert!(lost.ends_with("fix: the till"), "{lost}");
    assert_eq!(page.what.lost, refusals[0].lines);
    assert_eq!(scene.live("production"), "1.8.1");
}

#[tokio::test]
async fn cut_again_with_the_fix_it_soaks_and_goes_live() {
    let scene = hotfix_while_1_9_soaks().await;
    scene.merge("hotfix/till", "main").await;
    assert_eq!(scene.cut("main").await, "1.9.1");
    scene.bring("1.9.1", &["dev", "staging"]).await;
    let early = scene.page(Some("1.9.1"), "production").await;
    assert_eq!(codes(&refused(early.how)), ["gate"]);
    scene.hours(24);
    scene.bring("1.9.1", &["production"]).await;
    assert_eq!(scene.values("production"), ["1.9.1", "1.8.1", "1.8.0"]);
}

#[tokio::test]
async fn the_board_says_of_a_version_that_would_lose_commits_what_its_plan_says() {
    let scene = hotfix_while_1_9_soaks().await;
    let passage = scene.passage("production").await;
    assert_eq!(passage.candidate.as_deref(), Some("1.9.0"));
    assert_eq!(passage.state, PassageState::Shut, "{passage:#?}");
    assert_eq!(passage.word, "Would lose");
    let page = scene.page(Some("1.9.0"), "production").await;
    let refusals = refused(page.how);
    assert_eq!(passage.reason, refusals[0].text);
    let choice = scene.choice("1.9.0", "production").await;
    assert_eq!((choice.eligible, choice.reason), (false, passage.reason));
}

/// Two people fix 1.8.0 at the same time, each on a branch.
async fn two_hotfixes() -> Scene {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    for (branch, fix) in [("hotfix/a", "fix: the till"), ("hotfix/b", "fix: the door")] {
        scene.branch(branch, "v1.8.0").await;
        scene.commit(branch, fix);
    }
    scene
}

#[tokio::test]
async fn a_version_is_reserved_at_the_cut() {
    let scene = two_hotfixes().await;
    assert_eq!(scene.cut("hotfix/a").await, "1.8.1");
    let second = refused(scene.cut_plan("hotfix/b", CutKind::Final).await);
    assert!(codes(&second).contains(&"blocked"), "{second:#?}");
    assert!(second[0].text.contains("v1.8.1"), "{second:#?}");
}

#[tokio::test]
async fn of_two_cuts_of_one_version_the_later_push_is_a_conflict() {
    let scene = two_hotfixes().await;
    let plan = planned(scene.cut_plan("hotfix/b", CutKind::Final).await);
    // Somebody else's clone was faster.
    let theirs = scene.shop.tag(
        "elsewhere",
        &scene.shop.local_refs()["refs/heads/hotfix/a"],
        "",
    );
    scene.shop.set_ref("refs/tags/elsewhere", None);
    let name = "refs/tags/v1.8.1";
    scene.shop.set_remote_ref("origin", name, Some(&theirs));
    let run = scene.confirm(&plan).await;
    assert_eq!(run.state, RunState::Conflict, "{run:#?}");
    assert_eq!(scene.shop.refs_of("origin")[name], theirs);
    assert!(
        !scene
            .shop
            .refs_of("origin")
            .contains_key("refs/heads/hotfix/b")
    );
}

#[tokio::test]
async fn the_second_hotfix_must_contain_the_first_or_is_cut_again() {
    let scene = two_hotfixes().await;
    scene.cut("hotfix/a").await;
    scene.cut_as("hotfix/b", "1.8.2").await;
    scene.bring("1.8.1", &["production"]).await;
    let page = scene.page(Some("1.8.2"), "production").await;
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["would-lose"]);
    assert!(refusals[0].lines[0].ends_with("fix: the till"));
    scene.merge("hotfix/a", "hotfix/b").await;
    assert_eq!(scene.cut("hotfix/b").await, "1.8.3");
    scene.bring("1.8.3", &["production"]).await;
    assert_eq!(scene.live("production"), "1.8.3");
}
