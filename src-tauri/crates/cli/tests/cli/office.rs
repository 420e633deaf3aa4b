//! People at desks of their own, each with a home and a clone, who share bare
//! remotes: an application with many versions, one environment, and a ledger.

use crate::world::{World, code, said};
use serde_json::Value;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::process::{Child, Command, Output, Stdio};

/// Everybody may release, and one other person has to say yes.
const PEOPLE: [&str; 3] = ["dana", "lee", "mira"];
/// It looks on, and may say that it has seen something.
pub const MACHINE: &str = "keeper";

/// What they share.
pub struct Office {
    pub world: World,
}

impl Office {
    /// An application with many versions, one environment, and a ledger.
    pub fn opened(versions: usize) -> Self {
        let office = Self {
            world: World::empty(),
        };
        for name in ["app", "infra", "control"] {
            let bare = office.world.path(&format!("{name}.git"));
            let bare = bare.display().to_string();
            std::fs::create_dir_all(office.world.path(name)).expect("a folder can be made");
            office.git(name, &["init", "-q", "-b", "main"]);
            office.git(name, &["init", "-q", "--bare", "-b", "main", &bare]);
            office.git(name, &["remote", "add", "origin", &bare]);
        }
        for number in 0..=versions {
            let words = format!("feat: {number}");
            office.git("app", &["commit", "-q", "--allow-empty", "-m", &words]);
            let tag = format!("v1.{number}.0");
            office.git("app", &["tag", "-a", "-m", &tag, &tag]);
        }
        office.git("app", &["push", "-q", "--follow-tags", "origin", "main"]);
        office.write("infra", "production.yaml", "version: 1.0.0\n");
        let file = office.rules();
        office.write("control", "lockkeeper.toml", &file);
        for name in PEOPLE.into_iter().chain([MACHINE]) {
            let (from, to) = (office.place("control.git"), office.place(&desk(name)));
            office.git(".", &["clone", "-q", &from, &to]);
        }
        let begun = office.ends(office.at("dana", &["ledger", "begin", "--yes"]));
        assert_eq!(code(&begun), 0, "{}", said(&begun));
        office
    }

    pub fn place(&self, below: &str) -> String {
        self.world.path(below).display().to_string()
    }

    pub fn git(&self, folder: &str, words: &[&str]) -> String {
        let who = ["-c", "user.name=Dana", "-c", "user.email=dana@example.org"];
        self.world.git(folder, &[&who[..], words].concat())
    }

    fn write(&self, repo: &str, file: &str, text: &str) {
        let place = self.world.path(repo).join(file);
        std::fs::write(place, text).expect("it can be written");
        self.git(repo, &["add", "."]);
        self.git(repo, &["commit", "-q", "-m", "chore: begin"]);
        self.git(repo, &["push", "-q", "origin", "main"]);
    }

    /// The workspace file, after a key was made for everybody.
    fn rules(&self) -> String {
        let mut text =
            String::from("schema = 1\nname = \"Office\"\nenvironments = [\"production\"]\n");
        for name in PEOPLE {
            let _always = write!(
                text,
                "[people.{name}]\nname = \"{name}\"\nemail = \"{name}@example.org\"\n\
                 roles = [\"admin\", \"release-manager\"]\nkeys = [\"{}\"]\n",
                self.key_of(name)
            );
        }
        let _always = write!(
            text,
            "[machines.{MACHINE}]\nkeys = [\"{}\"]\nmay = [\"checkpoint\"]\n",
            self.key_of(MACHINE)
        );
        for name in ["app", "infra"] {
            let place = self.place(&format!("{name}.git"));
            let _always = write!(text, "[repos.{name}]\nurl = {place:?}\n");
        }
        text + "[services.api]\nrepo = \"app\"\ntag = \"v{version}\"\n\
                [services.api.on.\"*\"]\ntarget = \"gitops\"\n\
                file = \"{env}.yaml\"\nset = \"version\"\n\
                [env.production]\ngitops = { repo = \"infra\" }\n\
                [env.production.gates]\napprovals = [{ role = \"release-manager\" }]\n"
    }

    /// The public line of a key that is made for somebody.
    fn key_of(&self, name: &str) -> String {
        let folder = self.world.path(name).join(".ssh");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let file = folder.join("id_ed25519");
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]);
        let made = keygen.arg(&file).status();
        assert!(made.is_ok_and(|made| made.success()), "a key is made");
        let line = std::fs::read_to_string(file.with_extension("pub"));
        line.expect("it is there").trim().to_owned()
    }

    /// Somebody's command, under way at their own desk.
    pub fn at(&self, name: &str, words: &[&str]) -> Child {
        let path = std::env::var_os("PATH").unwrap_or_default();
        self.at_with(&path, name, words)
    }

    /// The same, with another PATH.
    pub fn at_with(&self, path: &OsStr, name: &str, words: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper"));
        command
            .args(words)
            .current_dir(self.world.path(&desk(name)))
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.world.path(name))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", name)
            .env("GIT_AUTHOR_EMAIL", format!("{name}@example.org"))
            .env("GIT_COMMITTER_NAME", name)
            .env("GIT_COMMITTER_EMAIL", format!("{name}@example.org"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("it starts")
    }

    pub fn ends(&self, child: Child) -> Output {
        child.wait_with_output().expect("it ends")
    }

    /// Several commands at the same time; their outputs in order.
    pub fn race(&self, all: &[(&str, &[&str])]) -> Vec<Output> {
        let under_way: Vec<Child> = all.iter().map(|(who, words)| self.at(who, words)).collect();
        under_way
            .into_iter()
            .map(|child| self.ends(child))
            .collect()
    }

    pub fn document(&self, words: &[&str]) -> Value {
        let output = self.ends(self.at("dana", &[words, &["--json"]].concat()));
        let read = serde_json::from_slice(&output.stdout);
        read.unwrap_or_else(|error| panic!("{words:?}: {error}: {}", said(&output)))
    }

    /// The entries on the remote from a number on, oldest first, in a ledger
    /// that is intact.
    pub fn entries_from(&self, number: usize) -> Vec<Value> {
        let remote = self.place("control.git");
        let log = ["ledger", "log", "--most", "40", "--repo", &remote];
        let log = self.document(&log);
        assert_eq!(log["verdict"], "intact", "{log}");
        let mut lines = log["lines"].as_array().expect("lines").clone();
        lines.retain(|line| line["number"].as_u64() >= Some(number as u64));
        lines.reverse();
        lines
    }

    /// The version that production is told to run.
    pub fn production(&self) -> String {
        let shown = self
            .world
            .git("infra.git", &["show", "main:production.yaml"]);
        shown.trim_start_matches("version: ").to_owned()
    }
}

/// The folder of somebody's clone, below the office.
pub fn desk(name: &str) -> String {
    format!("{name}/control")
}

/// The hash of the entry that an output says was signed.
pub fn signed(output: &Output) -> Option<String> {
    let document: Value = serde_json::from_slice(&output.stdout).ok()?;
    Some(document.get("hash")?.as_str()?.to_owned())
}
