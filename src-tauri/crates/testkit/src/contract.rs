//! What every implementation of a port promises, fake or real.

pub mod book;
pub mod journal;
pub mod keychain;
pub mod pins;
pub mod repo;
pub mod settings;
pub mod signer;
pub mod target;
