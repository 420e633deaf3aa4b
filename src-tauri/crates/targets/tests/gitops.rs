//! Environment repositories with real git and real remotes.

use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::EnvironmentChange;
use lockkeeper_domain::policy::{GitopsPlace, Locator, NamedBy, RepoPolicy};
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{Calls, Target, TargetError, WriteSpec, Written};
use lockkeeper_git::GitRepos;
use lockkeeper_targets::GitopsTarget;
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::fake_desk::{FakeCalls, FakeCommitCache};
use lockkeeper_testkit::repo::{BEGINNING, RepoFixture};
use std::sync::Arc;
use std::time::SystemTime;

const FILE: &str = "overlays/staging/kustomization.yaml";
const OVERLAY: &str = "# staging\nimages:\n- name: api # ours\n  newTag: '1.9.0'\n- name: web # theirs\n  newTag: 2.0.0\n";

/// A person's clone with one overlay, and its bare remote.
fn infra() -> (RepoFixture, RepoFixture) {
    let mut desk = RepoFixture::new();
    desk.commit_files("Describe staging", &[(FILE, OVERLAY)]);
    let remote = desk.with_remote("origin");
    (desk, remote)
}

fn target(fixture: &RepoFixture, data: &str) -> GitopsTarget {
    target_that_tells(fixture, data, &Arc::default())
}

fn target_that_tells(fixture: &RepoFixture, data: &str, calls: &Arc<FakeCalls>) -> GitopsTarget {
    let calls: Arc<dyn Calls> = calls.clone();
    let repos = GitRepos::new(
        fixture.path(),
        fixture.beside(data),
        Arc::new(FakeCommitCache::default()),
        calls,
        Arc::new(ManualClock::default()),
    );
    let mut environment = fixture.environment();
    for role in ["AUTHOR", "COMMITTER"] {
        environment.push((format!("GIT_{role}_NAME").into(), "Dana Ito".into()));
        environment.push((
            format!("GIT_{role}_EMAIL").into(),
            "dana@harbour.example".into(),
        ));
    }
    GitopsTarget::new(Arc::new(repos.with_environment(environment)))
}

fn policy(url: &str) -> RepoPolicy {
    RepoPolicy {
        name: "infra".into(),
        url: url.into(),
        branch: None,
        branching: None,
        flow: Default::default(),
        issue: None,
        forge: None,
    }
}

/// The clone where it lies.
fn here() -> RepoPolicy {
    policy(".")
}

fn place(image: &str) -> GitopsPlace {
    GitopsPlace {
        repo: "infra".into(),
        branch: None,
        file: FILE.into(),
        locator: Locator::Kustomize(image.into()),
        by: NamedBy::Tag,
        message: None,
    }
}

fn spec(image: &str, expected: &str, desired: &str) -> WriteSpec {
    WriteSpec {
        place: place(image),
        change: EnvironmentChange {
            expected: Some(expected.into()),
            desired: desired.into(),
            reverts: None,
        },
        message: format!("{image} {desired} to staging\n\nLockkeeper-Plan: p1\n"),
        at: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(490_000),
    }
}

fn commit_of(written: Result<Written, TargetError>) -> Oid {
    match written.expect("it is written") {
        Written::Commit(commit) => commit,
        Written::Already => unreachable!("it was there already"),
    }
}

fn at_remote(remote: &RepoFixture) -> String {
    remote.git(["show", &format!("main:{FILE}")])
}

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

/// What runs of the place on `api` now, after a look at the remote.
async fn live(target: &GitopsTarget, repo: &RepoPolicy) -> Live {
    let seen = target.history(repo, &[place("api")], true).await;
    let mut places = seen.expect("the remote answers");
    let mut history = places.remove(0).expect("it is there");
    history.remove(0)
}

#[tokio::test]
async fn a_commit_made_days_ago_that_lands_now_came_now() {
    let (desk, remote) = infra();
    let target = target(&desk, "app");
    let first = live(&target, &here()).await;
    assert_eq!(Some(first.since), first.earliest, "nobody saw it come");
    let begun = Timestamp::try_from(SystemTime::now()).expect("within the calendar");

    let mut other = RepoFixture::clone_of(&remote, &[]);
    let changed = OVERLAY.replace("1.9.0", "1.10.0");
    other.commit_files("Bring api 1.10.0", &[(FILE, &changed)]);
    other.git(["push", "--quiet", "origin", "main"]);
    let landed = live(&target, &here()).await;
    assert_eq!(landed.value, "1.10.0");
    let second = SignedDuration::from_secs(1);
    assert!(landed.since >= begun - second, "{landed:?}");
    assert!(landed.earliest < Some(begun), "{landed:?}");
    let again = live(&target, &here()).await;
    assert_eq!(again.since, landed.since);
}

#[tokio::test]
async fn a_date_before_that_of_the_commit_below_is_not_believed() {
    let (mut desk, remote) = infra();
    let below = desk.wait(600).commit("Unrelated");
    desk.write(FILE, OVERLAY.replace("1.9.0", "1.10.0"));
    desk.git(["add", "."]);
    let forged = format!("@{BEGINNING} +0000");
    let mut commit = desk.command();
    commit.env("GIT_COMMITTER_DATE", forged);
    let made = commit
        .args(["commit", "--quiet", "--message=Bring"])
        .status();
    assert!(made.expect("git is installed").success());
    desk.git(["push", "--quiet", "origin", "main"]);
    let clone = RepoFixture::clone_of(&remote, &[]);
    let landed = live(&target(&clone, "app"), &here()).await;
    let date = clone.git(["show", "--no-patch", "--format=%ct", below.as_str()]);
    assert_eq!(landed.since.as_second().to_string(), date);
}

#[tokio::test]
async fn a_newest_commit_that_is_made_anew_makes_no_other_one_new() {
    let (mut desk, remote) = infra();
    desk.wait(600).commit("Unrelated");
    desk.git(["push", "--quiet", "origin", "main"]);
    let clone = RepoFixture::clone_of(&remote, &[]);
    let target = target(&clone, "app");
    let before = live(&target, &here()).await;
    desk.git(["commit", "--amend", "--quiet", "--message=Unrelated still"]);
    desk.git(["push", "--quiet", "--force", "origin", "main"]);
    assert_eq!(live(&target, &here()).await.since, before.since);
}

#[tokio::test]
async fn a_mirror_follows_a_branch_that_was_renamed() {
    let (_desk, remote) = infra();
    let target = target(&remote, "app");
    let url = policy(&format!("file://{}", remote.path().display()));
    let before = live(&target, &url).await;
    remote.git(["branch", "--quiet", "-m", "main", "trunk"]);
    assert_eq!(live(&target, &url).await.change, before.change);
}

#[tokio::test]
async fn a_mirror_follows_a_remote_to_another_default_branch() {
    let (desk, remote) = infra();
    let target = target(&remote, "app");
    let url = policy(&format!("file://{}", remote.path().display()));
    let before = live(&target, &url).await;
    assert_eq!(before.value, "1.9.0");
    // The branch before stays, as it does where somebody moves over slowly.
    remote.git(["branch", "--quiet", "trunk", "main"]);
    remote.git(["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    let main = remote.rev("main");
    let read = target.history(&url, &[place("api")], true).await;
    read.expect("it answers");
    let commit = commit_of(target.write(&url, &spec("api", "1.9.0", "1.10.0")).await);
    assert_eq!(remote.rev("trunk"), commit);
    assert_eq!(remote.rev("main"), main);
    assert_eq!(live(&target, &url).await.value, "1.10.0");
    drop(desk);
}

/// A place of that name in a file of its own.
fn place_in(file: &str) -> GitopsPlace {
    GitopsPlace {
        file: file.into(),
        locator: Locator::Set("v".into()),
        ..place("api")
    }
}

#[tokio::test]
async fn places_of_one_branch_are_read_together_and_a_bad_one_takes_nothing_from_others() {
    let mut desk = RepoFixture::new();
    desk.commit_files("Begin", &[("a.yaml", "v: 1\n"), ("b.yaml", "v: 1\n")]);
    let first = desk.head();
    desk.commit_files("Bring a", &[("a.yaml", "v: 2\n")]);
    let second = desk.head();
    desk.commit_files("Bring b", &[("b.yaml", "v: 4\n")]);
    let calls = Arc::default();
    let target = target_that_tells(&desk, "app", &calls);
    let places = [place_in("a.yaml"), place_in("b.yaml")];
    let told = target.history(&here(), &places, false).await;
    let told = told.expect("it is open");
    let changes = |of: usize| {
        let lives = told[of].as_ref().expect("it is there").iter();
        lives.map(|live| live.change.clone()).collect::<Vec<_>>()
    };
    assert_eq!(changes(0), [second, first.clone()]);
    assert_eq!(changes(1), [desk.head(), first]);
    let calls = calls.recent(usize::MAX).into_iter();
    let looks = calls.filter(|call| call.line.contains("--name-only"));
    assert_eq!(looks.count(), 1);

    // What `a` was before lies in a file of its own, and is lost.
    desk.commit_files("Begin again", &[("a.yaml", "v: 3\n"), ("b.yaml", "v: 3\n")]);
    let lost = desk.git(["rev-parse", "HEAD~2:a.yaml"]);
    let (folder, file) = lost.trim().split_at(2);
    let object = desk.path().join(".git/objects").join(folder).join(file);
    std::fs::remove_file(object).expect("it was there");
    let told = target.history(&here(), &places, false).await;
    let told = told.expect("it is open");
    let known = told[0].as_ref().expect("it was read before");
    assert_eq!(known.len(), 3);
    let target = self::target(&desk, "another");
    let told = target.history(&here(), &places, false).await;
    let told = told.expect("it is open");
    assert!(told[0].is_err(), "{told:?}");
    assert_eq!(told[1].as_ref().expect("it is whole").len(), 3);
}

#[tokio::test]
async fn words_of_a_commit_make_no_rollback() {
    let (mut desk, _remote) = infra();
    for (number, value) in ["1.10.0", "1.9.0", "1.10.0"].into_iter().enumerate() {
        let message = match number {
            0 => "Bring api 1.10.0".to_owned(),
            _ => format!("Revert \"that\"\n\nThis reverts commit {}.", desk.head()),
        };
        desk.commit_files(&message, &[(FILE, &OVERLAY.replace("1.9.0", value))]);
    }
    desk.git(["push", "--quiet", "origin", "main"]);
    assert!(!live(&target(&desk, "app"), &here()).await.rollback);
}
