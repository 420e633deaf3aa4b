//! What a place held over time, and since when, with real git and real remotes.

use crate::scene::{
    FILE, OVERLAY, commit_of, here, infra, live, place, policy, spec, target, target_that_tells,
};
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::policy::{GitopsPlace, Locator};
use lockkeeper_engine::ports::{Calls, Target};
use lockkeeper_testkit::repo::{BEGINNING, RepoFixture};
use std::sync::Arc;
use std::time::SystemTime;

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
