//! Pins on SQLite keep the promises of their port.

use lockkeeper_engine::ports::{PinError, Pins};
use lockkeeper_store::Store;
use lockkeeper_testkit::contract::pins::{keeps_its_promises, pin, workspace};
use std::sync::Mutex;

#[tokio::test]
async fn the_pins_keep_the_promises_of_their_port() {
    let folders = Mutex::new(Vec::new());
    keeps_its_promises(async || {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("lockkeeper.db")).await;
        folders.lock().expect("one thread").push(folder);
        store.expect("a fresh store").pins()
    })
    .await;
}

#[tokio::test]
async fn a_pin_is_there_after_a_new_start_and_holds_for_every_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lockkeeper.db");
    let window = Store::open(&file).await.expect("a fresh store");
    let line = Store::open(&file).await.expect("the same store");
    let newest = pin(41, "newest", 3);
    window
        .pins()
        .put(&workspace(1), &newest)
        .await
        .expect("put");
    let back = line.pins().put(&workspace(1), &pin(40, "older", 3)).await;
    assert!(matches!(back, Err(PinError::Back { .. })), "{back:?}");
    window.close().await;
    line.close().await;
    let again = Store::open(&file).await.expect("a store");
    assert_eq!(again.pins().get(&workspace(1)).await, Ok(Some(newest)));
}
