//! Histories of files that go on from what was read before, held against git.

use crate::support::with_calls;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Calls, Repo, Repos};
use lockkeeper_testkit::fake_desk::FakeCalls;
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

const FILES: [&str; 4] = ["a", "b", "deep/c", "d"];

/// Branches with the same files, each commit changing one, now and then merged.
fn grown(seed: usize) -> RepoFixture {
    let fixture = RepoFixture::new();
    let grow = |stream: &mut lockkeeper_testkit::repo::Stream<&mut dyn std::io::Write>| {
        let mut tips = Vec::new();
        let all = FILES.map(|file| (file, "0"));
        let root = stream.commit("b0", &[], "root", &all)?;
        for name in 0..3 {
            tips.push(stream.commit(&format!("b{name}"), &[root], "begin", &[("a", "1")])?);
        }
        let mut dice = seed;
        while stream.len() < 120 {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(97)
                % (1 << 40);
            let (on, other) = ((dice >> 17) % 3, (dice >> 23) % 3);
            let parents = match (dice >> 9) % 5 {
                0 if on != other => vec![tips[on], tips[other]],
                _ => vec![tips[on]],
            };
            let content = dice.to_string();
            let file = [(FILES[(dice >> 13) % 4], content.as_str())];
            tips[on] = stream.commit(&format!("b{on}"), &parents, "feat: more", &file)?;
        }
        Ok(())
    };
    fixture.import(grow).expect("git takes it");
    fixture
}

/// The commits and contents as git lists them itself.
fn by_git(fixture: &RepoFixture, tip: &Oid, file: &str, most: usize) -> Vec<(String, String)> {
    let most = format!("--max-count={most}");
    let listed = fixture.git([
        "rev-list",
        "--first-parent",
        &most,
        tip.as_str(),
        "--",
        file,
    ]);
    let with_content = |commit: &str| {
        let content = fixture.git(["show", &format!("{commit}:{file}")]);
        (commit.to_owned(), content)
    };
    listed.lines().map(with_content).collect()
}

async fn found(
    repo: &dyn Repo,
    tip: &Oid,
    files: &[&str],
    most: usize,
) -> Vec<Vec<(String, String)>> {
    let histories = repo.file_histories(tip, files, most).await;
    let mut all = Vec::new();
    for history in histories.expect("they can be read") {
        let plain = history.into_iter().map(|revision| {
            let content = revision.content.expect("nothing was removed");
            let content = String::from_utf8(content).expect("digits");
            (revision.commit.0, content)
        });
        all.push(plain.collect());
    }
    all
}

#[tokio::test]
async fn whatever_was_read_before_a_history_is_what_git_lists() {
    for seed in 1..=4 {
        let fixture = grown(seed);
        let listed = fixture.git(["rev-list", "--date-order", "--branches"]);
        let commits: Vec<Oid> = listed.lines().map(Oid::from).collect();
        let calls = Arc::new(FakeCalls::default());
        let repo = with_calls(&fixture, Arc::clone(&calls))
            .open_path(fixture.path())
            .await;
        let repo = repo.expect("it opens");
        for round in 0..40 {
            // Branches go on, go back and take turns.
            let tip = &commits[(round * 37 * seed + round * round) % commits.len()];
            let files = match round % 3 {
                0 => &FILES[..],
                1 => &FILES[2..],
                _ => &FILES[1..2],
            };
            let most = if round % 5 == 0 { 3 } else { 1000 };
            let right: Vec<_> = files
                .iter()
                .map(|file| by_git(&fixture, tip, file, most))
                .collect();
            let ours = found(repo.as_ref(), tip, files, most).await;
            assert_eq!(
                ours, right,
                "seed {seed}, round {round}, {files:?} at {tip}"
            );
        }
    }
}

#[tokio::test]
async fn only_what_is_new_is_looked_through() {
    let mut fixture = RepoFixture::new();
    fixture.commit_files("chore: begin", &[("a", "0"), ("b", "0")]);
    let calls = Arc::new(FakeCalls::default());
    let repo = with_calls(&fixture, Arc::clone(&calls))
        .open_path(fixture.path())
        .await;
    let repo = repo.expect("it opens");
    let mut looked_from = Vec::new();
    for round in 0..4 {
        let head = fixture.head();
        let ours = found(repo.as_ref(), &head, &["a", "b"], 9).await;
        assert_eq!(
            ours,
            ["a", "b"].map(|file| by_git(&fixture, &head, file, 9))
        );
        looked_from.push(head);
        let content = round.to_string();
        fixture.commit_files("feat: more", &[("a", &content)]);
    }
    let logs: Vec<String> = calls
        .recent(20)
        .iter()
        .rev()
        .map(|call| call.line.clone())
        .collect();
    assert_eq!(logs.len(), looked_from.len(), "one look each: {logs:?}");
    assert!(!logs[0].contains('^'), "{logs:?}");
    // What did not change is still known from the first look.
    let first = format!("^{}", looked_from[0]);
    assert!(logs[1..].iter().all(|log| log.contains(&first)), "{logs:?}");
}
