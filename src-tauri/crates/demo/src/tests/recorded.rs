//! People, their keys, and what they decided.

use super::{DEMO, MOMENT, at, git, made};
use crate::ledger::Items;
use crate::{DemoError, people, policy, record, seat};
use lockkeeper_domain::ledger::{
    Body, LedgerVerdict, Moment, RawEntry, RawFiles, RawTree, RequestState, State, Walk, check_form,
};
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

/// The ledger as it lies in the repository, walked like anybody's.
static LEDGER: LazyLock<Walk> = LazyLock::new(|| walked(control(), MOMENT));

fn control() -> &'static Path {
    DEMO.1.workspace.parent().unwrap()
}

fn walked(control: &Path, now: &str) -> Walk {
    let order = ["rev-list", "--reverse", "--parents", "lockkeeper/ledger"];
    let mut walk = Walk::default();
    for line in git(control, &order).lines() {
        let mut names = line.split(' ').map(str::to_owned);
        let commit = names.next().unwrap();
        let file = |name: &str| blob(control, &format!("{commit}:{name}"));
        let files = RawFiles {
            link: file("link.json"),
            statement: file("statement.json"),
            signature: file("statement.sig"),
        };
        let entry = RawEntry {
            parents: names.collect(),
            tree: RawTree::Files(Box::new(files)),
            message: String::new(),
            author: (String::new(), 0),
            commit,
        };
        let form = check_form(&entry);
        walk.take(&entry, form, Moment::of(at(now)));
    }
    walk
}

fn blob(repository: &Path, name: &str) -> Vec<u8> {
    let mut command = Command::new("git");
    command.arg("-C").arg(repository);
    let output = command.args(["cat-file", "blob", name]).output().unwrap();
    assert!(output.status.success(), "{name}");
    output.stdout
}

fn state() -> &'static State {
    LEDGER.state()
}

fn now() -> Moment {
    Moment::of(at(MOMENT))
}

/// The request for a service in production that has not ended.
fn open(service: &str) -> &'static RequestState {
    let requests = state().requests().values();
    let mut open = requests.filter(|request| {
        request.body.to == "production"
            && request.services().any(|name| name == service)
            && state().is_open(request.number, now())
    });
    open.next().unwrap()
}

fn count(kind: &str) -> usize {
    let records = state().records().iter();
    records.filter(|record| record.kind.word() == kind).count()
}

#[test]
fn the_ledger_is_intact_and_says_nothing_without_effect() {
    let verdict = LedgerVerdict::of(&LEDGER);
    assert!(verdict.is_intact(), "{:?}", LEDGER.stop());
    assert!(verdict.void.is_empty(), "{:?}", verdict.void);
    assert_eq!(verdict.entries, 46);
    let told = git(control(), &["rev-list", "--count", "lockkeeper/ledger"]);
    assert_eq!(told, "46");
}

#[test]
fn everything_a_team_does_with_a_ledger_is_there() {
    for (kind, wanted) in [
        ("genesis", 1),
        ("policy", 1),
        ("adopt", 10),
        ("request", 9),
        ("start", 7),
        ("finish", 7),
        ("approval", 8),
        ("break-glass", 1),
        ("freeze", 1),
        ("thaw", 1),
    ] {
        assert_eq!(count(kind), wanted, "{kind}");
    }
}

#[test]
fn the_rules_in_force_are_those_of_the_file() {
    let file = std::fs::read_to_string(&DEMO.1.workspace).unwrap();
    let rules = policy::rules(&file).unwrap();
    assert_ne!(rules.first, rules.today);
    assert_eq!(state().rules().unwrap().value(), &rules.today);
    assert_eq!(state().policy_version(), 2);
}

#[test]
fn one_request_waits_for_the_person_at_this_desk() {
    let (web, rules) = (open("web"), state().rules().unwrap());
    let yes = state().approvers(web, "release-manager", rules, now());
    assert_eq!(yes.into_iter().collect::<Vec<_>>(), ["noor"]);
    assert!(!state().is_approved(web, rules, now()));
    assert_ne!(web.by, people::SELF);
    assert!(rules.holds(people::SELF, "release-manager", web.services()));
    let mut ended = state().approvals_of(web.number);
    assert!(ended.any(|approval| approval.by == "mira" && !approval.counts(now())));
}

#[test]
fn another_one_has_every_approval() {
    let rules = state().rules().unwrap();
    assert!(state().is_approved(open("worker"), rules, now()));
}

#[test]
fn the_freeze_is_over_and_the_glass_was_seen_by_somebody_else() {
    assert!(state().freezes().values().all(|one| !one.holds(now())));
    let glass = state().glass().values().next().unwrap();
    let mut seen = state().approvals_of(glass.number);
    assert!(seen.any(|approval| approval.by != glass.by));
}

#[test]
fn what_runs_is_explained_by_the_ledger() {
    let mut items = Items::default();
    for remote in &DEMO.1.remotes {
        let format = "--format=%(refname:strip=2) %(*objectname)";
        items.read(&git(remote, &["for-each-ref", format, "refs/tags"]));
    }
    for (service, versions) in [
        ("api", ["1.10.0-rc.1", "1.9.0", "1.8.2"]),
        ("worker", ["0.14.3", "0.14.3", "0.14.2"]),
        ("web", ["4.2.0", "4.1.7", "4.1.6"]),
    ] {
        for (environment, version) in ["dev", "staging", "production"].into_iter().zip(versions) {
            let item = items.of(service, version).unwrap();
            let known = state().was_live_as(environment, &item);
            assert!(known.is_some(), "{service} {version} in {environment}");
        }
    }
}

#[test]
fn runs_of_the_ledger_ended_when_the_environments_changed() {
    let infra = DEMO.1.clones.last().unwrap();
    let times = git(infra, &["log", "--format=%ct"]);
    for start in state().starts().values() {
        let end = state().records()[start.finished.unwrap()].at.seconds();
        let begin = state().records()[start.number].at.seconds();
        let inside = |time: &str| (begin..=end).contains(&time.parse().unwrap());
        assert!(times.lines().any(inside), "entry {}", start.number);
    }
}

#[test]
fn everybody_signed_with_their_own_key() {
    let rules = state().rules().unwrap();
    let named: Vec<&str> = people::all().map(|person| person.handle).collect();
    assert_eq!(rules.people.keys().collect::<Vec<_>>(), named);
    for person in people::all() {
        assert!(rules.lists(person.handle, person.key().public()));
        let said = state().records().iter();
        assert!(said.filter(|record| record.by == person.handle).count() > 1);
    }
}

#[test]
fn the_words_that_were_signed_are_those_of_the_bodies() {
    for commit in git(control(), &["rev-list", "lockkeeper/ledger"]).lines() {
        let statement = blob(control(), &format!("{commit}:statement.json"));
        let statement: serde_json::Value = serde_json::from_slice(&statement).unwrap();
        let kind = statement["kind"].as_str().unwrap();
        let body = Body::of(kind, &statement["body"]).unwrap();
        assert_eq!(statement["text"], body.text());
        let subject = git(control(), &["log", "-1", "--format=%s", commit]);
        assert_eq!(subject, body.sentence());
    }
}

#[test]
fn a_record_can_be_told_at_any_moment() {
    let tags = ["shop.git", "web.git"].map(|name| {
        let remote = DEMO.1.remotes.iter().find(|path| path.ends_with(name));
        let format = "--format=%(refname:strip=2) %(*objectname)";
        git(remote.unwrap(), &["for-each-ref", format, "refs/tags"])
    });
    for moment in ["2026-01-01T00:00:00Z", "2027-02-28T03:00:00Z"] {
        let mut items = Items::default();
        tags.iter().for_each(|lines| items.read(lines));
        let file = policy::render(at(moment)).unwrap();
        let book = record(at(moment), items, &file).unwrap();
        assert!(LedgerVerdict::of(book.walk()).is_intact());
    }
}

#[test]
fn keys_are_files_that_ssh_keygen_reads_and_signs_with() {
    let (folder, demo) = made(MOMENT);
    let ring = people::Ring::beside(demo.workspace.parent().unwrap());
    for person in people::all() {
        let file = ring.private(person);
        let told = Command::new("ssh-keygen")
            .arg("-y")
            .arg("-f")
            .arg(&file)
            .output()
            .unwrap();
        let line = String::from_utf8(told.stdout).unwrap();
        assert_eq!(line.trim(), person.key().line(), "{:?}", told.stderr);
    }
    assert_eq!(demo.key, ring.private(people::named("dana").unwrap()));
    let message = folder.path().join("message");
    std::fs::write(&message, "signed by both").unwrap();
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", "lockkeeper", "-f"]);
    let status = command.arg(&demo.key).arg(&message).status().unwrap();
    assert!(status.success());
    let theirs = std::fs::read(message.with_extension("sig")).unwrap();
    let ours = people::named("dana").unwrap().key().sign(b"signed by both");
    assert_eq!(ours, theirs);
}

#[test]
fn somebody_else_sits_down_at_their_own_desk() {
    let (_folder, demo) = made(MOMENT);
    let control = demo.workspace.parent().unwrap();
    let file = seat(control, "mira").unwrap();
    assert!(file.is_file());
    let desk = file.parent().unwrap();
    let key = git(desk, &["config", "user.signingKey"]);
    assert!(key.ends_with("keys/mira"), "{key}");
    git(desk, &["rev-parse", "origin/lockkeeper/ledger"]);
    let nobody = seat(control, "kim").unwrap_err();
    assert!(matches!(nobody, DemoError::Nobody(_)));
}

#[test]
fn the_written_workspace_file_is_committed_whole() {
    assert_eq!(git(control(), &["status", "--porcelain"]), "");
    let text = std::fs::read_to_string(&DEMO.1.workspace).unwrap();
    assert!(!text.contains("@dana@"), "every key is filled in");
}
