//! A clone with an environment repository, and how its places are asked.

use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::EnvironmentChange;
use lockkeeper_domain::policy::{GitopsPlace, Locator, NamedBy, RepoPolicy};
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{Calls, Target, TargetError, WriteSpec, Written};
use lockkeeper_git::GitRepos;
use lockkeeper_targets::GitopsTarget;
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::fake_desk::{FakeCalls, FakeCommitCache};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

pub const FILE: &str = "overlays/staging/kustomization.yaml";
pub const OVERLAY: &str = "# staging\nimages:\n- name: api # ours\n  newTag: '1.9.0'\n- name: web # theirs\n  newTag: 2.0.0\n";

/// A person's clone with one overlay, and its bare remote.
pub fn infra() -> (RepoFixture, RepoFixture) {
    let mut desk = RepoFixture::new();
    desk.commit_files("Describe staging", &[(FILE, OVERLAY)]);
    let remote = desk.with_remote("origin");
    (desk, remote)
}

pub fn target(fixture: &RepoFixture, data: &str) -> GitopsTarget {
    target_that_tells(fixture, data, &Arc::default())
}

pub fn target_that_tells(
    fixture: &RepoFixture,
    data: &str,
    calls: &Arc<FakeCalls>,
) -> GitopsTarget {
    let calls: Arc<dyn Calls> = calls.clone();
    let repos = GitRepos::new(
        fixture.path(),
        fixture.beside(data),
        Arc::new(FakeCommitCache::default()),
        calls,
        Arc::new(ManualClock::default()),
    );
    let mut environment = fixture.environment();
    for role in ["AUTHOR", "COMMITTER"] {
        environment.push((format!("GIT_{role}_NAME").into(), "Dana Ito".into()));
        environment.push((
            format!("GIT_{role}_EMAIL").into(),
            "dana@harbour.example".into(),
        ));
    }
    GitopsTarget::new(Arc::new(repos.with_environment(environment)))
}

pub fn policy(url: &str) -> RepoPolicy {
    RepoPolicy {
        name: "infra".into(),
        url: url.into(),
        branch: None,
        branching: None,
        flow: Default::default(),
        issue: None,
        forge: None,
    }
}

/// The clone where it lies.
pub fn here() -> RepoPolicy {
    policy(".")
}

pub fn place(image: &str) -> GitopsPlace {
    GitopsPlace {
        repo: "infra".into(),
        branch: None,
        file: FILE.into(),
        locator: Locator::Kustomize(image.into()),
        by: NamedBy::Tag,
        message: None,
    }
}

pub fn spec(image: &str, expected: &str, desired: &str) -> WriteSpec {
    WriteSpec {
        place: place(image),
        change: EnvironmentChange {
            expected: Some(expected.into()),
            desired: desired.into(),
            reverts: None,
        },
        message: format!("{image} {desired} to staging\n\nLockkeeper-Plan: p1\n"),
        at: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(490_000),
    }
}

pub fn commit_of(written: Result<Written, TargetError>) -> Oid {
    match written.expect("it is written") {
        Written::Commit(commit) => commit,
        Written::Already => unreachable!("it was there already"),
    }
}

pub fn at_remote(remote: &RepoFixture) -> String {
    remote.git(["show", &format!("main:{FILE}")])
}

/// What runs of the place on `api` now, after a look at the remote.
pub async fn live(target: &GitopsTarget, repo: &RepoPolicy) -> Live {
    let seen = target.history(repo, &[place("api")], true).await;
    let mut places = seen.expect("the remote answers");
    let mut history = places.remove(0).expect("it is there");
    history.remove(0)
}
