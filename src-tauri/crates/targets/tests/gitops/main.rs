//! Environment repositories with real git and real remotes.

mod scene;
mod told;
mod written;
