//! The signing keys of the demo.

use crate::{DemoError, write, writing};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lockkeeper_domain::ledger::{Hash, KeyType, PublicKey, Signature};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use std::path::Path;

/// How long a line of base64 is in a key file.
const WIDTH: usize = 70;
/// What fills the private half up to whole blocks of an unused cipher.
const BLOCK: usize = 8;

/// An SSH key whose secret anybody can work out from its name: good for the
/// demo and nothing else.
pub(crate) struct Key {
    seed: [u8; 32],
    pair: Ed25519KeyPair,
    public: PublicKey,
    comment: String,
}

impl Key {
    /// The same name is the same key, on every machine.
    pub(crate) fn named(name: &str, comment: String) -> Self {
        let digits = Hash::of(format!("lockkeeper demo {name}").as_bytes());
        let mut seed = [0; 32];
        seed.copy_from_slice(&digits.as_str().as_bytes()[..32]);
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("any 32 bytes are a seed");
        let point = pair.public_key().as_ref().try_into();
        let public = PublicKey::of_ed25519(&point.expect("a point has 32 bytes"));
        Self {
            seed,
            pair,
            public,
            comment,
        }
    }

    pub(crate) const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The public key in one line.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.public.line(), self.comment)
    }

    /// A signature for the ledger, as `ssh-keygen -Y sign` writes it.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let raw = self.pair.sign(&Signature::signed_bytes(message));
        let mut blob = Vec::new();
        put(&mut blob, KeyType::Ed25519.word().as_bytes());
        put(&mut blob, raw.as_ref());
        let signature = Signature::wrap(self.public.clone(), &blob);
        signature.expect("ed25519 signs in its form").encode()
    }

    /// Writes both halves; the private one is for nobody else's eyes, as
    /// `ssh-keygen` insists.
    pub(crate) fn write(&self, private: &Path) -> Result<(), DemoError> {
        write(private, &self.file())?;
        keep_from_others(private).map_err(writing(private))?;
        write(
            &private.with_extension("pub"),
            &format!("{}\n", self.line()),
        )
    }

    /// The private key in OpenSSH's own format, without a passphrase.
    fn file(&self) -> String {
        let mut file = b"openssh-key-v1\0".to_vec();
        for part in ["none", "none", ""] {
            put(&mut file, part.as_bytes());
        }
        file.extend_from_slice(&1_u32.to_be_bytes());
        put(&mut file, self.public.blob());
        put(&mut file, &self.private());
        let mut text = "-----BEGIN OPENSSH PRIVATE KEY-----\n".to_owned();
        for line in STANDARD.encode(file).as_bytes().chunks(WIDTH) {
            text.push_str(&String::from_utf8_lossy(line));
            text.push('\n');
        }
        text.push_str("-----END OPENSSH PRIVATE KEY-----\n");
        text
    }

    fn private(&self) -> Vec<u8> {
        // Two equal numbers tell whether it was decrypted well; here nothing is.
        let mut part = [0; 8].to_vec();
        let point = self.pair.public_key().as_ref();
        put(&mut part, KeyType::Ed25519.word().as_bytes());
        put(&mut part, point);
        put(&mut part, &[&self.seed, point].concat());
        put(&mut part, self.comment.as_bytes());
        for fill in (1_u8..).take(part.len().next_multiple_of(BLOCK) - part.len()) {
            part.push(fill);
        }
        part
    }
}

/// Appends bytes with their length before them.
fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(bytes);
}

#[cfg(unix)]
fn keep_from_others(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn keep_from_others(_file: &Path) -> std::io::Result<()> {
    Ok(())
}
