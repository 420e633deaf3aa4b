//! Use cases over ports: observe, plan, confirm, run, resume.
//!
//! The engine decides nothing that `domain` can decide and touches nothing
//! that a port does not offer. It never names a window, a program or a
//! database.

pub mod desk;
pub mod error;
pub mod executor;
pub mod ledger;
pub mod observe;
pub mod ports;
pub mod resume;
mod stand;
pub mod standing;
pub mod steps;
pub mod usecases;
