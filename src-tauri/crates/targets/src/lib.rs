//! Places a version is brought to.
//!
//! `document` changes one value of a file and no other byte; `gitops` does
//! that on top of what a remote has.

pub mod document;
mod gitops;

pub use gitops::GitopsTarget;
