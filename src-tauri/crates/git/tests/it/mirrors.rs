//! Repositories given by URL.

use crate::support::repos;
use lockkeeper_domain::ids::BranchName;
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_engine::ports::{RepoError, Repos};
use lockkeeper_testkit::repo::RepoFixture;

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
