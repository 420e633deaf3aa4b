//! Situation 15: a tag on the wrong commit.

use super::scene::{Scene, codes, planned, refused, without_gates};
use lockkeeper_domain::ids::{RunId, ServiceName, TagName};
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::plan::PlanKind;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::ports::{Rejection, RepoError};
use lockkeeper_engine::usecases::{releases, runs};

const TAG: &str = "refs/tags/v1.9.0";

/// A feature waits to be cut.
async fn about_to_cut() -> Scene {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    scene.commit("main", "feat: rebates");
    scene
}

#[tokio::test]
async fn what_nobody_has_seen_is_undone_exactly() {
    let scene = about_to_cut().await;
    let before = scene.shop.local_refs();
    let protected = RepoError::Rejected {
        remote: "origin".into(),
        reason: Rejection::Protected,
        detail: "protected branch hook declined".into(),
    };
    scene.shop.refuse_pushes(Some(protected));
    let plan = planned(scene.cut_plan("main", CutKind::Final).await);
    let run = scene.confirm(&plan).await;
    // It waits for somebody to allow the push, or to give it up.
    assert_eq!(run.state, RunState::Interrupted);
    assert!(scene.shop.local_refs().contains_key(TAG));
    let again = refused(scene.cut_plan("main", CutKind::Final).await);
    assert_eq!(codes(&again), ["cut-waits"]);
    let way_on = again[0].hint.as_deref().unwrap();
    assert!(
        way_on.contains(&format!("run continue {}", run.id)),
        "{way_on}"
    );
    let run = RunId::new(run.id);
    runs::cancel_run(&scene.desk, &run).await.unwrap();
    let back = releases::plan_undo(&scene.desk, &run).await;
    let back = planned(back.unwrap());
    assert_eq!(back.kind, PlanKind::Undo);
    scene.done(&back).await;
    assert_eq!(scene.shop.local_refs(), before);
    // The name is free again.
    scene.shop.refuse_pushes(None);
    assert_eq!(scene.cut("main").await, "1.9.0");
}

#[tokio::test]
async fn a_cut_that_lost_to_a_colleagues_of_the_same_name_is_undone() {
    let scene = about_to_cut().await;
    let before = scene.shop.local_refs();
    let plan = planned(scene.cut_plan("main", CutKind::Final).await);
    // A colleague cuts and pushes the same version in the meantime.
    let theirs = scene
        .shop
        .tag("elsewhere", &before["refs/heads/main"], "theirs");
    scene.shop.set_remote_ref("origin", TAG, Some(&theirs));
    let run = scene.confirm(&plan).await;
    assert_eq!(run.state, RunState::Conflict, "{run:#?}");
    assert!(
        run.line.contains("release withdraw shop@1.9.0"),
        "{}",
        run.line
    );
    let ours = scene.shop.local_refs()[TAG].clone();
    let back = planned(scene.withdraw_plan("1.9.0").await);
    assert_eq!(back.kind, PlanKind::Undo);
    scene.done(&back).await;
    assert_eq!(scene.shop.refs_of("origin")[TAG], theirs);
    let local = scene.shop.local_refs();
    assert_eq!(local["refs/heads/main"], before["refs/heads/main"]);
    assert_ne!(local.get(TAG), Some(&ours));
}

#[tokio::test]
async fn what_is_pushed_and_was_never_requested_is_withdrawn() {
    let scene = about_to_cut().await;
    scene.cut("main").await;
    let plan = planned(scene.withdraw_plan("1.9.0").await);
    assert_eq!(plan.kind, PlanKind::Withdraw);
    scene.done(&plan).await;
    assert!(!scene.shop.refs_of("origin").contains_key(TAG));
    assert!(!scene.shop.local_refs().contains_key(TAG));
}

#[tokio::test]
async fn a_tag_that_somebody_moved_meanwhile_is_not_withdrawn() {
    let scene = about_to_cut().await;
    scene.cut("main").await;
    let plan = planned(scene.withdraw_plan("1.9.0").await);
    let head = scene.shop.local_refs()["refs/heads/main"].clone();
    let theirs = scene.shop.tag("elsewhere", &head, "somebody else's");
    scene.shop.set_remote_ref("origin", TAG, Some(&theirs));
    let run = scene.confirm(&plan).await;
    assert_eq!(run.state, RunState::Conflict, "{run:#?}");
    assert_eq!(scene.shop.refs_of("origin")[TAG], theirs);
    assert!(scene.shop.local_refs().contains_key(TAG));
}

#[tokio::test]
async fn what_was_deployed_once_is_yanked_and_followed_by_the_next_patch() {
    let scene = about_to_cut().await;
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev"]).await;
    let refusals = refused(scene.withdraw_plan("1.9.0").await);
    assert_eq!(codes(&refusals), ["deployed"]);
    let hint = refusals[0].hint.as_deref().unwrap();
    assert!(hint.contains("Yank it"), "{hint}");
    scene.yank("1.9.0").await;
    let (service, tag) = (ServiceName::from("shop"), TagName::from("v1.9.0"));
    let view = releases::release(&scene.desk, &service, &tag).await;
    assert!(view.unwrap().line.yanked);
    // Nobody can bring it anywhere any more.
    let page = scene.page(Some("1.9.0"), "staging").await;
    assert_eq!(codes(&refused(page.how)), ["yanked"]);
    scene.commit("main", "fix: rebates");
    assert_eq!(scene.cut("main").await, "1.9.1");
}

#[tokio::test]
async fn a_promotion_that_came_to_nothing_was_a_request_all_the_same() {
    let scene = about_to_cut().await;
    scene.cut("main").await;
    let plan = planned(scene.page(Some("1.9.0"), "dev").await.how);
    scene.world.moments.fail("write dev/shop.yaml: before", 99);
    let run = scene.confirm(&plan).await;
    assert_eq!(run.state, RunState::Interrupted);
    scene.world.moments.calm();
    assert_eq!(scene.live("dev"), "1.8.0");
    let refusals = refused(scene.withdraw_plan("1.9.0").await);
    assert_eq!(codes(&refusals), ["requested"]);
}

#[tokio::test]
async fn a_name_that_was_requested_is_never_used_again() {
    let scene = about_to_cut().await;
    scene.cut("main").await;
    scene.bring("1.9.0", &["dev"]).await;
    // Somebody deletes the tag everywhere, by hand.
    scene.shop.set_ref(TAG, None);
    scene.shop.set_remote_ref("origin", TAG, None);
    let refusals = refused(scene.cut_plan("main", CutKind::Final).await);
    assert_eq!(codes(&refusals), ["name-used"], "{refusals:#?}");
    assert!(refusals[0].text.contains("v1.9.0"), "{refusals:#?}");
    scene.cut_as("main", "1.9.1").await;
}
