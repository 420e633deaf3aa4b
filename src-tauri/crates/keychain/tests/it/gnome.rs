//! GNOME Keyring itself.

use crate::bus::{PATIENT, SHORT, connect, keychain};
use lockkeeper_engine::ports::{Keychain, KeychainError, Secret, Unlock};
use lockkeeper_keychain::DesktopKeychain;
use lockkeeper_testkit::contract::keychain::keeps_its_promises;
use lockkeeper_testkit::fake_keychain::FakeKeychain;
use lockkeeper_testkit::session_bus::SessionBus;
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use std::collections::HashMap;
use std::time::Instant;

/// A bus with an open keychain on it, or nothing where there is none.
async fn scene() -> Option<SessionBus> {
    let mut bus = SessionBus::start();
    bus.start_gnome_keyring().await.then_some(bus)
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// What another program does with the same keychain; off the test's runtime,
/// because it blocks.
fn meanwhile(bus: &SessionBus, work: impl FnOnce(&SecretService<'static>) + Send) {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let service = SecretService::connect_with_existing(EncryptionType::Dh, connect(bus));
            work(&service.expect("the keychain answers"));
        });
        other.join().expect("the other program did its work");
    });
}

fn put(service: &SecretService<'static>, name: &str, bytes: &[u8]) {
    let home = service.get_default_collection().expect("there is one");
    let labels = HashMap::from([("application", "io.lockkeeper"), ("name", name)]);
    home.create_item("planted", labels, bytes, false, "text/plain")
        .expect("it is kept");
}

#[tokio::test]
async fn it_keeps_the_promises_of_a_keychain() {
    keeps_its_promises(&FakeKeychain::default()).await;
    let Some(bus) = scene().await else { return };
    keeps_its_promises(&keychain(&bus, PATIENT)).await;
}

#[tokio::test]
async fn a_secret_outlives_the_program_that_kept_it() {
    let Some(bus) = scene().await else { return };
    let kept = keychain(&bus, PATIENT);
    let kept = kept.set("key", secret("one"), Unlock::Leave).await;
    assert_eq!(kept, Ok(()));
    let found = keychain(&bus, PATIENT).get("key", Unlock::Leave).await;
    assert_eq!(found.expect("it is there").reveal(), "one");
}

#[tokio::test]
async fn a_locked_keychain_disturbs_nobody_unless_somebody_wished_for_it() {
    let Some(bus) = scene().await else { return };
    let keychain = keychain(&bus, PATIENT);
    let kept = keychain.set("key", secret("one"), Unlock::Leave).await;
    assert_eq!(kept, Ok(()));
    meanwhile(&bus, |service| {
        let home = service.get_default_collection().expect("there is one");
        home.lock().expect("it locks");
    });
    let read = keychain.get("key", Unlock::Leave).await;
    assert_eq!(read.err(), Some(KeychainError::Locked));
    let fresh = keychain.set("other", secret("two"), Unlock::Leave).await;
    assert_eq!(fresh, Err(KeychainError::Locked));
    let gone = keychain.delete("key", Unlock::Leave).await;
    assert_eq!(gone, Err(KeychainError::Locked));
    // There is no screen for its prompt, which ends it.
    let asked = keychain.get("key", Unlock::Ask).await.err();
    let closed = matches!(
        asked,
        Some(KeychainError::Dismissed | KeychainError::Unavailable { .. })
    );
    assert!(closed, "{asked:?}");
}

#[tokio::test]
async fn an_entry_that_another_program_deleted_is_absent() {
    let Some(bus) = scene().await else { return };
    let keychain = keychain(&bus, PATIENT);
    let kept = keychain.set("key", secret("one"), Unlock::Leave).await;
    assert_eq!(kept, Ok(()));
    meanwhile(&bus, |service| {
        let all = service.search_items(HashMap::from([("name", "key")]));
        for item in all.expect("it answers").unlocked {
            item.delete().expect("it is deleted");
        }
    });
    let name = "key".to_owned();
    let read = keychain.get("key", Unlock::Leave).await;
    assert_eq!(read.err(), Some(KeychainError::Absent { name }));
    // It can be made again.
    let kept = keychain.set("key", secret("two"), Unlock::Leave).await;
    assert_eq!(kept, Ok(()));
}

#[tokio::test]
async fn of_two_entries_of_one_name_none_is_taken() {
    let Some(bus) = scene().await else { return };
    meanwhile(&bus, |service| {
        put(service, "key", b"one");
        put(service, "key", b"two");
    });
    let keychain = keychain(&bus, PATIENT);
    let two = || {
        let name = "key".to_owned();
        Some(KeychainError::Ambiguous { name, count: 2 })
    };
    let read = keychain.get("key", Unlock::Leave).await;
    assert_eq!(read.err(), two());
    let kept = keychain.set("key", secret("three"), Unlock::Leave).await;
    assert_eq!(kept.err(), two());
    let gone = keychain.delete("key", Unlock::Leave).await;
    assert_eq!(gone.err(), two());
}

#[tokio::test]
async fn an_entry_that_is_no_text_is_not_read() {
    let Some(bus) = scene().await else { return };
    meanwhile(&bus, |service| put(service, "key", &[0xff, 0xfe, 0]));
    let read = keychain(&bus, PATIENT).get("key", Unlock::Leave).await;
    let name = "key".to_owned();
    assert_eq!(read.err(), Some(KeychainError::NotText { name }));
}

#[tokio::test]
async fn a_keychain_of_another_user_is_not_used() {
    let Some(bus) = scene().await else { return };
    let user = rustix::process::getuid().as_raw() + 1;
    let keychain = DesktopKeychain::of_user(Some(bus.address.clone()), PATIENT, user);
    let kept = keychain.set("key", secret("one"), Unlock::Ask).await;
    assert_eq!(kept, Err(KeychainError::WrongOwner));
    let read = keychain.get("key", Unlock::Ask).await;
    assert_eq!(read.err(), Some(KeychainError::WrongOwner));
}

#[tokio::test]
async fn a_keychain_that_ended_is_told_at_once_and_found_again() {
    let Some(bus) = scene().await else { return };
    let keychain = keychain(&bus, SHORT);
    drop(keychain.get("key", Unlock::Leave).await);
    drop(bus);
    let began = Instant::now();
    let read = keychain.get("key", Unlock::Leave).await.err();
    assert!(
        matches!(read, Some(KeychainError::Unavailable { .. })),
        "{read:?}"
    );
    // The next one looks for it anew, and finds no bus.
    let read = keychain.get("key", Unlock::Leave).await.err();
    assert_eq!(read, Some(KeychainError::NoBus));
    assert!(began.elapsed() < PATIENT);
}
