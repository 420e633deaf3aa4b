//! Work trees follow their branch, or stop everything.

use crate::support::{open, open_with};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::FileChange;
use lockkeeper_engine::ports::{CommitSpec, Repo, RepoError};
use lockkeeper_git::Deadlines;
use lockkeeper_testkit::repo::RepoFixture;

fn world() -> (RepoFixture, Oid) {
    let mut fixture = RepoFixture::new();
    let files = [("VERSION", "1.0.0\n"), ("notes.txt", "one\n")];
    let first = fixture.commit_files("chore: begin", &files);
    (fixture, first)
}

async fn release(repo: &dyn Repo, fixture: &RepoFixture, parent: &Oid) -> Result<Oid, RepoError> {
    let file = |path: &str, before: Option<&str>, after: &str| FileChange {
        path: path.to_owned(),
        before: before.map(str::to_owned),
        after: after.to_owned(),
        lowers: None,
    };
    let files = [
        file("VERSION", Some("1.0.0\n"), "1.1.0\n"),
        file("CHANGELOG.md", None, "# 1.1.0\n"),
    ];
    let tree = repo.write_tree(parent, &files).await?;
    let message = "chore(release): 1.1.0".to_owned();
    let at = fixture.now();
    repo.commit(&CommitSpec {
        branch: "main".into(),
        parent: parent.clone(),
        tree,
        message,
        at,
    })
    .await
}

#[tokio::test]
async fn a_work_tree_follows_and_keeps_other_changes() {
    let (fixture, first) = world();
    fixture
        .write("notes.txt", "changed by hand\n")
        .write("new.txt", "untracked\n");
    let repo = open(&fixture).await;
    let made = release(repo.as_ref(), &fixture, &first)
        .await
        .expect("a commit");
    assert_eq!(fixture.head(), made);
    assert_eq!(
        fixture.git(["status", "--porcelain"]),
        "M notes.txt\n?? new.txt".replace("M n", " M n").trim_end()
    );
    repo.restore_ref("refs/heads/main", &made, Some(&first))
        .await
        .expect("it goes back");
    assert_eq!(
        fixture.git(["status", "--porcelain"]),
        " M notes.txt\n?? new.txt"
    );
    assert!(!fixture.path().join("CHANGELOG.md").exists());
}

#[tokio::test]
async fn what_a_full_disk_or_a_kill_left_half_written_is_written_whole() {
    for (path, beginning) in [
        ("VERSION", "1.1"),
        ("VERSION", ""),
        ("VERSION", "1.1.0\n"),
        ("CHANGELOG.md", "# 1."),
        ("CHANGELOG.md", ""),
        ("CHANGELOG.md", "# 1.1.0\n"),
    ] {
        let (fixture, first) = world();
        fixture.write(path, beginning);
        let repo = open(&fixture).await;
        let made = release(repo.as_ref(), &fixture, &first).await;
        let made = made.unwrap_or_else(|error| panic!("{path} {beginning:?}: {error:?}"));
        assert_eq!(fixture.head(), made, "{path} {beginning:?}");
        assert_eq!(fixture.git(["status", "--porcelain"]), "", "{path}");
    }
}

#[tokio::test]
async fn a_file_that_would_be_lost_stops_the_commit() {
    for (path, content) in [("VERSION", "by hand\n"), ("CHANGELOG.md", "untracked\n")] {
        let (fixture, first) = world();
        fixture.write(path, content);
        let before = fixture.git(["status", "--porcelain"]);
        let repo = open(&fixture).await;
        let error = release(repo.as_ref(), &fixture, &first)
            .await
            .expect_err("a file is in the way");
        assert!(matches!(error, RepoError::Conflict { .. }), "{error:?}");
        assert!(error.detail().contains(path), "{error:?}");
        assert_eq!(
            (fixture.head(), fixture.git(["status", "--porcelain"])),
            (first, before)
        );
        let kept = std::fs::read_to_string(fixture.path().join(path)).expect("a file");
        assert_eq!(kept, content);
    }
}

#[tokio::test]
async fn a_lock_is_named_and_nothing_moves() {
    for lock in [".git/index.lock", ".git/refs/heads/main.lock"] {
        let (fixture, first) = world();
        fixture.write(lock, "");
        let repo = open(&fixture).await;
        let error = release(repo.as_ref(), &fixture, &first)
            .await
            .expect_err("a lock is held");
        assert!(
            matches!(&error, RepoError::Blocked { what, .. } if what.ends_with(lock)),
            "{error:?}"
        );
        std::fs::remove_file(fixture.path().join(lock)).expect("a lock can be removed");
        assert_eq!(
            (fixture.head(), fixture.git(["status", "--porcelain"])),
            (first.clone(), String::new())
        );
        release(repo.as_ref(), &fixture, &first)
            .await
            .expect("a commit after all");
    }
}

#[tokio::test]
async fn a_linked_work_tree_follows_as_well() {
    let (fixture, first) = world();
    fixture.git(["checkout", "--quiet", "--detach"]);
    let linked = fixture.beside("linked tree");
    fixture.git([
        "worktree",
        "add",
        "--quiet",
        &linked.display().to_string(),
        "main",
    ]);
    let repo = open(&fixture).await;
    release(repo.as_ref(), &fixture, &first)
        .await
        .expect("a commit");
    let version = std::fs::read_to_string(linked.join("VERSION")).expect("a file");
    assert_eq!(version, "1.1.0\n");
    let here = std::fs::read_to_string(fixture.path().join("VERSION")).expect("a file");
    assert_eq!(here, "1.0.0\n");
}

#[tokio::test]
async fn nobody_commits_without_a_name() {
    let (fixture, first) = world();
    fixture.git(["config", "--unset", "user.name"]);
    fixture.git(["config", "--unset", "user.email"]);
    let repo = open_with(&fixture, &[("EMAIL", "")], Deadlines::default()).await;
    assert_eq!(repo.signing().await.expect("a setup").identity, None);
    let error = release(repo.as_ref(), &fixture, &first)
        .await
        .expect_err("nobody acts");
    assert!(error.to_string().contains("user.name"), "{error}");
    assert_eq!(fixture.head(), first);
}

#[tokio::test]
async fn an_executable_file_stays_one() {
    let (mut fixture, _) = world();
    fixture.git(["update-index", "--chmod=+x", "VERSION"]);
    let first = fixture.wait(60).commit_index("chore: a program");
    fixture.git(["checkout", "--quiet", "--", "."]);
    let repo = open(&fixture).await;
    let made = release(repo.as_ref(), &fixture, &first)
        .await
        .expect("a commit");
    assert!(
        fixture
            .git(["ls-tree", made.as_str(), "VERSION"])
            .starts_with("100755")
    );
}

#[tokio::test]
async fn a_work_tree_that_is_ahead_of_its_ref_keeps_its_new_files() {
    let (mut fixture, first) = world();
    let files = [("VERSION", "1.1.0\n"), ("CHANGELOG.md", "# 1.1.0\n")];
    let second = fixture.commit_files("chore(release): 1.1.0", &files);
    fixture.git(["update-ref", "refs/heads/main", first.as_str()]);
    // So whoever was killed between the files and the ref left it.
    let repo = open(&fixture).await;
    let moved = repo.restore_ref("refs/heads/main", &first, Some(&second));
    moved.await.expect("it is done again");
    assert_eq!(fixture.git(["status", "--porcelain"]), "");
    assert!(fixture.path().join("CHANGELOG.md").exists());
}

/// Two releases of one clone, of which the other one is faster.
#[tokio::test]
async fn whoever_loses_the_branch_leaves_the_work_tree_at_what_won() {
    let (fixture, first) = world();
    let repo = open(&fixture).await;
    let won = release(repo.as_ref(), &fixture, &first).await;
    let won = won.expect("a commit");
    let back = repo.restore_ref("refs/heads/main", &won, Some(&first));
    back.await.expect("it goes back");
    let faster = format!("rm \"$0\"; exec git update-ref refs/heads/main {won}");
    fixture.hook("post-index-change", &faster);
    let hook = fixture.path().join(".git/hooks/post-index-change");
    assert!(hook.exists());
    let lost = release(repo.as_ref(), &fixture, &first).await;
    assert!(lost.is_err(), "{lost:?}");
    assert!(!hook.exists(), "the other one came in between");
    assert_eq!(fixture.head(), won);
    assert_eq!(fixture.git(["status", "--porcelain"]), "");
}
