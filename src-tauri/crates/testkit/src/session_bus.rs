//! A session bus of a test's own, and a real keychain on it.

use crate::untried::missing;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Nobody is started by a call, and everybody may speak.
const CONFIG: &str = "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration \
    1.0//EN\" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig>\
    <type>session</type><listen>unix:dir=FOLDER</listen><auth>EXTERNAL</auth>\
    <policy context=\"default\"><allow send_destination=\"*\"/>\
    <allow receive_sender=\"*\"/><allow own=\"*\"/></policy>\
    </busconfig>";

/// A bus of its own; everything on it ends with it.
pub struct SessionBus {
    /// Where programs find it.
    pub address: String,
    folder: TempDir,
    children: Vec<Child>,
}

impl SessionBus {
    /// Starts it.
    ///
    /// # Panics
    /// Where no `dbus-daemon` is installed.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let config = folder.path().join("bus.conf");
        let text = CONFIG.replace("FOLDER", &folder.path().display().to_string());
        std::fs::write(&config, text).expect("a file can be written");
        let mut child = Command::new("dbus-daemon")
            .arg("--config-file")
            .arg(&config)
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon runs");
        let mut address = String::new();
        let output = child.stdout.take().expect("its output is read");
        let read = BufReader::new(output).read_line(&mut address);
        read.expect("it prints its address");
        Self {
            address: address.trim().to_owned(),
            folder,
            children: vec![child],
        }
    }

    /// Starts GNOME Keyring with a fresh, open collection; `false` where it is
    /// not installed.
    ///
    /// # Panics
    /// When it starts and never answers.
    pub async fn start_gnome_keyring(&mut self) -> bool {
        let folder = self.folder.path();
        let child = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--components=secrets", "--foreground"])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("XDG_DATA_HOME", folder.join("data"))
            .env("XDG_RUNTIME_DIR", folder)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = child else {
            missing("gnome-keyring-daemon");
            return false;
        };
        let mut stdin = child.stdin.take().expect("it reads its password");
        // Without a newline, which would be part of the password.
        stdin.write_all(b"test").expect("it reads its password");
        drop(stdin);
        self.children.push(child);
        self.wait_until(has_its_keychain).await;
        true
    }

    async fn wait_until(&self, holds: impl Fn(&str) -> bool) {
        for _ in 0..3_000 {
            if holds(&self.address) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        unreachable!("the keychain never came up")
    }
}

/// Whether somebody offers a default collection there.
fn has_its_keychain(address: &str) -> bool {
    let asked = Command::new("dbus-send")
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
        ])
        .args([
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.ReadAlias",
        ])
        .arg("string:default")
        .output();
    let answer = asked.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    answer.is_ok_and(|answer| answer.contains("/collection/"))
}

impl Drop for SessionBus {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _gone = child.kill();
            let _gone = child.wait();
        }
    }
}
