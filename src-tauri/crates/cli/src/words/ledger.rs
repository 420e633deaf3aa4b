//! The words about the ledger.

use super::moment::moment;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `lockkeeper ledger`
#[derive(Debug, Subcommand)]
pub enum LedgerWords {
    /// Begin the ledger of the workspace with the rules of its file.
    Begin,
    /// Propose the rules of the workspace file; admins approve them.
    Propose,
    /// List the entries, newest first, as sentences.
    Log {
        /// Where the ledger is.
        #[command(flatten)]
        place: LedgerPlace,
        /// How many entries at most.
        #[arg(long, value_name = "N", default_value_t = 50)]
        most: usize,
    },
    /// Show one entry with its signature and the commands that check it.
    Show {
        /// Its number, or the beginning of its hash.
        entry: String,
        /// Where the ledger is.
        #[command(flatten)]
        place: LedgerPlace,
    },
    /// Check every entry, and say the verdict.
    Verify {
        /// Where the ledger is.
        #[command(flatten)]
        place: LedgerPlace,
        /// Judge as seen at this moment (RFC 3339) (default: now).
        #[arg(long, value_name = "TIME", value_parser = moment)]
        at: Option<jiff::Timestamp>,
    },
    /// Push what was verified here back to a remote that shows less of it.
    Restore,
    /// Put a broken tail aside, back to the last entry that counts; for admins.
    Heal {
        /// What another clock says now (RFC 3339), to put aside a tail dated more than an hour ahead.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        second_clock: Option<jiff::Timestamp>,
    },
    /// Agree to one of two chains, and take over what the other one held.
    Adopt {
        /// The hash of an entry of it behind the place where they part, as the admins agreed on.
        hash: String,
    },
    /// Write the ledger out for people who have nothing of this.
    Export {
        /// Where the ledger is.
        #[command(flatten)]
        place: LedgerPlace,
        /// A new folder with a git bundle, the keys, and a verifier in Python.
        #[arg(long, value_name = "DIR")]
        bundle: Option<PathBuf>,
        /// One JSON document per entry, in a file.
        #[arg(long, value_name = "FILE")]
        jsonl: Option<PathBuf>,
        /// A table for spreadsheets, in a file.
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
        /// A document to read and file, in a file.
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
    },
}

/// Where a ledger is.
#[derive(Debug, Args)]
pub struct LedgerPlace {
    /// The repository that holds it, bare or not (default: the workspace's folder).
    #[arg(long, value_name = "R")]
    pub repo: Option<PathBuf>,
}

/// `lockkeeper verify`
#[derive(Debug, Args)]
pub struct VerifyWords {
    /// The control repository: a path or a URL.
    #[arg(long, value_name = "URL")]
    pub ledger: String,
    /// The hash of the first entry.
    #[arg(long, value_name = "HASH")]
    pub genesis: String,
    /// An entry that must be there.
    #[arg(long, value_name = "NUMBER:HASH")]
    pub at_least: String,
    /// What would be deployed.
    #[arg(long, value_name = "SERVICE")]
    pub service: String,
    /// Where to.
    #[arg(long, value_name = "ENV")]
    pub to: String,
    /// In which commit, full length.
    #[arg(long, value_name = "SHA")]
    pub commit: String,
}

/// `lockkeeper ci-snippet`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ForgeWord {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Gitea and Forgejo Actions.
    Gitea,
}
