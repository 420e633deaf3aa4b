//! What the programs that are run here are told, and what they inherit.

use crate::keys::Desk;
use crate::tools::{Tools, real_program, write_program};
use crate::world::{World, aside, code, said};
use std::process::{Command, Stdio};

const PASSPHRASE: &str = "open sesame of dana";
/// How every key file of OpenSSH begins, below its first line.
const KEY_FILE: &str = "b3BlbnNzaC1rZXktdjE";
/// Every program that is run besides the hooks of a repository.
const PROGRAMS: [&str; 3] = ["git", "ssh-keygen", "ssh-add"];

/// What a git that runs a hook would leave to it, and what a person's own
/// tastes are: each would make git do something else than it is asked.
const STEERING: [&str; 20] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_COMMON_DIR",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_REFLOG_ACTION",
    "GIT_LITERAL_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_EXTERNAL_DIFF",
    "GIT_TRACE_CURL",
    "LANGUAGE",
];

/// What a person or a pipeline sets up for every program.
const KEPT: [(&str, &str); 5] = [
    ("GIT_SSH_COMMAND", "ssh -o ConnectTimeout=3"),
    ("SSH_AUTH_SOCK", "/nowhere/agent"),
    ("GIT_CONFIG_COUNT", "1"),
    ("GIT_CONFIG_KEY_0", "lockkeeper.kept"),
    ("GIT_CONFIG_VALUE_0", "yes"),
];

/// Programs that note their words and variables, and go on as the real ones.
struct Witnesses(Tools);

impl Witnesses {
    fn called() -> Self {
        let noting = |name: &str| {
            format!(
                "{{ echo \"words: $0 $*\"; env; }} >>\"${{0%/*}}/told-{name}\"\n\
                 exec '{}' \"$@\"\n",
                real_program(name).display()
            )
        };
        let tools = Tools::with_git(&noting("git"));
        for name in &PROGRAMS[1..] {
            let script = format!("#!/bin/sh\n{}", noting(name));
            write_program(&tools.folder().join(name), &script);
        }
        Self(tools)
    }

    /// Everything that a program was told, in argument or variable.
    fn told(&self, name: &str) -> String {
        let place = self.0.folder().join(format!("told-{name}"));
        let told = std::fs::read(&place).unwrap_or_default();
        assert!(!told.is_empty(), "{name} was never run");
        String::from_utf8_lossy(&told).into_owned()
    }
}

#[test]
fn no_program_is_told_a_passphrase_and_none_is_steered_by_who_called_us() {
    let mut desk = Desk::without_keychain();
    let locked = Command::new("ssh-keygen")
        .args(["-q", "-p", "-P", "", "-N", PASSPHRASE, "-f"])
        .arg(desk.key_file("dana"))
        .status();
    assert!(locked.expect("ssh-keygen runs").success());
    let id = desk.waiting();
    let witnesses = Witnesses::called();
    desk.more.push(("PATH", witnesses.0.path()));
    desk.more
        .extend(STEERING.map(|name| (name, "/astray".into())));
    desk.more
        .extend(KEPT.map(|(name, value)| (name, value.into())));
    let approve = ["approve", &id, "--yes"];
    let wrong = desk.typed(&approve, "close sesame of dana");
    assert_ne!(code(&wrong), 0, "{}", said(&wrong));
    for words in [
        &approve[..],
        &["promote", "web@4.1.7", "--to", "production", "--yes"],
    ] {
        let done = desk.typed(words, PASSPHRASE);
        assert_eq!(code(&done), 0, "{words:?}: {}", said(&done));
    }
    for name in PROGRAMS {
        let told = witnesses.told(name);
        assert!(!told.contains("sesame"), "{name} was told the passphrase");
        assert!(!told.contains(KEY_FILE), "{name} was told a key");
        let runs = told.matches("words: ").count();
        let home = format!("HOME={}\n", desk.world.path("dana").display());
        assert_eq!(told.matches(&home).count(), runs, "{name} has a home");
        for (variable, value) in KEPT {
            let kept = told.matches(&format!("{variable}={value}\n")).count();
            assert_eq!(kept, runs, "{name}: {variable}");
        }
    }
    let told = witnesses.told("git");
    let astray = told.lines().filter(|line| line.contains("/astray"));
    assert_eq!(astray.collect::<Vec<_>>(), [""; 0]);
}

#[tokio::test]
async fn no_program_is_told_a_key_that_lies_in_the_keychain() {
    let Some(mut desk) = Desk::with_keychain().await else {
        return;
    };
    let witnesses = Witnesses::called();
    desk.more.push(("PATH", witnesses.0.path()));
    let made = desk.run(&["key", "new", "--device", "--name", "dana@laptop", "--yes"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let id = desk.waiting();
    for words in [
        &["approve", &id, "--yes"][..],
        &["promote", "web@4.1.7", "--to", "production", "--yes"],
    ] {
        let done = desk.run(words);
        assert_eq!(code(&done), 0, "{words:?}: {}", said(&done));
    }
    for name in PROGRAMS {
        let told = witnesses.told(name);
        assert!(!told.contains(KEY_FILE), "{name} was told a key");
        assert!(!told.contains("PRIVATE KEY"), "{name} was told a key");
    }
}

/// A hook that runs before a push is taken in has the repository, the index and
/// the objects of its own git around it, and may move no ref there.
#[test]
fn a_hook_of_a_remote_may_ask_whether_a_deployment_was_started() {
    let world = World::today();
    let log = world.document(&["ledger", "log", "--most", "1000"]);
    let first = log["lines"].as_array().and_then(|lines| lines.last());
    let genesis = first.expect("it has begun")["hash"]
        .as_str()
        .expect("a hash");
    let answer = world.path("answer");
    world.program_at(
        "demo/remotes/infra.git/hooks/pre-receive",
        &format!(
            "#!/bin/sh\n'{}' verify --ledger '{}' --genesis {genesis} --at-least 0:{genesis} \
             --service web --to production --commit {} >'{}' 2>&1\n",
            env!("CARGO_BIN_EXE_lockkeeper"),
            world.path("demo/control").display(),
            "0".repeat(40),
            answer.display(),
        ),
    );
    let infra = world.path("demo/infra");
    let push = Command::new("git")
        .arg("-C")
        .arg(&infra)
        .args(["-c", "user.name=x", "-c", "user.email=x@x.example"])
        .args(["push", "-q", "origin", "HEAD:refs/heads/asked"])
        .stdin(Stdio::null())
        .output()
        .expect("git starts");
    let heard = std::fs::read_to_string(&answer).expect("it was asked");
    assert!(heard.starts_with("No: "), "{heard}");
    assert!(!push.status.success(), "{}", aside(&push));
}

#[test]
fn a_hook_is_put_where_its_repository_has_them_whoever_called() {
    let world = World::today();
    let hook = world
        .command(&["flow", "hook", "commit-msg", "--repo", "web"])
        .env("GIT_DIR", world.path("demo/shop/.git"))
        .output()
        .expect("it starts");
    assert_eq!(code(&hook), 0, "{}", said(&hook));
    assert!(world.path("demo/web/.git/hooks/commit-msg").exists());
    assert!(!world.path("demo/shop/.git/hooks/commit-msg").exists());
}
