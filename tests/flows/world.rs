//! A demo workspace that can be put back as it was, and the real command.

use crate::support::{Owned, at_home};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A demo workspace in a folder of its own.
pub struct World {
    folder: TempDir,
}

impl World {
    /// Makes the demo with the real command and keeps a copy to go back to.
    pub fn new() -> Self {
        let world = Self {
            folder: tempfile::tempdir().expect("a folder can be made"),
        };
        let place = world.live().join("demo").display().to_string();
        std::fs::create_dir_all(world.live()).expect("a folder can be made");
        let made = world.run(&["demo", "--dir", &place]);
        assert!(made.status.success(), "{}", said(&made));
        copy(&world.live(), &world.kept());
        world
    }

    /// Everything as it was when the world was made; the journal is empty.
    pub fn put_back(&self) {
        std::fs::remove_dir_all(self.live()).expect("the world can be removed");
        copy(&self.kept(), &self.live());
    }

    fn live(&self) -> PathBuf {
        self.folder.path().join("live")
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join("kept")
    }

    /// The demo's folder.
    pub fn demo(&self) -> PathBuf {
        self.live().join("demo")
    }

    /// The real command, ready to run on this world.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(words)
            .arg("--data-dir")
            .arg(self.live().join("data"));
        if self.demo().join("control").exists() {
            command.arg("--workspace").arg(self.demo().join("control"));
        }
        at_home(&mut command, &self.live().join("home"));
        command.stdin(Stdio::null());
        command
    }

    /// Runs the command to its end.
    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("the command starts")
    }

    /// Runs the command and reads its document.
    pub fn ask(&self, words: &[&str]) -> Value {
        let mut with_json = words.to_vec();
        with_json.push("--json");
        let output = self.run(&with_json);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
    }

    /// Starts the command; it ends with the test.
    pub fn start(&self, words: &[&str]) -> Owned {
        let mut command = self.command(words);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Owned(command.spawn().expect("the command starts"))
    }

    /// What git says about one of the world's repositories.
    pub fn git(&self, repo: &str, words: &[&str]) -> String {
        let output = Command::new("git")
            .arg("-C")
            .arg(self.demo().join(repo))
            .args(words)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git starts");
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

/// What a program wrote, for a failed assertion.
pub fn said(output: &Output) -> String {
    format!(
        "{}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The command line's program, which the same build has put beside this test.
fn program() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_lockkeeper-desktop"));
    let program = beside.with_file_name("lockkeeper");
    assert!(
        program.exists(),
        "build it first: cargo build -p lockkeeper-cli"
    );
    program
}

fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp")
        .arg("-a")
        .arg(from)
        .arg(to)
        .status()
        .expect("cp starts");
    assert!(status.success(), "the world cannot be copied");
}
