//! Promises about commits, files and ranges.

use super::{Fresh, change, commit, later, spec};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{RangeOptions, RepoError};

const ALL: RangeOptions = RangeOptions {
    first_parent: false,
    paths: true,
};

pub async fn a_new_repository_has_one_commit_on_main(fresh: &Fresh) {
    let head = fresh.repo.head().await.expect("HEAD");
    assert_eq!(head.commit.as_ref(), Some(&fresh.first));
    assert!(!head.shallow);
    let main = fresh.repo.read_ref("refs/heads/main").await.expect("a ref");
    assert_eq!(main.as_ref(), Some(&fresh.first));
    assert_eq!(
        fresh.repo.resolve("main").await.expect("a revision"),
        fresh.first
    );
    let file = fresh
        .repo
        .file(&fresh.first, "README.md")
        .await
        .expect("a file");
    assert_eq!(file.as_deref(), Some(b"harbour\n".as_slice()));
    assert_eq!(
        fresh
            .repo
            .file(&fresh.first, "other")
            .await
            .expect("no error"),
        None
    );
    assert_eq!(
        fresh.repo.files(&fresh.first).await.expect("files"),
        ["README.md"]
    );
}

pub async fn a_commit_moves_its_branch_and_nothing_else(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a/b.txt", "feat: one\n\nbody\n").await;
    assert_eq!(
        repo.read_ref("refs/heads/main").await.expect("a ref"),
        Some(made.clone())
    );
    let (_, parents, message) = repo.commit_parts(&made).await.expect("its parts");
    assert_eq!(parents, std::slice::from_ref(&fresh.first));
    assert_eq!(message.trim_end(), "feat: one\n\nbody");
    assert_eq!(
        repo.files(&made).await.expect("files"),
        ["README.md", "a/b.txt"]
    );
    assert!(repo.tags().await.expect("tags").is_empty());
}

pub async fn a_commit_on_a_moved_branch_is_a_conflict(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    let tree = repo
        .write_tree(&fresh.first, &[change("b.txt", None, "b\n")])
        .await;
    let late = repo
        .commit(&spec(&fresh.first, tree.expect("a tree"), "feat: two"))
        .await;
    assert!(matches!(late, Err(RepoError::Conflict { .. })), "{late:?}");
    assert_eq!(
        repo.read_ref("refs/heads/main").await.expect("a ref"),
        Some(made)
    );
}

pub async fn a_file_that_changed_meanwhile_is_a_conflict(fresh: &Fresh) {
    let cases = [
        change("README.md", Some("another text\n"), "x"),
        change("README.md", None, "x"),
        change("gone.txt", Some("was here\n"), "x"),
    ];
    for case in cases {
        let files = [case];
        let told = fresh.repo.takes_files(&fresh.first, &files).await;
        assert!(matches!(told, Err(RepoError::Conflict { .. })), "{told:?}");
        let tree = fresh.repo.write_tree(&fresh.first, &files).await;
        assert!(matches!(tree, Err(RepoError::Conflict { .. })), "{tree:?}");
    }
}

pub async fn a_tree_of_changed_files_moves_no_ref(fresh: &Fresh) {
    let files = [
        change("README.md", Some("harbour\n"), "quay\n"),
        change("new/x", None, "x"),
    ];
    let told = fresh.repo.takes_files(&fresh.first, &files).await;
    told.expect("both can be changed");
    let tree = fresh
        .repo
        .write_tree(&fresh.first, &files)
        .await
        .expect("a tree");
    assert!(fresh.repo.has_object(&tree).await.expect("an answer"));
    let main = fresh.repo.read_ref("refs/heads/main").await.expect("a ref");
    assert_eq!(main.as_ref(), Some(&fresh.first));
    let again = fresh
        .repo
        .write_tree(&fresh.first, &files)
        .await
        .expect("a tree");
    assert_eq!(again, tree);
}

pub async fn a_commit_object_moves_no_ref(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let tree = repo
        .write_tree(&fresh.first, &[change("x", None, "x")])
        .await
        .expect("a tree");
    let made = repo
        .commit_object(
            &tree,
            std::slice::from_ref(&fresh.first),
            "chore: x",
            later(5),
        )
        .await;
    let made = made.expect("a commit");
    assert!(repo.has_object(&made).await.expect("an answer"));
    let main = repo.read_ref("refs/heads/main").await.expect("a ref");
    assert_eq!(main.as_ref(), Some(&fresh.first));
    assert_eq!(
        repo.file(&made, "x").await.expect("a file").as_deref(),
        Some(b"x".as_slice())
    );
}

pub async fn a_range_is_a_difference_of_histories(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let one = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    let two = commit(repo, &one, "b.txt", "fix: two").await;
    let range = repo
        .range(std::slice::from_ref(&fresh.first), &two, ALL)
        .await
        .expect("a range");
    let ids: Vec<&Oid> = range.iter().map(|commit| &commit.oid).collect();
    assert_eq!(ids, [&two, &one]);
    assert_eq!(range[0].subject(), "fix: two");
    assert_eq!(range[0].parents, std::slice::from_ref(&one));
    assert_eq!(range[0].at, later(60));
    assert_eq!(
        range[0].paths.as_deref(),
        Some(["b.txt".to_owned()].as_slice())
    );
    let all = repo
        .range(&[], &two, RangeOptions::default())
        .await
        .expect("a range");
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|commit| commit.paths.is_none()));
    let root = repo.range(&[], &fresh.first, ALL).await.expect("a range");
    assert_eq!(
        root[0].paths.as_deref(),
        Some(["README.md".to_owned()].as_slice())
    );
}

pub async fn a_range_of_nothing_is_empty(fresh: &Fresh) {
    let hidden = std::slice::from_ref(&fresh.first);
    assert!(
        fresh
            .repo
            .range(hidden, &fresh.first, ALL)
            .await
            .expect("a range")
            .is_empty()
    );
}

pub async fn a_commit_contains_itself_and_its_ancestors(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let made = commit(repo, &fresh.first, "a.txt", "feat: one").await;
    assert!(repo.contains(&made, &made).await.expect("an answer"));
    assert!(repo.contains(&made, &fresh.first).await.expect("an answer"));
    assert!(!repo.contains(&fresh.first, &made).await.expect("an answer"));
}

pub async fn the_history_of_a_file_has_its_contents(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let other = commit(repo, &fresh.first, "other.txt", "chore: other").await;
    let files = [change("README.md", Some("harbour\n"), "quay\n")];
    let tree = repo.write_tree(&other, &files).await.expect("a tree");
    let made = repo
        .commit(&spec(&other, tree, "docs: quay"))
        .await
        .expect("a commit");
    let histories = repo
        .file_histories(&made, &["README.md", "other.txt", "none"], 10)
        .await
        .expect("histories");
    let commits = |of: usize| histories[of].iter().map(|r| &r.commit).collect::<Vec<_>>();
    assert_eq!((commits(1), commits(2)), (vec![&other], Vec::new()));
    let contents: Vec<_> = histories[0]
        .iter()
        .map(|r| (&r.commit, r.content.as_deref()))
        .collect();
    let expected = [
        (&made, Some(b"quay\n".as_slice())),
        (&fresh.first, Some(b"harbour\n".as_slice())),
    ];
    assert_eq!(contents, expected);
    for files in [&["README.md"][..], &["other.txt", "README.md"]] {
        let newest = repo.file_histories(&made, files, 1).await;
        let newest = newest.expect("histories");
        assert!(newest.iter().all(|history| history.len() == 1));
    }
}

pub async fn an_unknown_commit_is_not_found(fresh: &Fresh) {
    let unknown = Oid::from("1234567890123456789012345678901234567890");
    let repo = fresh.repo.as_ref();
    let not_found = |error: RepoError| matches!(error, RepoError::NotFound { .. });
    assert!(not_found(
        repo.resolve("nothing-of-that-name")
            .await
            .expect_err("no revision")
    ));
    assert!(not_found(
        repo.file(&unknown, "a").await.expect_err("no commit")
    ));
    assert!(not_found(
        repo.range(&[], &unknown, ALL).await.expect_err("no commit")
    ));
    assert!(not_found(
        repo.contains(&fresh.first, &unknown)
            .await
            .expect_err("no commit")
    ));
    assert!(!repo.has_object(&unknown).await.expect("an answer"));
    assert_eq!(
        repo.read_ref("refs/heads/nothing")
            .await
            .expect("an answer"),
        None
    );
}
