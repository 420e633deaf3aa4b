//! The boundary between the window and the core.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

mod page;
#[path = "../support/mod.rs"]
mod support;

mod boundary;
mod denied;
mod first;
mod ledger;
mod random;
mod running;
mod screens;
