//! Whole journeys with everything real but the window.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

#[path = "../support/mod.rs"]
mod support;
mod world;

mod killed;
