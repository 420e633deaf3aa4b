//! What people install: packages for this machine, and one static program for pipelines.

use crate::steps::{cargo, output, program, root, run, say, succeeds};
use crate::{system, window};
use anyhow::{Context, Result, bail};
use std::env::consts::ARCH;
use std::fs;
use std::path::{Path, PathBuf};

/// Where what the packages carry beside the window is put together; `tauri.conf.json` names it.
const PARTS: &str = "target/package";
const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// Builds the release programs and packs them.
pub fn run_all() -> Result<()> {
    system::prepare_build()?;
    window::build()?;
    parts()?;
    let pipelines = static_program()?;
    pack(&["build", "--bundles", "deb,rpm", "--", "--locked"])?;
    if let Err(why) = pack(&["bundle", "--bundles", "appimage"]) {
        say(format!(
            "No AppImage ({why}): its tools are fetched ready-made, which did not work here. \
             Nothing else is missing."
        ));
    }
    say(pipelines.display().to_string());
    for path in made(&root().join("target/release/bundle"))? {
        say(path.display().to_string());
    }
    Ok(())
}

/// The command with its manual, completions and the shim, as the packages carry them.
fn parts() -> Result<()> {
    crate::command_line::build()?;
    let parts = root().join(PARTS);
    let _ = fs::remove_dir_all(&parts);
    fs::create_dir_all(parts.join("man"))?;
    fs::create_dir_all(parts.join("completions"))?;
    let ours = parts.join("lockkeeper");
    copy(&root().join("target/release/lockkeeper"), &ours)?;
    copy(
        &root().join("src-tauri/crates/cli/assets/git-flow"),
        &parts.join("git-flow"),
    )?;
    let ours = ours.to_string_lossy().into_owned();
    run(&mut program(&ours, &["manual", &format!("{PARTS}/man")]))?;
    for shell in SHELLS {
        let words = output(&mut program(&ours, &["completions", shell]))?;
        fs::write(parts.join("completions").join(shell), words)?;
    }
    Ok(())
}

/// `lockkeeper` without a single library of the machine it runs on, for any pipeline's image.
///
/// Linked with musl where the toolchain has that target, else with the C library's own archive.
/// Names of hosts are looked up by git and never by this program, so the latter lacks nothing.
fn static_program() -> Result<PathBuf> {
    let target = static_target()?;
    run(cargo(&[
        "build",
        "--release",
        "--locked",
        "--package",
        "lockkeeper-cli",
        "--target",
        &target,
    ])
    .env("RUSTFLAGS", "-C target-feature=+crt-static"))?;
    let built = root().join(format!("target/{target}/release/lockkeeper"));
    let needs = output(&mut program(
        "readelf",
        &["--dynamic", &built.to_string_lossy()],
    ))?;
    if needs.contains("(NEEDED)") {
        bail!("the static program needs libraries:\n{needs}");
    }
    let folder = root().join("target/release/bundle/static");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("lockkeeper-{ARCH}-linux"));
    copy(&built, &path)?;
    Ok(path)
}

fn static_target() -> Result<String> {
    let musl = format!("{ARCH}-unknown-linux-musl");
    let there = has_target(&musl)? || {
        succeeds("rustup", &["target", "add", &musl]);
        has_target(&musl)?
    };
    if there {
        system::prepare_static()?;
        return Ok(musl);
    }
    say(format!(
        "Linked with the C library of this machine: the toolchain has no {musl}."
    ));
    Ok(format!("{ARCH}-unknown-linux-gnu"))
}

fn has_target(target: &str) -> Result<bool> {
    let sysroot = output(&mut program("rustc", &["--print", "sysroot"]))?;
    let libraries = Path::new(sysroot.trim()).join("lib/rustlib");
    Ok(libraries.join(target).join("lib").is_dir())
}

fn pack(words: &[&str]) -> Result<()> {
    let packer = root().join("ui/node_modules/.bin/tauri");
    run(&mut program(&packer.to_string_lossy(), words))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .map(|_| ())
        .with_context(|| format!("{} could not be copied", from.display()))
}

fn made(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for kind in fs::read_dir(folder)? {
        for entry in fs::read_dir(kind?.path())? {
            let path = entry?.path();
            if path.is_file() {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::{PARTS, SHELLS};
    use std::fs;

    #[test]
    fn packages_carry_only_what_is_put_together_for_them() {
        let text = fs::read_to_string(crate::steps::root().join("tauri.conf.json")).unwrap();
        let settings: serde_json::Value = serde_json::from_str(&text).unwrap();
        for kind in ["deb", "rpm"] {
            let files = settings["bundle"]["linux"][kind]["files"]
                .as_object()
                .unwrap();
            for shell in SHELLS {
                let completions = format!("{PARTS}/completions/{shell}");
                assert!(files.values().any(|from| from == &completions), "{shell}");
            }
            assert!(files.values().all(|from| {
                let from = from.as_str().unwrap();
                from.starts_with(PARTS)
            }));
            assert_eq!(files["/usr/bin/lockkeeper"], format!("{PARTS}/lockkeeper"));
        }
    }
}
