//! The real program over a demo workspace of its own.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

mod world;

mod documents;
mod exits;
mod names;
mod outside;
