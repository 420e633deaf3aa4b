//! Whole journeys through the commands of the window, over real repositories,
//! one file each; and no secret in anything that is left behind.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

#[path = "../commands/page.rs"]
#[allow(dead_code, reason = "each test program uses its own part")]
mod page;
#[path = "../support/mod.rs"]
mod support;

mod agreed;
mod carried;
mod forms;
mod home;
mod refused;
mod sweep;
