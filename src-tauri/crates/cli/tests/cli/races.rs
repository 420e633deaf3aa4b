//! Real processes against one bare remote, each with a home and a clone of
//! its own, who decide about the same request at the same time.
//!
//! `LOCKKEEPER_LONG=1` plays a thousand rounds.

use crate::world::{World, code, said};
use serde_json::Value;
use std::fmt::Write as _;
use std::process::{Child, Command, Output, Stdio};

/// Everybody may release, and one other person has to say yes.
const PEOPLE: [&str; 3] = ["dana", "lee", "mira"];
/// Rounds when nobody asks for more.
const ROUNDS: usize = 100;

struct Office {
    world: World,
}

/// What a round came to, for the sum at the end.
#[derive(Debug, Default)]
struct Sum {
    started: usize,
    arrived: usize,
    rejected: usize,
    frozen: usize,
    void: usize,
    entries: usize,
}

impl Office {
    /// An application with many versions, one environment, and a ledger.
    fn opened(versions: usize) -> Self {
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
        for name in PEOPLE {
            let (from, to) = (office.place("control.git"), office.place(&desk(name)));
            office.git(".", &["clone", "-q", &from, &to]);
        }
        let begun = office.ends(office.at("dana", &["ledger", "begin", "--yes"]));
        assert_eq!(code(&begun), 0, "{}", said(&begun));
        office
    }

    fn place(&self, below: &str) -> String {
        self.world.path(below).display().to_string()
    }

    fn git(&self, folder: &str, words: &[&str]) -> String {
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
            let folder = self.world.path(name).join(".ssh");
            std::fs::create_dir_all(&folder).expect("a folder can be made");
            let file = folder.join("id_ed25519");
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]);
            let made = keygen.arg(&file).status();
            assert!(made.is_ok_and(|made| made.success()), "a key is made");
            let line = std::fs::read_to_string(file.with_extension("pub"));
            let line = line.expect("it is there");
            let _always = write!(
                text,
                "[people.{name}]\nname = \"{name}\"\nemail = \"{name}@example.org\"\n\
                 roles = [\"admin\", \"release-manager\"]\nkeys = [\"{}\"]\n",
                line.trim()
            );
        }
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

    /// Somebody's command, under way at their own desk.
    fn at(&self, name: &str, words: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper"));
        command
            .args(words)
            .current_dir(self.world.path(&desk(name)))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
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

    fn ends(&self, child: Child) -> Output {
        child.wait_with_output().expect("it ends")
    }

    /// Several commands at the same time; their outputs in order.
    fn race(&self, all: &[(&str, &[&str])]) -> Vec<Output> {
        let under_way: Vec<Child> = all.iter().map(|(who, words)| self.at(who, words)).collect();
        under_way
            .into_iter()
            .map(|child| self.ends(child))
            .collect()
    }

    fn document(&self, words: &[&str]) -> Value {
        let output = self.ends(self.at("dana", &[words, &["--json"]].concat()));
        let read = serde_json::from_slice(&output.stdout);
        read.unwrap_or_else(|error| panic!("{words:?}: {error}: {}", said(&output)))
    }

    /// The entries on the remote from a number on, oldest first, in a ledger
    /// that is intact.
    fn entries_from(&self, number: usize) -> Vec<Value> {
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
    fn production(&self) -> String {
        let shown = self
            .world
            .git("infra.git", &["show", "main:production.yaml"]);
        shown.trim_start_matches("version: ").to_owned()
    }
}

fn desk(name: &str) -> String {
    format!("{name}/control")
}

/// The hash of the entry that an output says was signed.
fn signed(output: &Output) -> Option<String> {
    let document: Value = serde_json::from_slice(&output.stdout).ok()?;
    Some(document.get("hash")?.as_str()?.to_owned())
}

/// One round about one version: asked for, then everybody at once.
fn play(office: &Office, round: usize, first: usize, sum: &mut Sum) -> usize {
    let version = format!("api@1.{round}.0");
    let goes = ["promote", &version, "--to", "production", "--yes"];
    let asked = office.ends(office.at("dana", &goes));
    assert_eq!(code(&asked), 1, "it waits: {}", said(&asked));
    let requests = office.document(&["requests"]);
    let id = requests[0]["id"].as_str().expect("an id").to_owned();
    let approve = ["approve", &id, "--yes", "--json"];
    let reject = ["reject", &id, "--reason", "no", "--yes", "--json"];
    let freeze = [
        "freeze",
        "production",
        "--reason",
        "stop",
        "--yes",
        "--json",
    ];
    let mut outputs = Vec::new();
    if (1..=3).contains(&(round % 5)) {
        outputs.extend(office.race(&[("lee", &approve)]));
    }
    outputs.extend(match round % 5 {
        0 => office.race(&[("lee", &approve), ("dana", &goes), ("mira", &reject)]),
        4 => office.race(&[("lee", &approve), ("mira", &reject), ("dana", &freeze)]),
        1 => office.race(&[("dana", &goes), ("lee", &goes), ("mira", &reject)]),
        2 => office.race(&[("dana", &goes), ("mira", &freeze)]),
        _ => office.race(&[("dana", &goes), ("lee", &goes), ("mira", &approve)]),
    });
    let lines = office.entries_from(first);
    let all: Vec<String> = outputs.iter().map(said).collect();
    let what = format!("round {round}: {lines:#?}\n{}", all.join("\n"));
    for hash in outputs.iter().filter_map(signed) {
        assert!(
            lines.iter().any(|line| line["hash"] == *hash),
            "{hash} {what}"
        );
    }
    judge(office, round, &lines, &outputs, sum, &what);
    let stop = lines.iter().find(|line| line["kind"] == "freeze");
    if let Some(stop) = stop {
        let number = stop["number"].to_string();
        let thawed = office.ends(office.at("mira", &["thaw", &number, "--yes"]));
        assert_eq!(code(&thawed), 0, "{}", said(&thawed));
    }
    sum.entries += lines.len();
    first + lines.len() + usize::from(stop.is_some())
}

/// Nothing is under way twice or done twice, nothing starts after a rejection,
/// and production runs what was started.
fn judge(
    office: &Office,
    round: usize,
    lines: &[Value],
    outputs: &[Output],
    sum: &mut Sum,
    what: &str,
) {
    let counts = |line: &&Value| line["void"].is_null();
    let of = |kind: &str| {
        let all = lines.iter().filter(|line| line["kind"] == kind);
        all.filter(counts)
            .map(|line| line["number"].as_u64().expect("a number"))
            .collect::<Vec<_>>()
    };
    let (starts, rejections, freezes) = (of("start"), of("rejection"), of("freeze"));
    assert!(takes_turns(lines), "started twice in {what}");
    for stop in rejections.iter().chain(&freezes) {
        assert!(starts.iter().all(|start| start < stop), "stopped: {what}");
    }
    assert_eq!(of("finish").len(), starts.len(), "{what}");
    // One that was started on old facts ends as a conflict, and changes nothing.
    let runs = office.production() == format!("1.{round}.0");
    let succeeded = |line: &Value| {
        let words = line["sentence"].as_str().unwrap_or_default();
        line["kind"] == "finish" && words.starts_with("End, succeeded: ")
    };
    let done = lines.iter().filter(|line| succeeded(line)).count();
    assert_eq!(done, usize::from(runs), "{what}");
    let went = outputs.iter().filter(|output| {
        let text = String::from_utf8_lossy(&output.stdout);
        code(output) == 0 && !text.contains("\"hash\"")
    });
    assert!(went.count() <= 1, "two say that they did it: {what}");
    sum.started += starts.len();
    sum.arrived += usize::from(runs);
    sum.rejected += rejections.len();
    sum.frozen += freezes.len();
    sum.void += lines.iter().filter(|line| !counts(line)).count();
}

/// Whether each start waited for the end of the one before, and nobody started
/// again what had succeeded. Whoever started on old facts ends without an
/// effect, and somebody with fresh ones may start after that.
fn takes_turns(lines: &[Value]) -> bool {
    let (mut under_way, mut succeeded) = (false, false);
    for line in lines.iter().filter(|line| line["void"].is_null()) {
        if line["kind"] == "start" {
            if under_way || succeeded {
                return false;
            }
            under_way = true;
        } else if line["kind"] == "finish" {
            under_way = false;
            let words = line["sentence"].as_str().unwrap_or_default();
            succeeded |= words.starts_with("End, succeeded: ");
        }
    }
    true
}

#[test]
fn whatever_people_decide_at_once_the_ledger_is_one_line_and_nothing_starts_twice() {
    let long = std::env::var_os("LOCKKEEPER_LONG").is_some();
    let rounds = if long { 1_000 } else { ROUNDS };
    let office = Office::opened(rounds);
    let (mut first, mut sum) = (1, Sum::default());
    for round in 1..=rounds {
        first = play(&office, round, first, &mut sum);
    }
    println!("{rounds} rounds: {sum:?}");
    let ledger = ["ledger", "verify", "--repo", &office.place("control.git")];
    let verdict = office.document(&ledger);
    assert_eq!(verdict["entries"], first, "nothing was lost: {verdict}");
    let branch = "refs/heads/lockkeeper/ledger";
    let merges = ["rev-list", "--count", "--merges", branch];
    assert_eq!(office.world.git("control.git", &merges), "0");
    assert!(
        sum.started > 0 && sum.rejected > 0 && sum.frozen > 0,
        "{sum:?}"
    );
}
