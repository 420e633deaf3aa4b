//! Keys: made in a real keychain, named for a command, opened for a run.

use crate::world::{World, aside, code, said};
use lockkeeper_testkit::session_bus::SessionBus;
use serde_json::Value;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Dana's desk in the demo, on a bus of its own.
pub struct Desk {
    pub world: World,
    bus: Option<SessionBus>,
    /// Variables on top of those that every desk has.
    pub more: Vec<(&'static str, OsString)>,
}

impl Desk {
    pub fn without_keychain() -> Self {
        Self {
            world: World::today(),
            bus: None,
            more: Vec::new(),
        }
    }

    /// With an open keychain; nothing where none is installed.
    pub async fn with_keychain() -> Option<Self> {
        let mut bus = SessionBus::start();
        if !bus.start_gnome_keyring().await {
            return None;
        }
        let desk = Self::without_keychain();
        let bus = Some(bus);
        Some(Self { bus, ..desk })
    }

    fn command(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(words)
            .current_dir(self.world.path("demo/control"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.world.path("dana"))
            .stdin(Stdio::null());
        if let Some(bus) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
        }
        command.envs(self.more.iter().cloned());
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_lockkeeper"), words);
        command.output().expect("it starts")
    }

    pub fn document(&self, words: &[&str]) -> Value {
        let output = self.run(&[words, &["--json"]].concat());
        let read = serde_json::from_slice(&output.stdout);
        read.unwrap_or_else(|error| panic!("{words:?}: {error}: {}", said(&output)))
    }

    /// The same at a terminal, at which somebody types a line.
    pub fn typed(&self, words: &[&str], line: &str) -> Output {
        let program = env!("CARGO_BIN_EXE_lockkeeper");
        let whole = format!("{program} {}", words.join(" "));
        let mut command = self.command("script", &["-qec", &whole, "/dev/null"]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.expect("it starts");
        let mut stdin = child.stdin.take().expect("somebody types");
        writeln!(stdin, "{line}").expect("somebody types");
        let output = child.wait_with_output().expect("it ends");
        drop(stdin);
        output
    }

    pub fn key_file(&self, name: &str) -> String {
        self.world
            .path("demo/keys")
            .join(name)
            .display()
            .to_string()
    }

    /// The id of Sam's request for production.
    pub fn waiting(&self) -> String {
        let requests = self.document(&["requests"]);
        let requests = requests.as_array().expect("a list");
        let open = |one: &&Value| one["title"] == "web 4.1.7 → production";
        let found = requests.iter().find(open).expect("Sam has asked");
        found["id"].as_str().expect("an id").to_owned()
    }
}

/// Every file below a folder that holds a private key.
fn private_keys(folder: &Path) -> Vec<String> {
    let found = Command::new("grep")
        .args(["-rl", "--text", "PRIVATE KEY"])
        .arg(folder)
        .output()
        .expect("grep runs");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    found.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_key_that_is_made_lies_in_the_keychain_and_speaks_for_its_person() {
    let Some(desk) = Desk::with_keychain().await else {
        return;
    };
    let made = desk.run(&["key", "new", "--device", "--name", "dana@laptop", "--yes"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    assert!(
        said(&made).contains("Let a device key sign"),
        "{}",
        said(&made)
    );
    assert_eq!(private_keys(&desk.world.path("dana")), Vec::<String>::new());
    let keys = desk.document(&["key", "list"]);
    let keys = keys["keys"].as_array().expect("a list");
    let device = keys.iter().find(|key| key["made"] == true);
    let device = device.expect("it was made");
    assert_eq!(device["device_of"], "dana");
    assert_eq!(device["place"], "keychain");
    let verdict = desk.document(&["ledger", "verify"]);
    assert_eq!(verdict["verdict"], "intact");
    assert_eq!(verdict["void"], serde_json::json!([]));
    let fingerprint = device["fingerprint"].as_str().expect("a fingerprint");
    let removed = desk.run(&["key", "remove", fingerprint, "--yes"]);
    assert_eq!(code(&removed), 0, "{}", said(&removed));
    let again = desk.run(&["key", "remove", fingerprint, "--yes"]);
    assert_eq!(code(&again), 1, "{}", said(&again));
    let keys = desk.document(&["key", "list"]);
    let keys = keys["keys"].as_array().expect("a list");
    assert!(keys.iter().all(|key| key["made"] == false), "{keys:?}");
}

#[tokio::test]
async fn a_device_key_in_the_keychain_binds_once_what_holds_people_back() {
    let Some(desk) = Desk::with_keychain().await else {
        return;
    };
    let made = desk.run(&["key", "new", "--device", "--yes"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let keys = desk.document(&["key", "list"]);
    let keys = keys["keys"].as_array().expect("a list");
    let device = keys.iter().find(|key| key["made"] == true);
    let device = &device.expect("it was made")["fingerprint"];
    let (mira, hers) = (desk.key_file("mira"), desk.world.path("mira"));
    let hers = hers.display().to_string();
    let freeze = ["freeze", "production", "--reason", "stop", "--yes"];
    let stopped = desk.run(&[&freeze[..], &["--key", &mira, "--data-dir", &hers]].concat());
    assert_eq!(code(&stopped), 0, "{}", said(&stopped));
    let looked = || {
        let looked = desk.run(&["watch", "--once"]);
        assert_eq!(code(&looked), 0, "{}", said(&looked));
        let log = desk.document(&["ledger", "log", "--most", "1"]);
        assert_eq!(log["verdict"], "intact", "{log}");
        (log["entries"].clone(), log["lines"][0].clone())
    };
    let (count, newest) = looked();
    assert_eq!(newest["kind"], "checkpoint", "{newest}");
    assert_eq!(newest["by"], "dana");
    assert_eq!(newest["key"], *device);
    assert_eq!(newest["void"], Value::Null);
    assert_eq!(looked().0, count, "once");
}

#[tokio::test]
async fn a_database_that_was_put_back_is_told_by_the_keychain() {
    let Some(desk) = Desk::with_keychain().await else {
        return;
    };
    desk.document(&["board"]);
    let data = desk.world.path("dana/.local/share/lockkeeper");
    let copy = desk.world.path("copy");
    let copied = |from: &Path, to: &Path| {
        let done = Command::new("cp").arg("-r").arg(from).arg(to).status();
        assert!(done.expect("cp runs").success());
    };
    copied(&data, &copy);
    let id = desk.waiting();
    let yes = desk.run(&["approve", &id, "--yes"]);
    assert_eq!(code(&yes), 0, "{}", said(&yes));
    std::fs::remove_dir_all(&data).expect("it is gone");
    copied(&copy, &data);
    let told = desk.run(&["requests"]);
    let words = "This desktop's database went back";
    assert!(aside(&told).contains(words), "{}", aside(&told));
    let told = desk.run(&["requests"]);
    assert!(!aside(&told).contains(words), "{}", aside(&told));
}

#[test]
fn without_a_keychain_no_key_is_made() {
    let desk = Desk::without_keychain();
    let made = desk.run(&["key", "new"]);
    assert_eq!(code(&made), 3, "{}", aside(&made));
    assert!(
        aside(&made).contains("there is no keychain"),
        "{}",
        aside(&made)
    );
    assert_eq!(private_keys(&desk.world.path("dana")), Vec::<String>::new());
}

#[test]
fn the_key_that_is_named_signs_now_and_later() {
    let desk = Desk::without_keychain();
    let id = desk.waiting();
    // Sam asked, so Sam's key approves nothing.
    let sam = desk.key_file("sam");
    let own = desk.run(&["approve", &id, "--yes", "--key", &sam]);
    assert_eq!(code(&own), 1, "{}", said(&own));
    let keys = desk.document(&["key", "list"]);
    assert_eq!(keys["keys"][0]["person"], "sam");
    assert_eq!(keys["keys"][0]["signs"], true);
    assert_eq!(keys["chosen"], sam);
    let chosen = desk.run(&["key", "use", &desk.key_file("dana.pub")]);
    assert_eq!(code(&chosen), 0, "{}", said(&chosen));
    let yes = desk.run(&["approve", &id, "--yes"]);
    assert_eq!(code(&yes), 0, "{}", said(&yes));
}

#[test]
fn a_key_that_is_not_here_signs_nothing_and_is_not_remembered() {
    let desk = Desk::without_keychain();
    let id = desk.waiting();
    let none = desk.run(&["approve", &id, "--yes", "--key", "SHA256:nothing"]);
    assert_ne!(code(&none), 0, "{}", said(&none));
    assert!(
        aside(&none).contains("SHA256:nothing is not here"),
        "{}",
        aside(&none)
    );
    let none = desk.run(&["approve", &id, "--yes", "--key", "nowhere"]);
    assert_eq!(code(&none), 2, "{}", said(&none));
    assert_eq!(desk.document(&["key", "list"])["chosen"], Value::Null);
}

#[test]
fn a_key_that_is_nobodys_is_named_and_signs_nothing() {
    let desk = Desk::without_keychain();
    let id = desk.waiting();
    let stranger = desk.key_file("stranger");
    let args = ["-q", "-t", "ed25519", "-N", "", "-f", &stranger];
    let made = Command::new("ssh-keygen").args(args).status();
    assert!(made.expect("ssh-keygen is installed").success());
    let none = desk.run(&["approve", &id, "--yes", "--key", &stranger]);
    assert_eq!(code(&none), 3, "{}", said(&none));
    let words = "is not listed for anybody in the rules in force";
    assert!(aside(&none).contains(words), "{}", said(&none));
}

#[test]
fn a_locked_key_starts_a_run_with_one_passphrase_typed_at_a_terminal() {
    let desk = Desk::without_keychain();
    let id = desk.waiting();
    let yes = desk.run(&["approve", &id, "--yes"]);
    assert_eq!(code(&yes), 0, "{}", said(&yes));
    let locked = Command::new("ssh-keygen")
        .args(["-q", "-p", "-P", "", "-N", "open sesame", "-f"])
        .arg(desk.key_file("dana"))
        .status();
    assert!(locked.expect("ssh-keygen runs").success());
    let goes = ["promote", "web@4.1.7", "--to", "production", "--yes"];
    let before = desk.document(&["runs"]);
    let silent = desk.run(&goes);
    assert_ne!(code(&silent), 0, "{}", said(&silent));
    assert!(aside(&silent).contains("passphrase"), "{}", aside(&silent));
    assert_eq!(desk.document(&["runs"]), before, "nothing was begun");
    let wrong = desk.typed(&goes, "close sesame");
    assert_ne!(code(&wrong), 0, "{}", said(&wrong));
    assert_eq!(desk.document(&["runs"]), before, "nothing was begun");
    let right = desk.typed(&goes, "open sesame");
    assert_eq!(code(&right), 0, "{}", said(&right));
    assert!(
        !said(&right).contains("open sesame\r\n  "),
        "it is not shown"
    );
    let trail = desk.document(&["ledger", "log"]);
    let text = trail.to_string();
    assert!(text.contains("finish") || text.contains("Finish"), "{text}");
}
