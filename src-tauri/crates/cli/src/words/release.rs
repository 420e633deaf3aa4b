//! The words of `lockkeeper release`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `lockkeeper release`
#[derive(Debug, Subcommand)]
pub enum ReleaseWords {
    /// Make the next release of a service: changelog, tag and push.
    Cut(CutWords),
    /// List releases, newest first.
    List {
        /// Of this service only.
        service: Option<String>,
    },
    /// Show a release: its notes, where it is, who signed it.
    Show(PickedRelease),
    /// Take a release back that nobody requested or deployed.
    Withdraw(PickedRelease),
    /// Mark a release as not to be used.
    Yank(PickedRelease),
}

/// `lockkeeper release cut`
#[derive(Debug, Args)]
pub struct CutWords {
    /// The service.
    pub service: String,
    /// Set the version by hand.
    #[arg(long, value_name = "V", requires = "reason", conflicts_with = "pre")]
    pub version: Option<String>,
    /// Why the version is set by hand.
    #[arg(long, value_name = "R", requires = "version")]
    pub reason: Option<String>,
    /// The revision to cut from (default: the release branch).
    #[arg(long, value_name = "X")]
    pub rev: Option<String>,
    /// Cut the next prerelease with this label.
    #[arg(long, value_name = "L")]
    pub pre: Option<String>,
    /// Count a commit as another level: COMMIT=LEVEL; may be given several times.
    #[arg(long, value_name = "COMMIT=LEVEL")]
    pub count: Vec<String>,
    /// Read the notes from a file instead of generating them; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub notes: Option<PathBuf>,
}

/// A release: `SERVICE@VERSION` or `SERVICE VERSION`.
#[derive(Debug, Args)]
pub struct PickedRelease {
    /// The release as SERVICE@VERSION.
    #[arg(value_name = "SERVICE@VERSION")]
    pub release: String,
    /// Why.
    #[arg(long, value_name = "R")]
    pub reason: Option<String>,
}
