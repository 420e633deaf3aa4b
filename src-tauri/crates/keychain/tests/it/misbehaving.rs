//! Desktops without a keychain, and keychains that do not answer.

use crate::bus::{PATIENT, SHORT, keychain};
use crate::stub::{self, Trouble};
use lockkeeper_engine::ports::{Keychain, KeychainError, Secret, Unlock};
use lockkeeper_keychain::DesktopKeychain;
use lockkeeper_testkit::session_bus::SessionBus;
use std::time::{Duration, Instant};

/// Everything a keychain can be asked, and its errors.
async fn every_question(keychain: &DesktopKeychain) -> Vec<Option<KeychainError>> {
    let secret = Secret::new("one".to_owned());
    vec![
        keychain.get("key", Unlock::Ask).await.err(),
        keychain.set("key", secret, Unlock::Ask).await.err(),
        keychain.delete("key", Unlock::Ask).await.err(),
    ]
}

#[tokio::test]
async fn without_a_session_there_is_no_keychain() {
    let gone = tempfile::tempdir().expect("a folder can be made");
    let gone = format!("unix:path={}/bus", gone.path().display());
    for address in [None, Some(gone), Some("no address".to_owned())] {
        let keychain = DesktopKeychain::on_bus(address, PATIENT);
        let said = every_question(&keychain).await;
        assert_eq!(said, vec![Some(KeychainError::NoBus); 3]);
    }
    let keychain = DesktopKeychain::of_environment(|_| None);
    let said = every_question(&keychain).await;
    assert_eq!(said, vec![Some(KeychainError::NoBus); 3]);
}

#[tokio::test]
async fn a_desktop_without_a_keychain_says_so() {
    let bus = SessionBus::start();
    let said = every_question(&keychain(&bus, PATIENT)).await;
    assert_eq!(said, vec![Some(KeychainError::NoService); 3]);
}

#[tokio::test]
async fn a_prompt_that_is_closed_leaves_it_locked() {
    let bus = SessionBus::start();
    let _service = stub::start(&bus, Trouble::Dismissed);
    let said = every_question(&keychain(&bus, PATIENT)).await;
    assert_eq!(said, vec![Some(KeychainError::Dismissed); 3]);
}

#[tokio::test]
async fn a_prompt_that_nobody_answers_is_given_up_in_time() {
    let bus = SessionBus::start();
    let _service = stub::start(&bus, Trouble::Unanswered);
    let keychain = keychain(&bus, SHORT);
    let began = Instant::now();
    let said = every_question(&keychain).await;
    let late = KeychainError::TimedOut {
        seconds: SHORT.as_secs(),
    };
    assert_eq!(said, vec![Some(late); 3]);
    // Only the first one waited: the others knew.
    assert!(began.elapsed() < SHORT * 2, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_keychain_that_hangs_is_given_up_in_time() {
    let bus = SessionBus::start();
    let _service = stub::start(&bus, Trouble::Hangs);
    let keychain = keychain(&bus, SHORT);
    let began = Instant::now();
    let said = keychain.get("key", Unlock::Leave).await.err();
    let late = matches!(
        said,
        Some(KeychainError::TimedOut { .. } | KeychainError::Unavailable { .. })
    );
    assert!(late, "{said:?}");
    assert!(began.elapsed() < SHORT * 3, "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_entry_that_goes_during_the_question_is_absent() {
    let bus = SessionBus::start();
    let _service = stub::start(&bus, Trouble::Gone);
    let read = keychain(&bus, PATIENT).get("key", Unlock::Ask).await.err();
    let name = "key".to_owned();
    assert_eq!(read, Some(KeychainError::Absent { name }));
}

#[test]
fn a_program_ends_while_its_keychain_hangs() {
    let bus = SessionBus::start();
    let _service = stub::start(&bus, Trouble::Unanswered);
    let keychain = keychain(&bus, SHORT);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    let said = runtime.block_on(keychain.get("key", Unlock::Ask));
    assert!(matches!(said, Err(KeychainError::TimedOut { .. })));
    let began = Instant::now();
    drop(keychain);
    drop(runtime);
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_secret_that_is_too_large_is_refused_before_anybody_is_asked() {
    let keychain = DesktopKeychain::on_bus(None, PATIENT);
    let secret = Secret::new("x".repeat(Secret::MOST + 1));
    let kept = keychain.set("key", secret, Unlock::Ask).await;
    let (bytes, most) = (Secret::MOST + 1, Secret::MOST);
    assert_eq!(kept, Err(KeychainError::TooLarge { bytes, most }));
}
