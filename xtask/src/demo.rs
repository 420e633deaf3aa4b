//! The demo: from a fresh checkout to the open window.

use crate::steps::{cargo, program, root, run, say};
use crate::test::in_a_session;
use crate::{system, window};
use anyhow::Result;

/// Builds everything and opens the window on a fresh demo workspace. With no
/// display it plays the same journey in the terminal and leaves pictures of
/// the window. `--headless` asks for the second.
pub fn run_all(rest: &[String]) -> Result<()> {
    let shown = has_display() && !rest.iter().any(|argument| argument == "--headless");
    if shown {
        system::prepare_build()?;
    } else {
        system::prepare_tests()?;
    }
    window::build()?;
    run(&mut cargo(&[
        "build",
        "--package",
        "lockkeeper-desktop",
        "--package",
        "lockkeeper-cli",
    ]))?;
    if shown { open() } else { play() }
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
}

/// A new folder for each demo, so that nobody's story is overwritten.
fn folder() -> std::path::PathBuf {
    let stamp = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    root().join(format!(
        "target/demo/{}",
        stamp.map_or(0, |since| since.as_secs())
    ))
}

fn open() -> Result<()> {
    let place = folder().display().to_string();
    let data = format!("{place}/data");
    run(&mut built(
        "lockkeeper",
        &["--data-dir", &data, "demo", "--dir", &place],
    ))?;
    say("The window opens on the demo workspace. Close it to come back here.");
    run(&mut built(
        "lockkeeper-desktop",
        &[
            "--workspace",
            &format!("{place}/control"),
            "--data-dir",
            &data,
        ],
    ))
}

fn play() -> Result<()> {
    let place = folder();
    let shown = place.display().to_string();
    let data = format!("{shown}/data");
    run(&mut built(
        "lockkeeper",
        &["--data-dir", &data, "demo", "--dir", &shown, "--play"],
    ))?;
    let pictures = root().join("target/demo/pictures");
    std::fs::create_dir_all(&pictures)?;
    run(in_a_session("cargo")
        .args(["test", "--test", "e2e", "guide", "--", "--nocapture"])
        .env("LOCKKEEPER_PICTURES", &pictures))?;
    say(format!(
        "There is no display here. Pictures of the window: {}",
        pictures.display()
    ));
    Ok(())
}

fn built(name: &str, arguments: &[&str]) -> std::process::Command {
    program(
        &root().join("target/debug").join(name).display().to_string(),
        arguments,
    )
}
