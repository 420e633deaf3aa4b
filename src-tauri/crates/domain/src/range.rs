//! Which commits belong to a release of a service.
//!
//! The range is cut first, as a set difference; only then the paths decide.

mod filter;
mod reverts;

pub use filter::{FilterError, PathFilter};
pub use reverts::{Cancelled, cancel};
