//! Promises about tags and restored refs.

use super::{Fresh, commit, later, tag_spec};
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::RepoError;

pub async fn a_tag_names_its_commit_and_says_its_message(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let spec = tag_spec("v1.0.0", &fresh.first);
    let object = repo.create_tag(&spec).await.expect("a tag");
    let tags = repo.tags().await.expect("tags");
    assert_eq!(tags.len(), 1);
    assert_eq!(tags[0].name, TagName::from("v1.0.0"));
    assert_eq!((&tags[0].object, &tags[0].commit), (&object, &fresh.first));
    assert_eq!(tags[0].at, Some(later(120)));
    assert!(!tags[0].signed);
    let (target, message) = repo
        .tag_message(&object)
        .await
        .expect("a message")
        .expect("a tag");
    assert_eq!(target, fresh.first);
    assert_eq!(message, spec.message);
    assert_eq!(
        repo.tag_message(&fresh.first).await.expect("an answer"),
        None
    );
    let signature = repo
        .verify_tag(&spec.name, &object, &[])
        .await
        .expect("an answer");
    assert_eq!(signature, Signature::Unsigned);
    assert_eq!(
        repo.resolve("v1.0.0").await.expect("a revision"),
        fresh.first
    );
}

pub async fn a_tag_that_exists_is_a_conflict(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let object = repo
        .create_tag(&tag_spec("v1.0.0", &fresh.first))
        .await
        .expect("a tag");
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    let again = repo.create_tag(&tag_spec("v1.0.0", &made)).await;
    assert!(
        matches!(again, Err(RepoError::Conflict { .. })),
        "{again:?}"
    );
    let kept = repo.read_ref("refs/tags/v1.0.0").await.expect("a ref");
    assert_eq!(kept, Some(object));
}

pub async fn a_restored_ref_is_where_it_was(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    let tag = repo
        .create_tag(&tag_spec("v1.0.0", &made))
        .await
        .expect("a tag");
    repo.restore_ref("refs/tags/v1.0.0", &tag, None)
        .await
        .expect("a deleted tag");
    assert_eq!(
        repo.read_ref("refs/tags/v1.0.0").await.expect("a ref"),
        None
    );
    let back = repo
        .restore_ref("refs/heads/main", &made, Some(&fresh.first))
        .await;
    back.expect("a branch moved back");
    let main = repo.read_ref("refs/heads/main").await.expect("a ref");
    assert_eq!(main.as_ref(), Some(&fresh.first));
}

pub async fn a_ref_elsewhere_is_not_restored(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    let stale = repo
        .restore_ref("refs/heads/main", &fresh.first, Some(&fresh.first))
        .await;
    assert!(
        matches!(stale, Err(RepoError::Conflict { .. })),
        "{stale:?}"
    );
    let absent = repo.restore_ref("refs/tags/v9", &made, None).await;
    assert!(
        matches!(absent, Err(RepoError::Conflict { .. })),
        "{absent:?}"
    );
    assert_eq!(
        repo.read_ref("refs/heads/main").await.expect("a ref"),
        Some(made)
    );
}
