//! Fakes, fixtures and contract suites for the tests.
//!
//! A fake is a simple model that keeps every promise of its port; the suites
//! run against the fake and against the real adapter, so that neither drifts.

pub mod clock;
pub mod contract;
pub mod crash;
pub mod fake_book;
pub mod fake_desk;
pub mod fake_journal;
pub mod fake_keychain;
pub mod fake_pins;
pub mod fake_repo;
pub mod fake_rulebook;
pub mod fake_target;
pub mod fake_world;
pub mod forgeries;
pub mod ids;
pub mod never;
pub mod repo;
pub mod scribe;
pub mod session_bus;
pub mod team;
pub mod untried;
