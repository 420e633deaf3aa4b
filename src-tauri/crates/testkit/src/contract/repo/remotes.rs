//! Promises about remotes.

use super::{Fresh, commit, moved, push, remote_ref, tag_spec};
use lockkeeper_engine::ports::{PushSpec, RepoError};

const MAIN: &str = "refs/heads/main";
const TAG: &str = "refs/tags/v1.0.0";

pub async fn an_atomic_push_brings_every_ref(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    let tag = repo
        .create_tag(&tag_spec("v1.0.0", &made))
        .await
        .expect("a tag");
    let refs = vec![
        moved(MAIN, Some(&fresh.first), Some(&made)),
        moved(TAG, None, Some(&tag)),
    ];
    push(repo, refs).await.expect("a push");
    assert_eq!(remote_ref(repo, MAIN).await, Some(made.clone()));
    let refs = repo
        .remote_refs("origin")
        .await
        .expect("the remote answers");
    let found = refs
        .iter()
        .find(|found| found.name == TAG)
        .expect("the tag is there");
    assert_eq!((&found.object, found.peeled.as_ref()), (&tag, Some(&made)));
}

pub async fn a_push_with_a_stale_lease_moves_nothing(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    let tag = repo
        .create_tag(&tag_spec("v1.0.0", &made))
        .await
        .expect("a tag");
    let refs = vec![
        moved(MAIN, Some(&made), Some(&made)),
        moved(TAG, Some(&made), Some(&tag)),
    ];
    let stale = push(repo, refs).await;
    assert!(
        matches!(stale, Err(RepoError::Conflict { .. })),
        "{stale:?}"
    );
    assert_eq!(remote_ref(repo, MAIN).await.as_ref(), Some(&fresh.first));
    assert_eq!(remote_ref(repo, TAG).await, None);
}

pub async fn a_push_done_twice_is_done(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    for _ in 0..2 {
        push(repo, vec![moved(MAIN, Some(&fresh.first), Some(&made))])
            .await
            .expect("a push");
    }
    assert_eq!(remote_ref(repo, MAIN).await, Some(made));
}

pub async fn a_push_can_delete_with_a_lease(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let tag = repo
        .create_tag(&tag_spec("v1.0.0", &fresh.first))
        .await
        .expect("a tag");
    push(repo, vec![moved(TAG, None, Some(&tag))])
        .await
        .expect("a push");
    let stale = push(repo, vec![moved(TAG, Some(&fresh.first), None)]).await;
    assert!(
        matches!(stale, Err(RepoError::Conflict { .. })),
        "{stale:?}"
    );
    assert_eq!(remote_ref(repo, TAG).await.as_ref(), Some(&tag));
    push(repo, vec![moved(TAG, Some(&tag), None)])
        .await
        .expect("a push");
    assert_eq!(remote_ref(repo, TAG).await, None);
}

pub async fn a_fetch_of_nothing_new_says_so(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    repo.fetch("origin").await.expect("a fetch");
    assert!(!repo.fetch("origin").await.expect("a fetch"));
}

pub async fn an_unknown_remote_is_not_found(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    assert_eq!(repo.remote_url("nowhere").await.expect("an answer"), None);
    let spec = PushSpec {
        remote: "nowhere".to_owned(),
        refs: vec![moved(MAIN, None, Some(&fresh.first))],
    };
    for error in [
        repo.remote_refs("nowhere").await.expect_err("no remote"),
        repo.fetch("nowhere").await.expect_err("no remote"),
        repo.push(&spec).await.expect_err("no remote"),
    ] {
        assert!(matches!(error, RepoError::NotFound { .. }), "{error:?}");
    }
}
