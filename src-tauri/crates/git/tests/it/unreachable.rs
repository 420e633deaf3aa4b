//! Remotes that cannot be reached, or do not let us in.

use crate::support::{open, open_with, ssh, with_calls};
use lockkeeper_engine::ports::{Calls, RepoError, Repos};
use lockkeeper_git::Deadlines;
use lockkeeper_testkit::fake_desk::FakeCalls;
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

async fn ssh_that_says(words: &str) -> RepoError {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    fixture.git(["remote", "add", "origin", "ssh://git@example.invalid/x.git"]);
    let command = ssh(&fixture, &format!("echo '{words}' >&2; exit 255"));
    let repo = open_with(
        &fixture,
        &[("GIT_SSH_COMMAND", &command)],
        Deadlines::default(),
    )
    .await;
    let error = repo.remote_refs("origin").await.expect_err("ssh fails");
    let same = repo.fetch("origin").await.expect_err("ssh fails");
    assert_eq!(
        std::mem::discriminant(&error),
        std::mem::discriminant(&same),
        "{words}"
    );
    error
}

#[tokio::test]
async fn a_remote_that_does_not_know_us_is_told_from_one_that_is_away() {
    for words in [
        "git@example.invalid: Permission denied (publickey).",
        "Host key verification failed.",
    ] {
        let error = ssh_that_says(words).await;
        assert!(matches!(error, RepoError::Unauthorized { .. }), "{error:?}");
        assert!(error.detail().contains(words));
    }
    for words in [
        "ssh: connect to host example.invalid port 22: Connection refused",
        "ssh: Could not resolve hostname example.invalid: Name or service not known",
        "ssh: connect to host example.invalid port 22: Connection timed out",
        "ssh: connect to host example.invalid port 22: No route to host",
        "kex_exchange_identification: read: Connection reset by peer",
    ] {
        let error = ssh_that_says(words).await;
        assert!(matches!(error, RepoError::Unavailable { .. }), "{error:?}");
    }
    // Git says so of a folder on this machine.
    let owned = "fatal: detected dubious ownership in repository at '\''/srv/x.git'\''";
    let error = ssh_that_says(owned).await;
    assert!(error.to_string().contains("safe.directory"), "{error:?}");
    let error = ssh_that_says("ERROR: Repository not found.").await;
    assert!(matches!(error, RepoError::NotFound { .. }), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_is_gone_is_not_found() {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    let remote = fixture.with_remote("origin");
    drop(remote);
    let repo = open(&fixture).await;
    for error in [
        repo.remote_refs("origin").await.expect_err("it is gone"),
        repo.fetch("origin").await.expect_err("it is gone"),
    ] {
        assert!(matches!(error, RepoError::NotFound { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_token_in_a_url_is_never_shown() {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    let url = "http://dana:canary-token@127.0.0.1:1/x.git";
    fixture.git(["remote", "add", "origin", url]);
    let calls = Arc::new(FakeCalls::default());
    let repo = with_calls(&fixture, Arc::clone(&calls))
        .open_path(fixture.path())
        .await;
    let repo = repo.expect("it opens");
    for remote in ["origin", url] {
        let error = repo.remote_refs(remote).await.expect_err("nobody listens");
        assert!(matches!(error, RepoError::Unavailable { .. }), "{error:?}");
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{error:?}"
        );
    }
    let log = format!("{:?}", calls.recent(100));
    assert!(
        log.contains("127.0.0.1") && !log.contains("canary"),
        "{log}"
    );
}
