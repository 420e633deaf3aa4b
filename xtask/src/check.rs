//! Everything that is judged without running the product.

use crate::steps::{cargo, npm, program, root, run, say, succeeds};
use crate::{directions, sizes, system, window};
use anyhow::Result;

/// Runs every gate in the order in which they are cheap.
pub fn run_all() -> Result<()> {
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    sizes::check()?;
    say("==> sizes: every file is within its limit");
    directions::check()?;
    say("==> directions: every crate knows only those below it");
    system::prepare_build()?;
    window::build()?;
    run(&mut npm(&["run", "--silent", "check"]))?;
    run(
        cargo(&["clippy", "--workspace", "--all-targets", "--quiet"])
            .args(["--", "-D", "warnings"]),
    )?;
    run(cargo(&[
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
        "--quiet",
    ])
    .env("RUSTDOCFLAGS", "-D warnings"))?;
    supply_chain()
}

/// Licences, sources and bans of every package; known holes of the window's.
fn supply_chain() -> Result<()> {
    let tools = root().join("target/tools");
    let deny = tools.join("bin/cargo-deny");
    if !deny.exists() && !succeeds("cargo-deny", &["--version"]) {
        let tools = tools.display().to_string();
        run(&mut cargo(&[
            "install",
            "--quiet",
            "--locked",
            "--root",
            &tools,
            "cargo-deny",
        ]))?;
    }
    let deny = if deny.exists() {
        deny.display().to_string()
    } else {
        "cargo-deny".to_owned()
    };
    run(&mut program(
        &deny,
        &["--all-features", "check", "bans", "licenses", "sources"],
    ))?;
    run(&mut npm(&["audit", "--audit-level=high"]))
}
