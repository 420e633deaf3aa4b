//! Repositories: git2 for reading, the git program for everything that
//! reaches the network, signs, or moves a ref.
//!
//! Nothing of git2 leaves this crate.

mod ancestry;
mod apart;
mod book;
mod branches;
mod codec;
mod commits;
mod configuration;
mod failure;
mod flow;
mod graph;
mod history;
mod line;
mod log;
mod memory;
mod mend;
mod merges;
mod mirror;
mod near;
mod pointer;
mod program;
mod range;
mod read;
mod remote;
mod repo;
mod repos;
mod signing;
mod stamp;
mod steering;
mod tagging;
mod tags;
mod tree;
mod unwritable;
mod verify;
mod walk;
mod window;
mod words;
mod worktree;

pub use book::GitBook;
pub use flow::GitBranches;
pub use graph::GitGraph;
pub use program::Deadlines;
pub use repo::GitRepo;
pub use repos::GitRepos;
pub use steering::STEERING;
