//! Everything that is judged without running the product.

use crate::steps::{cargo, npm, program, root, run, say, succeeds};
use crate::{directions, sizes, system, window};
use anyhow::{Result, bail};
use serde_json::Value;

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
    audit()
}

/// Known holes of the window's packages. A registry that answers no audits is
/// said, and is not a pass: the line stands in the log.
fn audit() -> Result<()> {
    let answer = npm(&["audit", "--json"]).output()?;
    let answer: Value = serde_json::from_slice(&answer.stdout).unwrap_or_default();
    let found = |level: &str| answer["metadata"]["vulnerabilities"][level].as_u64();
    match (found("high"), found("critical")) {
        (Some(0), Some(0)) => say("==> npm audit: no high or critical finding"),
        (Some(high), Some(critical)) => {
            bail!("npm audit: {high} high and {critical} critical findings; see `npm audit` in ui")
        }
        _ => say("==> npm audit: NOT CHECKED, this registry answers no audits"),
    }
    Ok(())
}
