//! The release program of the command line, as packages carry it and figures measure it.

use crate::steps::{cargo, run, say};
use anyhow::Result;

const BUILD: [&str; 7] = [
    "rustc",
    "--release",
    "--locked",
    "--package",
    "lockkeeper-cli",
    "--bin",
    "lockkeeper",
];

/// Linked with everything it needs, and still at another address at each
/// start: to find the libraries of the machine and put them in place takes a
/// third of a small question. The one name in it is met only weakly, and
/// without it every start of git would copy this process first.
const WHOLE: [&str; 5] = [
    "--",
    "-C",
    "target-feature=+crt-static",
    "-C",
    "link-arg=-Wl,-u,posix_spawn_file_actions_addchdir_np",
];

/// Builds it; with the libraries of this machine where their archives are missing.
pub fn build() -> Result<()> {
    if let Err(why) = run(&mut cargo(&[&BUILD[..], &WHOLE].concat())) {
        say(format!("Not linked whole ({why}); it starts more slowly."));
        run(&mut cargo(&BUILD))?;
    }
    Ok(())
}
