//! What the integration tests share.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::PathBuf;
use std::process::{Child, Command};

/// A child process that ends with the test, by its process id.
pub struct Owned(pub Child);

impl Owned {
    /// How it ended, when it has.
    pub fn try_ended(&mut self) -> Option<std::process::ExitStatus> {
        self.0.try_wait().expect("it is our child")
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        let _already_gone = self.0.kill();
        let _status = self.0.wait();
    }
}

/// A child process with everything it started, ended together with the test.
pub struct Group(Child);

impl Group {
    /// Starts a program as the first of a process group.
    pub fn start(command: &mut Command) -> std::io::Result<Self> {
        use std::os::unix::process::CommandExt;
        command.process_group(0).spawn().map(Self)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let mut kill = Command::new("kill");
        let _already_gone = kill.args(["-KILL", "--", &group]).output();
        let _status = self.0.wait();
    }
}

/// A home of its own: no file of the person who runs the test is read or written.
pub fn at_home(command: &mut Command, home: &std::path::Path) {
    for (variable, below) in [
        ("HOME", ""),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        command.env(variable, home.join(below));
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("SSH_AUTH_SOCK")
        .env_remove("GIT_CONFIG_GLOBAL");
}

/// A loopback port that nobody uses at the moment.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("loopback has ports");
    listener
        .local_addr()
        .expect("a bound socket has an address")
        .port()
}

/// A folder where a failed test leaves what it saw.
pub fn evidence_folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/e2e");
    std::fs::create_dir_all(&folder).expect("target can be written");
    folder
}

/// Waits until something is there, at most a minute: a window takes its time
/// on a machine that builds beside it.
pub fn within<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let started = std::time::Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(
            started.elapsed() < std::time::Duration::from_secs(60),
            "it did not come within a minute"
        );
        std::thread::park_timeout(std::time::Duration::from_millis(20));
    }
}
