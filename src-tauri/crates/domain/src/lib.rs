//! Decisions of Lockkeeper, and nothing else.
//!
//! Everything here is pure: no async, no input or output, no clock, no
//! randomness. Whoever calls brings the facts and the moment; the same call
//! gives the same answer for the past, for now and for next Friday.
//!
//! The crate must never open a file, ask for the time, or know a window.
//!
//! ```
//! use lockkeeper_domain::version::Level;
//! assert!(Level::Major > Level::Minor);
//! ```

pub mod artifact;
pub mod board;
pub mod branching;
pub mod calendar;
pub mod changelog;
pub mod commit;
pub mod environment;
pub mod gates;
pub mod ids;
pub mod intent;
pub mod ledger;
pub mod plan;
pub mod policy;
pub mod range;
pub mod refusal;
pub mod release;
pub mod run;
pub mod secrets;
pub mod snapshot;
pub mod soak;
pub mod version;
pub mod version_file;
pub mod window;
pub mod words;

#[cfg(test)]
mod fixtures;
