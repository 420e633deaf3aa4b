//! Branches looked after by the real program, beside plain git.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

mod yard;

mod killed;
mod levels;
mod levels_killed;
mod levels_recorded;
mod matrix;
mod races;
mod released;
mod rules;
mod stuck;
mod words;
