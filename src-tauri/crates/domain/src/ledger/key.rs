//! Public keys, as the rules list them and as signatures carry them.

use super::wire::{Fields, put_string};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use num_bigint::BigUint;
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;

/// The fewest and the most bits of an RSA modulus; ssh-keygen reads no more.
const RSA_BITS: std::ops::RangeInclusive<u64> = 3_072..=16_384;

/// Why a key may not sign for the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadKey {
    /// Not one line of `type base64 comment`.
    #[error("a key is one line of printable ASCII: type, base64, comment")]
    Line,
    /// A type that may not sign.
    #[error("keys of type `{0}` may not sign")]
    Type(String),
    /// The blob is no key of its type.
    #[error("the key is damaged, or not written in the one way")]
    Blob,
    /// An RSA key below 3072 bits, or above what can be checked.
    #[error("an RSA key has 3072 to 16384 bits, this one has {0}")]
    Bits(u64),
}

/// The types that may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// `ssh-ed25519`
    Ed25519,
    /// `ecdsa-sha2-nistp256`
    EcdsaP256,
    /// `sk-ssh-ed25519@openssh.com`
    SkEd25519,
    /// `sk-ecdsa-sha2-nistp256@openssh.com`
    SkEcdsaP256,
    /// `ssh-rsa`
    Rsa,
}

impl KeyType {
    const ALL: [Self; 5] = [
        Self::Ed25519,
        Self::EcdsaP256,
        Self::SkEd25519,
        Self::SkEcdsaP256,
        Self::Rsa,
    ];

    /// The word in a key line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ed25519 => "ssh-ed25519",
            Self::EcdsaP256 => "ecdsa-sha2-nistp256",
            Self::SkEd25519 => "sk-ssh-ed25519@openssh.com",
            Self::SkEcdsaP256 => "sk-ecdsa-sha2-nistp256@openssh.com",
            Self::Rsa => "ssh-rsa",
        }
    }

    /// The word in a signature.
    pub(super) const fn signature_word(self) -> &'static str {
        match self {
            Self::Rsa => "rsa-sha2-512",
            other => other.word(),
        }
    }

    fn of_word(word: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|one| one.word().as_bytes() == word)
    }
}

/// A public key. Two are the same when type and blob are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey {
    key_type: KeyType,
    blob: Vec<u8>,
}

/// What a key's blob holds.
pub(super) enum Parts<'a> {
    /// The point.
    Ed25519 { point: &'a [u8] },
    /// The uncompressed point.
    EcdsaP256 { point: &'a [u8] },
    /// The point and whom the token answers.
    SkEd25519 {
        point: &'a [u8],
        application: &'a [u8],
    },
    /// The uncompressed point and whom the token answers.
    SkEcdsaP256 {
        point: &'a [u8],
        application: &'a [u8],
    },
    /// Exponent and modulus, without leading zeros.
    Rsa {
        exponent: &'a [u8],
        modulus: &'a [u8],
    },
}

impl PublicKey {
    /// Reads a key line: type, base64, perhaps a comment.
    ///
    /// # Errors
    /// When the line, the type or the blob is not as it must be.
    pub fn parse_line(line: &str) -> Result<Self, BadKey> {
        if !line.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Err(BadKey::Line);
        }
        let mut words = line.splitn(3, ' ');
        let (word, text) = words.next().zip(words.next()).ok_or(BadKey::Line)?;
        let blob = STANDARD.decode(text).map_err(|_| BadKey::Line)?;
        let key = Self::of_blob(&blob)?;
        if key.key_type.word() == word {
            Ok(key)
        } else {
            Err(BadKey::Blob)
        }
    }

    /// Reads a key as a signature carries it.
    ///
    /// # Errors
    /// When the type may not sign or the blob is no key.
    pub fn of_blob(blob: &[u8]) -> Result<Self, BadKey> {
        let word = Fields(blob).string().ok_or(BadKey::Blob)?;
        let key_type = KeyType::of_word(word)
            .ok_or_else(|| BadKey::Type(String::from_utf8_lossy(word).into_owned()))?;
        let key = Self {
            key_type,
            blob: blob.to_vec(),
        };
        key.check()?;
        Ok(key)
    }

    fn check(&self) -> Result<(), BadKey> {
        let whole = match self.parts().ok_or(BadKey::Blob)? {
            Parts::Ed25519 { point } => point.len() == 32,
            Parts::EcdsaP256 { point } => on_curve(point),
            Parts::SkEd25519 { point, application } => point.len() == 32 && is_name(application),
            Parts::SkEcdsaP256 { point, application } => on_curve(point) && is_name(application),
            Parts::Rsa { exponent, modulus } => {
                return check_rsa(
                    &BigUint::from_bytes_be(exponent),
                    &BigUint::from_bytes_be(modulus),
                );
            }
        };
        whole.then_some(()).ok_or(BadKey::Blob)
    }

    /// What the blob holds; `None` only while it is being checked.
    pub(super) fn parts(&self) -> Option<Parts<'_>> {
        let mut fields = Fields(&self.blob);
        fields.string()?;
        let parts = match self.key_type {
            KeyType::Ed25519 => Parts::Ed25519 {
                point: fields.string()?,
            },
            KeyType::EcdsaP256 => {
                fields.string().filter(|curve| curve == b"nistp256")?;
                Parts::EcdsaP256 {
                    point: fields.string()?,
                }
            }
            KeyType::SkEd25519 => Parts::SkEd25519 {
                point: fields.string()?,
                application: fields.string()?,
            },
            KeyType::SkEcdsaP256 => {
                fields.string().filter(|curve| curve == b"nistp256")?;
                Parts::SkEcdsaP256 {
                    point: fields.string()?,
                    application: fields.string()?,
                }
            }
            KeyType::Rsa => Parts::Rsa {
                exponent: fields.positive()?,
                modulus: fields.positive()?,
            },
        };
        fields.end()?;
        Some(parts)
    }

    /// Its type.
    #[must_use]
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// As a signature carries it.
    #[must_use]
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// The key line without a comment.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.key_type.word(), STANDARD.encode(&self.blob))
    }

    /// `SHA256:…`, as ssh-keygen shows it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(&self.blob);
        format!("SHA256:{}", STANDARD_NO_PAD.encode(digest))
    }

    /// The blob of an ed25519 point, for whoever makes keys.
    #[must_use]
    pub fn of_ed25519(point: &[u8; 32]) -> Self {
        let mut blob = Vec::new();
        put_string(KeyType::Ed25519.word().as_bytes(), &mut blob);
        put_string(point, &mut blob);
        Self {
            key_type: KeyType::Ed25519,
            blob,
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

/// With an exponent of 1 anybody could sign; OpenSSL, under ssh-keygen, takes
/// no larger one than 64 bits for every modulus.
fn check_rsa(exponent: &BigUint, modulus: &BigUint) -> Result<(), BadKey> {
    let bits = modulus.bits();
    if !RSA_BITS.contains(&bits) {
        return Err(BadKey::Bits(bits));
    }
    let sound = exponent.bits() <= 64 && exponent.bits() > 1 && exponent.bit(0) && modulus.bit(0);
    sound.then_some(()).ok_or(BadKey::Blob)
}

/// Whether OpenSSH reads all of it: it takes a NUL byte for the end.
fn is_name(application: &[u8]) -> bool {
    !application.contains(&0)
}

/// An uncompressed point that lies on the curve P-256.
fn on_curve(point: &[u8]) -> bool {
    let [4, coordinates @ ..] = point else {
        return false;
    };
    if coordinates.len() != 64 {
        return false;
    }
    let number = |hex: &[u8]| BigUint::parse_bytes(hex, 16).unwrap_or_default();
    let prime = number(b"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    let b = number(b"5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    let (x, y) = coordinates.split_at(32);
    let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
    if x >= prime || y >= prime {
        return false;
    }
    // y² = x³ − 3x + b
    let left = &y * &y % &prime;
    let cube = &x * &x % &prime * &x % &prime;
    let right = (cube + (&prime - (&x * 3_u32) % &prime) + b) % &prime;
    left == right
}

#[cfg(test)]
mod tests {
    use super::{BadKey, PublicKey, STANDARD, put_string};
    use base64::Engine as _;
    use num_bigint::BigUint;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

    fn rsa(exponent: &BigUint, modulus: &BigUint) -> String {
        let mut blob = Vec::new();
        put_string(b"ssh-rsa", &mut blob);
        for number in [exponent, modulus] {
            let mut bytes = number.to_bytes_be();
            if bytes[0] >= 0x80 {
                bytes.insert(0, 0);
            }
            put_string(&bytes, &mut blob);
        }
        format!("ssh-rsa {}", STANDARD.encode(blob))
    }

    #[test]
    fn two_keys_are_the_same_whatever_their_comments_say() {
        let bare = PublicKey::parse_line(ED25519).expect("a key");
        let with = PublicKey::parse_line(&format!("{ED25519} dana@laptop, at home"));
        assert_eq!(with, Ok(bare.clone()));
        assert_eq!(bare.line(), ED25519);
    }

    #[test]
    fn a_line_has_one_form() {
        for line in [
            "",
            "ssh-ed25519",
            "ssh-ed25519 ",
            &ED25519.replace(' ', "  "),
            &format!(" {ED25519}"),
            &format!("{ED25519}\n"),
            &format!("{ED25519} é"),
            &format!("{ED25519}="),
            &ED25519.replace("ssh-ed25519", "ssh-rsa"),
            &ED25519.replace("ssh-ed25519", "ssh-dss"),
            &ED25519[..ED25519.len() - 4],
            "ssh-ed25519-cert-v01@openssh.com AAAA",
        ] {
            let read = PublicKey::parse_line(line);
            let same = read.as_ref().is_ok_and(|key| key.line() == line);
            assert!(
                read.is_err() || same && line != ED25519,
                "{line:?}: {read:?}"
            );
        }
    }

    #[test]
    fn an_rsa_key_with_which_anybody_could_sign_is_none() {
        let one = BigUint::from(1_u8);
        let modulus = |bits: u64| (&one << (bits - 1)) + &one;
        let usual = BigUint::from(65_537_u32);
        assert!(PublicKey::parse_line(&rsa(&usual, &modulus(3_072))).is_ok());
        let short = PublicKey::parse_line(&rsa(&usual, &modulus(3_071)));
        assert_eq!(short, Err(BadKey::Bits(3_071)));
        let long = PublicKey::parse_line(&rsa(&usual, &modulus(16_385)));
        assert_eq!(long, Err(BadKey::Bits(16_385)));
        for exponent in [one.clone(), BigUint::from(2_u8), (&one << 64) + &one] {
            let odd = PublicKey::parse_line(&rsa(&exponent, &modulus(3_072)));
            assert_eq!(odd, Err(BadKey::Blob), "{exponent}");
        }
        let even = PublicKey::parse_line(&rsa(&usual, &(modulus(3_072) + &one)));
        assert_eq!(even, Err(BadKey::Blob));
    }

    #[test]
    fn a_point_off_the_curve_is_no_key() {
        let mut blob = Vec::new();
        for part in [&b"ecdsa-sha2-nistp256"[..], b"nistp256", &[4; 65]] {
            put_string(part, &mut blob);
        }
        let line = format!("ecdsa-sha2-nistp256 {}", STANDARD.encode(blob));
        assert_eq!(PublicKey::parse_line(&line), Err(BadKey::Blob));
    }
}
