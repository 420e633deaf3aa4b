//! The boundary between the window and the core.

#[path = "../support/mod.rs"]
mod support;

mod boundary;
