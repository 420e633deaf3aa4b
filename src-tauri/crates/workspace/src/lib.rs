//! `lockkeeper.toml`: read, expanded, explained, edited and proposed.
//!
//! The format is described once, in `keys`: every table with its keys, what
//! they hold, and whether this version builds them. The reader, the messages
//! and the JSON Schema all follow from that description.
//!
//! ```
//! let text = r#"
//! schema = 1
//! name = "Harbour"
//! environments = ["dev"]
//!
//! [repos.web]
//! url = "../web"
//!
//! [services.web]
//! repo = "web"
//! "#;
//! let file = lockkeeper_workspace::parse(text, "lockkeeper.toml").unwrap();
//! assert_eq!(file.workspace().name, "Harbour");
//! ```

mod check;
mod duration;
mod edit;
mod expand;
mod explain;
mod file;
mod in_force;
mod keys;
mod kind;
mod merge;
mod node;
mod problem;
mod propose;
mod reference;
mod rules;
mod schema;
mod shape;
mod tier;

pub use edit::{EditError, NewFreeze, add_freeze, add_repo, add_service, set};
pub use explain::{ExplainError, Line, Written};
pub use file::{File, parse};
pub use in_force::of_rules;
pub use problem::{Problem, Problems};
pub use propose::{
    Evidence, Proposal, ProposedEnvironment, ProposedService, RepoFacts, is_read, propose,
};
pub use reference::reference;
pub use schema::schema;

#[cfg(test)]
mod tests;
