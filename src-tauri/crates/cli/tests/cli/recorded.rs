//! Two people, each at their own desk, and a ledger between them.

use crate::world::{World, aside, code, said};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The demo, with each of its people at a desk of their own.
pub struct Team {
    pub world: World,
}

impl Team {
    pub fn begun() -> Self {
        let team = Self {
            world: World::today(),
        };
        for name in ["lee", "mira", "sam"] {
            team.sits_down(name);
        }
        team
    }

    /// A clone of the control folder in which somebody else's key signs.
    fn sits_down(&self, name: &str) {
        let folder = format!("control-{name}");
        self.world.git("demo", &["clone", "-q", "control", &folder]);
        let key = self.world.path("demo/keys").join(name);
        let key = key.display().to_string();
        let folder = format!("demo/{folder}");
        for (setting, value) in [("gpg.format", "ssh"), ("user.signingKey", &*key)] {
            self.world.git(&folder, &["config", setting, value]);
        }
    }

    fn control(&self, name: &str) -> PathBuf {
        let folder = match name {
            "dana" => "demo/control".to_owned(),
            other => format!("demo/control-{other}"),
        };
        self.world.path(&folder)
    }

    /// Somebody's command at their own desk.
    pub fn at(&self, name: &str, words: &[&str]) -> Output {
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

    pub fn document(&self, name: &str, words: &[&str]) -> Value {
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
            .git("demo/web", &["rev-parse", "v4.1.7^{commit}"]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper"));
        command
            .args(["verify", "--service", "web", "--to", "production"])
            .args(["--commit", &commit, "--genesis", &genesis])
            .args(["--at-least", &format!("0:{genesis}"), "--ledger"])
            .arg(self.control("dana"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.output().expect("it starts")
    }

    /// A folder with the bundle for strangers.
    pub fn exported(&self) -> PathBuf {
        let folder = self.world.path("bundle");
        let place = folder.display().to_string();
        let exported = self.at("dana", &["ledger", "export", "--bundle", &place]);
        assert_eq!(code(&exported), 0, "{}", said(&exported));
        folder
    }

    /// Everything about a request for web in production that is still open.
    pub fn waiting(&self) -> Value {
        let requests = self.document("dana", &["requests"]);
        let requests = requests.as_array().expect("a list");
        let open = |one: &&Value| one["title"] == "web 4.1.7 → production";
        requests.iter().find(open).expect("Sam has asked").clone()
    }

    /// Who asked may not approve; Dana may, and then everybody has.
    fn approved(&self) {
        let request = self.waiting();
        assert_eq!(request["state"], "waiting");
        assert_eq!(request["rules"][0]["may_sign"][0], "dana");
        let id = request["id"].as_str().expect("an id").to_owned();
        let own = self.at("sam", &["approve", &id, "--yes"]);
        assert_eq!(code(&own), 1, "{}", said(&own));
        let yes = self.at("dana", &["approve", &id, "--yes"]);
        assert_eq!(code(&yes), 0, "{}", said(&yes));
        assert_eq!(self.waiting()["state"], "approved");
    }
}

/// What was in the ledger before anybody did anything.
const TOLD: usize = 46;
const BACK: [&str; 7] = [
    "rollback",
    "worker",
    "--in",
    "production",
    "--to",
    "0.14.2",
    "--yes",
];
const GOES: [&str; 5] = ["promote", "web@4.1.7", "--to", "production", "--yes"];

#[test]
fn the_ledger_of_the_demo_is_intact_for_the_program_and_for_a_stranger() {
    let team = Team::begun();
    let ours = team.document("dana", &["ledger", "verify"]);
    assert_eq!(ours["verdict"], "intact");
    assert_eq!(ours["entries"], TOLD);
    assert_eq!(ours["void"], serde_json::json!([]));
    let folder = team.exported();
    let checked = stranger(&folder);
    let theirs: Value = serde_json::from_slice(&checked.stdout).expect("a document");
    assert_eq!(theirs, ours);
    let lines = team.document("dana", &["ledger", "log"]);
    let lines = lines["lines"].as_array().expect("lines").clone();
    assert!(
        lines
            .iter()
            .all(|line| line["remarks"] == serde_json::json!([]))
    );
}

#[test]
fn a_second_person_approves_at_their_own_desk_and_the_version_goes() {
    let team = Team::begun();
    let early = team.at("sam", &GOES);
    assert_eq!(code(&early), 1, "one approval is missing: {}", said(&early));
    team.approved();
    assert_eq!(code(&team.pipeline()), 1, "approved is not started");
    let gone = team.at("sam", &GOES);
    assert_eq!(code(&gone), 0, "{}", said(&gone));
    let trail = team.document("dana", &["ledger", "log"]);
    let newest = trail["lines"].as_array().expect("lines").iter().take(3);
    let newest: Vec<_> = newest
        .map(|line| (line["kind"].as_str(), line["by"].as_str()))
        .collect();
    let by = |kind, who| (Some(kind), Some(who));
    assert_eq!(
        newest,
        [
            by("finish", "sam"),
            by("start", "sam"),
            by("approval", "dana")
        ]
    );
    assert_eq!(code(&team.pipeline()), 1, "it has ended");
}

#[test]
fn the_ledger_is_read_as_its_remote_has_it_or_said_to_be_older() {
    let team = Team::begun();
    let entries = |who| team.document(who, &["ledger", "verify"])["entries"].clone();
    assert_eq!(entries("lee"), TOLD);
    let told = team.at("sam", &["note", "the cranes are back", "--yes"]);
    assert_eq!(code(&told), 0, "{}", said(&told));
    assert_eq!(entries("lee"), TOLD + 1);
    let here = team.document("lee", &["ledger", "verify", "--repo", "."]);
    assert_eq!(here["entries"], TOLD + 1, "what was seen stays seen");
    let (remote, gone) = (team.control("dana"), team.world.path("gone"));
    std::fs::rename(remote, gone).expect("it can be moved");
    let alone = team.at("lee", &["ledger", "verify", "--json"]);
    assert_eq!(code(&alone), 0, "{}", said(&alone));
    assert!(
        aside(&alone).contains("as it was seen last"),
        "{}",
        said(&alone)
    );
    assert_eq!(entries("lee"), TOLD + 1);
}

#[test]
fn a_ledger_that_was_cut_off_is_not_intact_where_more_of_it_was_seen() {
    let team = Team::begun();
    for who in ["dana", "lee"] {
        team.document(who, &["ledger", "verify"]);
    }
    let told = team.at("lee", &["note", "the cranes are back", "--yes"]);
    assert_eq!(code(&told), 0, "{}", said(&told));
    let remote = team.control("dana");
    let remote = remote.display().to_string();
    let ledger = "refs/heads/lockkeeper/ledger";
    let earlier = format!("{ledger}~1");
    let git = |words: &[&str]| team.world.git("", &[&["-C", &remote], words].concat());
    git(&["update-ref", ledger, &earlier]);
    let cut = team.at("lee", &["ledger", "verify"]);
    assert_eq!(code(&cut), 5, "{}", said(&cut));
    assert!(
        said(&cut).contains("lockkeeper ledger restore"),
        "{}",
        said(&cut)
    );
    // Whoever never saw more of it cannot know.
    let other = team.at("dana", &["ledger", "verify"]);
    assert_eq!(code(&other), 0, "{}", said(&other));
}

#[test]
fn situation_27_an_old_deploy_job_that_runs_again_is_refused_and_shows_as_drift_past_the_check() {
    let team = Team::begun();
    team.approved();
    assert_eq!(code(&team.at("sam", &GOES)), 0);
    let refused = team.pipeline();
    assert_eq!(code(&refused), 1, "its start is finished");
    let why = said(&refused);
    assert!(why.contains("ended with entry"), "{why}");
    // Without the check it deploys what it deployed then.
    let file = team.world.path("demo/infra/web/production.yaml");
    team.world.git("demo/infra", &["pull", "-q", "--rebase"]);
    let text = std::fs::read_to_string(&file).expect("it is there");
    std::fs::write(&file, text.replace("4.1.7", "4.1.6")).expect("it can be written");
    let who = [
        "-c",
        "user.name=Job 812",
        "-c",
        "user.email=ci@harbour.example",
    ];
    let commit = [&who[..], &["commit", "-qam", "deploy web 4.1.6"]].concat();
    team.world.git("demo/infra", &commit);
    team.world
        .git("demo/infra", &["push", "-q", "origin", "HEAD"]);
    let board = team.document("dana", &["board"]).to_string();
    let drift = "runs 4.1.6, no promotion record · by Job 812";
    assert!(board.contains(drift), "{board}");
}

#[test]
fn situation_05_a_rollback_runs_while_the_control_repository_is_away_and_is_adopted_later() {
    let team = Team::begun();
    let back = [
        "rollback",
        "worker",
        "--in",
        "staging",
        "--reason",
        "it is slow",
        "--yes",
    ];
    // Lee has seen the ledger, and then the host is gone.
    team.document("lee", &["requests"]);
    let (host, away) = (team.control("dana"), team.world.path("demo/away"));
    std::fs::rename(&host, &away).expect("it can be moved");
    let forward = team.at(
        "lee",
        &["promote", "web@4.1.7", "--to", "production", "--yes"],
    );
    assert_ne!(code(&forward), 0, "{}", said(&forward));
    let gone = team.at("lee", &back);
    assert_eq!(code(&gone), 0, "{}", said(&gone));
    assert!(
        said(&gone).contains("The ledger cannot be reached."),
        "{}",
        said(&gone)
    );
    std::fs::rename(&away, &host).expect("it can be moved back");
    team.document("lee", &["board"]);
    let trail = team.document("dana", &["ledger", "log"]);
    let newest = &trail["lines"][0];
    assert_eq!(
        (&newest["kind"], &newest["by"]),
        (&"adopt".into(), &"lee".into()),
        "{newest}"
    );
    let text = newest["sentence"].as_str().expect("a sentence");
    assert!(
        text.ends_with("while the ledger could not be reached: it is slow"),
        "{text}"
    );
    team.document("lee", &["board"]);
    let again = team.document("dana", &["ledger", "log"]);
    assert_eq!(again["lines"][0], *newest, "once");
    let number = newest["number"].to_string();
    let yes = team.at("dana", &["approve", &number, "--yes"]);
    assert_eq!(code(&yes), 0, "{}", said(&yes));
}

#[test]
fn whoever_asks_again_needs_two_others_again() {
    let team = Team::begun();
    let asks = ["promote", "worker@0.14.3", "--to", "production", "--yes"];
    let gone = team.at("dana", &asks);
    assert_eq!(code(&gone), 0, "it was agreed on: {}", said(&gone));
    let back = team.at("dana", &BACK);
    assert_eq!(code(&back), 0, "nobody has to agree: {}", said(&back));
    let silent = team.at("dana", &asks);
    assert_eq!(code(&silent), 1, "it wants a reason: {}", said(&silent));
    let reasoned = [&asks[..], &["--reason", "it was the broker"]].concat();
    let asked = team.at("dana", &reasoned);
    assert_eq!(code(&asked), 1, "it waits: {}", said(&asked));
    let newest = || team.document("dana", &["requests"])[0].clone();
    let id = newest()["id"].as_str().expect("an id").to_owned();
    assert_eq!(newest()["by"], "dana");
    for (name, exit, state) in [
        ("dana", 1, "waiting"),
        ("mira", 0, "waiting"),
        ("lee", 0, "approved"),
    ] {
        let yes = team.at(name, &["approve", &id, "--yes"]);
        assert_eq!(code(&yes), exit, "{name}: {}", said(&yes));
        assert_eq!(newest()["state"], state, "after {name}");
    }
}

#[test]
fn the_pipeline_says_yes_while_a_run_is_under_way_and_no_to_a_forged_byte() {
    let team = Team::begun();
    team.approved();
    // The environment's remote refuses, so the run stays open behind its start.
    let hook = team.world.path("demo/remotes/infra.git/hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("it can be made");
    crate::tools::write_program(&hook, "echo not today; exit 1");
    let held = team.at("dana", &GOES);
    assert_ne!(code(&held), 0, "{}", said(&held));
    let yes = team.pipeline();
    assert_eq!(code(&yes), 0, "{}", said(&yes));
    forge(&team);
    let no = team.pipeline();
    assert_eq!(code(&no), 5, "{}", said(&no));
    let verdict = team.document("dana", &["ledger", "verify"]);
    assert_eq!(verdict["verdict"], "broken");
    assert_eq!(verdict["broken_at"], TOLD);
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
    let folder = team.exported();
    let checked = stranger(&folder);
    let theirs: Value = serde_json::from_slice(&checked.stdout).expect("a document");
    assert_eq!(theirs, team.document("dana", &["ledger", "verify"]));
    assert_eq!(checked.status.code(), Some(0));
}

pub fn stranger(folder: &Path) -> Output {
    let mut command = Command::new("python3");
    command
        .args(["verify_ledger.py", "ledger.bundle", "--json"])
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.output().expect("python3 runs")
}

#[test]
fn a_ledger_that_is_not_there_is_told_and_never_intact() {
    let world = World::new();
    let shop = world.path("demo/shop").display().to_string();
    for asked in ["verify", "log", "show 0", "export --pdf x.pdf"] {
        let words = ["ledger"].into_iter().chain(asked.split(' '));
        let words: Vec<&str> = words.chain(["--repo", &shop, "--json"]).collect();
        let none = world.run(&words);
        assert_eq!(code(&none), 3, "{}", said(&none));
        assert!(said(&none).contains("the ledger is not there"), "{asked}");
        assert!(!said(&none).contains("intact"), "{}", said(&none));
    }
    let nowhere = world.run(&["ledger", "verify", "--repo", "/nowhere"]);
    assert_eq!(code(&nowhere), 3, "{}", said(&nowhere));
    for forge in ["github", "gitlab", "gitea"] {
        let job = world.done(&["ci-snippet", forge]);
        assert!(job.contains("lockkeeper verify"), "{job}");
    }
}

#[test]
fn a_ledger_that_was_never_seen_here_is_told_once_beside_the_answer() {
    let team = Team::begun();
    let genesis = team.document("sam", &["ledger", "show", "0"]);
    let hash = genesis["line"]["hash"].as_str().expect("a hash").to_owned();
    let first = team.at("sam", &["requests", "--json"]);
    let beside = String::from_utf8_lossy(&first.stderr).into_owned();
    assert!(
        beside.contains("for the first time") && beside.contains(&hash),
        "{beside}"
    );
    assert!(serde_json::from_slice::<Value>(&first.stdout).is_ok());
    let board = team.document("mira", &["board"]);
    assert_eq!(board["genesis"], *hash, "for whoever reads no asides");
    assert!(
        team.document("mira", &["board"])["genesis"].is_null(),
        "once"
    );
    let again = team.at("sam", &["requests"]);
    assert!(!said(&again).contains("for the first time"), "once");
}
