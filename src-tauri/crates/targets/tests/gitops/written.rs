//! Values that are written, with real git and real remotes.

use crate::scene::{
    FILE, OVERLAY, at_remote, commit_of, here, infra, live, place, policy, spec, target,
    target_that_tells,
};
use lockkeeper_engine::ports::{Calls, Target, TargetError, Written};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

#[tokio::test]
async fn a_value_reaches_the_remote_and_nothing_of_the_user_moves() {
    let (desk, remote) = infra();
    let before = desk.head();
    let target = target(&desk, "app");
    let commit = commit_of(target.write(&here(), &spec("api", "1.9.0", "1.10.0")).await);
    assert_eq!(remote.rev("main"), commit);
    assert_eq!(
        at_remote(&remote).trim_end(),
        OVERLAY.replace("1.9.0", "1.10.0").trim_end()
    );
    assert_eq!(desk.head(), before);
    assert_eq!(desk.git(["status", "--porcelain"]).trim(), "");
    let again = target.write(&here(), &spec("api", "1.9.0", "1.10.0")).await;
    assert_eq!(again.expect("it looks first"), Written::Already);
    let read = target.read(&here(), &place("api")).await.expect("readable");
    assert_eq!(read.as_deref(), Some("1.10.0"));
}

#[tokio::test]
async fn a_write_asks_a_remote_again_only_when_what_was_seen_is_old() {
    let (desk, remote) = infra();
    let calls = Arc::default();
    let target = target_that_tells(&desk, "app", &calls);
    let asked = || {
        let calls = calls.recent(usize::MAX).into_iter();
        let asks = |line: &str| line.contains(" fetch ") || line.contains("ls-remote --quiet");
        calls.filter(|call| asks(&call.line)).count()
    };
    let read = target.read(&here(), &place("api")).await.expect("readable");
    assert_eq!((read.as_deref(), asked()), (Some("1.9.0"), 1));
    let commit = commit_of(target.write(&here(), &spec("api", "1.9.0", "1.10.0")).await);
    assert_eq!((remote.rev("main"), asked()), (commit, 1));

    let other = RepoFixture::clone_of(&remote, &[]);
    let theirs = self::target(&other, "app");
    commit_of(
        theirs
            .write(&here(), &spec("api", "1.10.0", "1.11.0"))
            .await,
    );
    // What is seen here would be expected, and is no longer there.
    let refused = target
        .write(&here(), &spec("api", "1.10.0", "1.12.0"))
        .await;
    assert!(
        matches!(&refused, Err(TargetError::Conflict { found, .. }) if found == "1.11.0"),
        "{refused:?}"
    );
    commit_of(
        theirs
            .write(&here(), &spec("api", "1.11.0", "1.12.0"))
            .await,
    );
    // What is seen here would be a conflict, and is none any more.
    commit_of(
        target
            .write(&here(), &spec("api", "1.12.0", "1.13.0"))
            .await,
    );
    assert!(at_remote(&remote).contains("1.13.0"));
}

#[tokio::test]
async fn a_write_follows_a_default_branch_that_was_renamed_since() {
    let (desk, remote) = infra();
    let target = target(&desk, "app");
    live(&target, &here()).await;
    remote.git(["branch", "--quiet", "-m", "main", "trunk"]);
    let commit = commit_of(target.write(&here(), &spec("api", "1.9.0", "1.10.0")).await);
    assert_eq!(remote.rev("trunk"), commit);
}

#[tokio::test]
async fn a_guessed_default_branch_is_not_written_to() {
    let (desk, remote) = infra();
    let before = remote.rev("main");
    // Pushes would reach it, and nobody can ask it for anything.
    let there = remote.path().display().to_string();
    desk.git(["config", "remote.origin.pushurl", &there]);
    desk.git(["config", "remote.origin.url", "/nowhere"]);
    let told = target(&desk, "app");
    let seen = told.history(&here(), &[place("api")], false).await;
    assert!(seen.expect("a guess is enough to read")[0].is_ok());
    let refused = told.write(&here(), &spec("api", "1.9.0", "1.10.0")).await;
    assert!(
        matches!(refused, Err(TargetError::Repo { .. })),
        "{refused:?}"
    );
    assert_eq!(remote.rev("main"), before);
}

#[tokio::test]
async fn a_value_that_is_neither_expected_nor_desired_is_a_conflict() {
    let (desk, remote) = infra();
    let before = remote.rev("main");
    let refused = target(&desk, "app")
        .write(&here(), &spec("api", "1.8.0", "1.10.0"))
        .await;
    assert!(matches!(refused, Err(TargetError::Conflict { found, .. }) if found == "1.9.0"));
    assert_eq!(remote.rev("main"), before);
}

#[tokio::test]
async fn writers_of_different_values_of_one_file_all_land() {
    let (desk, remote) = infra();
    let other = RepoFixture::clone_of(&remote, &[]);
    let (ours, theirs) = (target(&desk, "app"), target(&other, "app"));
    let (policy_here, api, web) = (
        here(),
        spec("api", "1.9.0", "1.10.0"),
        spec("web", "2.0.0", "2.1.0"),
    );
    let (first, second) = tokio::join!(
        ours.write(&policy_here, &api),
        theirs.write(&policy_here, &web)
    );
    commit_of(first);
    commit_of(second);
    let both = OVERLAY.replace("1.9.0", "1.10.0").replace("2.0.0", "2.1.0");
    assert_eq!(at_remote(&remote).trim_end(), both.trim_end());
    assert_eq!(remote.git(["rev-list", "--count", "main"]).trim(), "3");
}

#[tokio::test]
async fn of_two_writers_of_one_value_one_meets_a_conflict() {
    let (desk, remote) = infra();
    let other = RepoFixture::clone_of(&remote, &[]);
    let (ours, theirs) = (target(&desk, "app"), target(&other, "app"));
    let (policy_here, one, two) = (
        here(),
        spec("api", "1.9.0", "1.10.0"),
        spec("api", "1.9.0", "1.11.0"),
    );
    let (first, second) = tokio::join!(
        ours.write(&policy_here, &one),
        theirs.write(&policy_here, &two)
    );
    let conflicts = [&first, &second]
        .into_iter()
        .filter(|r| matches!(r, Err(TargetError::Conflict { .. })));
    assert_eq!(conflicts.count(), 1, "{first:?} {second:?}");
    assert!(first.is_ok() || second.is_ok());
    assert_eq!(remote.git(["rev-list", "--count", "main"]).trim(), "2");
}

#[tokio::test]
async fn a_rollback_brings_the_very_bytes_back() {
    let (desk, remote) = infra();
    let target = target(&desk, "app");
    let brought = commit_of(target.write(&here(), &spec("api", "1.9.0", "1.10")).await);
    assert!(at_remote(&remote).contains("newTag: '1.10'"));
    let mut back = spec("api", "1.10", "1.9.0");
    back.message = format!(
        "Revert \"api\"\n\nThis reverts commit {brought}.\n\nLockkeeper-Plan: p2\nLockkeeper-Rollback: yes\n"
    );
    back.change.reverts = Some(brought.clone());
    let reverted = commit_of(target.write(&here(), &back).await);
    assert_eq!(
        remote
            .git(["diff", &format!("{brought}^"), reverted.as_str()])
            .trim(),
        ""
    );

    let history = target
        .history(
            &here(),
            &[place("api"), place("web"), place("nobody")],
            true,
        )
        .await;
    let history = history.expect("the remote answers");
    let api = history[0].as_ref().expect("it is there");
    let seen: Vec<_> = api
        .iter()
        .map(|l| (l.value.as_str(), l.rollback, l.run.is_some()))
        .collect();
    assert_eq!(
        seen,
        [
            ("1.9.0", true, true),
            ("1.10", false, true),
            ("1.9.0", false, false)
        ]
    );
    assert_eq!(api[1].change, brought);
    assert_eq!(history[1].as_ref().expect("it is there").len(), 1);
    assert!(matches!(history[2], Err(TargetError::NotFound { .. })));
}

#[tokio::test]
async fn a_remote_known_by_its_url_only_works_through_a_mirror() {
    let (_desk, remote) = infra();
    let nobody = RepoFixture::new();
    let target = target(&nobody, "app");
    let policy = policy(&format!("file://{}", remote.path().display()));
    let commit = commit_of(target.write(&policy, &spec("api", "1.9.0", "1.10.0")).await);
    assert_eq!(remote.rev("main"), commit);
    let history = target
        .history(&policy, &[place("api")], false)
        .await
        .expect("it is open");
    assert_eq!(history[0].as_ref().expect("it is there")[0].change, commit);
}

#[tokio::test]
async fn a_repository_without_a_remote_is_its_own() {
    let (_desk, remote) = infra();
    let target_of_bare = target(&remote, "app");
    let commit = commit_of(
        target_of_bare
            .write(&here(), &spec("api", "1.9.0", "1.10.0"))
            .await,
    );
    assert_eq!(remote.rev("main"), commit);

    let mut alone = RepoFixture::new();
    alone.commit_files("Describe staging", &[(FILE, OVERLAY)]);
    let commit = commit_of(
        target(&alone, "app")
            .write(&here(), &spec("api", "1.9.0", "1.10.0"))
            .await,
    );
    assert_eq!(alone.head(), commit);
    assert_eq!(alone.git(["status", "--porcelain"]).trim(), "");
}

/// Nothing that only lies here would be deployed by anybody.
#[tokio::test]
async fn a_repository_whose_remote_has_another_name_is_not_its_own() {
    let (desk, _remote) = infra();
    desk.git(["remote", "rename", "origin", "upstream"]);
    let before = desk.head();
    let written = target(&desk, "app")
        .write(&here(), &spec("api", "1.9.0", "1.10.0"))
        .await;
    let told = written.unwrap_err();
    let why = std::error::Error::source(&told)
        .expect("a reason")
        .to_string();
    assert!(why.contains("`git remote rename upstream origin`"), "{why}");
    assert_eq!(desk.head(), before);
}

#[tokio::test]
async fn a_hook_that_refuses_is_not_tried_again() {
    let (desk, remote) = infra();
    let before = remote.rev("main");
    remote.hook("pre-receive", "echo run >> runs; exit 1");
    let refused = target(&desk, "app")
        .write(&here(), &spec("api", "1.9.0", "1.10.0"))
        .await;
    assert!(
        matches!(refused, Err(TargetError::Repo { .. })),
        "{refused:?}"
    );
    assert_eq!(remote.rev("main"), before);
    let runs = std::fs::read_to_string(remote.path().join("runs")).expect("the hook ran");
    assert_eq!(runs.lines().count(), 1);
}

#[tokio::test]
async fn a_value_that_cannot_be_written_is_foreseen_and_one_that_can_is_not_touched() {
    let (mut desk, remote) = infra();
    let target = target(&desk, "app");
    let to = spec("api", "1.9.0", "1.10.0").change;
    let foreseen = target.foresee(&here(), &place("api"), &to).await;
    foreseen.expect("a plain value is written");
    for (shape, why) in [
        (
            "images:\n- name: api\n  newTag: >-\n    1.9.0\n",
            "one line",
        ),
        (
            "old: &old 1.9.0\nimages:\n- name: api\n  newTag: *old\n",
            "anchor",
        ),
    ] {
        desk.commit_files("Share the tag", &[(FILE, shape)]);
        desk.git(["push", "--quiet", "origin", "main"]);
        let read = target.read(&here(), &place("api")).await;
        assert_eq!(read.expect("readable").as_deref(), Some("1.9.0"));
        let foreseen = target.foresee(&here(), &place("api"), &to).await;
        let told = foreseen.expect_err(shape);
        assert!(matches!(told, TargetError::Unclear { .. }), "{told:?}");
        assert!(told.to_string().contains(why), "{told}");
    }
    assert_eq!(remote.rev("main"), desk.head());
}
