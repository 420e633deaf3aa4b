//! The signed record of what people decided and what was done: its form, and
//! the verdict on every entry of it.
//!
//! Nothing here reads git or asks for a key: whoever calls brings the entries
//! as they stand in the repository, and the moment to judge them at.

mod hash;
mod raw;

pub use hash::Hash;
pub use raw::{LARGEST_FILE, RawEntry, RawFiles, RawTree};
