//! What a release writes: the changelog, the version, the user's own words.

use super::scene::{SHOP, Scene, codes, note, planned, refused, without_gates};
use lockkeeper_contract::NoteEntry;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::intent::{CutIntent, CutKind};
use lockkeeper_domain::policy::{VersionFile, VersionFileKind, Workspace};
use lockkeeper_engine::ports::{Rejection, Repo, RepoError};
use lockkeeper_engine::usecases::cut::{cut_view, keep_notes};
use lockkeeper_engine::usecases::{board, releases, runs};
use std::collections::BTreeMap;

fn with_files() -> Workspace {
    let mut workspace = without_gates();
    let shop = workspace.services.get_mut(&SHOP.into()).unwrap();
    shop.changelog = Some("CHANGELOG.md".into());
    shop.version_files = vec![VersionFile {
        path: "VERSION".into(),
        kind: VersionFileKind::Plain,
    }];
    workspace
}

async fn scene() -> Scene {
    let scene = Scene::with_1_8_live_in(with_files()).await;
    scene
        .shop
        .commit_files("main", "chore: name the version", &[("VERSION", "1.8.0\n")]);
    scene.commit("main", "feat: rebates");
    scene
}

async fn view(scene: &Scene) -> lockkeeper_contract::CutView {
    let intent = CutIntent {
        service: SHOP.into(),
        kind: CutKind::Final,
        rev: None,
        accepted: BTreeMap::new(),
        notes: None,
    };
    cut_view(&scene.desk, &intent).await.unwrap()
}

/// A file at the newest commit of the remote.
async fn at_remote(scene: &Scene, path: &str) -> String {
    let repo = scene
        .desk
        .repo_of(scene.desk.service(&SHOP.into()).unwrap());
    let head = scene.shop.refs_of("origin")["refs/heads/main"].clone();
    let file = repo.await.unwrap().file(&head, path).await.unwrap();
    String::from_utf8(file.unwrap()).unwrap()
}

#[tokio::test]
async fn a_release_commit_carries_changelog_and_version_and_goes_out_with_its_tag() {
    let scene = scene().await;
    assert_eq!(scene.cut("main").await, "1.9.0");
    assert_eq!(at_remote(&scene, "VERSION").await, "1.9.0\n");
    let changelog = at_remote(&scene, "CHANGELOG.md").await;
    assert!(
        changelog.contains("## [1.9.0]") && changelog.contains("Rebates"),
        "{changelog}"
    );
    let there = scene.shop.refs_of("origin");
    assert_eq!(
        there["refs/heads/main"],
        scene.shop.local_refs()["refs/heads/main"]
    );
    assert!(there.contains_key("refs/tags/v1.9.0"));
}

/// The release manager wrote it beforehand.
#[tokio::test]
async fn a_section_that_stands_for_the_version_already_is_what_the_tag_says() {
    let scene = scene().await;
    let written = "# Changelog\n\n## [1.9.0]\n\nRead the runbook first.\n";
    let files = [("CHANGELOG.md", written)];
    scene.shop.commit_files("main", "docs: name 1.9.0", &files);
    let view = view(&scene).await;
    assert!(
        view.tag_text.contains("Read the runbook first."),
        "{}",
        view.tag_text
    );
    assert!(
        !view.notes.markdown.contains("Rebates"),
        "{}",
        view.notes.markdown
    );
    assert_eq!(scene.cut("main").await, "1.9.0");
    assert_eq!(at_remote(&scene, "CHANGELOG.md").await, written);
}

#[tokio::test]
async fn a_release_of_another_service_takes_no_section_away() {
    let scene = scene().await;
    let written = "# Changelog\n\n## [1.2.0] - 2020-01-01\n\nLong ago.\n";
    let files = [("CHANGELOG.md", written)];
    scene
        .shop
        .commit_files("main", "docs: keep what we had", &files);
    scene.commit("main", "chore(release): web 1.2.0");
    assert_eq!(scene.cut("main").await, "1.9.0");
    let changelog = at_remote(&scene, "CHANGELOG.md").await;
    assert!(changelog.contains("Long ago."), "{changelog}");
    assert!(changelog.contains("## [1.9.0]"), "{changelog}");
}

#[tokio::test]
async fn a_release_is_committed_to_the_branch_that_was_named() {
    let scene = scene().await;
    for name in ["archive/old", "support/1.x"] {
        scene.branch(name, "main").await;
    }
    scene.commit("main", "feat: more");
    let before = scene.shop.local_refs();
    assert_eq!(scene.cut("support/1.x").await, "1.9.0");
    let after = scene.shop.local_refs();
    let moved = |name: &str| before[name] != after[name];
    assert!(moved("refs/heads/support/1.x"));
    assert!(!moved("refs/heads/archive/old") && !moved("refs/heads/main"));
}

/// Its tags are asked for nowhere, and nothing would reach anybody.
#[tokio::test]
async fn nothing_is_cut_where_the_remote_has_another_name() {
    let scene = scene().await;
    scene.shop.remove_remotes();
    scene.shop.push_all("upstream");
    let intent = CutIntent {
        service: SHOP.into(),
        kind: CutKind::Final,
        rev: None,
        accepted: BTreeMap::new(),
        notes: None,
    };
    let told = cut_view(&scene.desk, &intent)
        .await
        .unwrap_err()
        .to_wire("");
    assert!(
        told.detail[0].contains("`git remote rename upstream origin`"),
        "{told:?}"
    );
}

#[tokio::test]
async fn what_was_taken_back_leaves_one_section_after_the_next_cut() {
    let scene = scene().await;
    scene.cut("main").await;
    scene.commit("main", "feat: vouchers");
    scene.shop.push_all("origin");
    let plan = planned(scene.withdraw_plan("1.9.0").await);
    let stays = note(&plan, "commit-stays").expect("a note");
    assert!(stays.text.contains("stays on main"), "{stays:?}");
    scene.done(&plan).await;
    assert_eq!(scene.cut("main").await, "1.9.0");
    let changelog = at_remote(&scene, "CHANGELOG.md").await;
    assert_eq!(changelog.matches("## [1.9.0]").count(), 1, "{changelog}");
    assert!(changelog.contains("Vouchers"), "{changelog}");
    assert_eq!(changelog.matches("Rebates").count(), 1, "{changelog}");
}

#[tokio::test]
async fn a_branch_that_moved_on_is_not_taken_back_in_silence() {
    let scene = scene().await;
    let protected = RepoError::Rejected {
        remote: "origin".into(),
        reason: Rejection::Protected,
        detail: "protected branch hook declined".into(),
    };
    scene.shop.refuse_pushes(Some(protected));
    let plan = planned(scene.cut_plan("main", CutKind::Final).await);
    let run = RunId::new(scene.confirm(&plan).await.id);
    runs::cancel_run(&scene.desk, &run).await.unwrap();
    scene.commit("main", "feat: vouchers");
    let plan = planned(releases::plan_undo(&scene.desk, &run).await.unwrap());
    for code in ["commit-stays", "kept-by-push"] {
        assert!(note(&plan, code).is_some(), "{code}: {plan:?}");
    }
    let tip = scene.shop.read_ref("refs/heads/main").await.unwrap();
    scene.done(&plan).await;
    assert_eq!(scene.shop.read_ref("refs/heads/main").await.unwrap(), tip);
    assert_eq!(scene.shop.read_ref("refs/tags/v1.9.0").await.unwrap(), None);
    scene.shop.refuse_pushes(None);
    // The next cut says it again, once.
    assert_eq!(scene.cut("main").await, "1.9.0");
    let changelog = at_remote(&scene, "CHANGELOG.md").await;
    assert_eq!(changelog.matches("## [1.9.0]").count(), 1, "{changelog}");
}

#[tokio::test]
async fn without_a_ledger_a_yank_is_read_from_the_changelog() {
    let scene = scene().await;
    scene.cut("main").await;
    let changelog = at_remote(&scene, "CHANGELOG.md").await;
    let heading = changelog
        .lines()
        .find(|line| line.starts_with("## [1.9.0]"));
    let heading = heading.expect("a section");
    let marked = changelog.replace(heading, &format!("{heading} [YANKED]"));
    scene.shop.commit_files(
        "main",
        "docs: yanked elsewhere",
        &[("CHANGELOG.md", &marked)],
    );
    scene.shop.push_all("origin");
    board::refresh(&scene.desk).await.unwrap();
    let page = scene.page(Some("1.9.0"), "dev").await;
    assert_eq!(codes(&refused(page.how)), ["yanked"]);
}

#[tokio::test]
async fn the_users_words_survive_new_commits_and_are_what_is_written() {
    let scene = scene().await;
    let shown = view(&scene).await.notes.entries;
    let edited = shown.into_iter().map(|entry| NoteEntry {
        edited: Some("Rebates for **everybody**".into()),
        ..entry
    });
    let edited: Vec<NoteEntry> = edited.collect();
    keep_notes(&scene.desk, &SHOP.into(), &edited)
        .await
        .unwrap();
    scene.commit("main", "fix: the till");
    let again = view(&scene).await;
    assert!(again.notes.edited);
    assert!(again.notes.markdown.contains("Rebates for **everybody**"));
    assert!(
        again.notes.markdown.contains("The till"),
        "{}",
        again.notes.markdown
    );
    scene.done(&planned(again.outcome)).await;
    let changelog = at_remote(&scene, "CHANGELOG.md").await;
    assert!(
        changelog.contains("Rebates for **everybody**"),
        "{changelog}"
    );
}

#[tokio::test]
async fn a_yank_marks_the_changelog_and_changes_nothing_else() {
    let scene = scene().await;
    scene.cut("main").await;
    let before = at_remote(&scene, "CHANGELOG.md").await;
    scene.yank("1.9.0").await;
    let after = at_remote(&scene, "CHANGELOG.md").await;
    assert!(after.contains("[YANKED]"), "{after}");
    assert_eq!(after.replace(" [YANKED]", ""), before);
    assert_eq!(at_remote(&scene, "VERSION").await, "1.9.0\n");
}

#[tokio::test]
async fn a_withdrawn_release_leaves_its_commit_where_others_may_have_it() {
    let scene = scene().await;
    scene.cut("main").await;
    let head = scene.shop.refs_of("origin")["refs/heads/main"].clone();
    let plan = planned(scene.withdraw_plan("1.9.0").await);
    assert!(
        super::scene::note(&plan, "commit-stays").is_some(),
        "{plan:#?}"
    );
    scene.done(&plan).await;
    let there = scene.shop.refs_of("origin");
    assert_eq!(there["refs/heads/main"], head);
    assert!(!there.contains_key("refs/tags/v1.9.0"));
}
