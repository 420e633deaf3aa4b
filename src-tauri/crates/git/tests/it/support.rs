//! What the tests share.

use jiff::Timestamp;
use lockkeeper_domain::branching::FlowPolicy;
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::plan::{Desired, RefUpdate, Signing};
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_engine::ports::{Branches, CommitGraph, PushSpec, Repo, RepoError, Repos, TagSpec};
use lockkeeper_git::{Deadlines, GitRepos};
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::fake_desk::{FakeCalls, FakeCommitCache};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

/// The adapter in the fixture's hermetic world.
pub(crate) fn repos(fixture: &RepoFixture) -> GitRepos {
    with_calls(fixture, Arc::new(FakeCalls::default()))
}

pub(crate) fn with_calls(fixture: &RepoFixture, calls: Arc<FakeCalls>) -> GitRepos {
    let cache = Arc::new(FakeCommitCache::default());
    let clock = Arc::new(ManualClock::default());
    GitRepos::new(fixture.path(), fixture.beside("app"), cache, calls, clock)
        .with_environment(fixture.environment())
}

/// The fixture's repository through the adapter.
pub(crate) async fn open(fixture: &RepoFixture) -> Arc<dyn Repo> {
    repos(fixture)
        .open_path(fixture.path())
        .await
        .expect("it opens")
}

fn policy(url: String) -> RepoPolicy {
    RepoPolicy {
        name: "shop".into(),
        url,
        branch: None,
        branching: None,
        flow: FlowPolicy::default(),
        issue: None,
        forge: None,
    }
}

/// The fixture's branches through the adapter.
pub(crate) async fn branches(fixture: &RepoFixture) -> Arc<dyn Branches> {
    let policy = policy(fixture.path().display().to_string());
    let branches = repos(fixture).branches(&policy).await;
    branches.expect("they are its own")
}

/// The fixture's history through the adapter.
pub(crate) async fn graph(fixture: &RepoFixture) -> Arc<dyn CommitGraph> {
    graph_at(fixture, &fixture.path().display().to_string()).await
}

/// The history of another repository beside the fixture.
pub(crate) async fn graph_at(fixture: &RepoFixture, place: &str) -> Arc<dyn CommitGraph> {
    let graph = repos(fixture).graph(&policy(place.to_owned())).await;
    graph.expect("it opens")
}

/// The fixture's repository through an adapter with more variables.
pub(crate) async fn open_with(
    fixture: &RepoFixture,
    pairs: &[(&str, &str)],
    deadlines: Deadlines,
) -> Arc<dyn Repo> {
    let mut environment = fixture.environment();
    environment.extend(
        pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into())),
    );
    let repos = repos(fixture)
        .with_environment(environment)
        .with_deadlines(deadlines);
    repos.open_path(fixture.path()).await.expect("it opens")
}

/// A script beside the fixture that takes the place of ssh.
pub(crate) fn ssh(fixture: &RepoFixture, script: &str) -> String {
    let file = fixture.beside("ssh");
    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a script can be written");
    // Through `sh`: a file just written may still be open in another test's child.
    format!("sh '{}'", file.display())
}

pub(crate) fn moved(name: &str, expected: Option<&Oid>, desired: Option<&Oid>) -> RefUpdate {
    RefUpdate {
        name: name.to_owned(),
        expected: expected.cloned(),
        desired: desired.cloned().map(Desired::Object),
    }
}

pub(crate) async fn push(repo: &dyn Repo, refs: Vec<RefUpdate>) -> Result<(), RepoError> {
    repo.push(&PushSpec {
        remote: "origin".to_owned(),
        refs,
    })
    .await
}

pub(crate) fn tag_spec(name: &str, commit: &Oid, signing: Signing) -> TagSpec {
    let at = Timestamp::from_second(1_760_000_000).expect("within the calendar");
    let message = format!("{name}\n\n- a change\n");
    TagSpec {
        name: TagName::from(name),
        commit: commit.clone(),
        message,
        at,
        signing,
    }
}
