//! Environments that run branches, with a ledger: one person asks, another
//! approves, and what is pushed is what was approved.

use crate::levels::{Desk, Merge, yard};
use crate::yard::{Yard, code, said};
use serde_json::Value;
use std::process::Command;

/// Two people, each at their own desk over one ledger.
struct Two<'a> {
    dana: Desk<'a>,
    sam: Desk<'a>,
}

impl<'a> Two<'a> {
    fn sit(yard: &'a Yard) -> Self {
        Self::sit_with(yard, "")
    }

    fn sit_with(yard: &'a Yard, more: &str) -> Self {
        Self::sit_as(yard, Merge::NoFf, more)
    }

    fn sit_as(yard: &'a Yard, merge: Merge, more: &str) -> Self {
        let remote = format!("file://{}", yard.path("origin.git").display());
        let more = format!(
            "[env.production.gates]\napprovals = [{{ role = \"senior\", count = 1 }}]\n\
             [people.dana]\nname = \"Dana\"\nroles = [\"admin\", \"release-manager\", \"senior\"]\nkeys = [\"{}\"]\n\
             [people.sam]\nname = \"Sam\"\nroles = [\"developer\"]\nkeys = [\"{}\"]\n{more}",
            key(yard, "dana"),
            key(yard, "sam")
        );
        let two = Self {
            dana: Desk::sits(yard, "dana", merge, &more),
            sam: Desk::sits(yard, "sam", merge, &more),
        };
        two.dana.writes(&remote, merge, &more);
        let control = yard.path("control.git");
        let control = control.display().to_string();
        git(yard, ".", &["init", "-q", "--bare", "-b", "main", &control]);
        let own = "dana.control";
        git(yard, own, &["init", "-q", "-b", "main"]);
        git(yard, own, &["add", "."]);
        git(yard, own, &["commit", "-qm", "rules"]);
        git(yard, own, &["remote", "add", "origin", &control]);
        git(yard, own, &["push", "-q", "origin", "main"]);
        std::fs::remove_dir_all(yard.path("sam.control")).expect("it can be removed");
        git(yard, ".", &["clone", "-q", &control, "sam.control"]);
        for name in ["dana", "sam"] {
            let folder = format!("{name}.control");
            let place = yard.path(&format!("keys/{name}")).display().to_string();
            git(yard, &folder, &["config", "gpg.format", "ssh"]);
            git(yard, &folder, &["config", "user.signingKey", &place]);
        }
        two
    }
}

/// Makes a key and answers its public line.
fn key(yard: &Yard, name: &str) -> String {
    let folder = yard.path("keys");
    std::fs::create_dir_all(&folder).expect("it can be made");
    let place = folder.join(name);
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]);
    let status = command.arg(&place).status().expect("it starts");
    assert!(status.success());
    let line = std::fs::read_to_string(place.with_extension("pub")).expect("it is there");
    line.trim().to_owned()
}

fn git(yard: &Yard, below: &str, words: &[&str]) {
    let output = yard.command("git", below).args(words).output();
    let output = output.expect("it starts");
    assert!(output.status.success(), "git {words:?}: {}", said(&output));
}

fn document(desk: &Desk<'_>, words: &[&str]) -> Value {
    let output = desk.run(&[words, &["--json"]].concat());
    let read = serde_json::from_slice(&output.stdout);
    read.unwrap_or_else(|error| panic!("{words:?}: {error}: {}", said(&output)))
}

/// How each cell stands: those of the first service, then of the next.
fn states(desk: &Desk<'_>) -> Vec<String> {
    let board = document(desk, &["board"]);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let rows = list(&board["groups"]).into_iter();
    let rows = rows.flat_map(|group| list(&group["rows"]));
    let cells = rows.flat_map(|row| list(&row["cells"]));
    cells
        .map(|cell| cell["state"].as_str().expect("a word").to_owned())
        .collect()
}

#[test]
fn a_branch_is_pushed_only_after_somebody_else_approved_and_the_ledger_says_so() {
    let yard = yard();
    let Two { dana, sam } = Two::sit(&yard);
    let doctor = said(&dana.run(&["doctor"]));
    assert!(doctor.contains("no ledger has begun"), "{doctor}");
    dana.done(&["ledger", "begin", "--yes"]);
    let before = states(&dana);
    assert_eq!(before[1..], ["drift", "drift"], "nobody answered for them");
    assert_ne!(
        before[0], "drift",
        "work comes into it, nothing is promoted"
    );
    dana.done(&["adopt", "--all", "--reason", "they ran before", "--yes"]);
    assert!(!states(&dana).contains(&"drift".to_owned()));
    let released = dana.releases("1.1.0", "new.txt", "new\n");
    sam.promotes("1.1.0", "staging");
    let main = dana.there("origin/main");
    let asked = sam.run(&["promote", "shop@1.1.0", "--to", "production", "--yes"]);
    assert_eq!(dana.there("origin/main"), main, "{}", said(&asked));
    let requests = document(&dana, &["requests"]);
    let open = requests.as_array().expect("a list").iter();
    let mut open = open.filter(|one| one["state"] == "waiting");
    let id = open.next().expect("Sam has asked")["id"].as_str();
    let id = id.expect("an id").to_owned();
    let own = sam.run(&["approve", &id, "--yes"]);
    assert_eq!(code(&own), 1, "{}", said(&own));
    dana.done(&["approve", &id, "--yes"]);
    sam.promotes("1.1.0", "production");
    assert_eq!(dana.there("origin/main^2"), released);
    assert_eq!(dana.board(), ["1.1.0", "1.1.0", "1.1.0"]);
    assert!(!states(&dana).contains(&"drift".to_owned()));
    let verdict = document(&sam, &["ledger", "verify"]);
    assert_eq!(verdict["verdict"], "intact");
    assert_eq!(verdict["void"], serde_json::json!([]));
    let log = sam.done(&["ledger", "log"]);
    for (words, times) in [("Start: ", 2), ("End, succeeded: ", 2), ("Approve:", 1)] {
        assert_eq!(log.matches(words).count(), times, "{words}: {log}");
    }
}

const WEB: &str = "[services.web]\nrepo = \"shop\"\ntag = \"web-v{version}\"\npaths = [\"web/**\"]\n\
                   [services.web.on.\"*\"]\ntarget = \"branch\"\nmerge = \"no-ff\"\n";

/// A fast-forward leaves no commit that says whose it is.
#[test]
fn what_a_colleague_brought_by_a_fast_forward_is_not_called_committed_by_hand() {
    let yard = yard();
    let Two { dana, sam } = Two::sit_as(&yard, Merge::FfOnly, "");
    dana.done(&["ledger", "begin", "--yes"]);
    dana.done(&["adopt", "--all", "--reason", "they ran before", "--yes"]);
    dana.releases("1.1.0", "new.txt", "new\n");
    dana.promotes("1.1.0", "staging");
    for desk in [&dana, &sam] {
        let board = document(desk, &["board"]);
        let staging = &board["groups"][0]["rows"][0]["cells"][1];
        assert_eq!(staging["version"], "1.1.0", "{board:#}");
        assert_eq!(staging["ours"], true, "{staging:#}");
    }
    dana.releases("1.2.0", "newer.txt", "new\n");
    let plan = sam.run(&["promote", "shop@1.2.0", "--to", "staging", "--dry-run"]);
    assert!(!said(&plan).contains("by hand"), "{}", said(&plan));
}

#[test]
fn services_of_one_branch_are_recorded_together() {
    let yard = yard();
    let Two { dana, sam } = Two::sit_with(&yard, WEB);
    dana.done(&["ledger", "begin", "--yes"]);
    dana.done(&["adopt", "--all", "--reason", "they ran before", "--yes"]);
    dana.releases("1.1.0", "new.txt", "new\n");
    let web = ["-a", "web-v2.0.0", "-m", "web", "v1.1.0^{}"];
    dana.clone.git(&[&["tag"], &web[..]].concat());
    dana.clone.git(&["push", "-q", "origin", "web-v2.0.0"]);
    let planned = sam.promotes("1.1.0", "staging");
    assert!(planned.contains("web"), "the plan names it: {planned}");
    assert!(
        !states(&sam).contains(&"drift".to_owned()),
        "{:?}",
        states(&sam)
    );
    let requests = document(&sam, &["requests"]);
    let items = requests.to_string();
    assert!(items.contains("web") && items.contains("2.0.0"), "{items}");
    // What was asked for is what was asked for the branch as a whole.
    let asked = sam.run(&["promote", "shop@1.1.0", "--to", "production", "--yes"]);
    let requests = document(&dana, &["requests"]);
    let open = requests.as_array().expect("a list").iter();
    let mut open = open.filter(|one| one["state"] == "waiting");
    let id = open.next().unwrap_or_else(|| panic!("{}", said(&asked)))["id"].clone();
    dana.done(&["approve", id.as_str().expect("an id"), "--yes"]);
    sam.promotes("1.1.0", "production");
    assert!(
        !states(&dana).contains(&"drift".to_owned()),
        "{:?}",
        states(&dana)
    );
    let verdict = document(&sam, &["ledger", "verify"]);
    assert_eq!(verdict["void"], serde_json::json!([]));
}

/// Both services at 1.0.0 everywhere, and the next of each in staging.
fn both_in_staging<'a>(yard: &'a Yard, adopted: &[&str]) -> Two<'a> {
    let two = Two::sit_with(yard, WEB);
    let (dana, sam) = (&two.dana, &two.sam);
    dana.clone
        .git(&["tag", "-a", "web-v1.0.0", "-m", "web", "v1.0.0^{}"]);
    dana.clone.git(&["push", "-q", "origin", "web-v1.0.0"]);
    dana.done(&["ledger", "begin", "--yes"]);
    let reason = ["--reason", "they ran before", "--yes"];
    dana.done(&[&["adopt"], adopted, &reason].concat());
    dana.clone.git(&["switch", "-q", "develop"]);
    dana.clone.commit("web/page.txt", "page\n", "feat: a page");
    dana.clone.git(&["tag", "-a", "web-v2.0.0", "-m", "web"]);
    dana.clone
        .git(&["push", "-q", "origin", "develop", "web-v2.0.0"]);
    dana.releases("1.1.0", "new.txt", "new\n");
    sam.promotes("1.1.0", "staging");
    two
}

/// The services and versions of the newest request.
fn asked(desk: &Desk<'_>) -> Vec<String> {
    let requests = document(desk, &["requests"]);
    let newest = requests[0]["items"].as_array().expect("items").clone();
    let name = |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    let mut items: Vec<String> = newest
        .iter()
        .map(|item| format!("{} {}", name(item, "service"), name(item, "version")))
        .collect();
    items.sort();
    items
}

#[test]
fn all_services_that_go_back_with_a_branch_are_recorded() {
    let yard = yard();
    let Two { dana, sam } = both_in_staging(&yard, &["--all"]);
    sam.done(&["rollback", "shop", "--in", "staging", "--yes"]);
    assert_eq!(asked(&sam), ["shop 1.0.0", "web 1.0.0"]);
    assert!(
        !states(&sam).contains(&"drift".to_owned()),
        "{:?}",
        states(&sam)
    );
    let verdict = document(&dana, &["ledger", "verify"]);
    assert_eq!(verdict["verdict"], "intact");
    assert_eq!(verdict["void"], serde_json::json!([]));
}

#[test]
fn what_the_ledger_never_saw_goes_back_with_its_branch_and_the_plan_says_so() {
    let yard = yard();
    let Two { dana, sam } = both_in_staging(&yard, &["staging", "shop"]);
    let said = sam.done(&["rollback", "shop", "--in", "staging", "--yes"]);
    assert!(said.contains("move without a record"), "{said}");
    assert!(said.contains("web 2.0.0 → 1.0.0"), "{said}");
    assert_eq!(asked(&sam), ["shop 1.0.0"]);
    assert!(
        states(&sam).contains(&"drift".to_owned()),
        "{:?}",
        states(&sam)
    );
    dana.done(&[
        "adopt",
        "staging",
        "web",
        "--reason",
        "it came back",
        "--yes",
    ]);
    let verdict = document(&dana, &["ledger", "verify"]);
    assert_eq!(verdict["void"], serde_json::json!([]));
}

/// 1.1.0 was promoted to staging, somebody committed on top of it there, and
/// 1.2.0 is cut.
fn by_hand_in_staging(yard: &Yard) -> Two<'_> {
    let two = Two::sit(yard);
    let Two { dana, sam } = &two;
    dana.done(&["ledger", "begin", "--yes"]);
    dana.done(&["adopt", "--all", "--reason", "they ran before", "--yes"]);
    dana.releases("1.1.0", "new.txt", "new\n");
    sam.promotes("1.1.0", "staging");
    push_by_hand(yard, "hot.txt");
    dana.releases("1.2.0", "more.txt", "more\n");
    sam.board();
    two
}

fn push_by_hand(yard: &Yard, file: &str) {
    let other = yard.clone("other");
    other.git(&["switch", "-q", "staging"]);
    other.commit(file, "hot\n", "fix: the till, by hand");
    other.git(&["push", "-q", "origin", "staging"]);
}

fn has_in_staging(desk: &Desk<'_>, file: &str) -> bool {
    desk.there("origin/staging");
    let files = ["ls-tree", "-r", "--name-only", "origin/staging"];
    desk.clone.git(&files).lines().any(|line| line == file)
}

/// How the way into staging stands on the board.
fn passage(desk: &Desk<'_>) -> String {
    let board = document(desk, &["board"]);
    let passages = board["groups"][0]["rows"][0]["passages"].as_array();
    let mut passages = passages.expect("passages").iter();
    let into = passages.find(|one| one["to"] == "staging");
    let word = into.and_then(|one| one["word"].as_str());
    word.unwrap_or_else(|| panic!("{board:#}")).to_owned()
}

#[test]
fn what_somebody_committed_on_a_branch_waits_for_a_decision() {
    let yard = yard();
    let Two { dana, sam } = by_hand_in_staging(&yard);
    assert_eq!(passage(&sam), "No valid record");
    let words = ["promote", "shop@1.2.0", "--to", "staging", "--dry-run"];
    let why = sam.refused(&words);
    for part in [
        "no promotion record explains it",
        "lockkeeper rollback shop --in staging --to 1.1.0",
        "lockkeeper adopt staging shop",
        "Cut from it",
    ] {
        assert!(why.contains(part), "{why}");
    }
    let words = ["--reason", "the till was down", "--yes"];
    dana.done(&[&["adopt", "staging", "shop"], &words[..]].concat());
    sam.board();
    assert_ne!(passage(&sam), "Would lose");
    let plan = sam.promotes("1.2.0", "staging");
    assert!(plan.contains("keeps changes of its own"), "{plan}");
    assert!(has_in_staging(&sam, "hot.txt"));
}

#[test]
fn what_was_recorded_on_a_branch_can_be_restored() {
    let yard = yard();
    let Two { sam, .. } = by_hand_in_staging(&yard);
    sam.done(&["rollback", "shop@1.1.0", "--in", "staging", "--yes"]);
    assert!(!has_in_staging(&sam, "hot.txt"));
    assert!(!states(&sam).contains(&"drift".to_owned()));
    sam.promotes("1.2.0", "staging");
    assert!(!has_in_staging(&sam, "hot.txt"));
    assert!(has_in_staging(&sam, "more.txt"));
}

#[test]
fn what_somebody_committed_of_another_service_waits_for_a_decision_too() {
    let yard = yard();
    let Two { dana, sam } = both_in_staging(&yard, &["--all"]);
    push_by_hand(&yard, "web/hot.txt");
    dana.releases("1.2.0", "more.txt", "more\n");
    sam.board();
    let why = sam.refused(&["promote", "shop@1.2.0", "--to", "staging", "--yes"]);
    assert!(why.contains("no promotion record explains it"), "{why}");
    assert!(why.contains("lockkeeper adopt staging web"), "{why}");
}

#[test]
fn a_line_that_was_stopped_holds_a_finish_into_the_branch_of_the_environment() {
    let yard = yard();
    let Two { dana, .. } = Two::sit(&yard);
    // A finish works in a clone.
    let file = yard.path("dana.control/lockkeeper.toml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    let remote = format!("file://{}", yard.path("origin.git").display());
    std::fs::write(&file, text.replace(&remote, "../dana")).expect("it is written");
    dana.done(&["ledger", "begin", "--yes"]);
    dana.done(&["adopt", "--all", "--reason", "they ran before", "--yes"]);
    dana.done(&["flow", "start", "hotfix", "1.0.1", "--yes"]);
    dana.clone.commit("fix.txt", "x\n", "fix: let people in");
    let plan = dana.done(&["flow", "finish", "--dry-run"]);
    assert!(plan.contains("lockkeeper adopt production shop"), "{plan}");
    dana.done(&["freeze", "production", "--reason", "outage", "--yes"]);
    let why = dana.refused(&["flow", "finish", "--yes"]);
    assert!(
        why.contains("production runs main, and the line is stopped by dana"),
        "{why}"
    );
}
