//! The words for keys.

use clap::Subcommand;

/// `lockkeeper key`
#[derive(Debug, Subcommand)]
pub enum KeyWords {
    /// List the keys that can sign here, and whose they are.
    List,
    /// Make a key, and keep it in the keychain.
    New {
        /// Let it sign starts and ends of runs for you, for 90 days.
        #[arg(long)]
        device: bool,
        /// The words at the end of its line (default: who you are, and where).
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
    },
    /// Sign with this key in this workspace from now on.
    Use {
        /// A fingerprint, or the path of a key file; the best one when absent.
        #[arg(value_name = "KEY")]
        key: Option<String>,
    },
    /// Remove a key that was made here.
    Remove {
        /// Its fingerprint.
        fingerprint: String,
    },
}
