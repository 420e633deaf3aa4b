//! Every test, on a machine that has nothing but the language toolchains.

use crate::scratch::Scratch;
use crate::steps::{npm, program, run, succeeds};
use crate::{system, window};
use anyhow::Result;

/// Sets up what is missing, then runs every level; more arguments go to cargo.
pub fn run_all(rest: &[String]) -> Result<()> {
    system::prepare_tests()?;
    window::build()?;
    run(&mut npm(&["run", "--silent", "test"]))?;
    let scratch = Scratch::new()?;
    run(in_a_session("cargo")
        .envs(scratch.environment())
        // What the set-up installs may be missing nowhere.
        .env("LOCKKEEPER_TEST_EVERYTHING", "1")
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(rest))
}

/// A program in a display and a message bus of its own, which end with it.
pub fn in_a_session(name: &str) -> std::process::Command {
    let mut command = if succeeds("sh", &["-c", "command -v xvfb-run"]) {
        program(
            "xvfb-run",
            &[
                "-a",
                "-s",
                "-screen 0 1920x1200x24",
                "dbus-run-session",
                "--",
                name,
            ],
        )
    } else {
        program("dbus-run-session", &["--", name])
    };
    command
        .env("GDK_BACKEND", "x11")
        .env_remove("WAYLAND_DISPLAY");
    command
}
