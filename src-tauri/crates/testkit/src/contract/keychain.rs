//! What every keychain promises.

use lockkeeper_engine::ports::{Keychain, KeychainError, Secret, Unlock};

/// Runs every promise, each under names of its own.
pub async fn keeps_its_promises(keychain: &impl Keychain) {
    what_was_never_kept_is_absent(keychain).await;
    what_was_kept_comes_back(keychain).await;
    the_newest_secret_of_a_name_counts(keychain).await;
    names_are_kept_apart(keychain).await;
    what_was_deleted_is_absent(keychain).await;
    the_largest_secret_fits_and_one_byte_more_does_not(keychain).await;
}

async fn read(keychain: &impl Keychain, name: &str) -> Result<String, KeychainError> {
    let secret = keychain.get(name, Unlock::Leave).await?;
    Ok(secret.reveal().to_owned())
}

async fn keep(keychain: &impl Keychain, name: &str, text: &str) -> Result<(), KeychainError> {
    let secret = Secret::new(text.to_owned());
    keychain.set(name, secret, Unlock::Leave).await
}

fn absent<T>(name: &str) -> Result<T, KeychainError> {
    let name = name.to_owned();
    Err(KeychainError::Absent { name })
}

async fn what_was_never_kept_is_absent(keychain: &impl Keychain) {
    assert_eq!(read(keychain, "never").await, absent("never"));
    let gone = keychain.delete("never", Unlock::Leave).await;
    assert_eq!(gone, absent("never"));
}

async fn what_was_kept_comes_back(keychain: &impl Keychain) {
    for text in ["", "open sesame", "écluse\n\u{1f511}\n"] {
        assert_eq!(keep(keychain, "kept", text).await, Ok(()));
        assert_eq!(read(keychain, "kept").await.as_deref(), Ok(text));
    }
}

async fn the_newest_secret_of_a_name_counts(keychain: &impl Keychain) {
    assert_eq!(keep(keychain, "newest", "one").await, Ok(()));
    assert_eq!(keep(keychain, "newest", "two").await, Ok(()));
    assert_eq!(read(keychain, "newest").await.as_deref(), Ok("two"));
}

async fn names_are_kept_apart(keychain: &impl Keychain) {
    assert_eq!(keep(keychain, "key/a", "one").await, Ok(()));
    assert_eq!(keep(keychain, "key/b", "two").await, Ok(()));
    assert_eq!(read(keychain, "key/a").await.as_deref(), Ok("one"));
    assert_eq!(read(keychain, "key").await, absent("key"));
}

async fn what_was_deleted_is_absent(keychain: &impl Keychain) {
    assert_eq!(keep(keychain, "deleted", "one").await, Ok(()));
    assert_eq!(keychain.delete("deleted", Unlock::Leave).await, Ok(()));
    assert_eq!(read(keychain, "deleted").await, absent("deleted"));
    let again = keychain.delete("deleted", Unlock::Leave).await;
    assert_eq!(again, absent("deleted"));
}

async fn the_largest_secret_fits_and_one_byte_more_does_not(keychain: &impl Keychain) {
    let most = Secret::MOST;
    let largest = "x".repeat(most);
    assert_eq!(keep(keychain, "large", &largest).await, Ok(()));
    let more = keep(keychain, "large", &"x".repeat(most + 1)).await;
    let bytes = most + 1;
    assert_eq!(more, Err(KeychainError::TooLarge { bytes, most }));
    assert_eq!(read(keychain, "large").await, Ok(largest));
}
