//! The git program, without the user's configuration.

use crate::DemoError;
use crate::people::{Person, Ring};
use jiff::Timestamp;
use std::ffi::OsString;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs git for one demo.
#[derive(Debug)]
pub(crate) struct Git {
    home: PathBuf,
    ring: Ring,
    /// There is a program that git can sign with.
    signs: bool,
}

impl Git {
    pub(crate) fn new(home: &Path, ring: Ring) -> Self {
        let mut program = Command::new("ssh-keygen");
        program.arg("-?");
        let found = run(program, &[]);
        Self {
            home: home.to_owned(),
            ring,
            signs: !matches!(found, Err(DemoError::NoProgram(_))),
        }
    }

    /// Makes a bare repository of a stream.
    pub(crate) fn import(&self, to: &Path, branch: &str, stream: &[u8]) -> Result<(), DemoError> {
        let mut init = self.command(&["init", "--quiet", "--bare", "--template="]);
        init.arg(format!("--initial-branch={branch}")).arg(to);
        run(init, &[])?;
        self.add(to, stream)
    }

    /// Adds a stream to a repository.
    pub(crate) fn add(&self, to: &Path, stream: &[u8]) -> Result<(), DemoError> {
        let mut import = self.command(&["-c", "core.ignoreCase=false", "-C"]);
        import.arg(to).args(["fast-import", "--quiet", "--done"]);
        run(import, stream)
    }

    /// Every annotated tag with the commit it is about, one line each.
    pub(crate) fn tagged(&self, repository: &Path) -> Result<String, DemoError> {
        let mut list = self.command(&["-C"]);
        list.arg(repository).args([
            "for-each-ref",
            "--format=%(refname:strip=2) %(*objectname)",
            "refs/tags",
        ]);
        answer(list, &[])
    }

    /// Clones a remote with a work tree in which somebody acts.
    pub(crate) fn clone_for_work(
        &self,
        remote: &Path,
        to: &Path,
        who: &Person,
    ) -> Result<(), DemoError> {
        let mut clone = self.command(&["clone", "--quiet", "--template="]);
        for setting in self.settings(who) {
            clone.arg("--config").arg(setting);
        }
        clone.arg(remote).arg(to);
        run(clone, &[])
    }

    /// Gives a clone a local branch of the same name as the remote's.
    pub(crate) fn track(&self, clone: &Path, branch: &str) -> Result<(), DemoError> {
        let mut command = self.command(&["-C"]);
        command
            .arg(clone)
            .args(["branch", "--quiet", "--track", branch]);
        command.arg(format!("origin/{branch}"));
        run(command, &[])
    }

    /// Makes a repository of the control folder as it lies there.
    pub(crate) fn keep(&self, folder: &Path, at: Timestamp, who: &Person) -> Result<(), DemoError> {
        let mut init = self.command(&["init", "--quiet", "--template=", "--initial-branch=main"]);
        init.arg(folder);
        run(init, &[])?;
        for setting in self.settings(who) {
            let text = setting.to_string_lossy().into_owned();
            let (name, value) = text.split_once('=').unwrap_or((&text, ""));
            let mut config = self.command(&["-C"]);
            config.arg(folder).args(["config", name, value]);
            run(config, &[])?;
        }
        let mut add = self.command(&["-C"]);
        add.arg(folder).args(["add", "lockkeeper.toml"]);
        run(add, &[])?;
        let mut commit = self.command(&["-C"]);
        commit
            .arg(folder)
            .args(["commit", "--quiet", "--message=Begin the workspace"]);
        let date = format!("@{} +0100", at.as_second());
        commit
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date);
        run(commit, &[])
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .env_clear()
            .env("HOME", &self.home)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .args(args);
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }

    /// Who acts in a clone, and how they sign.
    fn settings(&self, who: &Person) -> Vec<OsString> {
        let mut settings: Vec<OsString> = vec![
            format!("user.name={}", who.name).into(),
            format!("user.email={}", who.email()).into(),
            "commit.gpgSign=false".into(),
            "gpg.format=ssh".into(),
            setting("user.signingKey", &self.ring.private(who)),
            setting("gpg.ssh.allowedSignersFile", &self.ring.signers()),
        ];
        if self.signs {
            settings.push("tag.gpgSign=true".into());
        }
        settings
    }
}

fn setting(name: &str, path: &Path) -> OsString {
    let mut setting = OsString::from(format!("{name}="));
    setting.push(path);
    setting
}

/// Runs a program to its end with bytes on its standard input.
fn run(command: Command, input: &[u8]) -> Result<(), DemoError> {
    answer(command, input).map(drop)
}

/// The same, for what it says on its standard output.
fn answer(mut command: Command, input: &[u8]) -> Result<String, DemoError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |detail: String| DemoError::Program {
        program: program.clone(),
        detail,
    };
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => DemoError::NoProgram(program.clone()),
        _ => failed(error.to_string()),
    })?;
    if let Some(mut standard_input) = child.stdin.take() {
        // A program that stops reading says why on its standard error.
        let _ = standard_input.write_all(input);
    }
    let output = child
        .wait_with_output()
        .map_err(|e| failed(e.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(failed(words))
}
