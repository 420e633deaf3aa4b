//! Unfinished runs.
