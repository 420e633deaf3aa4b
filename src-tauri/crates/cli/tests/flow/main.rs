//! Branches looked after by the real program, beside plain git.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

mod yard;

mod killed;
mod levels;
mod matrix;
mod races;
mod released;
mod rules;
mod stuck;
mod words;
