//! What every implementation of a port promises, fake or real.

pub mod repo;
