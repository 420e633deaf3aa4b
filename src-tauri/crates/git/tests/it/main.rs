//! Real repositories, the real git program, no network.

mod contract;
mod runs;
mod support;
