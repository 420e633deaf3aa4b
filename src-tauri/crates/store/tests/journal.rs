//! The journal on SQLite keeps the promises of its port.

use lockkeeper_engine::ports::{Drafts, Journal, Settings};
use lockkeeper_store::Store;
use lockkeeper_testkit::contract::journal;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;

#[tokio::test]
async fn the_journal_keeps_the_promises_of_its_port() {
    let folders = Mutex::new(Vec::new());
    journal::keeps_its_promises(async || {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("lockkeeper.db")).await;
        folders.lock().expect("one thread").push(folder);
        store.expect("a fresh store").journal()
    })
    .await;
}

#[tokio::test]
async fn the_settings_keep_the_promises_of_their_port() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("lockkeeper.db")).await;
    let settings = store.expect("a fresh store").settings();
    lockkeeper_testkit::contract::settings::keeps_its_promises(&settings).await;
}

#[tokio::test]
async fn what_was_written_is_there_after_a_new_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("new/lockkeeper.db");
    let store = Store::open(&file).await.expect("a fresh store");
    let (run, _) = journal::begun(&store.journal(), "a", "api").await;
    let edits = BTreeMap::from([
        ("a1".into(), "Faster".to_owned()),
        ("b2".into(), String::new()),
    ]);
    let drafts = store.drafts();
    drafts
        .keep_edits(
            &"api".into(),
            &BTreeMap::from([("c3".into(), "Old".into())]),
        )
        .await
        .expect("kept");
    drafts
        .keep_edits(&"api".into(), &edits)
        .await
        .expect("kept");
    store.settings().set("theme", "dark").await.expect("set");
    store.settings().set("zoom", "2").await.expect("set");
    store.settings().set("zoom", "").await.expect("removed");
    store.close().await;

    let store = Store::open(&file).await.expect("the same store");
    assert_eq!(store.journal().run(&run.id).await.expect("kept"), run);
    assert_eq!(
        store.drafts().edits(&"api".into()).await.expect("kept"),
        edits
    );
    assert_eq!(
        store.drafts().edits(&"web".into()).await.expect("none"),
        BTreeMap::new()
    );
    let all = store.settings().all().await.expect("kept");
    assert_eq!(all, BTreeMap::from([("theme".into(), "dark".into())]));
    assert_eq!(store.settings().get("zoom").await.expect("readable"), None);
}

#[tokio::test]
async fn only_the_owner_can_read_what_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own/lockkeeper.db");
    let store = Store::open(&file).await.expect("a fresh store");
    journal::begun(&store.journal(), "a", "api").await;
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path)
            .expect("it exists")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&folder.path().join("own")), 0o700);
    for name in [
        "lockkeeper.db",
        "lockkeeper.db-wal",
        "lockkeeper.db-shm",
        "lockkeeper.db-opening",
        "lockkeeper.db-waiting",
        "lockkeeper.db-writing",
    ] {
        assert_eq!(mode(&folder.path().join("own").join(name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_link_is_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = folder.path().join("elsewhere");
    std::fs::write(&elsewhere, "precious").expect("written");
    let file = folder.path().join("lockkeeper.db");
    std::os::unix::fs::symlink(&elsewhere, &file).expect("a link");
    assert!(Store::open(&file).await.is_err());
    assert_eq!(std::fs::read(&elsewhere).expect("there"), b"precious");
}

#[tokio::test]
async fn two_workspaces_with_a_service_of_the_same_name_share_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("lockkeeper.db")).await;
    let store = store.expect("a fresh store");
    let (here, there) = (store.of("/here"), store.of("/there"));
    let (run, _) = journal::begun(&here.journal(), "a", "api").await;
    let other = there.journal();
    assert!(other.run(&run.id).await.is_err(), "it is not theirs");
    assert!(other.plan(&run.plan.id).await.is_err(), "nor is the plan");
    assert_eq!(other.runs(9).await.expect("readable"), []);
    assert_eq!(other.unfinished().await.expect("readable"), []);
    let (theirs, _) = journal::begun(&other, "b", "api").await;
    assert_eq!(other.runs(9).await.expect("readable"), [theirs]);
    assert_eq!(here.journal().runs(9).await.expect("readable"), [run]);
    let edits = BTreeMap::from([("a1".into(), "Faster".to_owned())]);
    for (drafts, edits) in [(here.drafts(), &edits), (there.drafts(), &BTreeMap::new())] {
        let kept = drafts.keep_edits(&"api".into(), edits).await;
        kept.expect("kept");
    }
    let read = here.drafts().edits(&"api".into()).await;
    assert_eq!(read.expect("readable"), edits);
}

#[tokio::test]
async fn what_was_written_before_workspaces_were_told_apart_stays_readable() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("lockkeeper.db")).await;
    let store = store.expect("a fresh store");
    let (run, _) = journal::begun(&store.journal(), "a", "api").await;
    let later = store.of("/here").journal();
    assert_eq!(later.run(&run.id).await.expect("readable"), run);
    assert_eq!(later.unfinished().await.expect("readable"), [run]);
}

#[tokio::test]
async fn a_workspace_in_the_place_of_another_begins_with_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("lockkeeper.db")).await;
    let store = store.expect("a fresh store");
    let (here, there) = (store.of("/here"), store.of("/there"));
    journal::begun(&here.journal(), "a", "api").await;
    let (other, _) = journal::begun(&there.journal(), "b", "api").await;
    let at = "2026-11-21T09:00:00Z".parse().expect("a moment");
    here.set_aside(at).await.expect("it can be written");
    assert_eq!(here.journal().runs(9).await.expect("readable"), []);
    assert_eq!(here.journal().unfinished().await.expect("readable"), []);
    assert_eq!(there.journal().runs(9).await.expect("readable"), [other]);
    journal::begun(&here.journal(), "c", "api").await;
}
