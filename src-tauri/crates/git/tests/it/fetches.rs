//! What a fetch leaves in a clone.

use crate::support::open;
use lockkeeper_engine::ports::RepoError;
use lockkeeper_testkit::repo::RepoFixture;

/// A remote with a work tree of its own, and a clone of it.
fn cloned() -> (RepoFixture, RepoFixture) {
    let mut origin = RepoFixture::new();
    origin.git(["checkout", "--quiet", "-b", "master"]);
    origin.commit("chore: begin");
    let clone = RepoFixture::clone_of(&origin, &[]);
    (origin, clone)
}

#[tokio::test]
async fn a_clone_leaves_a_default_branch_that_the_remote_no_longer_has() {
    let (mut origin, clone) = cloned();
    let repo = open(&clone).await;
    let branch = || async { repo.default_branch("origin").await.expect("an answer") };
    assert_eq!(branch().await, Some("master".into()));

    // Another default branch beside it is the owner's choice to follow.
    origin.git(["checkout", "--quiet", "-b", "main"]);
    origin.commit("feat: more");
    repo.remote_refs("origin").await.expect("it answers");
    repo.fetch("origin").await.expect("a fetch");
    assert_eq!(branch().await, Some("master".into()));

    origin.git(["branch", "--quiet", "-D", "master"]);
    repo.remote_refs("origin").await.expect("it answers");
    assert_eq!(branch().await, Some("main".into()));
    let pointer = clone.git(["symbolic-ref", "refs/remotes/origin/HEAD"]);
    assert_eq!(pointer, "refs/remotes/origin/main");
}

#[tokio::test]
async fn a_branch_that_is_gone_makes_room_for_those_below_its_name() {
    let (origin, clone) = cloned();
    let repo = open(&clone).await;
    origin.git(["branch", "release"]);
    repo.fetch("origin").await.expect("a fetch");
    clone.git(["config", "remote.origin.pruneTags", "true"]);
    clone.git(["tag", "mine"]);
    origin.git(["branch", "--quiet", "-D", "release"]);
    origin.git(["branch", "release/1.0"]);

    assert!(repo.fetch("origin").await.expect("a fetch"));
    let branches = repo.branches().await.expect("branches");
    let names: Vec<&str> = branches.iter().map(|head| head.name.as_str()).collect();
    assert!(
        names.contains(&"refs/remotes/origin/release/1.0"),
        "{names:?}"
    );
    assert!(!names.contains(&"refs/remotes/origin/release"), "{names:?}");
    assert_eq!(repo.tag_names().await.expect("tags"), ["mine"], "tags stay");
}

#[tokio::test]
async fn a_tag_in_the_way_of_another_is_not_called_a_full_disk() {
    let (origin, clone) = cloned();
    let repo = open(&clone).await;
    clone.git(["tag", "v1"]);
    origin.git(["tag", "v1/first"]);
    let error = repo.fetch("origin").await.expect_err("there is no room");
    assert!(matches!(error, RepoError::Blocked { .. }), "{error:?}");
    assert_eq!(error.to_string(), "the ref refs/tags/v1 is in the way");
}
