//! Ranges that are cut out of what was read before.

use crate::support::with_calls;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::Calls;
use lockkeeper_engine::ports::{RangeOptions, Repo, Repos};
use lockkeeper_testkit::fake_desk::FakeCalls;
use lockkeeper_testkit::repo::RepoFixture;
use std::collections::BTreeSet;
use std::sync::Arc;

const PATHS: RangeOptions = RangeOptions {
    first_parent: false,
    paths: true,
};

fn expected(fixture: &RepoFixture, hidden: Option<&Oid>, target: &Oid) -> BTreeSet<String> {
    let mut args = vec!["rev-list".to_owned(), target.to_string()];
    args.extend(hidden.map(|oid| format!("^{oid}")));
    fixture.git(args).lines().map(str::to_owned).collect()
}

async fn found(repo: &dyn Repo, hidden: Option<&Oid>, target: &Oid) -> BTreeSet<String> {
    let hidden = hidden.map_or(&[][..], std::slice::from_ref);
    let range = repo.range(hidden, target, PATHS).await.expect("a range");
    range.iter().map(|commit| commit.oid.0.clone()).collect()
}

/// A main line with side branches that are merged later.
fn grown() -> (RepoFixture, Vec<Oid>) {
    let mut fixture = RepoFixture::new();
    let mut commits = vec![fixture.commit("chore: begin")];
    for round in 0..6 {
        fixture.branch(&format!("side{round}"));
        commits.push(fixture.commit_files("fix: aside", &[(&format!("s{round}"), "x")]));
        fixture.checkout("main");
        commits.push(fixture.commit_files("feat: ahead", &[(&format!("m{round}"), "x")]));
        if round % 2 == 0 {
            commits.push(fixture.merge(&format!("side{round}")));
        }
    }
    (fixture, commits)
}

#[tokio::test]
async fn every_range_is_right_whatever_was_asked_before() {
    let (fixture, commits) = grown();
    let calls = Arc::new(FakeCalls::default());
    let repo = with_calls(&fixture, calls)
        .open_path(fixture.path())
        .await
        .expect("it opens");
    for step in [1, 3, 5, 7] {
        for place in 0..commits.len() {
            let target = &commits[(place * step) % commits.len()];
            let hidden = &commits[(place * 5 + step) % commits.len()];
            for hidden in [Some(hidden), None] {
                let ours = found(repo.as_ref(), hidden, target).await;
                assert_eq!(
                    ours,
                    expected(&fixture, hidden, target),
                    "{hidden:?}..{target}"
                );
            }
        }
    }
}

#[tokio::test]
async fn one_pass_of_git_answers_for_all_bases() {
    let (mut fixture, commits) = grown();
    let calls = Arc::new(FakeCalls::default());
    let repo = with_calls(&fixture, Arc::clone(&calls) as Arc<FakeCalls>);
    let repo = repo.open_path(fixture.path()).await.expect("it opens");
    let logs = || {
        calls
            .recent(1_000)
            .iter()
            .filter(|call| call.line.contains(" log "))
            .count()
    };
    let head = fixture.head();
    found(repo.as_ref(), None, &head).await;
    for base in &commits {
        let ours = found(repo.as_ref(), Some(base), &head).await;
        if repo.contains(&head, base).await.expect("an answer") {
            assert_eq!(ours, expected(&fixture, Some(base), &head));
        }
    }
    let sides = commits.iter().filter(|base| {
        fixture
            .try_git(
                ["merge-base", "--is-ancestor", base.as_str(), head.as_str()],
                b"",
            )
            .is_err()
    });
    assert!(logs() <= 1 + sides.count(), "{} passes", logs());
    let before = logs();
    let next = fixture.commit("feat: one more");
    assert_eq!(
        found(repo.as_ref(), None, &next).await,
        expected(&fixture, None, &next)
    );
    assert_eq!(logs(), before + 1);
}

#[tokio::test]
async fn an_answer_outlives_the_program() {
    let (fixture, commits) = grown();
    let head = fixture.head();
    let cache = Arc::new(lockkeeper_testkit::fake_desk::FakeCommitCache::default());
    for round in 0..2 {
        let calls = Arc::new(FakeCalls::default());
        let clock = Arc::new(lockkeeper_testkit::clock::ManualClock::default());
        let (cache, calls_) = (Arc::clone(&cache), Arc::clone(&calls));
        let repos = lockkeeper_git::GitRepos::new(
            fixture.path(),
            fixture.beside("app"),
            cache,
            calls_,
            clock,
        );
        let repos = repos.with_environment(fixture.environment());
        let repo = repos.open_path(fixture.path()).await.expect("it opens");
        let ours = found(repo.as_ref(), Some(&commits[0]), &head).await;
        assert_eq!(ours, expected(&fixture, Some(&commits[0]), &head));
        assert!(repo.contains(&head, &commits[0]).await.expect("an answer"));
        let histories = repo.file_histories(&head, &["m1", "m2"], 5).await;
        histories.expect("histories");
        assert_eq!(
            calls.recent(10).is_empty(),
            round == 1,
            "{:?}",
            calls.recent(10)
        );
    }
}

#[tokio::test]
async fn paths_have_old_and_new_names_and_differ_from_the_first_parent() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit_files(
        "chore: begin",
        &[("a b.txt", "long enough to be renamed\n")],
    );
    fixture.git(["mv", "a b.txt", "new\n\"name\".txt"]);
    fixture.wait(60).commit_index("refactor: rename");
    fixture.branch("side");
    fixture.commit_files("fix: aside", &[("side.txt", "x")]);
    fixture.checkout("main");
    fixture.commit_files(
        "feat: main",
        &[("main.txt", "x"), ("\nodd", "x"), ("/-dash", "y")][..1],
    );
    fixture.commit_files("feat: odd", &[("\nodd", "x"), ("-dash", "y")]);
    fixture.commit_index("chore: empty");
    let merge = fixture.merge("side");
    let repo = crate::support::open(&fixture).await;
    let range = repo.range(&[first], &merge, PATHS).await.expect("a range");
    let paths = |subject: &str| {
        let commit = range
            .iter()
            .find(|commit| commit.subject().starts_with(subject));
        commit
            .and_then(|commit| commit.paths.clone())
            .expect("paths")
    };
    assert_eq!(paths("refactor"), ["a b.txt", "new\n\"name\".txt"]);
    assert_eq!(paths("Merge"), ["side.txt"]);
    assert_eq!(paths("feat: odd"), ["\nodd", "-dash"]);
    assert!(paths("chore: empty").is_empty());
}

#[tokio::test]
async fn another_repository_at_the_same_place_is_read_anew() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: the first life");
    let repos = with_calls(&fixture, Arc::new(FakeCalls::default()));
    let repo = repos.open_path(fixture.path()).await.expect("it opens");
    let old = repo.resolve("HEAD").await.expect("a head");
    found(repo.as_ref(), None, &old).await;
    // The history is replaced and swept: nothing of the old one is left.
    fixture.git(["checkout", "--quiet", "--orphan", "again"]);
    let new = fixture.commit("feat: the second life");
    fixture.git(["branch", "--quiet", "-D", "main"]);
    fixture.git(["reflog", "expire", "--expire=now", "--all"]);
    fixture.git(["gc", "--quiet", "--prune=now"]);
    let ours = found(repo.as_ref(), None, &new).await;
    assert_eq!(ours, BTreeSet::from([new.0]));
}
