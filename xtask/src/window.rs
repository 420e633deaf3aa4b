//! The window's files: installed and built by npm.

use crate::steps::{npm, root, run};
use anyhow::Result;

/// Installs the locked packages, unless the lock has not changed since.
pub fn install() -> Result<()> {
    let ui = root().join("ui");
    let stamp = ui.join("node_modules/.lockkeeper-lock");
    let lock = std::fs::read(ui.join("package-lock.json"))?;
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(&mut npm(&[
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

/// Installs and builds into `ui/dist`, where the desktop app takes it from.
pub fn build() -> Result<()> {
    install()?;
    run(&mut npm(&["run", "--silent", "build"]))
}
