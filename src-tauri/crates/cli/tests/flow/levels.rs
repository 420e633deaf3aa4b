//! Environments that run branches: versions go from develop to staging to
//! main, and the end is the one that plain git commands come to.

use crate::yard::{Clone, Yard, code, said};
use serde_json::Value;
use std::process::{Output, Stdio};

/// How a branch of an environment is brought forward.
#[derive(Clone, Copy)]
pub enum Merge {
    FfOnly,
    NoFf,
}

/// A clone, and a workspace over it.
pub struct Desk<'a> {
    pub clone: Clone<'a>,
}

impl<'a> Desk<'a> {
    /// A desk over a fresh clone; both branches move that way.
    pub fn sits(yard: &'a Yard, name: &str, merge: Merge, more: &str) -> Self {
        let clone = yard.clone(name);
        let desk = Self { clone };
        desk.writes(&format!("../{name}"), merge, more);
        desk
    }

    pub fn writes(&self, url: &str, merge: Merge, more: &str) {
        let merge = match merge {
            Merge::FfOnly => "ff-only",
            Merge::NoFf => "no-ff",
        };
        // A repository that services share has to know what is whose.
        let paths = match more.contains("[services.web]") {
            true => "paths = [\"*.txt\"]\n",
            false => "",
        };
        let text = format!(
            "schema = 1\nname = \"Slipway\"\nenvironments = [\"dev\", \"staging\", \"production\"]\n\
             [repos.shop]\nurl = \"{url}\"\nbranch = \"develop\"\n\
             [services.shop]\nrepo = \"shop\"\ntag = \"v{{version}}\"\n{paths}\
             [services.shop.on.\"*\"]\ntarget = \"branch\"\nmerge = \"{merge}\"\n\
             [env.dev.branch]\nbranch = \"develop\"\n[env.staging.branch]\nbranch = \"staging\"\n\
             [env.production.branch]\nbranch = \"main\"\n{more}"
        );
        let control = self.control();
        std::fs::create_dir_all(&control).expect("it is made");
        std::fs::write(control.join("lockkeeper.toml"), text).expect("it is written");
    }

    fn control(&self) -> std::path::PathBuf {
        let name = format!("{}.control", self.clone.name);
        self.clone.folder().with_file_name(name)
    }

    pub fn program(&self, words: &[&str]) -> std::process::Command {
        let mut command = self.clone.program(words);
        command.arg("--workspace").arg(self.control());
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.program(words)
            .stdin(Stdio::null())
            .output()
            .expect("it starts")
    }

    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(code(&output), 0, "{words:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub fn refused(&self, words: &[&str]) -> String {
        let before = self.clone.refs();
        let output = self.run(words);
        assert_eq!(code(&output), 1, "{words:?}: {}", said(&output));
        assert_eq!(self.clone.refs(), before, "a refusal changes nothing");
        said(&output)
    }

    pub fn promotes(&self, version: &str, to: &str) -> String {
        let what = format!("shop@{version}");
        self.done(&["promote", &what, "--to", to, "--yes"])
    }

    /// What runs where, as the board says it.
    pub fn board(&self) -> [String; 3] {
        let output = self.run(&["board", "--json"]);
        let board: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", said(&output)));
        ["dev", "staging", "production"].map(|name| {
            let cells = board["groups"][0]["rows"][0]["cells"]
                .as_array()
                .expect("cells");
            let cell = cells.iter().find(|cell| cell["environment"] == name);
            let cell = cell.unwrap_or_else(|| panic!("no {name} in {board:#}"));
            cell["version"].as_str().unwrap_or("nothing").to_owned()
        })
    }

    /// A commit of the remote, by any name it has there.
    pub fn there(&self, rev: &str) -> String {
        self.clone.git(&["fetch", "-q", "--prune"]);
        self.clone.git(&["rev-parse", rev])
    }

    /// Work on develop, released as a version.
    pub fn releases(&self, version: &str, file: &str, text: &str) -> String {
        self.clone.git(&["switch", "-q", "develop"]);
        let subject = format!("feat: what {version} has");
        let commit = self.clone.commit(file, text, &subject);
        let tag = format!("v{version}");
        self.clone.git(&["tag", "-a", &tag, "-m", &tag]);
        self.clone
            .git(&["push", "-q", "--atomic", "origin", "develop", &tag]);
        self.clone.git(&["switch", "-q", "--detach"]);
        // Facts of the last seconds are taken as they are; the board looks again.
        self.board();
        commit
    }
}

pub fn yard() -> Yard {
    Yard::of(&["main", "staging", "develop"])
}

#[test]
fn fast_forwards_take_a_version_through_three_environments() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::FfOnly, "");
    let released = desk.releases("1.1.0", "new.txt", "new\n");
    assert_eq!(desk.board(), ["1.1.0", "1.0.0", "1.0.0"]);
    let early = desk.refused(&["promote", "shop@1.1.0", "--to", "production", "--yes"]);
    assert!(early.contains("staging"), "{early}");
    let here = desk.clone.git(&["rev-parse", "staging", "main"]);
    let plain = yard.copy();
    desk.promotes("1.1.0", "staging");
    assert_eq!(desk.board(), ["1.1.0", "1.1.0", "1.0.0"]);
    desk.promotes("1.1.0", "production");
    assert_eq!(desk.board(), ["1.1.0", "1.1.0", "1.1.0"]);
    assert_eq!(desk.there("origin/main"), released);
    let work = plain.at("work");
    for branch in ["staging", "main"] {
        work.git(&[
            "push",
            "-q",
            "origin",
            &format!("v1.1.0^{{}}:refs/heads/{branch}"),
        ]);
    }
    assert_eq!(desk.clone.refs(), work.refs());
    let untouched = desk.clone.git(&["rev-parse", "staging", "main"]);
    assert_eq!(here, untouched, "what is here is the person's own");
}

#[test]
fn merge_commits_are_those_of_git() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    let released = desk.releases("1.1.0", "new.txt", "new\n");
    let plain = yard.copy();
    desk.promotes("1.1.0", "staging");
    desk.promotes("1.1.0", "production");
    let work = plain.at("work");
    for branch in ["staging", "main"] {
        let message = desk.clone.git(&["fetch", "-q"]);
        assert_eq!(message, "");
        let ours = format!("origin/{branch}");
        let when = desk.clone.git(&["log", "-1", "--format=%ct +0000", &ours]);
        let said = desk.clone.git(&["log", "-1", "--format=%B", &ours]);
        work.git(&["switch", "-q", branch]);
        let merged = work.git_at(
            &format!("@{when}"),
            &["merge", "-q", "--no-ff", "-m", &said, "v1.1.0"],
        );
        assert!(merged.status.success(), "{}", crate::yard::said(&merged));
        work.git(&["push", "-q", "origin", branch]);
        let parents = desk.clone.git(&["log", "-1", "--format=%P", &ours]);
        assert!(parents.ends_with(&released), "{parents}");
        assert!(said.starts_with("Merge tag 'v1.1.0'"), "{said}");
        assert_eq!(desk.there(&ours), work.git(&["rev-parse", branch]));
    }
    assert_eq!(desk.board(), ["1.1.0", "1.1.0", "1.1.0"]);
}

#[test]
fn a_branch_that_took_work_of_its_own_is_refused_with_its_commits() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::FfOnly, "");
    desk.releases("1.1.0", "new.txt", "new\n");
    desk.clone.git(&["switch", "-q", "staging"]);
    desk.clone.commit("own.txt", "own\n", "chore: only staging");
    desk.clone.git(&["push", "-q", "origin", "staging"]);
    let why = desk.refused(&["promote", "shop@1.1.0", "--to", "staging", "--yes"]);
    assert!(
        why.contains("only a fast-forward is allowed") && why.contains("chore: only staging"),
        "{why}"
    );
}

#[test]
fn a_conflict_is_refused_with_its_files_before_anything_moves() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    desk.releases("1.1.0", "a.txt", "one\nfrom develop\n");
    desk.clone.git(&["switch", "-q", "staging"]);
    desk.clone
        .commit("a.txt", "one\nfrom staging\n", "chore: only staging");
    desk.clone.git(&["push", "-q", "origin", "staging"]);
    let why = desk.refused(&["promote", "shop@1.1.0", "--to", "staging", "--yes"]);
    assert!(why.contains("a.txt") && why.contains("person"), "{why}");
}

#[test]
fn a_remote_that_moves_during_the_push_keeps_its_commit() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    desk.releases("1.1.0", "new.txt", "new\n");
    let other = yard.clone("other");
    other.git(&["switch", "-q", "staging"]);
    let theirs = other.commit("theirs.txt", "theirs\n", "fix: somebody else's");
    let hook = desk.clone.folder().join(".git/hooks/pre-push");
    let script =
        "#!/bin/sh\nunset GIT_DIR GIT_PREFIX\ngit -C ../other push -q --no-verify origin staging\n";
    crate::tools::write_program(&hook, script);
    let output = desk.run(&["promote", "shop@1.1.0", "--to", "staging", "--yes"]);
    assert_ne!(code(&output), 0, "{}", said(&output));
    std::fs::remove_file(hook).expect("it can be removed");
    assert_eq!(desk.there("origin/staging"), theirs);
    desk.promotes("1.1.0", "staging");
    assert!(desk.clone.remote_has("staging", &theirs));
    assert_eq!(desk.board()[1], "1.1.0");
}

#[test]
fn a_rollback_is_a_new_commit_and_the_way_forward_stays_open() {
    for merge in [Merge::FfOnly, Merge::NoFf] {
        let yard = yard();
        let desk = Desk::sits(&yard, "work", merge, "");
        desk.releases("1.1.0", "new.txt", "new\n");
        desk.promotes("1.1.0", "staging");
        let before = desk.there("origin/staging");
        desk.done(&["rollback", "shop", "--in", "staging", "--yes"]);
        assert_eq!(desk.board(), ["1.1.0", "1.0.0", "1.0.0"]);
        assert_eq!(desk.there("origin/staging~1"), before, "nothing is forced");
        assert_eq!(
            desk.there("origin/staging^{tree}"),
            desk.there("v1.0.0^{tree}")
        );
        let again = desk.refused(&["promote", "shop@1.1.0", "--to", "staging", "--yes"]);
        assert!(again.contains("rolled back from"), "{again}");
        desk.releases("1.1.1", "new.txt", "new and right\n");
        desk.promotes("1.1.1", "staging");
        assert_eq!(desk.board(), ["1.1.1", "1.1.1", "1.0.0"]);
        assert_eq!(
            desk.there("origin/staging^{tree}"),
            desk.there("v1.1.1^{tree}")
        );
        desk.releases("1.1.2", "more.txt", "more\n");
        desk.promotes("1.1.2", "staging");
        assert_eq!(
            desk.there("origin/staging^{tree}"),
            desk.there("v1.1.2^{tree}")
        );
        desk.promotes("1.1.2", "production");
        assert_eq!(desk.board(), ["1.1.2", "1.1.2", "1.1.2"]);
    }
}

#[test]
fn a_version_that_was_rolled_back_from_returns_with_a_reason_and_all_its_files() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    desk.releases("1.1.0", "new.txt", "new\n");
    desk.promotes("1.1.0", "staging");
    desk.done(&["rollback", "shop", "--in", "staging", "--yes"]);
    let words = [
        "promote",
        "shop@1.1.0",
        "--to",
        "staging",
        "--reason",
        "it was the database",
        "--yes",
    ];
    desk.done(&words);
    assert_eq!(desk.board()[1], "1.1.0");
    assert_eq!(
        desk.there("origin/staging^{tree}"),
        desk.there("v1.1.0^{tree}")
    );
}

#[test]
fn a_desk_that_has_only_a_mirror_promotes_as_well() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    let released = desk.releases("1.1.0", "new.txt", "new\n");
    let remote = format!("file://{}", yard.path("origin.git").display());
    desk.writes(&remote, Merge::NoFf, "");
    desk.promotes("1.1.0", "staging");
    assert_eq!(desk.there("origin/staging^2"), released);
    desk.done(&["rollback", "shop", "--in", "staging", "--yes"]);
    assert_eq!(desk.board(), ["1.1.0", "1.0.0", "1.0.0"]);
}

#[test]
fn without_a_remote_the_branch_moves_and_its_work_tree_follows() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    let released = desk.releases("1.1.0", "new.txt", "new\n");
    desk.clone.git(&["remote", "remove", "origin"]);
    desk.clone.git(&["switch", "-q", "staging"]);
    desk.promotes("1.1.0", "staging");
    assert_eq!(desk.clone.git(&["rev-parse", "staging^2"]), released);
    assert_eq!(desk.clone.read("new.txt"), "new\n");
    assert_eq!(desk.clone.git(&["status", "--porcelain"]), "");
    assert_eq!(desk.board(), ["1.1.0", "1.1.0", "1.0.0"]);
}

#[test]
fn a_branch_that_is_missing_begins_at_the_version() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    desk.clone.git(&["push", "-q", "origin", ":staging"]);
    let released = desk.releases("1.1.0", "new.txt", "new\n");
    let plan = desk.done(&["promote", "shop@1.1.0", "--to", "staging", "--dry-run"]);
    assert!(plan.contains("There is no branch staging yet"), "{plan}");
    desk.promotes("1.1.0", "staging");
    assert_eq!(desk.there("origin/staging"), released);
}

#[test]
fn a_branch_for_pull_requests_only_is_not_pushed_to() {
    let yard = yard();
    let more = "[repos.shop.branches.main]\npush = false\n";
    let desk = Desk::sits(&yard, "work", Merge::FfOnly, more);
    desk.releases("1.1.0", "new.txt", "new\n");
    desk.promotes("1.1.0", "staging");
    let why = desk.refused(&["promote", "shop@1.1.0", "--to", "production", "--yes"]);
    assert!(why.contains("by pull request only"), "{why}");
}

#[test]
fn what_somebody_merged_by_hand_is_recognised() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    desk.releases("1.1.0", "new.txt", "new\n");
    let other = yard.clone("other");
    other.git(&["switch", "-q", "staging"]);
    other.git(&["merge", "-q", "--no-ff", "-m", "by hand", "v1.1.0"]);
    other.git(&["push", "-q", "origin", "staging"]);
    assert_eq!(desk.board(), ["1.1.0", "1.1.0", "1.0.0"]);
    other.git(&["switch", "-q", "staging"]);
    other.commit("own.txt", "own\n", "feat: untagged");
    other.git(&["push", "-q", "origin", "staging"]);
    let staging = desk.board()[1].clone();
    assert!(staging.starts_with("1.2.0-dev."), "{staging}");
}

#[test]
fn merge_commits_are_signed_and_hooks_are_asked() {
    let yard = yard();
    let desk = Desk::sits(&yard, "work", Merge::NoFf, "");
    desk.releases("1.1.0", "new.txt", "new\n");
    let key = yard.path("key").display().to_string();
    let mut command = yard.command("ssh-keygen", ".");
    command.args(["-q", "-t", "ed25519", "-N", "", "-f", &key]);
    assert!(command.status().is_ok_and(|status| status.success()));
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("user.signingKey", key.as_str()),
        ("commit.gpgSign", "true"),
    ] {
        desk.clone.git(&["config", name, value]);
    }
    let before = desk.there("origin/staging");
    let hook = desk.clone.folder().join(".git/hooks/commit-msg");
    crate::tools::write_program(&hook, "#!/bin/sh\necho not today >&2\nexit 1\n");
    let refused = desk.run(&["promote", "shop@1.1.0", "--to", "staging", "--yes"]);
    assert_ne!(code(&refused), 0, "{}", said(&refused));
    assert!(said(&refused).contains("not today"), "{}", said(&refused));
    assert_eq!(desk.there("origin/staging"), before);
    std::fs::remove_file(hook).expect("it can be removed");
    let runs = desk.done(&["runs", "--json"]);
    let runs: Value = serde_json::from_str(&runs).expect("a document");
    let open = runs[0]["id"].as_str().expect("it waits for the hook");
    desk.done(&["run", "continue", open]);
    desk.there("origin/staging");
    let commit = desk.clone.git(&["cat-file", "-p", "origin/staging"]);
    assert!(
        commit.contains("gpgsig -----BEGIN SSH SIGNATURE-----"),
        "{commit}"
    );
}
