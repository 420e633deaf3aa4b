//! The signing key of the demo.

use crate::{DemoError, git, writing};
use std::path::{Path, PathBuf};
use std::process::Command;

/// An SSH key without a passphrase, good for the demo and nothing else.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) path: PathBuf,
    /// The public key in one line.
    pub(crate) public: String,
    /// The file that tells git whose key it is.
    pub(crate) signers: PathBuf,
}

impl Key {
    /// Makes a key; nothing where there is no `ssh-keygen`.
    pub(crate) fn make(folder: &Path) -> Result<Option<Self>, DemoError> {
        std::fs::create_dir_all(folder).map_err(writing(folder))?;
        let path = folder.join("dana");
        let mut command = Command::new("ssh-keygen");
        command
            .args([
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-C",
                "dana@harbour.example",
                "-f",
            ])
            .arg(&path);
        match git::run(command, &[]) {
            Err(DemoError::NoProgram(_)) => return Ok(None),
            other => other?,
        };
        let public = path.with_extension("pub");
        let public = std::fs::read_to_string(&public).map_err(writing(&public))?;
        let signers = folder.join("allowed_signers");
        crate::write(&signers, &format!("dana@harbour.example {public}"))?;
        Ok(Some(Self {
            path,
            public,
            signers,
        }))
    }
}
