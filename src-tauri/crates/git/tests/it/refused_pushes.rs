//! Pushes that the remote refuses, each by its own rule; nothing moves.

use crate::support::{moved, open, push};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Rejection, Repo, RepoError};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

const MAIN: &str = "refs/heads/main";

struct World {
    fixture: RepoFixture,
    remote: RepoFixture,
    repo: Arc<dyn Repo>,
    old: Oid,
    new: Oid,
}

async fn world() -> World {
    let mut fixture = RepoFixture::new();
    let old = fixture.commit("chore: begin");
    let remote = fixture.with_remote("origin");
    let new = fixture.commit("feat: more");
    let repo = open(&fixture).await;
    World {
        fixture,
        remote,
        repo,
        old,
        new,
    }
}

fn reason(result: Result<(), RepoError>) -> Rejection {
    match result {
        Err(RepoError::Rejected { reason, detail, .. }) => {
            assert!(!detail.is_empty());
            reason
        }
        other => unreachable!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_hook_that_says_no_is_named() {
    let world = world().await;
    world
        .remote
        .hook("pre-receive", "echo 'no releases on Fridays' >&2; exit 1");
    let refs = vec![moved(MAIN, Some(&world.old), Some(&world.new))];
    let result = push(world.repo.as_ref(), refs).await;
    let Err(error) = &result else {
        unreachable!("the hook refuses")
    };
    assert!(
        error.detail().contains("no releases on Fridays"),
        "{error:?}"
    );
    assert_eq!(reason(result), Rejection::Hook);
    assert_eq!(world.remote.rev(MAIN), world.old);
}

#[tokio::test]
async fn a_hook_here_that_says_no_is_told_as_the_hook_s() {
    let world = world().await;
    world
        .fixture
        .hook("pre-push", "echo 'not on a Friday' >&2; exit 1");
    let refs = vec![moved(MAIN, Some(&world.old), Some(&world.new))];
    let result = push(world.repo.as_ref(), refs).await;
    assert!(
        matches!(&result, Err(RepoError::Hook { name, detail })
            if name == "pre-push" && detail == "not on a Friday"),
        "{result:?}"
    );
    assert_eq!(world.remote.rev(MAIN), world.old);
}

#[tokio::test]
async fn hosts_that_protect_a_branch_are_understood() {
    let world = world().await;
    for words in [
        "error: GH006: Protected branch update failed for refs/heads/main.",
        "error: GH013: Repository rule violations found for refs/heads/main.",
        "GitLab: You are not allowed to push code to protected branches on this project.",
        "Gitea: Not allowed to push to protected branch main",
        "Bitbucket: Branch refs/heads/main can only be modified through pull requests.",
    ] {
        world
            .remote
            .hook("pre-receive", &format!("echo '{words}' >&2; exit 1"));
        let refs = vec![moved(MAIN, Some(&world.old), Some(&world.new))];
        assert_eq!(
            reason(push(world.repo.as_ref(), refs).await),
            Rejection::Protected,
            "{words}"
        );
        assert_eq!(world.remote.rev(MAIN), world.old);
    }
}

#[tokio::test]
async fn a_remote_that_forbids_rewinding_or_deleting_protects() {
    let world = world().await;
    push(
        world.repo.as_ref(),
        vec![moved(MAIN, Some(&world.old), Some(&world.new))],
    )
    .await
    .expect("a push");
    world
        .remote
        .git(["config", "receive.denyNonFastForwards", "true"]);
    world.remote.git(["config", "receive.denyDeletes", "true"]);
    for desired in [Some(&world.old), None] {
        let refs = vec![moved(MAIN, Some(&world.new), desired)];
        assert_eq!(
            reason(push(world.repo.as_ref(), refs).await),
            Rejection::Protected
        );
        assert_eq!(world.remote.rev(MAIN), world.new);
    }
}

#[tokio::test]
async fn a_branch_that_is_checked_out_on_the_remote_is_protected() {
    let mut origin = RepoFixture::new();
    let old = origin.commit("chore: begin");
    let mut fixture = RepoFixture::clone_of(&origin, &[]);
    let new = fixture.commit("feat: more");
    let repo = open(&fixture).await;
    let refs = vec![moved(MAIN, Some(&old), Some(&new))];
    assert_eq!(
        reason(push(repo.as_ref(), refs).await),
        Rejection::Protected
    );
    assert_eq!(origin.rev(MAIN), old);
}

#[tokio::test]
async fn a_tag_that_only_the_remote_has_is_a_conflict_and_nothing_moves() {
    let world = world().await;
    world
        .remote
        .git(["update-ref", "refs/tags/v1.0.0", world.old.as_str()]);
    let tag = "refs/tags/v1.0.0";
    let refs = vec![
        moved(MAIN, Some(&world.old), Some(&world.new)),
        moved(tag, None, Some(&world.new)),
    ];
    let result = push(world.repo.as_ref(), refs).await;
    assert!(
        matches!(&result, Err(RepoError::Conflict { what, .. }) if what == tag),
        "{result:?}"
    );
    assert_eq!(
        (world.remote.rev(MAIN), world.remote.rev(tag)),
        (world.old.clone(), world.old)
    );
}

#[tokio::test]
async fn a_remote_that_moved_meanwhile_is_a_conflict() {
    let world = world().await;
    let mut other = RepoFixture::clone_of(&world.remote, &[]);
    let theirs = other.commit_files("feat: theirs", &[("theirs", "x")]);
    other.git(["push", "--quiet", "origin", "main"]);
    let refs = vec![moved(MAIN, Some(&world.old), Some(&world.new))];
    let result = push(world.repo.as_ref(), refs).await;
    assert!(
        matches!(result, Err(RepoError::Conflict { .. })),
        "{result:?}"
    );
    assert_eq!(world.remote.rev(MAIN), theirs);
    assert!(world.repo.fetch("origin").await.expect("a fetch"));
    assert_eq!(world.fixture.rev("refs/remotes/origin/main"), theirs);
}

#[tokio::test]
async fn a_tag_that_moved_on_the_remote_stays_what_it_is_here() {
    let mut world = world().await;
    world.fixture.checkout("main").tag("v1.0.0");
    world
        .remote
        .git(["update-ref", "refs/tags/v1.0.0", world.old.as_str()]);
    world
        .remote
        .git(["update-ref", "refs/tags/v0.9.0", world.old.as_str()]);
    assert!(world.repo.fetch("origin").await.expect("a fetch"));
    assert_eq!(world.fixture.rev("refs/tags/v1.0.0"), world.new);
    assert_eq!(world.fixture.rev("refs/tags/v0.9.0"), world.old);
    assert!(!world.repo.fetch("origin").await.expect("a fetch"));
}
