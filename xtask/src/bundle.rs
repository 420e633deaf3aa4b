//! Installers for this machine.

use crate::steps::{npm, root, run, say, succeeds};
use crate::{system, window};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Builds the release program and what the tools at hand can pack it into.
pub fn run_all() -> Result<()> {
    system::prepare_build()?;
    window::build()?;
    let mut kinds = vec!["deb", "rpm"];
    if succeeds("sh", &["-c", "command -v linuxdeploy"]) {
        kinds.push("appimage");
    } else {
        say("No AppImage: `linuxdeploy` is not on this machine and cannot be packaged with it.");
    }
    let kinds = kinds.join(",");
    run(npm(&["exec", "--", "tauri", "build", "--bundles", &kinds]).current_dir(root()))?;
    for path in made(&root().join("target/release/bundle"))? {
        say(path.display().to_string());
    }
    Ok(())
}

fn made(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for kind in std::fs::read_dir(folder)? {
        for entry in std::fs::read_dir(kind?.path())? {
            let path = entry?.path();
            if path.is_file() {
                paths.push(path);
            }
        }
    }
    Ok(paths)
}
