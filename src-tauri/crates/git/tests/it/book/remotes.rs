//! Remotes that refuse, go back, forget, and desks whose git is set up oddly.

use super::desks::{BRANCH, book, clone_of, here, remote};
use crate::support::{repos, ssh};
use lockkeeper_engine::ports::{Book, BookError, Repos};
use lockkeeper_testkit::contract::book::{entry, said};
use lockkeeper_testkit::repo::RepoFixture;

#[tokio::test]
async fn no_hook_of_the_desk_runs() {
    let remote = remote();
    let desk = clone_of(&remote);
    let mark = desk.beside("ran");
    let script = format!("echo \"$0\" >>'{}'; exit 1", mark.display());
    for hook in [
        "pre-push",
        "reference-transaction",
        "pre-commit",
        "commit-msg",
        "post-commit",
        "pre-auto-gc",
    ] {
        desk.hook(hook, &script);
    }
    let mine = book(&desk).await;
    let good = mine.append(None, &entry("good")).await.expect("written");
    let next = mine.append(Some(&good), &entry("next")).await;
    let next = next.expect("written");
    assert_eq!(mine.fetch().await, Ok(Some(next.clone())));
    assert_eq!(mine.heal(&next, &good).await, Ok(()));
    assert!(!mark.exists(), "{:?}", std::fs::read_to_string(&mark));
}

#[tokio::test]
async fn tastes_of_the_user_change_nothing() {
    let remote = remote();
    let desk = clone_of(&remote);
    for (name, value) in [
        ("remote.origin.mirror", "true"),
        ("remote.origin.fetch", "+refs/*:refs/*"),
        ("remote.origin.prune", "true"),
        ("fetch.prune", "true"),
        ("fetch.showForcedUpdates", "false"),
        ("push.gpgSign", "true"),
        ("push.followTags", "true"),
        ("push.useForceIfIncludes", "true"),
        ("push.recurseSubmodules", "only"),
        ("commit.gpgSign", "true"),
        ("i18n.commitEncoding", "latin1"),
        ("core.logAllRefUpdates", "always"),
    ] {
        desk.git(["config", name, value]);
    }
    desk.git(["config", "--unset", "user.email"]);
    let mine = book(&desk).await;
    let one = mine.append(None, &entry("one")).await.expect("written");
    let two = mine.append(Some(&one), &entry("zwei ä")).await;
    let two = two.expect("written");
    assert_eq!(mine.fetch().await, Ok(Some(two.clone())));
    remote.git(["update-ref", BRANCH, &one]);
    assert_eq!(mine.fetch().await, Ok(Some(one)));
    assert_eq!(said(&mine, &two).await, ["one", "zwei ä"]);
    let refs = remote.git(["for-each-ref", "--format=%(refname)"]);
    assert_eq!(refs, BRANCH, "only the branch was pushed");
}

#[tokio::test]
async fn a_commit_says_whose_statement_it_is() {
    let remote = remote();
    let desk = clone_of(&remote);
    let mine = book(&desk).await;
    let mut odd = entry("one");
    "Da<n>a\n".clone_into(&mut odd.author);
    "<>".clone_into(&mut odd.email);
    mine.append(None, &odd).await.expect("written");
    let shown = remote.git(["log", "-1", "--format=%an|%ae|%at|%cn|%ct|%G?|%s", BRANCH]);
    assert_eq!(shown, "Dana|lockkeeper|1760000000|Dana|1760000000|N|one");
}

#[tokio::test]
async fn a_hook_of_the_remote_is_quoted_and_nothing_is_written() {
    let remote = remote();
    let desk = clone_of(&remote);
    let mine = book(&desk).await;
    let good = mine.append(None, &entry("good")).await.expect("written");
    for (hook, words) in [
        ("pre-receive", "GH006: Protected branch update failed"),
        ("update", "no entries on Fridays"),
    ] {
        remote.hook(hook, &format!("echo '{words}' >&2; exit 1"));
        let refused = mine.append(Some(&good), &entry("next")).await;
        assert!(
            matches!(&refused, Err(BookError::Rejected { detail }) if detail.contains(words)),
            "{refused:?}"
        );
        assert_eq!(remote.rev(BRANCH).as_str(), good);
        assert_eq!(mine.head().await, Ok(Some(good.clone())));
        std::fs::remove_file(remote.path().join("hooks").join(hook)).expect("removed");
    }
}

#[tokio::test]
async fn a_remote_that_forbids_going_back_is_not_healed() {
    let remote = remote();
    let desk = clone_of(&remote);
    let mine = book(&desk).await;
    let good = mine.append(None, &entry("good")).await.expect("written");
    let bad = mine.append(Some(&good), &entry("bad")).await;
    let bad = bad.expect("written");
    remote.git(["config", "receive.denyNonFastForwards", "true"]);
    let refused = mine.heal(&bad, &good).await;
    assert!(
        matches!(refused, Err(BookError::Rejected { .. })),
        "{refused:?}"
    );
    assert_eq!(mine.fetch().await, Ok(Some(bad)));
}

#[tokio::test]
async fn a_head_that_the_remote_no_longer_has_survives_every_clean_up() {
    let remote = remote();
    let desk = clone_of(&remote);
    let mine = book(&desk).await;
    let one = mine.append(None, &entry("one")).await.expect("written");
    let two = mine.append(Some(&one), &entry("two")).await;
    let two = two.expect("written");
    remote.git(["update-ref", BRANCH, &one]);
    let elsewhere = clone_of(&remote);
    let other = book(&elsewhere).await;
    other.fetch().await.expect("the remote answers");
    let fork = other.append(Some(&one), &entry("fork")).await;
    let fork = fork.expect("written");
    assert_eq!(mine.fetch().await, Ok(Some(fork.clone())));
    desk.git(["reflog", "expire", "--expire=now", "--all"]);
    desk.git(["gc", "--quiet", "--prune=now"]);
    assert_eq!(said(&mine, &two).await, ["one", "two"]);
    assert_eq!(mine.contains(&fork, &two).await, Ok(false));
    let kept = desk.git([
        "for-each-ref",
        "--format=%(refname)",
        "refs/lockkeeper/evidence",
    ]);
    assert_eq!(kept, format!("refs/lockkeeper/evidence/{two}"));
}

#[tokio::test]
async fn a_branch_that_was_deleted_leaves_what_was_seen() {
    let remote = remote();
    let desk = clone_of(&remote);
    let mine = book(&desk).await;
    let one = mine.append(None, &entry("one")).await.expect("written");
    remote.git(["update-ref", "-d", BRANCH]);
    assert_eq!(mine.fetch().await, Ok(None));
    assert_eq!(mine.head().await, Ok(Some(one.clone())));
    assert_eq!(mine.restore(None, &one).await, Ok(()));
    assert_eq!(remote.rev(BRANCH).as_str(), one);
}

#[tokio::test]
async fn a_remote_that_is_away_is_said_to_be() {
    let remote = remote();
    let desk = clone_of(&remote);
    desk.git(["remote", "set-url", "origin", "ssh://git@harbour.invalid/x"]);
    for (words, expected) in [
        ("ssh: connect to host: Connection refused", "away"),
        ("git@harbour: Permission denied (publickey).", "stranger"),
        (
            "fatal: '/x' does not appear to be a git repository",
            "nothing",
        ),
    ] {
        let script = ssh(&desk, &format!("echo \"{words}\" >&2; exit 255"));
        let mut environment = desk.environment();
        environment.push(("GIT_SSH_COMMAND".into(), script.into()));
        let repos = repos(&desk).with_environment(environment);
        let place = desk.path().display().to_string();
        let mine = repos.book(&place).await.expect("it opens");
        for result in [
            mine.fetch().await.map(|_| ()),
            mine.append(None, &entry("one")).await.map(|_| ()),
        ] {
            let told = match result {
                Err(BookError::Unavailable { .. }) => "away",
                Err(BookError::Unauthorized { .. }) => "stranger",
                Err(BookError::NotFound(_)) => "nothing",
                other => unreachable!("{words}: {other:?}"),
            };
            assert_eq!(told, expected, "{words}");
        }
    }
}

/// Nobody would read it again: what counts is what is fetched.
#[tokio::test]
async fn an_entry_is_not_pushed_to_another_repository_than_is_read() {
    let remote = remote();
    let desk = clone_of(&remote);
    let elsewhere = RepoFixture::bare();
    let mine = book(&desk).await;
    let one = mine.append(None, &entry("one")).await.expect("written");
    let place = elsewhere.path().display().to_string();
    desk.git(["remote", "set-url", "--push", "origin", &place]);
    let told = mine.append(Some(&one), &entry("two")).await;
    let Err(BookError::Refused(why)) = told else {
        unreachable!("{told:?}");
    };
    assert!(why.contains("`git remote -v`"), "{why}");
    assert_eq!(elsewhere.git(["for-each-ref"]).trim(), "");
    let other_way = format!("file://{}", remote.path().display());
    desk.git(["remote", "set-url", "--push", "origin", &other_way]);
    let two = mine.append(Some(&one), &entry("two")).await;
    assert_eq!(remote.rev(BRANCH).as_str(), two.expect("written"));
}

#[tokio::test]
async fn a_repository_without_a_remote_is_its_own_truth() {
    let fixture = RepoFixture::new();
    let mine = book(&fixture).await;
    let one = mine.append(None, &entry("one")).await.expect("written");
    assert_eq!(fixture.rev(BRANCH).as_str(), one);
    assert_eq!(mine.fetch().await, Ok(Some(one.clone())));
    let late = mine.append(None, &entry("other")).await;
    assert_eq!(late, Err(BookError::Moved));
    let two = mine.append(Some(&one), &entry("two")).await;
    let two = two.expect("written");
    assert_eq!(mine.heal(&two, &one).await, Ok(()));
    assert_eq!(mine.head().await, Ok(Some(one)));
}

#[tokio::test]
async fn the_ledger_of_a_url_comes_alone() {
    let mut origin = RepoFixture::new();
    origin.commit("chore: something else");
    let one = here(&origin).append(None, &entry("one")).await;
    let one = one.expect("written");
    let url = format!("file://{}", origin.path().display());
    let place = RepoFixture::bare();
    let folder = place.beside("ledger.git");
    for _ in 0..2 {
        let book = repos(&place).book_in(&folder, &url).await.expect("a book");
        assert_eq!(book.fetch().await, Ok(Some(one.clone())));
        assert_eq!(said(&book, &one).await, ["one"]);
    }
    let objects = std::process::Command::new("git")
        .current_dir(&folder)
        .args(["rev-list", "--count", "--all"])
        .output()
        .expect("git runs");
    assert_eq!(String::from_utf8_lossy(&objects.stdout).trim(), "1");
}

#[tokio::test]
async fn a_mirror_of_the_app_keeps_a_chain_that_its_remote_lost() {
    let origin = remote();
    let url = format!("file://{}", origin.path().display());
    let one = here(&origin).append(None, &entry("one")).await;
    let one = one.expect("written");
    let two = here(&origin).append(Some(&one), &entry("two")).await;
    let two = two.expect("written");
    let desk = RepoFixture::bare();
    let repos = repos(&desk);
    let mine = repos.book(&url).await.expect("a book");
    assert_eq!(mine.fetch().await, Ok(Some(two.clone())));
    origin.git(["update-ref", BRANCH, &one]);
    let whole = Repos::open(&repos, &crate::mirrors::policy(url)).await;
    whole
        .expect("it opens")
        .fetch("origin")
        .await
        .expect("the remote answers");
    assert_eq!(mine.head().await, Ok(Some(two.clone())));
    assert_eq!(mine.restore(Some(&one), &two).await, Ok(()));
    assert_eq!(origin.rev(BRANCH).as_str(), two);
}

#[tokio::test]
async fn a_lock_that_a_killed_program_left_is_no_end() {
    let remote = remote();
    let desk = clone_of(&remote);
    let mine = book(&desk).await;
    let one = mine.append(None, &entry("one")).await.expect("written");
    let more = here(&remote).append(Some(&one), &entry("two")).await;
    let more = more.expect("written");
    let followed = ".git/refs/lockkeeper/remote/origin/ledger";
    let lock = desk.path().join(format!("{followed}.lock"));
    std::fs::write(&lock, "").expect("a file");
    assert_eq!(mine.fetch().await, Ok(Some(more.clone())));
    assert!(!lock.exists());
    std::fs::write(&lock, "").expect("a file");
    let next = mine.append(Some(&more), &entry("three")).await;
    let next = next.expect("the remote has it, noted or not");
    assert_eq!(mine.fetch().await, Ok(Some(next)));
}
