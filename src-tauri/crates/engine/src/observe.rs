//! Facts of a workspace.
