//! The walk over ledgers, clean and forged.

mod classes;
mod decisions;
mod duties;
mod form;
mod keys;
mod mutated;
mod pins;
mod policies;
mod requests;
mod runs;
mod support;
