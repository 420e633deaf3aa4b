//! Short texts of one length, without memory of their own.

use std::fmt;
use std::hash::{Hash, Hasher};

/// So many ASCII characters, which lie where their owner lies: a long ledger
/// has some hundred thousand of them, and each would be fetched and given back
/// one by one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Inline<const N: usize>([u8; N]);

impl<const N: usize> From<&str> for Inline<N> {
    /// Of a text whose form was checked; zeros fill what is short.
    fn from(text: &str) -> Self {
        let mut held = [b'0'; N];
        let known = held.iter_mut().zip(text.bytes());
        known.for_each(|(to, from)| *to = from);
        Self(held)
    }
}

impl<const N: usize> From<String> for Inline<N> {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl<const N: usize> AsRef<str> for Inline<N> {
    fn as_ref(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl<const N: usize> Hash for Inline<N> {
    fn hash<H: Hasher>(&self, to: &mut H) {
        to.write(&self.0);
    }
}

impl<const N: usize> fmt::Debug for Inline<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_ref(), f)
    }
}
