//! The real program in a real window, driven by real keys and the mouse.
//!
//! Needs a display, a message bus and WebKitWebDriver; `cargo xtask test`
//! brings all three.

#![allow(clippy::panic, reason = "a test says what it saw instead")]

#[path = "../support/mod.rs"]
mod support;
mod window;
mod world;

mod branches;
mod calendar;
mod decided;
mod graph;
mod guide;
mod hands;
mod instance;
mod levels;
mod links;
mod looks;
mod opens;
mod payloads;
mod places;
mod quiet;
mod said;
mod sets;
mod slipway;
