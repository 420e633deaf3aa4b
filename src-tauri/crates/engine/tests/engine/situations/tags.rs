//! Tags that the remote does not have as they are here, and signed ones.

use super::scene::{Scene, codes, harbour, planned, refused, without_gates};
use lockkeeper_domain::board::PassageState;
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::policy::Workspace;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::usecases::promotion::promotion;
use lockkeeper_engine::usecases::{board, cut};

const TAG: &str = "refs/tags/v1.9.0";

/// 1.9.0 is released and pushed, 1.8.0 is live.
async fn with_1_9_released(workspace: Workspace) -> Scene {
    let scene = Scene::with_1_8_live_in(workspace).await;
    let commit = scene.commit("main", "feat: sell more");
    scene.shop.tag("v1.9.0", &commit, "shop 1.9.0");
    scene.shop.push_all("origin");
    board::refresh(&scene.desk).await.unwrap();
    scene
}

async fn promotion_is_refused(scene: &Scene) -> Vec<String> {
    let page = scene.page(Some("1.9.0"), "dev").await;
    let refusals = refused(page.how);
    codes(&refusals).into_iter().map(str::to_owned).collect()
}

async fn warnings_of_the_next(scene: &Scene) -> (String, Vec<String>) {
    let intent = lockkeeper_domain::intent::CutIntent {
        service: super::scene::SHOP.into(),
        kind: CutKind::Final,
        rev: Some("main".to_owned()),
        accepted: Default::default(),
        notes: None,
    };
    let view = cut::cut_view(&scene.desk, &intent).await.unwrap();
    let base = view.next.base.expect("a base").name.to_string();
    let codes = view.next.warnings.into_iter().map(|w| w.code);
    (base, codes.collect())
}

#[tokio::test]
async fn a_tag_that_the_remote_has_no_more_goes_nowhere_and_is_no_base() {
    let scene = with_1_9_released(without_gates()).await;
    scene.shop.set_remote_ref("origin", TAG, None);
    board::refresh(&scene.desk).await.unwrap();
    assert_eq!(promotion_is_refused(&scene).await, ["tag-gone"]);
    let passage = scene.passage("dev").await;
    assert_eq!(
        (passage.state, &*passage.word),
        (PassageState::Shut, "Tag gone")
    );
    assert_eq!(
        warnings_of_the_next(&scene).await,
        ("v1.8.0".to_owned(), vec!["tag-gone".to_owned()])
    );
}

#[tokio::test]
async fn a_tag_that_the_remote_has_elsewhere_goes_nowhere_and_is_no_base() {
    let scene = with_1_9_released(without_gates()).await;
    let other = scene.commit("main", "fix: count");
    scene.shop.set_remote_ref("origin", TAG, Some(&other));
    board::refresh(&scene.desk).await.unwrap();
    assert_eq!(promotion_is_refused(&scene).await, ["tag-differs"]);
    assert_eq!(
        warnings_of_the_next(&scene).await,
        ("v1.8.0".to_owned(), vec!["tag-differs".to_owned()])
    );
}

#[tokio::test]
async fn a_tag_that_was_never_pushed_goes_nowhere_until_it_is() {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    let commit = scene.commit("main", "feat: sell more");
    scene.shop.tag("v1.9.0", &commit, "shop 1.9.0");
    board::refresh(&scene.desk).await.unwrap();
    let page = scene.page(Some("1.9.0"), "dev").await;
    let refusals = refused(page.how);
    assert_eq!(codes(&refusals), ["tag-unpushed"]);
    let hint = refusals[0].hint.as_deref().unwrap();
    assert_eq!(hint, "Push it: git push origin refs/tags/v1.9.0.");
    scene.shop.push_all("origin");
    planned(scene.page(Some("1.9.0"), "dev").await.how);
}

#[tokio::test]
async fn a_version_that_nobody_knew_a_moment_ago_is_looked_for_again() {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    board::refresh(&scene.desk).await.unwrap();
    let intent = scene.intent("shop", Some("1.9.0"), "dev");
    let unknown = promotion(&scene.desk, &intent).await.unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::UnknownName);
    let commit = scene.commit("main", "feat: sell more");
    scene.shop.tag("v1.9.0", &commit, "shop 1.9.0");
    scene.shop.push_all("origin");
    planned(scene.page(Some("1.9.0"), "dev").await.how);
}

#[tokio::test]
async fn without_a_remote_every_tag_goes() {
    let scene = Scene::with_1_8_live_in(without_gates()).await;
    let commit = scene.commit("main", "feat: sell more");
    scene.shop.tag("v1.9.0", &commit, "shop 1.9.0");
    scene.shop.remove_remotes();
    board::refresh(&scene.desk).await.unwrap();
    planned(scene.page(Some("1.9.0"), "dev").await.how);
}

fn signed_only() -> Workspace {
    let mut workspace = harbour();
    for environment in &mut workspace.environments {
        environment.gates = Default::default();
        environment.gates.signed_tag = true;
    }
    workspace
}

#[tokio::test]
async fn a_tag_signed_by_a_person_of_the_workspace_passes_the_gate() {
    let scene = with_1_9_released(signed_only()).await;
    assert_eq!(promotion_is_refused(&scene).await, ["gate"]);
    let by = Signature::By {
        person: "dana".to_owned(),
        key: "SHA256:abc".to_owned(),
    };
    scene.shop.set_signature("v1.9.0", by);
    board::refresh(&scene.desk).await.unwrap();
    planned(scene.page(Some("1.9.0"), "dev").await.how);
    assert_eq!(scene.passage("dev").await.state, PassageState::Open);
    let reason = "it was signed as the tag v1.0.0".to_owned();
    scene
        .shop
        .set_signature("v1.9.0", Signature::Bad { reason });
    let again = scene.commit("main", "chore: again");
    scene.shop.tag("v1.9.0", &again, "shop 1.9.0");
    scene.shop.push_all("origin");
    board::refresh(&scene.desk).await.unwrap();
    assert_eq!(promotion_is_refused(&scene).await, ["gate"]);
}

#[tokio::test]
async fn an_old_tag_is_verified_when_somebody_wants_it() {
    let scene = Scene::with_1_8_live_in(signed_only()).await;
    let by = Signature::By {
        person: "dana".to_owned(),
        key: "SHA256:abc".to_owned(),
    };
    for number in 9..40 {
        let commit = scene.commit("main", &format!("feat: sell {number}"));
        scene.shop.tag(&format!("v1.{number}.0"), &commit, "shop");
        scene
            .shop
            .set_signature(&format!("v1.{number}.0"), by.clone());
    }
    scene.shop.push_all("origin");
    board::refresh(&scene.desk).await.unwrap();
    planned(scene.page(Some("1.9.0"), "dev").await.how);
}
