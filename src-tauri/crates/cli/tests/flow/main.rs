//! Branches looked after by the real program, beside plain git.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

#[path = "../support/shots.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod shots;
#[path = "../support/tools.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod tools;
mod yard;

mod by_hand;
mod called;
mod cases;
mod elsewhere;
mod forwarded;
mod killed;
mod levels;
mod levels_back;
mod levels_killed;
mod levels_past;
mod levels_recorded;
mod levels_sets;
mod lost;
mod matrix;
mod matrix_killed;
mod races;
mod released;
mod rules;
mod squashed;
mod stuck;
mod words;
