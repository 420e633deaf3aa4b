//! The GitOps target keeps the promises of every target, with real git.

use lockkeeper_domain::policy::{GitopsPlace, Locator, RepoPolicy};
use lockkeeper_git::GitRepos;
use lockkeeper_targets::GitopsTarget;
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::contract::target::{FILE, Fresh};
use lockkeeper_testkit::fake_desk::{FakeCalls, FakeCommitCache};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::{Arc, Mutex, PoisonError};

const VALUES: &str =
    "# staging\napi:\n  tag: 1.9.0 # ours\nweb:\n  tag: '2.0.0'\nnew:\n  tag: # not yet\n";

fn fresh() -> Fresh {
    let mut desk = RepoFixture::new();
    desk.commit_files("Describe staging", &[(FILE, VALUES)]);
    let remote = desk.with_remote("origin");
    let repos = GitRepos::new(
        desk.path(),
        desk.beside("app"),
        Arc::new(FakeCommitCache::default()),
        Arc::new(FakeCalls::default()),
        Arc::new(ManualClock::default()),
    );
    let mut environment = desk.environment();
    for role in ["AUTHOR", "COMMITTER"] {
        environment.push((format!("GIT_{role}_NAME").into(), "Dana Ito".into()));
        let mail = "dana@harbour.example";
        environment.push((format!("GIT_{role}_EMAIL").into(), mail.into()));
    }
    let person = Mutex::new(RepoFixture::clone_of(&remote, &[]));
    let (here, away) = (remote.path().to_owned(), remote.beside("away"));
    Fresh {
        target: Arc::new(GitopsTarget::new(Arc::new(
            repos.with_environment(environment),
        ))),
        repo: RepoPolicy {
            name: "infra".into(),
            url: ".".into(),
            branch: None,
            branching: None,
            flow: Default::default(),
            issue: None,
            forge: None,
        },
        by_hand: Box::new(move |place, value| {
            let mut person = person.lock().unwrap_or_else(PoisonError::into_inner);
            commit_by_hand(&mut person, place, value);
        }),
        cut_off: Box::new(move || std::fs::rename(&here, &away).expect("it can be moved")),
        guard: Box::new((desk, remote)),
    }
}

/// A person with a clone of their own edits the value and pushes.
fn commit_by_hand(person: &mut RepoFixture, place: &GitopsPlace, value: &str) {
    let Locator::Helm(path) = &place.locator else {
        unreachable!("the suite uses Helm values");
    };
    let entry = format!("{}:", path.trim_end_matches(".tag"));
    person.git(["pull", "--quiet", "--ff-only"]);
    let text = std::fs::read_to_string(person.path().join(FILE)).expect("it is there");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = lines.iter().position(|line| *line == entry);
    lines[at.expect("the entry is there") + 1] = format!("  tag: {value}");
    let text = format!("{}\n", lines.join("\n"));
    person.commit_files("Change it by hand", &[(FILE, &text)]);
    person.git(["push", "--quiet", "origin", "main"]);
}

lockkeeper_testkit::target_contract!(fresh());
