//! Remotes that are read in one place and written in another.

use crate::support::open;
use lockkeeper_engine::ports::Repo;
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

/// A clone, its remote, and a way to the remote that is worded otherwise.
fn world() -> (RepoFixture, RepoFixture, String) {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    let remote = fixture.with_remote("origin");
    let other_way = format!("file://{}", remote.path().display());
    (fixture, remote, other_way)
}

async fn apart(repo: &Arc<dyn Repo>) -> bool {
    repo.pushes_apart("origin").await.expect("an answer")
}

#[tokio::test]
async fn one_repository_by_two_ways_is_one() {
    let (fixture, _remote, other_way) = world();
    let repo = open(&fixture).await;
    assert!(!apart(&repo).await);
    fixture.git(["remote", "set-url", "--push", "origin", &other_way]);
    assert!(!apart(&repo).await);
}

#[tokio::test]
async fn a_push_that_comes_elsewhere_is_told() {
    let (fixture, _remote, other_way) = world();
    let elsewhere = RepoFixture::bare();
    let place = elsewhere.path().display().to_string();
    fixture.git(["remote", "set-url", "--push", "origin", &place]);
    let repo = open(&fixture).await;
    assert!(apart(&repo).await);
    fixture.git(["push", "--quiet", "origin", "main"]);
    assert!(!apart(&repo).await, "a copy that has everything");
    fixture.git(["tag", "-m", "v1.0.0", "v1.0.0"]);
    fixture.git(["push", "--quiet", "origin", "v1.0.0"]);
    assert!(apart(&repo).await);
    // Git pushes to all that are named, and one of them is another.
    fixture.git(["remote", "set-url", "--add", "--push", "origin", &other_way]);
    assert!(apart(&repo).await);
}

#[tokio::test]
async fn a_second_place_without_a_push_url_is_pushed_to_as_well() {
    let (fixture, _remote, _) = world();
    let elsewhere = RepoFixture::bare();
    let place = elsewhere.path().display().to_string();
    fixture.git(["remote", "set-url", "--add", "origin", &place]);
    assert!(apart(&open(&fixture).await).await);
}

#[tokio::test]
async fn a_way_that_does_not_answer_is_no_answer() {
    let (fixture, _remote, _) = world();
    fixture.git(["remote", "set-url", "--push", "origin", "no_push"]);
    let repo = open(&fixture).await;
    repo.pushes_apart("origin").await.expect_err("nobody knows");
    assert!(!repo.pushes_apart("nowhere").await.expect("no remote"));
}
