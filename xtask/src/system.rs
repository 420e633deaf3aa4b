//! System packages: installed where that is possible, named where it is not.

use crate::steps::{program, run, say, succeeds};
use anyhow::{Result, bail};

/// What has to be there, how to see that it is, and the Debian package that brings it.
const NEEDS: &[(&str, &[&str], &str)] = &[
    (
        "pkg-config",
        &["--exists", "webkit2gtk-4.1"],
        "libwebkit2gtk-4.1-dev",
    ),
    ("pkg-config", &["--exists", "librsvg-2.0"], "librsvg2-dev"),
    ("pkg-config", &["--exists", "dbus-1"], "libdbus-1-dev"),
    ("cc", &["--version"], "build-essential"),
    ("pkg-config", &["--version"], "pkg-config"),
    ("git", &["--version"], "git"),
    ("ssh-keygen", &["-?"], "openssh-client"),
];

/// What the tests need beyond that.
const TEST_NEEDS: &[(&str, &[&str], &str)] = &[
    (
        "sh",
        &["-c", "command -v WebKitWebDriver"],
        "webkit2gtk-driver",
    ),
    ("strace", &["-V"], "strace"),
    ("gpg", &["--version"], "gnupg"),
    ("sh", &["-c", "command -v Xvfb"], "xvfb"),
    ("sh", &["-c", "command -v xvfb-run"], "xvfb"),
    ("sh", &["-c", "command -v dbus-run-session"], "dbus"),
    ("sh", &["-c", "command -v xwininfo"], "x11-utils"),
    (
        "sh",
        &["-c", "command -v gnome-keyring-daemon"],
        "gnome-keyring",
    ),
    (
        "sh",
        &["-c", "test -e /usr/libexec/at-spi-bus-launcher"],
        "at-spi2-core",
    ),
];

/// What a program linked with musl needs.
const STATIC_NEEDS: &[(&str, &[&str], &str)] =
    &[("sh", &["-c", "command -v musl-gcc"], "musl-tools")];

/// Makes sure that the app can be built and shown.
pub fn prepare_build() -> Result<()> {
    prepare(NEEDS.iter())
}

/// Makes sure that the tests of the window can run as well.
pub fn prepare_tests() -> Result<()> {
    prepare(NEEDS.iter().chain(TEST_NEEDS))
}

/// Makes sure that C code can be compiled for musl.
pub fn prepare_static() -> Result<()> {
    prepare(STATIC_NEEDS.iter())
}

type Need = (&'static str, &'static [&'static str], &'static str);

fn prepare(needs: impl Iterator<Item = &'static Need>) -> Result<()> {
    let mut missing: Vec<&str> = needs
        .filter(|(name, arguments, package)| !is_there(name, arguments, package))
        .map(|(_, _, package)| *package)
        .collect();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(prefix) = may_install() else {
        bail!(
            "these packages are missing, and only root may install them:\n\n    \
             sudo apt-get install {}\n\n\
             On other systems: the WebKitGTK 4.1, librsvg and D-Bus development packages, \
             a C compiler, pkg-config, git and OpenSSH.",
            missing.join(" ")
        );
    };
    say(format!("Installing what is missing: {}", missing.join(" ")));
    run(&mut apt(prefix, &["update", "-qq"]))?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(missing);
    run(&mut apt(prefix, &install))
}

/// `ssh-keygen -?` ends with an error everywhere, so that it starts is enough.
fn is_there(name: &str, arguments: &[&str], package: &str) -> bool {
    match package {
        "openssh-client" => program(name, arguments).output().is_ok(),
        _ => succeeds(name, arguments),
    }
}

/// How a package manager may be called: as root, through sudo, or not at all.
fn may_install() -> Option<&'static str> {
    if !succeeds("apt-get", &["--version"]) {
        return None;
    }
    if succeeds("sh", &["-c", "test \"$(id -u)\" = 0"]) {
        return Some("");
    }
    succeeds("sudo", &["-n", "true"]).then_some("sudo")
}

fn apt(prefix: &str, arguments: &[&str]) -> std::process::Command {
    let mut command = if prefix.is_empty() {
        program("apt-get", arguments)
    } else {
        let mut with_prefix = vec!["apt-get"];
        with_prefix.extend(arguments);
        program(prefix, &with_prefix)
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
