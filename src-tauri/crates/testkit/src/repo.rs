//! Real repositories in temporary folders, built commit by commit.
//!
//! Hermetic: an own HOME, no configuration of the machine, no network. Time
//! only moves by the builder's hand, so the same calls make the same ids.

mod large;
mod stream;

pub use large::large;
pub use stream::Stream;

use jiff::Timestamp;
use lockkeeper_domain::ids::Oid;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// When a fixture's history begins.
pub const BEGINNING: i64 = 1_750_000_000;

/// A repository in a folder of its own; the folder goes with it.
pub struct RepoFixture {
    place: TempDir,
    path: PathBuf,
    seconds: i64,
}

impl Default for RepoFixture {
    fn default() -> Self {
        Self::new()
    }
}

impl RepoFixture {
    /// An empty repository with a work tree on `main`.
    #[must_use]
    pub fn new() -> Self {
        let fixture = Self::folder("repo");
        fixture.git(["init", "--quiet", "--initial-branch=main", "."]);
        fixture.configure();
        fixture
    }

    /// An empty bare repository.
    #[must_use]
    pub fn bare() -> Self {
        let fixture = Self::folder("repo.git");
        fixture.git(["init", "--quiet", "--bare", "--initial-branch=main", "."]);
        fixture
    }

    /// A clone of another fixture, with `origin` pointing at it.
    #[must_use]
    pub fn clone_of(origin: &Self, options: &[&str]) -> Self {
        let mut fixture = Self::folder("clone");
        let url = format!("file://{}", origin.path().display());
        let mut args = vec!["clone", "--quiet"];
        args.extend(options);
        args.extend([url.as_str(), "."]);
        fixture.git(args);
        fixture.configure();
        fixture.seconds = origin.seconds;
        fixture
    }

    fn folder(name: &str) -> Self {
        let place = tempfile::tempdir().expect("a temporary folder can be made");
        let path = place.path().join(name);
        for folder in [&path, &place.path().join("home")] {
            std::fs::create_dir_all(folder).expect("a folder can be made");
        }
        Self {
            place,
            path,
            seconds: BEGINNING,
        }
    }

    fn configure(&self) {
        self.git(["config", "user.name", "Dana Ito"]);
        self.git(["config", "user.email", "dana@harbour.example"]);
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A folder beside it, for what a test needs.
    #[must_use]
    pub fn beside(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// The variables under which git sees nothing of this machine.
    #[must_use]
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        let home = self.place.path().join("home");
        vec![
            ("HOME".into(), home.clone().into_os_string()),
            (
                "XDG_CONFIG_HOME".into(),
                home.join(".config").into_os_string(),
            ),
            ("GNUPGHOME".into(), home.join(".gnupg").into_os_string()),
            ("GIT_CONFIG_GLOBAL".into(), "/dev/null".into()),
            ("GIT_CONFIG_NOSYSTEM".into(), "1".into()),
            ("GIT_PROTOCOL_FROM_USER".into(), "1".into()),
        ]
    }

    /// Runs git and answers what it wrote.
    ///
    /// # Panics
    /// When git fails.
    pub fn git<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> String {
        let answer = self.try_git(args, b"");
        answer.unwrap_or_else(|words| unreachable!("git failed: {words}"))
    }

    /// Runs git on an input and answers what it wrote, or its complaint.
    ///
    /// # Errors
    /// When git fails.
    pub fn try_git<I: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = I>,
        input: &[u8],
    ) -> Result<String, String> {
        let mut child = self.command().args(args).spawn().expect("git is installed");
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        let input = input.to_owned();
        let feed = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().expect("git can be waited for");
        let _ = feed.join();
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout)
                .trim_end()
                .to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// A run of git here, hermetic and at the fixture's time.
    #[must_use]
    pub fn command(&self) -> Command {
        let when = format!("@{} +0000", self.seconds);
        let mut command = Command::new("git");
        command
            .current_dir(&self.path)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.environment())
            .env("GIT_AUTHOR_DATE", &when)
            .env("GIT_COMMITTER_DATE", &when)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The fixture's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.seconds).expect("the fixture's time is in the calendar")
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: i64) -> &mut Self {
        self.seconds += seconds;
        self
    }

    /// Writes a file into the work tree.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let file = self.path.join(path);
        let folder = file.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(folder).expect("a folder can be made");
        std::fs::write(file, content).expect("a file can be written");
        self
    }

    /// Commits with one file that grows, a minute after the commit before.
    pub fn commit(&mut self, message: &str) -> Oid {
        let line = format!("{}\n", self.seconds);
        self.commit_files(message, &[("src/history.txt", &line)])
    }

    /// Commits files, a minute after the commit before.
    pub fn commit_files(&mut self, message: &str, files: &[(&str, &str)]) -> Oid {
        self.seconds += 60;
        for (path, content) in files {
            self.write(path, content);
            self.git(["--literal-pathspecs", "add", "--force", "--", path]);
        }
        self.commit_index(message)
    }

    /// Commits what the index holds.
    pub fn commit_index(&mut self, message: &str) -> Oid {
        let args = [
            "commit",
            "--quiet",
            "--allow-empty",
            "--cleanup=verbatim",
            "-F",
            "-",
        ];
        self.try_git(args, message.as_bytes()).expect("git commits");
        self.head()
    }

    /// What HEAD is.
    #[must_use]
    pub fn head(&self) -> Oid {
        self.rev("HEAD")
    }

    /// The object a revision names.
    #[must_use]
    pub fn rev(&self, revision: &str) -> Oid {
        Oid::new(self.git(["rev-parse", "--verify", "--end-of-options", revision]))
    }

    /// Makes a branch at HEAD and checks it out.
    pub fn branch(&mut self, name: &str) -> &mut Self {
        self.git(["checkout", "--quiet", "-b", name]);
        self
    }

    /// Checks a branch or commit out.
    pub fn checkout(&mut self, name: &str) -> &mut Self {
        self.git(["checkout", "--quiet", name]);
        self
    }

    /// Merges a branch with a merge commit; ours wins where both changed.
    pub fn merge(&mut self, name: &str) -> Oid {
        self.seconds += 60;
        self.git([
            "merge",
            "--quiet",
            "--no-ff",
            "--no-edit",
            "-X",
            "ours",
            name,
        ]);
        self.head()
    }

    /// Makes a lightweight tag at HEAD.
    pub fn tag(&mut self, name: &str) -> &mut Self {
        self.git(["update-ref", &format!("refs/tags/{name}"), "HEAD"]);
        self
    }

    /// Makes an annotated tag, and answers the tag object.
    pub fn annotate(&mut self, name: &str, message: &str) -> Oid {
        self.annotate_at(name, "HEAD", message)
    }

    /// Makes an annotated tag on anything, also on another tag.
    pub fn annotate_at(&mut self, name: &str, target: &str, message: &str) -> Oid {
        self.seconds += 1;
        let args = [
            "-c",
            "advice.nestedTag=false",
            "tag",
            "-a",
            "--cleanup=verbatim",
            "-F",
            "-",
        ];
        let args = args.into_iter().chain(["--", name, target]);
        self.try_git(args, message.as_bytes()).expect("git tags");
        self.rev(&format!("refs/tags/{name}"))
    }

    /// Makes an ssh key and sets git up to sign with it; answers the public line.
    pub fn sign_with_ssh(&mut self) -> String {
        let file = self.beside("key");
        let args = [
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "dana@harbour.example",
            "-f",
        ];
        let made = Command::new("ssh-keygen").args(args).arg(&file).status();
        assert!(
            made.expect("ssh-keygen is installed").success(),
            "ssh-keygen makes a key"
        );
        self.git(["config", "gpg.format", "ssh"]);
        self.git(["config", "user.signingkey", &file.display().to_string()]);
        self.git(["config", "tag.gpgSign", "true"]);
        std::fs::read_to_string(file.with_extension("pub")).expect("the public key is beside it")
    }

    /// Makes a bare remote of that name with everything pushed to it.
    #[must_use]
    pub fn with_remote(&mut self, name: &str) -> Self {
        let remote = Self::bare();
        self.git(["remote", "add", name, &remote.path.display().to_string()]);
        self.git([
            "push",
            "--quiet",
            name,
            "refs/heads/*:refs/heads/*",
            "refs/tags/*:refs/tags/*",
        ]);
        self.git(["fetch", "--quiet", name]);
        remote
    }

    /// Installs a hook that is a shell script.
    pub fn hook(&self, name: &str, script: &str) -> &Self {
        let hooks = PathBuf::from(self.git(["rev-parse", "--absolute-git-dir"])).join("hooks");
        std::fs::create_dir_all(&hooks).expect("a folder can be made");
        let file = hooks.join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a hook can be written");
        executable(&file);
        self
    }
}

/// Lets a file be run.
pub fn executable(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(file, mode).expect("a file can be made executable");
    }
}
