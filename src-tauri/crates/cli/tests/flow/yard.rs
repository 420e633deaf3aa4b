//! A bare remote, clones of it, and the program over them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A place with a remote; it ends with the test.
pub struct Yard {
    folder: TempDir,
}

/// A clone of the remote, and who works in it.
pub struct Clone<'a> {
    yard: &'a Yard,
    pub name: String,
}

/// Every ref of a clone and of the remote, with the object it names.
pub type Refs = BTreeMap<String, String>;

impl Yard {
    /// A remote with `main` at v1.0.0, and the branches a model lives by.
    pub fn of(bases: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let yard = Self { folder };
        yard.run(
            "git",
            ".",
            &["init", "-q", "--bare", "-b", "main", "origin.git"],
        );
        let first = yard.clone("first");
        first.write("a.txt", "one\n");
        first.write("b.txt", "one\n");
        first.git(&["add", "."]);
        first.git(&["commit", "-qm", "feat: first"]);
        first.git(&["tag", "-a", "v1.0.0", "-m", "v1.0.0"]);
        for base in bases.iter().filter(|base| **base != "main") {
            first.git(&["branch", base]);
        }
        first.git(&["push", "-q", "origin", "--all"]);
        first.git(&["push", "-q", "origin", "--tags"]);
        std::fs::remove_dir_all(yard.path("first")).expect("it can be removed");
        yard
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// A fresh clone with a local branch for each of the remote's.
    pub fn clone(&self, name: &str) -> Clone<'_> {
        self.run("git", ".", &["clone", "-q", "origin.git", name]);
        let clone = Clone {
            yard: self,
            name: name.to_owned(),
        };
        let listed = clone.git(&[
            "for-each-ref",
            "--format=%(refname:lstrip=3)",
            "refs/remotes",
        ]);
        for branch in listed
            .lines()
            .filter(|name| !matches!(*name, "HEAD" | "main"))
        {
            clone.git(&["branch", "-q", branch, &format!("origin/{branch}")]);
        }
        clone
    }

    /// A copy of everything, to do the same with plain git.
    pub fn copy(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let yard = Self { folder };
        let from = format!("{}/.", self.folder.path().display());
        let to = yard.folder.path().display().to_string();
        yard.run("cp", ".", &["-a", &from, &to]);
        for entry in std::fs::read_dir(yard.folder.path())
            .expect("it is there")
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().join(".git").exists() {
                let remote = yard.path("origin.git").display().to_string();
                yard.at(&name)
                    .git(&["remote", "set-url", "origin", &remote]);
            }
        }
        yard
    }

    /// The clone of that name.
    pub fn at(&self, name: &str) -> Clone<'_> {
        Clone {
            yard: self,
            name: name.to_owned(),
        }
    }

    fn run(&self, program: &str, below: &str, words: &[&str]) -> String {
        let output = self.command(program, below).args(words).output();
        let output = output.expect("it starts");
        assert!(
            output.status.success(),
            "{program} {words:?}: {}",
            said(&output)
        );
        String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned()
    }

    pub fn command(&self, program: &str, below: &str) -> Command {
        let mut command = Command::new(program);
        let home = self.folder.path();
        command.current_dir(self.path(below)).stdin(Stdio::null());
        command.env("HOME", home).env("GIT_CONFIG_NOSYSTEM", "1");
        for (variable, folder) in [("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")] {
            command.env(variable, home.join(folder));
        }
        command.env("XDG_CONFIG_HOME", home.join("config"));
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        for (key, who) in [("AUTHOR", "Dana Ito"), ("COMMITTER", "Dana Ito")] {
            command.env(format!("GIT_{key}_NAME"), who);
            command.env(format!("GIT_{key}_EMAIL"), "dana@harbour.example");
        }
        command
            .env("GIT_EDITOR", "true")
            .env_remove("SSH_AUTH_SOCK");
        command
    }
}

impl Clone<'_> {
    pub fn folder(&self) -> PathBuf {
        self.yard.path(&self.name)
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.folder().join(file);
        std::fs::create_dir_all(path.parent().expect("it lies somewhere")).expect("it is made");
        std::fs::write(path, text).expect("it can be written");
    }

    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder().join(file)).unwrap_or_default()
    }

    /// Writes a file and commits it.
    pub fn commit(&self, file: &str, text: &str, message: &str) -> String {
        self.write(file, text);
        self.git(&["add", "."]);
        self.git(&["commit", "-qm", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub fn git(&self, words: &[&str]) -> String {
        self.yard.run("git", &self.name, words)
    }

    /// Plain git at a given moment, so that its objects can be compared.
    pub fn git_at(&self, moment: &str, words: &[&str]) -> Output {
        let mut command = self.yard.command("git", &self.name);
        command
            .env("GIT_AUTHOR_DATE", moment)
            .env("GIT_COMMITTER_DATE", moment);
        command.args(words).output().expect("it starts")
    }

    /// The program, ready to be started.
    pub fn program(&self, words: &[&str]) -> Command {
        let mut command = self
            .yard
            .command(env!("CARGO_BIN_EXE_lockkeeper"), &self.name);
        let data = self.yard.path(&format!("{}.data", self.name));
        command.args(words).arg("--data-dir").arg(data);
        command
    }

    /// Runs `lockkeeper flow` with a yes.
    pub fn flow(&self, words: &[&str]) -> Output {
        let mut all = vec!["flow"];
        all.extend(words);
        all.push("--yes");
        self.program(&all).output().expect("it starts")
    }

    /// Plans with `lockkeeper flow`, and does nothing.
    pub fn planned(&self, words: &[&str]) -> Output {
        let mut all = vec!["flow"];
        all.extend(words);
        all.push("--dry-run");
        self.program(&all).output().expect("it starts")
    }

    /// Runs `lockkeeper flow`, which has to succeed.
    pub fn flows(&self, words: &[&str]) -> String {
        let output = self.flow(words);
        assert!(output.status.success(), "flow {words:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Every local branch and tag, and everything the remote has.
    pub fn refs(&self) -> Refs {
        let mut refs = Refs::new();
        let places = [("here", self.name.as_str()), ("there", "origin.git")];
        for (side, place) in places {
            let words = [
                "for-each-ref",
                "--format=%(refname) %(objectname)",
                "refs/heads",
                "refs/tags",
            ];
            let listed = self.yard.run("git", place, &words);
            for (name, object) in listed.lines().filter_map(|line| line.split_once(' ')) {
                refs.insert(format!("{side} {name}"), object.to_owned());
            }
        }
        refs
    }

    /// Whether a commit is part of a branch of the remote.
    pub fn remote_has(&self, branch: &str, commit: &str) -> bool {
        let mut command = self.yard.command("git", "origin.git");
        command.args(["merge-base", "--is-ancestor", commit, branch]);
        command.status().is_ok_and(|status| status.success())
    }
}

/// The exit code.
pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

/// Everything a command wrote.
pub fn said(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}
