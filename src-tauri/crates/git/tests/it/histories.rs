//! Histories looked through page by page, held against git's own order.

use crate::support::graph;
use lockkeeper_domain::branching::{Strand, Strands};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::CommitGraph;
use lockkeeper_testkit::repo::RepoFixture;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Branches that begin anywhere, merges of two and of three, two roots.
fn grown(seed: usize, commits: usize) -> RepoFixture {
    let fixture = RepoFixture::new();
    let file = [("f", "x")];
    let grow = |stream: &mut lockkeeper_testkit::repo::Stream<&mut dyn std::io::Write>| {
        let mut tips = vec![
            stream.commit("b0", &[], "root", &file)?,
            stream.commit("b1", &[], "another root", &file)?,
        ];
        let mut dice = seed;
        while stream.len() < commits {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(97)
                % (1 << 40);
            let (roll, on) = ((dice >> 9) % 10, (dice >> 17) % tips.len());
            let others = tips.iter().copied().filter(|tip| *tip != tips[on]);
            let parents: Vec<usize> = match roll {
                0 if tips.len() < 6 => {
                    let from = 1 + (dice >> 5) % stream.len();
                    let name = format!("b{}", tips.len());
                    tips.push(stream.commit(&name, &[from], "fix: from there", &file)?);
                    continue;
                }
                1 | 2 => [tips[on]].into_iter().chain(others.take(1)).collect(),
                3 => [tips[on]].into_iter().chain(others.take(2)).collect(),
                _ => vec![tips[on]],
            };
            tips[on] = stream.commit(&format!("b{on}"), &parents, "feat: more", &file)?;
        }
        Ok(())
    };
    fixture.import(grow).expect("git takes it");
    fixture
}

fn tips(fixture: &RepoFixture) -> Vec<Oid> {
    let listed = fixture.git(["for-each-ref", "--format=%(objectname)", "refs/heads"]);
    listed.lines().map(Oid::from).collect()
}

fn by_git(fixture: &RepoFixture) -> Vec<Oid> {
    let listed = fixture.git(["rev-list", "--date-order", "--branches"]);
    listed.lines().map(Oid::from).collect()
}

/// Everything, in pages of a size, each begun from the text of the last.
async fn paged(graph: &dyn CommitGraph, tips: &[Oid], most: usize) -> (Vec<Oid>, Vec<Strand>) {
    let mut place = Strands::above(tips.iter().cloned()).text();
    let (mut commits, mut drawn) = (Vec::new(), Vec::new());
    loop {
        let mut strands = Strands::parse(&place).expect("it was given out");
        let page = graph.page(&strands.frontier(), most).await;
        let page = page.expect("it can be read");
        if page.is_empty() {
            assert_eq!(strands, Strands::default(), "nothing is left open");
            return (commits, drawn);
        }
        for commit in page {
            drawn.push(strands.draw(&commit.oid, &commit.parents));
            commits.push(commit.oid.clone());
        }
        place = strands.text();
    }
}

#[tokio::test]
async fn pages_of_any_size_are_git_s_own_order_of_a_history() {
    for seed in 1..=8 {
        let fixture = grown(seed, 150);
        let graph = graph(&fixture).await;
        let (right, tips) = (by_git(&fixture), tips(&fixture));
        let (_, whole) = paged(graph.as_ref(), &tips, 1000).await;
        for most in [1, 7, 64, 1000] {
            let (commits, drawn) = paged(graph.as_ref(), &tips, most).await;
            assert_eq!(commits, right, "seed {seed}, pages of {most}");
            assert_eq!(drawn, whole, "seed {seed}, pages of {most}");
        }
    }
}

#[tokio::test]
async fn a_far_place_is_the_one_that_pages_lead_to() {
    let fixture = grown(3, 200);
    let graph = graph(&fixture).await;
    let (tips, right) = (tips(&fixture), by_git(&fixture));
    assert_eq!(graph.count(&tips).await.ok(), Some(200));
    let mut strands = Strands::above(tips);
    let frontier = strands.frontier();
    let mut met = |commit: Oid, parents: Vec<Oid>| {
        strands.draw(&commit, &parents);
    };
    let walked = graph.walk(&frontier, 120, &mut met).await;
    assert_eq!(walked.ok(), Some(120));
    let page = graph
        .page(&strands.frontier(), 50)
        .await
        .expect("it can be read");
    let page: Vec<Oid> = page.into_iter().map(|commit| commit.oid.clone()).collect();
    assert_eq!(page, right[120..170]);
}

#[tokio::test]
async fn a_child_whose_clock_was_behind_comes_before_its_parents() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit_files("feat: first", &[("a", "1")]);
    let tree = fixture.git(["rev-parse", "HEAD^{tree}"]);
    let child = |at: &str, parent: &Oid| {
        let mut command = fixture.command();
        command
            .env("GIT_COMMITTER_DATE", at)
            .env("GIT_AUTHOR_DATE", at);
        command.args([
            "commit-tree",
            &tree,
            "-p",
            parent.as_str(),
            "-m",
            "fix: behind",
        ]);
        let output = command.output().expect("it starts");
        Oid::from(String::from_utf8_lossy(&output.stdout).trim())
    };
    let behind = child("@1000 +0000", &first);
    let beside = child("@4000000000 +0000", &first);
    let graph = graph(&fixture).await;
    let page = graph.page(&[behind.clone(), beside.clone()], 9).await;
    let page: Vec<Oid> = page
        .expect("it is read")
        .into_iter()
        .map(|c| c.oid.clone())
        .collect();
    assert_eq!(page, [beside, behind, first]);
}

/// A commit on parents, made at a moment, with the branch or tag that leads to it.
fn made(fixture: &RepoFixture, at: i64, parents: &[&Oid], name: &str) -> Oid {
    let tree = fixture.git(["hash-object", "-w", "-t", "tree", "/dev/null"]);
    let mut command = fixture.command();
    let at = format!("@{at} +0000");
    command
        .env("GIT_COMMITTER_DATE", &at)
        .env("GIT_AUTHOR_DATE", &at);
    command.args(["commit-tree", tree.trim(), "-m", name]);
    for parent in parents {
        command.args(["-p", parent.as_str()]);
    }
    let output = command.output().expect("it starts");
    let commit = Oid::from(String::from_utf8_lossy(&output.stdout).trim());
    fixture.git(["update-ref", name, commit.as_str()]);
    commit
}

/// A line of so many commits, a minute apart; the newest first.
fn line(fixture: &RepoFixture, commits: i64, name: &str) -> Vec<Oid> {
    let mut line: Vec<Oid> = Vec::new();
    for number in 0..commits {
        let parents: Vec<&Oid> = line.last().into_iter().collect();
        line.push(made(fixture, 1_700_000_000 + number * 60, &parents, name));
    }
    line.reverse();
    line
}

#[tokio::test]
async fn clocks_that_were_behind_neither_repeat_a_commit_nor_lose_one() {
    let fixture = RepoFixture::new();
    let main = line(&fixture, 900, "refs/heads/main");
    // Three commits of 1970 on top of one that every page passes early.
    let mut behind = main[5].clone();
    for _ in 0..3 {
        behind = made(&fixture, 1000, &[&behind], "refs/heads/behind");
    }
    let tips = [main[0].clone(), behind];
    let graph = graph(&fixture).await;
    for most in [7, 100, 1000] {
        let (commits, _) = paged(graph.as_ref(), &tips, most).await;
        let once: BTreeSet<&Oid> = commits.iter().collect();
        assert_eq!(commits.len(), once.len(), "pages of {most} repeat a commit");
        assert_eq!(commits.len(), 903, "pages of {most} lose a commit");
        let naive = newest_first(&fixture, &tips, most);
        let once: BTreeSet<&Oid> = naive.iter().collect();
        assert!(
            naive.len() > once.len(),
            "pages of {most}: any order would do"
        );
    }
}

/// The same pages by the clock alone: the newest of what was met, whatever
/// waits above it.
fn newest_first(fixture: &RepoFixture, tips: &[Oid], most: usize) -> Vec<Oid> {
    let listed = fixture.git(["log", "--all", "--format=%H %ct %P"]);
    let known: BTreeMap<Oid, (i64, Vec<Oid>)> = listed.lines().map(known).collect();
    let (mut strands, mut drawn) = (Strands::above(tips.iter().cloned()), Vec::new());
    while strands != Strands::default() {
        let mut met: BTreeSet<Oid> = strands.frontier().into_iter().collect();
        let mut queue: BinaryHeap<(i64, Oid)> =
            met.iter().map(|c| (known[c].0, c.clone())).collect();
        for _ in 0..most {
            let Some((_, commit)) = queue.pop() else {
                break;
            };
            let parents = &known[&commit].1;
            let new = parents
                .iter()
                .filter(|parent| met.insert((*parent).clone()));
            queue.extend(new.map(|parent| (known[parent].0, parent.clone())));
            strands.draw(&commit, parents);
            drawn.push(commit);
        }
    }
    drawn
}

/// `hash time parents`, as git lists a commit.
fn known(line: &str) -> (Oid, (i64, Vec<Oid>)) {
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let commit = Oid::from(words.next().expect("a commit"));
    let at = words.next().and_then(|at| at.parse().ok());
    let parents = words.map(Oid::from).collect();
    (commit, (at.expect("a time"), parents))
}

#[tokio::test]
async fn details_say_what_a_commit_changed() {
    let mut fixture = RepoFixture::new();
    fixture.commit_files("feat: first", &[("a", "1"), ("b/c", "1")]);
    let second = fixture.commit_files("fix: second\n\nWhy.", &[("a", "2")]);
    let graph = graph(&fixture).await;
    let found = graph.details(&second).await.expect("it can be read");
    assert_eq!((found.changed, found.files), (1, vec!["a".to_owned()]));
    assert_eq!(found.facts.message.trim_end(), "fix: second\n\nWhy.");
    assert!(!found.signed);
    let first = graph.details(&found.facts.parents[0]).await;
    assert_eq!(
        first.expect("it can be read").changed,
        2,
        "a root changes everything"
    );
}

#[tokio::test]
async fn recent_commits_of_first_parents_leave_the_side_out_and_signatures_are_seen() {
    let mut fixture = RepoFixture::new();
    fixture.commit_files("feat: first", &[("a", "1")]);
    let key = fixture.sign_with_ssh();
    fixture.git(["config", "commit.gpgSign", "true"]);
    fixture
        .branch("side")
        .commit_files("feat: signed", &[("s", "1")]);
    fixture.git(["config", "commit.gpgSign", "false"]);
    fixture.checkout("main");
    let merge = fixture.merge("side");
    let graph = graph(&fixture).await;
    let line = graph.recent(&merge, true, 9).await.expect("it can be read");
    assert_eq!(line.len(), 2);
    let all = graph
        .recent(&merge, false, 9)
        .await
        .expect("it can be read");
    let signed: BTreeSet<(&str, bool)> = all
        .iter()
        .map(|commit| (commit.facts.subject(), commit.signed))
        .collect();
    assert!(signed.contains(&("feat: signed", true)), "{signed:?} {key}");
    assert!(signed.contains(&("feat: first", false)), "{signed:?}");
    assert_eq!(
        graph
            .recent(&merge, false, 2)
            .await
            .expect("it is read")
            .len(),
        2
    );
}

#[tokio::test]
async fn a_shallow_clone_ends_where_it_was_cut_off() {
    let origin = grown(5, 40);
    let url = format!("file://{}", origin.path().display());
    let place = origin.beside("shallow");
    let to = place.display().to_string();
    origin.git([
        "clone",
        "-q",
        "--bare",
        "--depth=3",
        "--branch=b0",
        &url,
        &to,
    ]);
    let graph = crate::support::graph_at(&origin, &to).await;
    let tip = Oid::from(origin.git(["rev-parse", "b0"]).trim());
    let (commits, _) = paged(graph.as_ref(), &[tip], 50).await;
    assert!(
        !commits.is_empty() && commits.len() < 40,
        "{}",
        commits.len()
    );
}

/// Measures a history that is there: `LOCKKEEPER_TEST_HISTORY` names it.
#[tokio::test]
#[ignore = "measures, and needs a large history"]
async fn pages_of_a_large_history_take_as_long_as_a_page() {
    let Ok(place) = std::env::var("LOCKKEEPER_TEST_HISTORY") else {
        return;
    };
    let fixture = RepoFixture::new();
    let graph = crate::support::graph_at(&fixture, &place).await;
    let listed = fixture.git([
        "-C",
        &place,
        "for-each-ref",
        "--format=%(objectname)",
        "refs/heads",
    ]);
    let tips: Vec<Oid> = listed.lines().map(Oid::from).collect();
    let mut strands = Strands::above(tips.iter().cloned());
    for page in 1..=5 {
        let started = std::time::Instant::now();
        let found = graph
            .page(&strands.frontier(), 200)
            .await
            .expect("it can be read");
        println!(
            "page {page} of {} branches: {:?}",
            tips.len(),
            started.elapsed()
        );
        for commit in found {
            strands.draw(&commit.oid, &commit.parents);
        }
    }
    let started = std::time::Instant::now();
    let count = graph.count(&tips).await.expect("it can be counted");
    println!("{count} commits counted: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let frontier = strands.frontier();
    let mut met = |commit: Oid, parents: Vec<Oid>| {
        strands.draw(&commit, &parents);
    };
    let walked = graph.walk(&frontier, count - 1200, &mut met).await;
    println!("{walked:?} walked to the end: {:?}", started.elapsed());
    let page = graph
        .page(&strands.frontier(), 200)
        .await
        .expect("it can be read");
    assert_eq!(page.len(), 200);
}
