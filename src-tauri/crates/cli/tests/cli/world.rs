//! A demo workspace in a folder of its own, and the program to ask about it.

use crate::tools::write_program;
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The moment every demo of these tests is made for: a Tuesday.
pub const MOMENT: &str = "2026-03-10T09:00:00Z";

/// A demo workspace; it ends with the test.
pub struct World {
    folder: TempDir,
}

impl World {
    /// A world without a workspace.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self { folder }
    }

    /// A world with the demo, always of the same moment.
    pub fn new() -> Self {
        Self::made(&["--at", MOMENT])
    }

    /// A world with the demo of this very day, on which production is open.
    pub fn today() -> Self {
        Self::made(&[])
    }

    fn made(more: &[&str]) -> Self {
        let world = Self::empty();
        let place = world.path("demo").display().to_string();
        let mut words = vec!["demo", "--dir", &place];
        words.extend(more);
        world.done(&words);
        world
    }

    /// A place in this world.
    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Keeps a copy to go back to.
    pub fn kept(self) -> Self {
        copy(&self.path("demo"), &self.path("kept"));
        self
    }

    /// Everything as it was when it was kept; the journal is empty.
    pub fn put_back(&self) {
        for folder in ["demo", "data", "cache", "config"] {
            let path = self.path(folder);
            if path.exists() {
                std::fs::remove_dir_all(path).expect("it can be removed");
            }
        }
        copy(&self.path("kept"), &self.path("demo"));
    }

    /// Runs the program on the demo without words of its own after these.
    pub fn run_alone(&self, words: &[&str]) -> Output {
        self.run_in(&self.path("demo/control"), words)
    }

    /// Runs the program with another PATH.
    pub fn run_with(&self, path: &OsStr, words: &[&str]) -> Output {
        let mut command = self.command(words);
        command.env("PATH", path).stdin(Stdio::null());
        command.output().expect("it starts")
    }

    /// The program, ready to be started.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = program(self.folder.path());
        command.args(words);
        if self.path("demo/control").exists() {
            command.arg("--workspace").arg(self.path("demo/control"));
        }
        command
    }

    /// Runs the program; nobody sits at its terminal.
    pub fn run(&self, words: &[&str]) -> Output {
        let mut command = self.command(words);
        command.stdin(Stdio::null()).output().expect("it starts")
    }

    /// Runs the program in a folder of this world, without naming a workspace.
    pub fn run_in(&self, folder: &Path, words: &[&str]) -> Output {
        let mut command = program(self.folder.path());
        command.args(words).current_dir(folder).stdin(Stdio::null());
        command.output().expect("it starts")
    }

    /// Runs the program with a text on standard input.
    pub fn tell(&self, words: &[&str], text: &str) -> Output {
        let mut command = self.command(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
        let mut input = child.stdin.take().expect("it is piped");
        input.write_all(text.as_bytes()).expect("it is read");
        drop(input);
        child.wait_with_output().expect("it ends")
    }

    /// The text of a command that succeeds.
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(code(&output), 0, "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).expect("it is text")
    }

    /// The document of a command, whatever its exit code.
    pub fn document(&self, words: &[&str]) -> Value {
        let mut words = words.to_vec();
        words.push("--json");
        let output = self.run(&words);
        let read = serde_json::from_slice(&output.stdout);
        read.unwrap_or_else(|error| panic!("{words:?}: {error}: {}", said(&output)))
    }

    /// A small program in this world.
    pub fn program_at(&self, below: &str, script: &str) {
        write_program(&self.path(below), script);
    }

    /// A git command in one of the demo's repositories.
    pub fn git(&self, repo: &str, words: &[&str]) -> String {
        let mut command = Command::new("git");
        alone(&mut command, self.folder.path());
        command.arg("-C").arg(self.path(repo)).args(words);
        let output = command.output().expect("git starts");
        assert!(output.status.success(), "git {words:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

fn copy(from: &Path, to: &Path) {
    let mut command = Command::new("cp");
    let status = command.arg("-a").arg(from).arg(to).status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "it can be copied"
    );
}

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper"));
    alone(&mut command, home);
    command
}

/// No file of the person who runs the test is read or written.
fn alone(command: &mut Command, home: &Path) {
    command.env("HOME", home);
    for (variable, below) in [("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")] {
        command.env(variable, home.join(below));
    }
    command.env("XDG_CONFIG_HOME", home.join("config"));
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    command.env_remove("SSH_AUTH_SOCK");
    command.env("LOCKKEEPER_KEYCHAIN", "off");
}

/// The exit code.
pub fn code(output: &Output) -> i32 {
    output.status.code().expect("nobody killed it")
}

/// Everything a command wrote.
pub fn said(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    let aside = String::from_utf8_lossy(&output.stderr);
    format!("{}\n{out}\n{aside}", output.status)
}

/// What it wrote to standard error.
pub fn aside(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
