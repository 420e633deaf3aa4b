//! A desk that is killed with SIGKILL while it writes.

use super::desks::{BRANCH, book, clone_of, remote};
use lockkeeper_engine::ports::{Book, BookError, NewEntry};
use lockkeeper_testkit::contract::book::{entry, said};
use lockkeeper_testkit::repo::RepoFixture;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Where the killed program finds its repository, and what it says.
const PLACE: &str = "LOCKKEEPER_TEST_PLACE";
const WORDS: &str = "LOCKKEEPER_TEST_WORDS";

/// The program that is killed: writes one entry. Run by the tests below.
#[tokio::test]
async fn the_program_that_is_killed() {
    let (Ok(place), Ok(words)) = (std::env::var(PLACE), std::env::var(WORDS)) else {
        return;
    };
    let fixture = RepoFixture::bare();
    let desk = crate::support::repos(&fixture).book(&place).await;
    let desk = desk.expect("it opens");
    let head = desk.fetch().await.expect("the remote answers");
    let written = desk.append(head.as_deref(), &entry(&words)).await;
    written.expect("nobody else writes");
}

/// Starts the program, and kills it after a time if that is not later than its
/// end; answers whether it was killed.
fn killed_after(desk: &RepoFixture, words: &str, after: Duration) -> bool {
    let program = std::env::current_exe().expect("this test is a program");
    let mut child = Command::new(program)
        .args(["--exact", "book::killed::the_program_that_is_killed"])
        .env(PLACE, desk.path())
        .env(WORDS, words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let end = Instant::now() + after;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            assert!(status.success(), "it fails by itself");
            return false;
        }
        std::thread::yield_now();
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it can be waited for");
    true
}

/// What a desk does after a new start: looks whether it has landed, and says
/// it again where it has not.
async fn complete(desk: &dyn Book, entry: &NewEntry, words: &str) {
    for _ in 0..50 {
        let head = desk.fetch().await.expect("the remote answers");
        let before = match &head {
            Some(head) => said(desk, head).await,
            None => Vec::new(),
        };
        if before.iter().any(|said| said == words) {
            return;
        }
        match desk.append(head.as_deref(), entry).await {
            Ok(_) => return,
            // The git that the killed program left behind was faster.
            Err(BookError::Moved) => {}
            Err(other) => unreachable!("neither written nor late: {other:?}"),
        }
    }
    unreachable!("50 races were lost")
}

#[tokio::test]
async fn a_killed_desk_has_written_whole_entries_or_none() {
    const ROUNDS: u32 = 30;
    let remote = remote();
    let desk = clone_of(&remote);
    let started = Instant::now();
    assert!(!killed_after(&desk, "undisturbed", Duration::from_secs(60)));
    let mut whole = started.elapsed();
    let mine = book(&desk).await;
    let mut killed = 0;
    for round in 0..ROUNDS {
        let words = format!("round {round}");
        let after = whole * (round + 1) / ROUNDS;
        let started = Instant::now();
        if killed_after(&desk, &words, after) {
            killed += 1;
        } else {
            // The machine is faster by now than it was.
            whole = started.elapsed();
        }
        complete(&mine, &entry(&words), &words).await;
        // Not before: a git that was left behind may just bring objects in.
        remote.git(["fsck", "--strict", "--no-dangling"]);
    }
    assert!(
        killed > ROUNDS / 3,
        "{killed} of {ROUNDS} were killed in time"
    );
    let elsewhere = clone_of(&remote);
    let theirs = book(&elsewhere).await;
    let head = theirs.fetch().await.expect("the remote answers");
    let head = head.expect("a ledger");
    let rounds = (0..ROUNDS).map(|round| format!("round {round}"));
    let expected: Vec<String> = ["undisturbed".to_owned()]
        .into_iter()
        .chain(rounds)
        .collect();
    assert_eq!(said(&theirs, &head).await, expected, "each once, in order");
    assert_eq!(remote.rev(BRANCH).as_str(), head);
    desk.git(["fsck", "--strict", "--no-dangling"]);
    let refs = desk.git(["for-each-ref", "--format=%(refname)", "refs/lockkeeper"]);
    assert_eq!(refs, "refs/lockkeeper/remote/origin/ledger");
}

#[tokio::test]
async fn a_call_that_is_dropped_has_written_a_whole_entry_or_none() {
    const ROUNDS: u32 = 30;
    let remote = remote();
    let desk = clone_of(&remote);
    let mine = book(&desk).await;
    let started = Instant::now();
    complete(&mine, &entry("undisturbed"), "undisturbed").await;
    let whole = started.elapsed();
    for round in 0..ROUNDS {
        let words = format!("round {round}");
        let after = whole * round / ROUNDS;
        let work = async {
            let head = mine.fetch().await?;
            mine.append(head.as_deref(), &entry(&words)).await
        };
        let _dropped = tokio::time::timeout(after, work).await;
        complete(&mine, &entry(&words), &words).await;
    }
    let head = remote.rev(BRANCH);
    assert_eq!(
        said(&mine, head.as_str()).await.len(),
        ROUNDS as usize + 1,
        "each once"
    );
    remote.git(["fsck", "--strict", "--no-dangling"]);
}

#[tokio::test]
async fn a_lock_that_a_killed_desk_left_behind_stops_nobody() {
    let alone = RepoFixture::new();
    let desk = super::desks::here(&alone);
    let lock = alone.path().join(".git").join(format!("{BRANCH}.lock"));
    std::fs::create_dir_all(lock.parent().expect("it has a folder")).expect("it can be made");
    std::fs::write(&lock, "").expect("it can be written");
    let first = desk.append(None, &entry("the first")).await;
    let first = first.expect("the lock of the first entry is taken away");
    std::fs::write(&lock, "").expect("it can be written");
    let second = desk.append(Some(&first), &entry("the second")).await;
    let second = second.expect("so is that of the second");
    assert_eq!(
        said(desk.as_ref(), &second).await,
        ["the first", "the second"]
    );
    assert!(!lock.exists(), "nothing stays");
}

#[tokio::test]
async fn whoever_holds_the_lock_for_a_moment_is_waited_for() {
    let alone = RepoFixture::new();
    let desk = super::desks::here(&alone);
    let lock = alone.path().join(".git").join(format!("{BRANCH}.lock"));
    std::fs::create_dir_all(lock.parent().expect("it has a folder")).expect("it can be made");
    std::fs::write(&lock, "").expect("it can be written");
    let held = lock.clone();
    let holder = tokio::task::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        std::fs::remove_file(&held).expect("nobody else took it away");
    });
    let written = desk.append(None, &entry("patient")).await;
    assert!(written.is_ok(), "{written:?}");
    holder.await.expect("it lets go");
}
