//! Signatures, exactly as `ssh-keygen -Y sign` writes them.

use super::key::{BadKey, KeyType, Parts, PublicKey};
use super::wire::{Fields, put_string};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use sha2::{Digest, Sha256, Sha512};
use thiserror::Error;

/// The namespace of every statement: no signature made for git is one.
pub const NAMESPACE: &str = "lockkeeper";
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";
const LINE: usize = 70;
const MAGIC: &[u8] = b"SSHSIG";
const HASH: &[u8] = b"sha512";

/// Why a signature is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadSignature {
    /// The armor is not the one that ssh-keygen writes.
    #[error("the signature is not in the form in which ssh-keygen writes it")]
    Armor,
    /// What the armor holds is no signature of version 1.
    #[error("the signature is damaged, or not written in the one way")]
    Form,
    /// Made for something else.
    #[error("the signature was made for `{0}`")]
    Namespace(String),
    /// Made over another hash.
    #[error("the signature is over a `{0}` hash")]
    HashName(String),
    /// By a key that may not sign.
    #[error("{0}")]
    Key(#[from] BadKey),
    /// In the form, and not over this message by this key.
    #[error("the signature does not fit the statement")]
    Wrong,
}

/// A signature with the key that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    key: PublicKey,
    /// What the algorithm made.
    raw: Vec<u8>,
    /// Flags and counter of a security key.
    token: Option<(u8, u32)>,
}

impl Signature {
    /// Reads exactly the bytes that ssh-keygen would write.
    ///
    /// # Errors
    /// When a byte differs from that, or a key of that kind may not sign.
    pub fn decode(armored: &[u8]) -> Result<Self, BadSignature> {
        let text = std::str::from_utf8(armored).map_err(|_| BadSignature::Armor)?;
        let inner = text
            .strip_prefix(BEGIN)
            .and_then(|rest| rest.strip_suffix(END))
            .ok_or(BadSignature::Armor)?;
        let blob = STANDARD
            .decode(inner.replace('\n', ""))
            .map_err(|_| BadSignature::Armor)?;
        if armor(&blob).as_bytes() != armored {
            return Err(BadSignature::Armor);
        }
        let read = Self::of_blob(&blob)?;
        if read.blob() == blob {
            Ok(read)
        } else {
            Err(BadSignature::Form)
        }
    }

    fn of_blob(blob: &[u8]) -> Result<Self, BadSignature> {
        let form = BadSignature::Form;
        let mut fields = Fields(blob);
        if fields.raw(MAGIC.len()) != Some(MAGIC) || fields.number() != Some(1) {
            return Err(form);
        }
        let key = PublicKey::of_blob(fields.string().ok_or(form.clone())?)?;
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let namespace = fields.string().ok_or(form.clone())?;
        if namespace != NAMESPACE.as_bytes() {
            return Err(BadSignature::Namespace(lossy(namespace)));
        }
        if fields.string() != Some(b"") {
            return Err(form);
        }
        let hash = fields.string().ok_or(form.clone())?;
        if hash != HASH {
            return Err(BadSignature::HashName(lossy(hash)));
        }
        let signature = fields.string().ok_or(form.clone())?;
        fields.end().ok_or(form.clone())?;
        Self::of_parts(key, signature).ok_or(form)
    }

    fn of_parts(key: PublicKey, signature: &[u8]) -> Option<Self> {
        let mut fields = Fields(signature);
        let word = fields.string()?;
        if word != key.key_type().signature_word().as_bytes() {
            return None;
        }
        let raw = fields.string()?.to_vec();
        let token = match key.key_type() {
            KeyType::SkEd25519 | KeyType::SkEcdsaP256 => {
                Some((fields.raw(1)?[0], fields.number()?))
            }
            _ => None,
        };
        fields.end()?;
        let signature = Self { key, raw, token };
        signature.fits()?;
        Some(signature)
    }

    /// The raw part has the one length and form that its algorithm gives it.
    fn fits(&self) -> Option<()> {
        let fits = match self.key.parts()? {
            Parts::Ed25519 { .. } | Parts::SkEd25519 { .. } => {
                self.raw.len() == 64 && below_order(&self.raw[32..])
            }
            Parts::EcdsaP256 { .. } | Parts::SkEcdsaP256 { .. } => self.numbers().is_some(),
            Parts::Rsa { modulus, .. } => self.raw.len() == modulus.len(),
        };
        fits.then_some(())
    }

    /// The two numbers of ECDSA.
    fn numbers(&self) -> Option<[&[u8]; 2]> {
        let mut fields = Fields(&self.raw);
        let both = [fields.positive()?, fields.positive()?];
        fields.end()?;
        Some(both)
    }

    /// The two numbers of ECDSA side by side; none where one is too large for
    /// the curve.
    fn fixed(&self) -> Option<[u8; 64]> {
        let mut both = [0; 64];
        for (half, number) in both.chunks_mut(32).zip(self.numbers()?) {
            let from = half.len().checked_sub(number.len())?;
            half[from..].copy_from_slice(number);
        }
        Some(both)
    }

    /// The key that made it.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Wraps what a key answered for [`Signature::signed_bytes`]: the SSH
    /// signature with its algorithm's name.
    ///
    /// # Errors
    /// When it is none of that key.
    pub fn wrap(key: PublicKey, ssh_signature: &[u8]) -> Result<Self, BadSignature> {
        Self::of_parts(key, ssh_signature).ok_or(BadSignature::Form)
    }

    /// The bytes that `ssh-keygen -Y sign` writes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        armor(&self.blob()).into_bytes()
    }

    /// What a key must sign for a message to be sealed.
    #[must_use]
    pub fn signed_bytes(message: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        put_string(NAMESPACE.as_bytes(), &mut bytes);
        put_string(b"", &mut bytes);
        put_string(HASH, &mut bytes);
        put_string(&Sha512::digest(message), &mut bytes);
        bytes
    }

    fn blob(&self) -> Vec<u8> {
        let mut signature = Vec::new();
        let word = self.key.key_type().signature_word();
        put_string(word.as_bytes(), &mut signature);
        put_string(&self.raw, &mut signature);
        if let Some((flags, counter)) = self.token {
            signature.push(flags);
            signature.extend_from_slice(&counter.to_be_bytes());
        }
        let mut blob = MAGIC.to_vec();
        blob.extend_from_slice(&1_u32.to_be_bytes());
        put_string(self.key.blob(), &mut blob);
        put_string(NAMESPACE.as_bytes(), &mut blob);
        put_string(b"", &mut blob);
        put_string(HASH, &mut blob);
        put_string(&signature, &mut blob);
        blob
    }

    /// It is this key's signature over that message.
    ///
    /// # Errors
    /// `Wrong` when it is not.
    pub fn verify(&self, message: &[u8]) -> Result<(), BadSignature> {
        let bytes = Self::signed_bytes(message);
        let good = match self.key.parts().ok_or(BadSignature::Form)? {
            Parts::Ed25519 { point } => ed25519(point, &bytes, &self.raw),
            Parts::EcdsaP256 { point } => self.ecdsa(point, &bytes),
            Parts::SkEd25519 { point, application } => {
                ed25519(point, &self.touched(application, &bytes), &self.raw)
            }
            Parts::SkEcdsaP256 { point, application } => {
                self.ecdsa(point, &self.touched(application, &bytes))
            }
            Parts::Rsa { exponent, modulus } => rsa(exponent, modulus, &bytes, &self.raw),
        };
        good.then_some(()).ok_or(BadSignature::Wrong)
    }

    fn ecdsa(&self, point: &[u8], bytes: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        self.fixed()
            .is_some_and(|both| key.verify(bytes, &both).is_ok())
    }

    /// What a security key signs in place of the bytes. Whether somebody
    /// touched it is in the flags, which `ssh-keygen -Y verify` does not judge.
    fn touched(&self, application: &[u8], bytes: &[u8]) -> Vec<u8> {
        let (flags, counter) = self.token.unwrap_or_default();
        let mut signed = Sha256::digest(application).to_vec();
        signed.push(flags);
        signed.extend_from_slice(&counter.to_be_bytes());
        signed.extend_from_slice(&Sha256::digest(bytes));
        signed
    }
}

fn armor(blob: &[u8]) -> String {
    let text = STANDARD.encode(blob);
    let mut armored = String::from(BEGIN);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        armored.push_str(line);
        armored.push('\n');
        rest = after;
    }
    armored.push_str(END);
    armored
}

// ring's check is the one OpenSSH makes: no cofactor, R compared as bytes.
fn ed25519(point: &[u8], bytes: &[u8], raw: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, point)
        .verify(bytes, raw)
        .is_ok()
}

/// A scalar, little end first, below the order of the ed25519 group.
fn below_order(scalar: &[u8]) -> bool {
    let order = b"1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
    let order = BigUint::parse_bytes(order, 16).unwrap_or_default();
    BigUint::from_bytes_le(scalar) < order
}

/// PKCS#1 v1.5 with SHA-512: the padded digest is built and compared whole.
fn rsa(exponent: &[u8], modulus: &[u8], bytes: &[u8], raw: &[u8]) -> bool {
    const PREFIX: &[u8] = &[
        0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03,
        0x05, 0x00, 0x04, 0x40,
    ];
    let digest = Sha512::digest(bytes);
    let length = modulus.len();
    let mut padded = vec![0xff; length];
    padded[0] = 0;
    padded[1] = 1;
    let from = length - digest.len();
    padded[from..].copy_from_slice(&digest);
    padded[from - PREFIX.len()..from].copy_from_slice(PREFIX);
    padded[from - PREFIX.len() - 1] = 0;
    let (e, n) = (
        BigUint::from_bytes_be(exponent),
        BigUint::from_bytes_be(modulus),
    );
    let signature = BigUint::from_bytes_be(raw);
    signature < n && signature.modpow(&e, &n) == BigUint::from_bytes_be(&padded)
}
