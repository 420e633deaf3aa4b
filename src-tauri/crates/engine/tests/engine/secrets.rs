//! What is secret has no way into words, documents or copies: it could not be
//! compiled.

use lockkeeper_engine::ports::{Passphrase, Secret};
use lockkeeper_testkit::never;

#[test]
fn a_secret_is_never_shown_written_or_copied() {
    never!(Secret: std::fmt::Debug, std::fmt::Display, serde::Serialize, Clone, Default);
    never!(Secret: AsRef<str>, std::ops::Deref, PartialEq);
    never!(Passphrase: std::fmt::Debug, std::fmt::Display, serde::Serialize, Clone, Default);
    never!(Passphrase: AsRef<str>, std::ops::Deref, PartialEq);
}
