//! Pushes that lose a race on the remote, after git compared the leases.

use crate::support::{moved, open, push};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Repo, RepoError};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

const MAIN: &str = "refs/heads/main";
const TAG: &str = "refs/tags/v1.0.0";

/// Waits in the remote until both pushes are past every question, at most ten
/// seconds; then only the ref itself decides.
const MEETING: &str = r#"
here="$(dirname "$0")"
cat >/dev/null
: >"$here/came.$$"
n=0
while [ "$(ls "$here" | grep -c '^came')" -lt 2 ]; do
  n=$((n+1)); [ $n -lt 1000 ] || { echo 'the other push never came' >&2; exit 1; }
  sleep 0.01
done
"#;

/// A clone of `remote` with a commit of its own on top.
struct Racer {
    _fixture: RepoFixture,
    repo: Arc<dyn Repo>,
    new: Oid,
}

async fn racer(remote: &RepoFixture, message: &str) -> Racer {
    let mut fixture = RepoFixture::clone_of(remote, &[]);
    let new = fixture.commit(message);
    let repo = open(&fixture).await;
    Racer {
        _fixture: fixture,
        repo,
        new,
    }
}

/// A bare repository with one commit on main.
fn origin() -> (RepoFixture, Oid) {
    let mut fixture = RepoFixture::new();
    let old = fixture.commit("chore: begin");
    (fixture.with_remote("origin"), old)
}

fn assert_conflict(result: Result<(), RepoError>) {
    match result {
        Err(RepoError::Conflict { detail, .. }) => assert!(!detail.is_empty()),
        other => unreachable!("no conflict: {other:?}"),
    }
}

/// Both push at once; one arrives, the other is told that the world moved.
async fn race(remote: &RepoFixture, name: &str, old: Option<&Oid>) {
    let (one, two) = tokio::join!(racer(remote, "feat: one"), racer(remote, "feat: two"));
    remote.hook("pre-receive", MEETING);
    let (first, second) = tokio::join!(
        push(one.repo.as_ref(), vec![moved(name, old, Some(&one.new))]),
        push(two.repo.as_ref(), vec![moved(name, old, Some(&two.new))]),
    );
    let (winner, lost) = if first.is_ok() {
        (&one.new, second)
    } else {
        second.as_ref().expect("one of them arrives");
        (&two.new, first)
    };
    assert_conflict(lost);
    assert_eq!(&remote.rev(name), winner);
}

#[tokio::test]
async fn of_two_clones_that_move_a_branch_at_once_one_is_told_that_it_moved() {
    let (remote, old) = origin();
    race(&remote, MAIN, Some(&old)).await;
}

#[tokio::test]
async fn of_two_clones_that_make_a_tag_at_once_one_is_told_that_it_is_there() {
    let (remote, _) = origin();
    race(&remote, TAG, None).await;
}

#[tokio::test]
async fn a_lost_race_takes_nothing_of_the_same_push_along() {
    let (remote, old) = origin();
    let one = racer(&remote, "feat: one").await;
    // Somebody moves main while our push is past its questions.
    let theirs = remote.git([
        "-c",
        "user.name=Lin",
        "-c",
        "user.email=lin@harbour.example",
        "commit-tree",
        "main^{tree}",
        "-p",
        "main",
        "-m",
        "theirs",
    ]);
    let theirs = theirs.trim();
    remote.hook(
        "pre-receive",
        &format!("cat >/dev/null; env -u GIT_QUARANTINE_PATH git update-ref {MAIN} {theirs}"),
    );
    let refs = vec![
        moved(MAIN, Some(&old), Some(&one.new)),
        moved(TAG, None, Some(&one.new)),
    ];
    assert_conflict(push(one.repo.as_ref(), refs).await);
    assert_eq!(remote.rev(MAIN).as_str(), theirs);
    assert!(remote.git(["tag", "--list"]).is_empty());
}
