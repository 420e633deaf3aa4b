//! Repositories given by URL.

use crate::support::{repos, ssh};
use lockkeeper_domain::ids::BranchName;
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_engine::ports::{RepoError, Repos};
use lockkeeper_testkit::repo::RepoFixture;
use std::time::Duration;

pub(crate) fn policy(url: String) -> RepoPolicy {
    RepoPolicy {
        name: "harbour".into(),
        url,
        branch: None,
        branching: None,
        flow: Default::default(),
        issue: None,
        forge: None,
    }
}

#[tokio::test]
async fn a_url_is_kept_as_a_bare_mirror_that_follows_the_remote() {
    let mut origin = RepoFixture::new();
    origin.git(["checkout", "--quiet", "-b", "trunk"]);
    let first = origin.commit("chore: begin");
    origin.git(["branch", "old"]);
    origin.annotate("v1.0.0", "v1.0.0\n");
    let repos = repos(&origin);
    let url = format!("file://{}", origin.path().display());
    let repo = repos.open(&policy(url.clone())).await.expect("a mirror");
    let head = repo.head().await.expect("HEAD");
    assert_eq!(
        (head.branch, head.commit),
        (Some(BranchName::from("trunk")), Some(first))
    );
    assert!(head.bare);
    assert_eq!(
        repo.default_branch("origin").await.expect("a branch"),
        Some("trunk".into())
    );
    assert_eq!(repo.tags().await.expect("tags").len(), 1);

    let second = origin.commit("feat: more");
    origin.git(["branch", "--quiet", "-D", "old"]);
    assert!(repo.fetch("origin").await.expect("a fetch"));
    assert!(!repo.fetch("origin").await.expect("a fetch"));
    assert_eq!(
        repo.read_ref("refs/heads/trunk").await.expect("a ref"),
        Some(second)
    );
    assert_eq!(repo.read_ref("refs/heads/old").await.expect("a ref"), None);
    let again = repos.open(&policy(url)).await.expect("the same mirror");
    assert_eq!(again.place(), repo.place());
}

#[tokio::test]
async fn a_url_that_leads_nowhere_leaves_no_folder() {
    let origin = RepoFixture::new();
    let url = format!("file://{}/nothing", origin.path().display());
    let error = repos(&origin).open(&policy(url)).await.err();
    assert!(
        matches!(error, Some(RepoError::NotFound { .. })),
        "{error:?}"
    );
    let left = std::fs::read_dir(origin.beside("app/mirrors")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_path_is_relative_to_the_workspace() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit("chore: begin");
    let repo = repos(&fixture)
        .open(&policy(".".to_owned()))
        .await
        .expect("it opens");
    assert_eq!(repo.head().await.expect("HEAD").commit, Some(first));
    let missing = repos(&fixture)
        .open(&policy("not/here".to_owned()))
        .await
        .err();
    assert!(
        matches!(missing, Some(RepoError::NotFound { .. })),
        "{missing:?}"
    );
}

#[tokio::test]
async fn a_mirror_follows_a_default_branch_that_was_renamed() {
    let mut origin = RepoFixture::new();
    origin.git(["checkout", "--quiet", "-b", "master"]);
    let first = origin.commit("chore: begin");
    let repos = repos(&origin);
    let url = format!("file://{}", origin.path().display());
    let repo = repos.open(&policy(url)).await.expect("a mirror");
    origin.git(["branch", "--quiet", "-m", "master", "trunk"]);

    repo.remote_refs("origin").await.expect("it answers");
    repo.fetch("origin").await.expect("a fetch");
    let head = repo.head().await.expect("HEAD");
    assert_eq!(
        (head.branch, head.commit),
        (Some("trunk".into()), Some(first))
    );

    // Without the whole list of refs it is found out when the branch is gone.
    origin.git(["branch", "--quiet", "-m", "trunk", "main"]);
    repo.fetch("origin").await.expect("a fetch");
    for _ in 0..2 {
        let branch = repo.default_branch("origin").await;
        assert_eq!(branch.expect("a branch"), Some("main".into()));
        // The second time it is known without asking.
        std::fs::rename(origin.path(), origin.beside("away")).ok();
    }
}

#[tokio::test]
async fn a_remote_that_is_silent_holds_up_its_own_repository_only() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit("chore: begin");
    let (asked, answer) = (fixture.beside("asked"), fixture.beside("answer"));
    let script = format!(
        "touch '{}'; while [ ! -e '{}' ]; do sleep 0.1; done; exit 255",
        asked.display(),
        answer.display()
    );
    let command = ssh(&fixture, &script);
    let mut environment = fixture.environment();
    environment.push(("GIT_SSH_COMMAND".into(), command.into()));
    let repos = repos(&fixture).with_environment(environment);
    let silent = policy("ssh://git@example.invalid/x.git".to_owned());
    let here = policy(".".to_owned());
    let meanwhile = async {
        while !asked.exists() {
            tokio::task::yield_now().await;
        }
        let opened = tokio::time::timeout(Duration::from_secs(20), repos.open(&here)).await;
        std::fs::write(&answer, "").expect("it is written");
        opened
    };
    let (silent, opened) = tokio::join!(repos.open(&silent), meanwhile);
    let opened = opened.expect("it does not wait").expect("it opens");
    assert_eq!(opened.head().await.expect("HEAD").commit, Some(first));
    assert!(matches!(silent, Err(RepoError::Unavailable { .. })));
}
