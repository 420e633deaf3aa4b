//! What everything that signs promises.

use lockkeeper_domain::ledger::{PublicKey, Signature};
use lockkeeper_engine::ports::{Asks, Passphrase, Signer, SignerError};

const MESSAGE: &[u8] = "{\"text\":\"écluse\"}".as_bytes();
/// A key that nobody holds.
const NOBODYS: &str = "nobody";

/// Runs every promise on somebody who signs with the key of this line, which
/// is open, and with that of another line and its passphrase where there is one.
pub async fn keeps_its_promises(signer: &dyn Signer, open: &str, locked: Option<(&str, &str)>) {
    every_key_is_listed_with_what_it_asks(signer, open, locked).await;
    what_is_signed_is_read_and_fits(signer, open).await;
    a_key_is_known_by_itself_and_not_by_its_comment(signer, open).await;
    a_key_that_is_not_here_is_named(signer).await;
    if let Some((locked, passphrase)) = locked {
        a_locked_key_wants_its_passphrase_and_no_other(signer, locked, passphrase).await;
    }
}

async fn signed(signer: &dyn Signer, line: &str, words: Option<&str>) -> Result<(), SignerError> {
    let passphrase = words.map(|words| Passphrase::new(words.to_owned()));
    let armored = signer.sign(line, MESSAGE, passphrase.as_ref()).await?;
    let signature = Signature::decode(&armored).expect("it is in the one form");
    assert_eq!(signature.encode(), armored);
    assert_eq!(signature.verify(MESSAGE), Ok(()));
    assert!(signature.verify(b"other words").is_err());
    assert_eq!(signature.key(), &key_of(line));
    Ok(())
}

fn key_of(line: &str) -> PublicKey {
    PublicKey::parse_line(line).expect("it is a key")
}

async fn every_key_is_listed_with_what_it_asks(
    signer: &dyn Signer,
    open: &str,
    locked: Option<(&str, &str)>,
) {
    let keys = signer.keys().await.expect("they can be listed");
    let asks = |line: &str| {
        let found = keys.iter().find(|one| one.key() == Some(key_of(line)));
        found.expect("it is listed").asks
    };
    assert_eq!(asks(open), Asks::Nothing);
    if let Some((locked, _)) = locked {
        assert_eq!(asks(locked), Asks::Passphrase);
    }
    assert!(keys.iter().all(|one| !one.place.is_empty()));
}

async fn what_is_signed_is_read_and_fits(signer: &dyn Signer, open: &str) {
    assert_eq!(signed(signer, open, None).await, Ok(()));
    // A passphrase for a key that needs none is not in the way.
    assert_eq!(signed(signer, open, Some("not needed")).await, Ok(()));
}

async fn a_key_is_known_by_itself_and_not_by_its_comment(signer: &dyn Signer, open: &str) {
    let bare = key_of(open).line();
    for line in [bare.clone(), format!("{bare} another comment")] {
        assert_eq!(signed(signer, &line, None).await, Ok(()), "{line}");
    }
}

async fn a_key_that_is_not_here_is_named(signer: &dyn Signer) {
    let key = crate::scribe::TestKey::named(NOBODYS);
    let missing = SignerError::NotFound(key.public().fingerprint());
    assert_eq!(signed(signer, &key.line(), None).await, Err(missing));
}

async fn a_locked_key_wants_its_passphrase_and_no_other(
    signer: &dyn Signer,
    locked: &str,
    passphrase: &str,
) {
    let with = |words| signed(signer, locked, words);
    assert_eq!(with(None).await, Err(SignerError::Locked));
    let wrong = with(Some("close sesame")).await;
    assert_eq!(wrong, Err(SignerError::WrongPassphrase));
    assert_eq!(with(Some(passphrase)).await, Ok(()));
    // It was opened for that once.
    assert_eq!(with(None).await, Err(SignerError::Locked));
}
