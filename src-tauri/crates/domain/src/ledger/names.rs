//! The small fixed forms of a statement: object names, identifiers, nonces.

use super::Hash;
use super::inline::Inline;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

fn lower_hex(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

macro_rules! fixed_form {
    ($(#[$doc:meta])* $name:ident($held:ty), $fits:expr, $words:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name($held);

        impl $name {
            /// Reads the one form; anything else is nothing.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let fits: fn(&str) -> bool = $fits;
                fits(text).then(|| Self(text.into()))
            }

            /// As it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_ref()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text).ok_or_else(|| format!(concat!("`{}` is no ", $words), text))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.as_str().to_owned()
            }
        }
    };
}

fixed_form!(
    /// A full object name of git, 40 or 64 lower-case hex digits.
    ObjectName(String),
    |text| matches!(text.len(), 40 | 64) && lower_hex(text),
    "full object name"
);
fixed_form!(
    /// A UUID in its hyphenated lower-case form.
    Uuid(Inline<36>),
    |text| {
        let lengths = text.split('-').map(str::len);
        lengths.eq([8, 4, 4, 4, 12]) && text.split('-').all(lower_hex)
    },
    "UUID"
);
impl Uuid {
    /// All zeros, which names nothing.
    #[must_use]
    pub fn nil() -> Self {
        Self("00000000-0000-0000-0000-000000000000".into())
    }

    /// A random one.
    #[must_use]
    pub fn random(nonce: &Nonce) -> Self {
        Self::formed(nonce.as_str(), 4)
    }

    /// The one that stands for a hash, always the same.
    #[must_use]
    pub fn of(hash: &Hash) -> Self {
        Self::formed(hash.as_str(), 8)
    }

    /// The form of RFC 9562 around hex digits, with a version of it.
    fn formed(hex: &str, version: u8) -> Self {
        let [first, second, third, fourth, last] =
            [0..8, 8..12, 13..16, 17..20, 20..32].map(|part| &hex[part]);
        Self(format!("{first}-{second}-{version}{third}-8{fourth}-{last}").into())
    }
}

fixed_form!(
    /// 128 random bits in lower-case hex.
    Nonce(Inline<32>),
    |text| text.len() == 32 && lower_hex(text),
    "nonce of 32 hex digits"
);

#[cfg(test)]
mod tests {
    use super::{Hash, Nonce, ObjectName, Uuid};

    #[test]
    fn an_identifier_has_the_form_of_its_kind() {
        let nonce = Nonce::parse("0123456789abcdef0123456789abcdef").unwrap();
        let random = Uuid::random(&nonce);
        assert_eq!(random.as_str(), "01234567-89ab-4def-8123-456789abcdef");
        assert_eq!(Uuid::parse(random.as_str()), Some(random));
        let of = Uuid::of(&Hash::of(b"a plan"));
        assert_eq!(of, Uuid::of(&Hash::of(b"a plan")));
        assert_eq!(&of.as_str()[14..15], "8");
        assert_eq!(Uuid::parse(of.as_str()), Some(of));
    }

    #[test]
    fn only_the_written_forms_are_read() {
        assert!(ObjectName::parse(&"a".repeat(40)).is_some());
        assert!(ObjectName::parse(&"0".repeat(64)).is_some());
        assert!(ObjectName::parse(&"a".repeat(41)).is_none());
        assert!(ObjectName::parse(&"A".repeat(40)).is_none());
        assert!(Uuid::parse("6f1c2b3a-0000-4000-8000-000000000001").is_some());
        assert!(Uuid::parse("6F1C2B3A-0000-4000-8000-000000000001").is_none());
        assert!(Uuid::parse("6f1c2b3a000040008000000000000001").is_none());
        assert!(Uuid::parse("6f1c2b3a-0000-4000-80000-00000000001").is_none());
        assert!(Nonce::parse(&"f".repeat(32)).is_some());
        assert!(Nonce::parse(&"g".repeat(32)).is_none());
    }
}
