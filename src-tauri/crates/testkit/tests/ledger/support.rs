//! The team whose ledgers are tested.

pub use lockkeeper_testkit::team::*;
