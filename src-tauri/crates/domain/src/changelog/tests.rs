//! Changelogs as people read them.

mod commits;
mod files;
mod hosts;
mod ranges;
