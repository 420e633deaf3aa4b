//! Many desks that write to one ledger at the same time.

use super::desks::{BRANCH, book, clone_of, remote};
use lockkeeper_engine::ports::{Book, BookError, NewEntry};
use lockkeeper_git::GitBook;
use lockkeeper_testkit::contract::book::{entry, said};
use lockkeeper_testkit::repo::RepoFixture;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const WRITERS: usize = 8;

/// Writes until it is written, as a desk does that lost a race; answers how
/// often it was tried.
async fn write(desk: &GitBook, entry: &NewEntry) -> usize {
    for tries in 1..=200 {
        let head = desk.fetch().await.expect("the remote answers");
        match desk.append(head.as_deref(), entry).await {
            Ok(_) => return tries,
            Err(BookError::Moved) => {}
            Err(other) => unreachable!("neither written nor late: {other:?}"),
        }
    }
    unreachable!("200 races were lost")
}

async fn desks(remote: &RepoFixture) -> Vec<(RepoFixture, GitBook)> {
    let mut desks = Vec::new();
    for _ in 0..WRITERS {
        let fixture = clone_of(remote);
        let desk = book(&fixture).await;
        desks.push((fixture, desk));
    }
    desks
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_desks_write_one_line_of_entries() {
    write_at_once(3).await;
}

/// `cargo test -p lockkeeper-git --test it fifty_entries -- --ignored`
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "four hundred entries: minutes"]
async fn eight_desks_write_fifty_entries_each_in_one_line() {
    write_at_once(50).await;
}

/// Eight desks write so many entries each, and all of them stand in one line.
async fn write_at_once(each: usize) {
    let remote = remote();
    let desks = desks(&remote).await;
    let mut work = JoinSet::new();
    for (number, (_, desk)) in desks.iter().enumerate() {
        let desk = desk.clone();
        work.spawn(async move {
            for turn in 0..each {
                write(&desk, &entry(&format!("{number}.{turn}"))).await;
            }
        });
    }
    work.join_all().await;
    let head = remote.rev(BRANCH);
    for (_, desk) in &desks {
        assert_eq!(desk.fetch().await, Ok(Some(head.as_str().to_owned())));
    }
    let mut written = said(&desks[0].1, head.as_str()).await;
    for number in 0..WRITERS {
        let mine: Vec<_> = written
            .iter()
            .filter(|words| words.starts_with(&format!("{number}.")))
            .cloned()
            .collect();
        let order: Vec<_> = (0..each).map(|turn| format!("{number}.{turn}")).collect();
        assert_eq!(mine, order, "each desk's entries, once and in its order");
    }
    written.sort();
    written.dedup();
    assert_eq!(written.len(), WRITERS * each);
    let merges = remote.git(["rev-list", "--count", "--merges", BRANCH]);
    assert_eq!(merges, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_books_of_one_repository_do_not_disturb_each_other() {
    let remote = remote();
    let desk = clone_of(&remote);
    let elsewhere = clone_of(&remote);
    let other = book(&elsewhere).await;
    let (window, line) = (book(&desk).await, book(&desk).await);
    let mut work = JoinSet::new();
    for (name, book) in [("window", window.clone()), ("line", line), ("other", other)] {
        work.spawn(async move {
            for turn in 0..4 {
                write(&book, &entry(&format!("{name} {turn}"))).await;
                book.fetch().await.expect("the remote answers");
            }
        });
    }
    work.join_all().await;
    let head = remote.rev(BRANCH);
    window.fetch().await.expect("the remote answers");
    assert_eq!(said(&window, head.as_str()).await.len(), 12);
    let refs = desk.git(["for-each-ref", "--format=%(refname)", "refs/lockkeeper"]);
    assert_eq!(
        refs, "refs/lockkeeper/remote/origin/ledger",
        "nothing was taken for a lost head"
    );
}

/// One plain push of an own branch beside the others.
fn plain_push(fixture: &RepoFixture, number: usize) -> Duration {
    let started = Instant::now();
    let target = format!("HEAD:refs/heads/plain-{number}");
    fixture.git(["push", "--quiet", "origin", &target]);
    started.elapsed()
}

/// `cargo test -p lockkeeper-git --test it figures -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
#[ignore = "takes figures"]
async fn figures_of_eight_writers_beside_eight_pushes() {
    let remote = remote();
    let desks = desks(&remote).await;
    write(&desks[0].1, &entry("begin")).await;
    let mut alone = Vec::new();
    for turn in 0..10 {
        let started = Instant::now();
        write(&desks[0].1, &entry(&format!("alone {turn}"))).await;
        alone.push(started.elapsed());
    }
    let (mut raced, mut pushed, mut tries) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..5 {
        let mut work = JoinSet::new();
        for (number, (_, desk)) in desks.iter().enumerate() {
            let desk = desk.clone();
            work.spawn(async move {
                let started = Instant::now();
                let tries = write(&desk, &entry(&format!("{number}.{turn}"))).await;
                (started.elapsed(), tries)
            });
        }
        for (elapsed, tried) in work.join_all().await {
            raced.push(elapsed);
            tries.push(tried);
        }
        let places: Vec<_> = (0..WRITERS)
            .map(|_| {
                let mut fixture = clone_of(&remote);
                fixture.commit(&format!("chore: {turn}"));
                fixture
            })
            .collect();
        let mut work = JoinSet::new();
        for (number, fixture) in places.into_iter().enumerate() {
            let number = WRITERS * turn + number;
            work.spawn_blocking(move || plain_push(&fixture, number));
        }
        pushed.extend(work.join_all().await);
    }
    for (name, times) in [
        ("alone", &mut alone),
        ("raced", &mut raced),
        ("plain push", &mut pushed),
    ] {
        times.sort();
        let (half, last) = (times[times.len() / 2], times[times.len() - 1]);
        eprintln!("{name}: median {half:?}, slowest {last:?}");
    }
    tries.sort_unstable();
    let (half, most) = (tries[tries.len() / 2], tries[tries.len() - 1]);
    eprintln!("tries: median {half}, most {most}");
}
