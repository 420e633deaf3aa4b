//! Two people, each at their own desk, and a ledger between them.

use crate::world::{World, code, said};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The demo, with Dana and Lee at two desks and a guarded production.
struct Team {
    world: World,
}

impl Team {
    fn begun() -> Self {
        let team = Self {
            world: World::today(),
        };
        let [dana, lee] = ["dana", "lee"].map(|name| team.key(name));
        let file = team.world.path("demo/control/lockkeeper.toml");
        let text = std::fs::read_to_string(&file).expect("the demo has one");
        let text = text
            .replacen(
                "roles = [\"release-manager\"]\n",
                "roles = [\"admin\", \"release-manager\"]\n",
                1,
            )
            .replacen("keys  = [", &format!("keys  = [\"{dana}\", "), 1)
            .replacen(
                "roles = [\"developer\", \"on-call\"]",
                &format!("roles = [\"release-manager\"]\nkeys = [\"{lee}\"]"),
                1,
            )
            .replacen(
                "[env.production.gates]\n",
                "[env.production.gates]\napprovals = [{ role = \"release-manager\" }]\n",
                1,
            );
        std::fs::write(&file, text).expect("it can be written");
        let control = "demo/control";
        team.world
            .git(control, &["config", "--unset", "user.signingkey"]);
        let who = [
            "-c",
            "user.name=Dana",
            "-c",
            "user.email=dana@harbour.example",
        ];
        let commit = [&who[..], &["commit", "-qam", "policy: two people"]].concat();
        team.world.git(control, &commit);
        assert_eq!(code(&team.at("dana", &["ledger", "begin", "--yes"])), 0);
        team.world
            .git("demo", &["clone", "-q", "control", "control-lee"]);
        team
    }

    /// A home with one key; answers its public line.
    fn key(&self, name: &str) -> String {
        let folder = self.world.path(name).join(".ssh");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let file = folder.join("id_ed25519");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
            .arg(&file)
            .status();
        assert!(made.is_ok_and(|status| status.success()), "a key is made");
        let line = std::fs::read_to_string(file.with_extension("pub"));
        line.expect("it is there").trim().to_owned()
    }

    fn control(&self, name: &str) -> PathBuf {
        let folder = if name == "lee" {
            "demo/control-lee"
        } else {
            "demo/control"
        };
        self.world.path(folder)
    }

    /// Somebody's command at their own desk.
    fn at(&self, name: &str, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper"));
        command
            .args(words)
            .current_dir(self.control(name))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.world.path(name))
            .stdin(Stdio::null());
        command.output().expect("it starts")
    }

    fn document(&self, name: &str, words: &[&str]) -> Value {
        let output = self.at(name, &[words, &["--json"]].concat());
        let read = serde_json::from_slice(&output.stdout);
        read.unwrap_or_else(|error| panic!("{words:?}: {error}: {}", said(&output)))
    }

    /// The check of a pipeline that knows nothing and has no home.
    fn pipeline(&self) -> Output {
        let genesis = self.document("dana", &["ledger", "show", "0"]);
        let genesis = genesis["line"]["hash"].as_str().expect("a hash").to_owned();
        let commit = self
            .world
            .git("demo/shop", &["rev-parse", "worker-v0.14.3^{commit}"]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper"));
        command
            .args(["verify", "--service", "worker", "--to", "production"])
            .args(["--commit", &commit, "--genesis", &genesis])
            .args(["--at-least", &format!("0:{genesis}"), "--ledger"])
            .arg(self.control("dana"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.output().expect("it starts")
    }

    /// Dana asks, Lee says yes.
    fn approved(&self) {
        let asks = ["promote", "worker@0.14.3", "--to", "production", "--yes"];
        let asked = self.at("dana", &asks);
        assert_eq!(code(&asked), 1, "it waits: {}", said(&asked));
        let requests = self.document("dana", &["requests"]);
        let id = requests[0]["id"].as_str().expect("an id").to_owned();
        let own = self.at("dana", &["approve", &id, "--yes"]);
        assert_eq!(code(&own), 1, "{}", said(&own));
        let yes = self.at("lee", &["approve", &id, "--yes"]);
        assert_eq!(code(&yes), 0, "{}", said(&yes));
    }
}

#[test]
fn a_second_person_approves_at_their_own_desk_and_the_version_goes() {
    let team = Team::begun();
    team.approved();
    assert_eq!(code(&team.pipeline()), 1, "approved is not started");
    let goes = ["promote", "worker@0.14.3", "--to", "production", "--yes"];
    let gone = team.at("dana", &goes);
    assert_eq!(code(&gone), 0, "{}", said(&gone));
    let trail = team.document("dana", &["ledger", "log"]);
    let kinds: Vec<&str> = trail["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|line| line["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["finish", "start", "approval", "request", "genesis"]);
    assert_eq!(code(&team.pipeline()), 1, "it has ended");
}

#[test]
fn the_pipeline_says_yes_while_a_run_is_under_way_and_no_to_a_forged_byte() {
    let team = Team::begun();
    team.approved();
    // The environment's remote refuses, so the run stays open behind its start.
    let hook = team.world.path("demo/remotes/infra.git/hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("it can be made");
    crate::tools::write_program(&hook, "echo not today; exit 1");
    let goes = ["promote", "worker@0.14.3", "--to", "production", "--yes"];
    let held = team.at("dana", &goes);
    assert_ne!(code(&held), 0, "{}", said(&held));
    let yes = team.pipeline();
    assert_eq!(code(&yes), 0, "{}", said(&yes));
    forge(&team);
    let no = team.pipeline();
    assert_eq!(code(&no), 5, "{}", said(&no));
    let verdict = team.document("dana", &["ledger", "verify"]);
    assert_eq!(verdict["verdict"], "broken");
    assert_eq!(verdict["broken_at"], 2);
}

/// Changes one byte of the approval, and links everything above it again.
fn forge(team: &Team) {
    let git = |words: &[&str]| team.world.git("demo/control", words);
    let branch = "refs/heads/lockkeeper/ledger";
    let approval = git(&["rev-parse", &format!("{branch}~1")]);
    let statement = git(&["cat-file", "blob", &format!("{approval}:statement.json")]);
    let forged = statement.replacen("production", "productiom", 1);
    assert_ne!(forged, statement);
    let file = team.world.path("forged");
    std::fs::write(&file, &forged).expect("it can be written");
    let blob = git(&["hash-object", "-w", &file.display().to_string()]);
    let [link, signature] = ["link.json", "statement.sig"]
        .map(|name| git(&["rev-parse", &format!("{approval}:{name}")]));
    let tree = team.world.path("tree");
    let listed = format!(
        "100644 blob {link}\tlink.json\n100644 blob {blob}\tstatement.json\n100644 blob {signature}\tstatement.sig\n"
    );
    std::fs::write(&tree, listed).expect("it can be written");
    let script = format!(
        "git -C '{}' mktree < '{}'",
        team.control("dana").display(),
        tree.display()
    );
    let made = Command::new("sh")
        .args(["-c", &script])
        .output()
        .expect("sh runs");
    let tree = String::from_utf8_lossy(&made.stdout).trim().to_owned();
    let who = ["-c", "user.name=x", "-c", "user.email=x@x"];
    let parent = git(&["rev-parse", &format!("{approval}^")]);
    let commit = |tree: &str, parent: &str| {
        git(&[
            &who[..],
            &["commit-tree", tree, "-p", parent, "-m", "forged"],
        ]
        .concat())
    };
    let second = commit(&tree, &parent);
    let start = git(&["rev-parse", &format!("{branch}^{{tree}}")]);
    let head = commit(&start, &second);
    git(&["update-ref", branch, &head]);
}

#[test]
fn a_stranger_checks_the_exported_bundle_with_git_ssh_keygen_and_python() {
    let team = Team::begun();
    team.approved();
    let folder = team.world.path("bundle");
    let exported = team.at(
        "dana",
        &[
            "ledger",
            "export",
            "--bundle",
            &folder.display().to_string(),
        ],
    );
    assert_eq!(code(&exported), 0, "{}", said(&exported));
    let checked = stranger(&folder);
    let theirs: Value = serde_json::from_slice(&checked.stdout).expect("a document");
    assert_eq!(theirs, team.document("dana", &["ledger", "verify"]));
    assert_eq!(checked.status.code(), Some(0));
}

fn stranger(folder: &Path) -> Output {
    let mut command = Command::new("python3");
    command
        .args(["verify_ledger.py", "ledger.bundle", "--json"])
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.output().expect("python3 runs")
}

#[test]
fn any_repository_with_or_without_a_ledger_gets_a_verdict() {
    let world = World::new();
    let none = world.run(&[
        "ledger",
        "verify",
        "--repo",
        &world.path("demo/shop").display().to_string(),
    ]);
    assert_eq!(code(&none), 0, "{}", said(&none));
    let nowhere = world.run(&["ledger", "verify", "--repo", "/nowhere"]);
    assert_eq!(code(&nowhere), 3, "{}", said(&nowhere));
    for forge in ["github", "gitlab", "gitea"] {
        let job = world.done(&["ci-snippet", forge]);
        assert!(job.contains("lockkeeper verify"), "{job}");
    }
}
