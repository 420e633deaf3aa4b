//! Repositories in unusual states.

use crate::support::{open, repos};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{RangeOptions, RepoError, Repos};
use lockkeeper_testkit::repo::RepoFixture;
use std::fmt::Write;

#[tokio::test]
async fn an_unborn_branch_has_no_commit() {
    let fixture = RepoFixture::new();
    let repo = open(&fixture).await;
    let head = repo.head().await.expect("HEAD");
    assert_eq!((head.branch, head.commit), (Some("main".into()), None));
    let error = repo.resolve("HEAD").await.expect_err("nothing is there");
    assert!(matches!(error, RepoError::NotFound { .. }), "{error:?}");
    assert!(repo.branches().await.expect("branches").is_empty());
}

#[tokio::test]
async fn a_detached_head_has_no_branch() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit("chore: begin");
    fixture.git(["checkout", "--quiet", "--detach"]);
    let head = open(&fixture).await.head().await.expect("HEAD");
    assert_eq!((head.branch, head.commit), (None, Some(first)));
}

#[tokio::test]
async fn a_shallow_clone_gives_no_answer_that_would_be_wrong() {
    let mut origin = RepoFixture::new();
    let first = origin.commit("chore: begin");
    origin.commit("feat: one");
    let base = origin.commit("feat: two");
    let tip = origin.commit("feat: three");
    let clone = RepoFixture::clone_of(&origin, &["--depth=3", "--no-single-branch"]);
    let repo = open(&clone).await;
    assert!(repo.head().await.expect("HEAD").shallow);
    let all = repo
        .range(&[], &tip, RangeOptions::default())
        .await
        .expect_err("it is cut");
    assert!(
        matches!(&all, RepoError::Incomplete { what } if what.contains("--unshallow")),
        "{all:?}"
    );
    let near = repo
        .range(std::slice::from_ref(&base), &tip, RangeOptions::default())
        .await;
    assert_eq!(near.expect("a range above the cut").len(), 1);
    assert!(repo.contains(&tip, &base).await.expect("an answer"));
    let unknown = repo
        .contains(&base, &tip)
        .await
        .expect_err("it may lie behind the cut");
    assert!(
        matches!(unknown, RepoError::Incomplete { .. }),
        "{unknown:?}"
    );
    assert!(!repo.has_object(&first).await.expect("an answer"));
}

#[tokio::test]
async fn a_repository_of_another_hash_is_named_so() {
    let fixture = RepoFixture::new();
    let place = fixture.beside("other");
    fixture.git([
        "init",
        "--quiet",
        "--object-format=sha256",
        &place.display().to_string(),
    ]);
    let error = repos(&fixture)
        .open_path(&place)
        .await
        .err()
        .expect("it does not open");
    assert!(error.to_string().contains("SHA-256"), "{error}");
}

#[tokio::test]
async fn a_missing_commit_in_between_is_incomplete_history() {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    let lost = fixture.commit("feat: lost");
    let tip = fixture.commit("feat: tip");
    let (folder, file) = lost.as_str().split_at(2);
    let object = fixture.path().join(".git/objects").join(folder).join(file);
    std::fs::remove_file(object).expect("an object can be removed");
    let repo = open(&fixture).await;
    let error = repo
        .range(&[], &tip, RangeOptions::default())
        .await
        .expect_err("it is damaged");
    assert!(matches!(error, RepoError::Incomplete { .. }), "{error:?}");
}

#[tokio::test]
async fn tags_are_peeled_and_those_on_no_commit_are_left_out() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit("chore: begin");
    fixture.tag("light").annotate("v1.0.0", "one\n");
    fixture.annotate_at("nested", "v1.0.0", "on a tag\n");
    fixture.annotate_at("tree", "HEAD^{tree}", "on a tree\n");
    let blob = fixture.rev("HEAD:src/history.txt");
    fixture.git(["update-ref", "refs/tags/blob", blob.as_str()]);
    fixture.git(["pack-refs", "--all"]);
    let tags = open(&fixture).await.tags().await.expect("tags");
    let names: Vec<(&str, &Oid)> = tags
        .iter()
        .map(|tag| (tag.name.as_str(), &tag.commit))
        .collect();
    assert_eq!(
        names,
        [("light", &first), ("nested", &first), ("v1.0.0", &first)]
    );
    let seconds: i64 = fixture
        .git(["log", "-1", "--format=%ct", "light"])
        .trim()
        .parse()
        .expect("a number");
    let committed = jiff::Timestamp::from_second(seconds).expect("a time");
    assert_eq!(tags[0].at, Some(committed), "it has no time of its own");
    assert!(tags[1].at.is_some());
}

#[tokio::test]
async fn ten_thousand_tags_are_read() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit("chore: begin");
    let mut input = String::new();
    for number in 0..10_000 {
        let _ = writeln!(input, "create refs/tags/v0.{number}.0 {first}");
    }
    fixture
        .try_git(["update-ref", "--stdin"], input.as_bytes())
        .expect("git makes tags");
    fixture.git(["pack-refs", "--all"]);
    let repo = open(&fixture).await;
    assert_eq!(repo.tags().await.expect("tags").len(), 10_000);
    let _remote = fixture.with_remote("origin");
    let refs = repo
        .remote_refs("origin")
        .await
        .expect("the remote answers");
    assert_eq!(
        refs.iter()
            .filter(|found| found.name.starts_with("refs/tags/"))
            .count(),
        10_000
    );
}

#[tokio::test]
async fn objects_of_another_repository_are_read() {
    let mut origin = RepoFixture::new();
    let first = origin.commit_files("chore: begin", &[("a", "x")]);
    let clone = RepoFixture::clone_of(&origin, &["--shared"]);
    let repo = open(&clone).await;
    assert_eq!(
        repo.file(&first, "a").await.expect("a file").as_deref(),
        Some(b"x".as_slice())
    );
}
