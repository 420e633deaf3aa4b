//! The real program over a demo workspace of its own.
#![allow(clippy::panic, reason = "a test says what it saw instead")]

mod disk;
mod office;
mod rewritten;
mod sets;
#[path = "../support/shots.rs"]
mod shots;
mod story;
mod suspended;
mod taken_over;
#[path = "../support/tools.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod tools;
mod unknown;
mod world;

mod adopted;
mod asking;
mod bad;
mod children;
mod disks;
mod documents;
mod ends;
mod exits;
mod in_force;
mod in_the_way;
mod keys;
mod killed;
mod locked;
mod looked;
mod names;
mod offline;
mod outside;
mod owners;
mod races;
mod recorded;
mod remarks;
mod watched;
