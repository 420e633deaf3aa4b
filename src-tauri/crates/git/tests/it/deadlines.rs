//! Remotes that never answer.

use crate::support::{open_with, ssh};
use lockkeeper_engine::ports::RepoError;
use lockkeeper_git::Deadlines;
use lockkeeper_testkit::repo::RepoFixture;
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_remote_that_hangs_is_left_at_the_deadline_with_all_it_started() {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    fixture.git(["remote", "add", "origin", "ssh://git@example.invalid/x.git"]);
    let note = fixture.beside("pid");
    let command = ssh(
        &fixture,
        &format!("echo $$ > '{}'; exec sleep 600", note.display()),
    );
    let short = Duration::from_millis(700);
    let deadlines = Deadlines {
        question: short,
        transfer: short,
        ..Deadlines::default()
    };
    let repo = open_with(&fixture, &[("GIT_SSH_COMMAND", &command)], deadlines).await;
    let started = Instant::now();
    let error = repo
        .remote_refs("origin")
        .await
        .expect_err("nobody answers");
    assert!(matches!(error, RepoError::Unavailable { .. }), "{error:?}");
    assert!(error.detail().contains("stopped"), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(20));
    let pid = std::fs::read_to_string(&note).expect("ssh was started");
    let process = PathBuf::from("/proc").join(pid.trim()).join("cmdline");
    // A killed process stays without a command line until somebody waits for it.
    let gone = || std::fs::read(&process).map_or(true, |line| line.is_empty());
    while !gone() {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "ssh is still there"
        );
        tokio::task::yield_now().await;
    }
}
