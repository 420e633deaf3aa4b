//! An ed25519 key as OpenSSH writes it into a file, to be read by this
//! program and by whoever takes it out of the keychain.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lockkeeper_domain::ledger::{KeyType, PublicKey, Signature};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use zeroize::Zeroizing;

const FIRST: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
const LAST: &str = "-----END OPENSSH PRIVATE KEY-----\n";
const MAGIC: &[u8] = b"openssh-key-v1\0";
/// How long a line of base64 is in a key file.
const WIDTH: usize = 70;
/// What fills the private half up to whole blocks of an unused cipher.
const BLOCK: usize = 8;

/// An ed25519 key with both halves. The secret half is wiped when it goes.
pub(crate) struct PrivateKey {
    seed: Zeroizing<[u8; 32]>,
    pair: Ed25519KeyPair,
    comment: String,
}

impl PrivateKey {
    /// A fresh one; nothing where the system gives no random bytes.
    pub(crate) fn fresh(comment: &str) -> Option<Self> {
        let mut seed = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(&mut *seed).ok()?;
        Self::of_seed(seed, comment.to_owned())
    }

    fn of_seed(seed: Zeroizing<[u8; 32]>, comment: String) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).ok()?;
        Some(Self {
            seed,
            pair,
            comment,
        })
    }

    pub(crate) fn public(&self) -> PublicKey {
        let point = self.pair.public_key().as_ref().try_into();
        PublicKey::of_ed25519(&point.expect("a point has 32 bytes"))
    }

    /// The public key in one line.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.public().line(), self.comment)
    }

    /// An SSHSIG, exactly as `ssh-keygen -Y sign` writes it.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let raw = self.pair.sign(&Signature::signed_bytes(message));
        let mut blob = Vec::new();
        put(&mut blob, KeyType::Ed25519.word().as_bytes());
        put(&mut blob, raw.as_ref());
        let signature = Signature::wrap(self.public(), &blob);
        signature.expect("ed25519 signs in its form").encode()
    }

    /// The key file, without a passphrase: the keychain is its lock.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        let mut file = Zeroizing::new(MAGIC.to_vec());
        for part in ["none", "none", ""] {
            put(&mut file, part.as_bytes());
        }
        file.extend_from_slice(&1_u32.to_be_bytes());
        put(&mut file, self.public().blob());
        put(&mut file, &self.private());
        let encoded = Zeroizing::new(STANDARD.encode(&*file));
        let mut text = Zeroizing::new(String::with_capacity(1_024));
        text.push_str(FIRST);
        for at in (0..encoded.len()).step_by(WIDTH) {
            text.push_str(&encoded[at..encoded.len().min(at + WIDTH)]);
            text.push('\n');
        }
        text.push_str(LAST);
        text
    }

    fn private(&self) -> Zeroizing<Vec<u8>> {
        // Two equal numbers tell whether it was decrypted well; here nothing is.
        let mut part = Zeroizing::new(Vec::with_capacity(512));
        part.extend_from_slice(&[0; 8]);
        let point = self.pair.public_key().as_ref();
        put(&mut part, KeyType::Ed25519.word().as_bytes());
        put(&mut part, point);
        let both = Zeroizing::new([&self.seed[..], point].concat());
        put(&mut part, &both);
        put(&mut part, self.comment.as_bytes());
        for fill in (1_u8..).take(part.len().next_multiple_of(BLOCK) - part.len()) {
            part.push(fill);
        }
        part
    }

    /// Reads what [`PrivateKey::to_text`] or ssh-keygen wrote; nothing when it
    /// is no ed25519 key or has a passphrase.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let file = decoded(text)?;
        let mut parts = Parts(file.strip_prefix(MAGIC)?);
        if parts.next()? != b"none" {
            return None;
        }
        let (_kdf, _options) = (parts.next()?, parts.next()?);
        parts.skip(4)?;
        let (_public, private) = (parts.next()?, parts.next()?);
        let mut parts = Parts(private);
        parts.skip(8)?;
        if parts.next()? != KeyType::Ed25519.word().as_bytes() {
            return None;
        }
        let (_point, both) = (parts.next()?, parts.next()?);
        let comment = String::from_utf8_lossy(parts.next()?).into_owned();
        let seed = Zeroizing::new(both.get(..32)?.try_into().ok()?);
        Self::of_seed(seed, comment)
    }
}

/// The cipher of a key file in OpenSSH's own format; nothing when it is in
/// another one. `none` means that it has no passphrase.
pub(crate) fn cipher(text: &str) -> Option<String> {
    let file = decoded(text)?;
    let name = Parts(file.strip_prefix(MAGIC)?).next()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

fn decoded(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let inner = text.trim_start().strip_prefix(FIRST.trim_end())?;
    let inner = inner.split_once("-----END")?.0;
    let signs = inner.chars().filter(|sign| !sign.is_whitespace());
    let joined: Zeroizing<String> = Zeroizing::new(signs.collect());
    STANDARD.decode(&*joined).ok().map(Zeroizing::new)
}

/// What is left of a row of byte strings, each with its length before it.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (part, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.get(bytes..)?;
        Some(())
    }
}

/// Appends bytes with their length before them.
fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    #[test]
    fn a_private_key_is_never_shown_or_copied() {
        lockkeeper_testkit::never!(PrivateKey: std::fmt::Debug, std::fmt::Display, Clone);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let key = PrivateKey::fresh("dana@laptop").expect("random bytes");
        let read = PrivateKey::of_text(&key.to_text()).expect("it is a key");
        assert_eq!(read.line(), key.line());
        assert_eq!(read.sign(b"words"), key.sign(b"words"));
        let signature = Signature::decode(&read.sign(b"words")).expect("it is in the form");
        assert_eq!(signature.verify(b"words"), Ok(()));
        let other = PrivateKey::fresh("dana@laptop").expect("random bytes");
        assert_ne!(other.public(), key.public());
    }

    #[test]
    fn ssh_keygen_reads_what_is_written_and_the_other_way_round() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let key = PrivateKey::fresh("dana@laptop").expect("random bytes");
        let file = folder.path().join("ours");
        std::fs::write(&file, key.to_text().as_bytes()).expect("it is written");
        let ours = <std::fs::Permissions as PermissionsExt>::from_mode(0o600);
        std::fs::set_permissions(&file, ours).expect("it is ours");
        let read = Command::new("ssh-keygen")
            .arg("-y")
            .arg("-f")
            .arg(&file)
            .output();
        let read = read.expect("ssh-keygen runs").stdout;
        assert_eq!(String::from_utf8_lossy(&read).trim(), key.line());
        let theirs = folder.path().join("theirs");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "lee", "-f"])
            .arg(&theirs)
            .status();
        assert!(made.expect("ssh-keygen runs").success());
        let text = std::fs::read_to_string(&theirs).expect("it is there");
        let read = PrivateKey::of_text(&text).expect("it is a key");
        let public = std::fs::read_to_string(theirs.with_extension("pub"));
        assert_eq!(read.line(), public.expect("it is there").trim());
    }

    #[test]
    fn rubbish_and_locked_keys_are_no_keys() {
        for text in [
            "",
            FIRST,
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END",
        ] {
            assert!(PrivateKey::of_text(text).is_none(), "{text:?}");
        }
    }
}
