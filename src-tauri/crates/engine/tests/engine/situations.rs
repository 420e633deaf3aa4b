//! The bad days, played through the use cases: one story for each rule.

mod age;
mod elsewhere;
mod groups;
mod hotfixes;
mod notes;
mod overtaken;
mod releases;
mod rollbacks;
pub mod scene;
mod spelled;
mod tags;
pub mod umbrellas;
mod versions;
mod watching;
mod workspaces;
