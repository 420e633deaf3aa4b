//! A bus that ends with the test, and what is started on it.

use lockkeeper_engine::ports::{Keychain, KeychainError, Unlock};
use lockkeeper_keychain::DesktopKeychain;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A budget that no healthy keychain needs.
pub const PATIENT: Duration = Duration::from_secs(30);
/// A budget for a keychain that will not answer.
pub const SHORT: Duration = Duration::from_secs(1);

/// Nobody is started by a call, and everybody may speak.
const CONFIG: &str = "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration \
    1.0//EN\" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig>\
    <type>session</type><listen>unix:dir=FOLDER</listen><auth>EXTERNAL</auth>\
    <policy context=\"default\"><allow send_destination=\"*\"/>\
    <allow receive_sender=\"*\"/><allow own=\"*\"/></policy>\
    </busconfig>";

/// A bus of its own.
pub struct Bus {
    pub address: String,
    pub folder: TempDir,
    children: Vec<Child>,
}

impl Bus {
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

    /// The keychain on this bus.
    pub fn keychain(&self, budget: Duration) -> DesktopKeychain {
        DesktopKeychain::on_bus(Some(self.address.clone()), budget)
    }

    /// A connection of the test's own.
    pub fn connect(&self) -> zbus::blocking::Connection {
        let bus = zbus::blocking::connection::Builder::address(&*self.address);
        let bus = bus.expect("the address is one").build();
        bus.expect("the bus answers")
    }

    #[expect(clippy::print_stderr, reason = "whoever runs the tests is told")]
    /// Starts GNOME Keyring with a fresh, open collection; `false` with the
    /// reason in words where it is not installed.
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
            eprintln!("skipped: gnome-keyring-daemon is not installed");
            return false;
        };
        let mut stdin = child.stdin.take().expect("it reads its password");
        // Without a newline, which would be part of the password.
        stdin.write_all(b"test").expect("it reads its password");
        drop(stdin);
        self.children.push(child);
        self.wait_for_keychain().await;
        true
    }

    /// Waits until a keychain answers, whatever it says.
    async fn wait_for_keychain(&self) {
        let keychain = self.keychain(PATIENT);
        for _ in 0..3_000 {
            let answer = keychain.get("anything", Unlock::Leave).await;
            if matches!(answer, Err(KeychainError::Absent { .. })) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        unreachable!("the keychain never answered")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _gone = child.kill();
            let _gone = child.wait();
        }
    }
}
