//! Full disks, old and new schemas, power cuts, damage and crowds.

mod power;
mod trace;

use super::*;
use lockkeeper_engine::ports::{Journal, JournalError, ReleaseRecord};
use lockkeeper_testkit::contract::journal::start;
use std::fs;
use std::time::{Duration, Instant};

const FILES: [&str; 3] = ["", "-wal", "-shm"];
/// How often each of a crowd of eight writes.
const EACH: usize = 1_000;
/// In so many parts, each beside a look at the disk of that moment.
const ROUNDS: usize = 4;

fn record(number: usize) -> ReleaseRecord {
    ReleaseRecord {
        service: "api".into(),
        tag: format!("v{number}.0.0").into(),
        event: "cut".into(),
        reason: "because ".repeat(20),
        at: start(),
        by: "Dana Ito".into(),
    }
}

async fn opened(folder: &tempfile::TempDir) -> (PathBuf, Store) {
    let file = folder.path().join("lockkeeper.db");
    let store = Store::open(&file).await.expect("a fresh store");
    (file, store)
}

/// On the disk that this program was built on: other tests may lie in memory,
/// where nothing has to be waited for.
fn folder() -> tempfile::TempDir {
    let built = std::env::current_exe().expect("this program");
    tempfile::tempdir_in(built.parent().expect("its folder")).expect("a folder")
}

async fn kept(store: &Store) -> Result<usize, JournalError> {
    Ok(store.journal().releases(&"api".into()).await?.len())
}

/// Steps of a small generator, so that a failure can be repeated.
fn numbers_from(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below.max(1)
    }
}

/// Says something to the connection that writes.
async fn tell(store: &Store, statement: &str) {
    let mut writing = store.database.writer().await.expect("it is whole");
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .execute(&mut *writing)
        .await
        .expect("done");
}

#[tokio::test]
async fn a_full_disk_is_said_and_loses_nothing() {
    let folder = folder();
    let (_, store) = opened(&folder).await;
    tell(&store, "PRAGMA max_page_count = 40").await;
    let mut written = 0;
    let refused = loop {
        match store.journal().keep_release(&record(written)).await {
            Ok(()) => written += 1,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(refused, JournalError::Unavailable { .. }),
        "{refused:?}"
    );
    assert!(written > 10);
    assert_eq!(kept(&store).await.expect("readable"), written);
    tell(&store, "PRAGMA max_page_count = 4000").await;
    store
        .journal()
        .keep_release(&record(written))
        .await
        .expect("there is room again");
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_file() {
    let folder = folder();
    let (file, store) = opened(&folder).await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (99, 'later', 1, x'00', 0)";
    tell(&store, newer).await;
    store.close().await;
    let before = fs::read(&file).expect("readable");
    let refused = Store::open(&file).await;
    assert!(matches!(refused, Err(StoreError::Newer { found: 99, .. })));
    assert_eq!(fs::read(&file).expect("readable"), before);
}

#[tokio::test]
async fn a_migration_cut_off_after_any_statement_starts_again() {
    let statements: Vec<&str> = MIGRATIONS
        .iter()
        .flat_map(|m| m.sql.as_str().split_inclusive(";\n"))
        .collect();
    assert!(statements.len() > 6);
    for done in 0..=statements.len() {
        let folder = folder();
        let file = folder.path().join("lockkeeper.db");
        let cut = folder.path().join("cut.db");
        let connection = rusqlite::Connection::open(&file).expect("a file");
        let begin = "PRAGMA journal_mode = WAL; PRAGMA cache_size = 1; BEGIN IMMEDIATE;";
        connection.execute_batch(begin).expect("begun");
        connection
            .execute_batch(&statements[..done].concat())
            .expect("valid");
        for suffix in ["", "-wal"] {
            fs::copy(files::beside(&file, suffix), files::beside(&cut, suffix)).expect("copied");
        }
        let store = Store::open(&cut).await.expect("it starts again");
        store
            .journal()
            .keep_release(&record(1))
            .await
            .expect("it is usable");
        assert_eq!(kept(&store).await.expect("readable"), 1);
    }
}

#[tokio::test]
async fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let folder = folder();
    let (file, store) = opened(&folder).await;
    let wal = files::beside(&file, "-wal");
    let length = || usize::try_from(fs::metadata(&wal).expect("it exists").len()).expect("small");
    let mut acknowledged = vec![length()];
    for number in 0..200 {
        store
            .journal()
            .keep_release(&record(number))
            .await
            .expect("written");
        acknowledged.push(length());
    }
    let (database, log) = (
        fs::read(&file).expect("readable"),
        fs::read(&wal).expect("readable"),
    );
    let mut next = numbers_from(7);
    for cut in 0..200 {
        let done = next(200);
        let (from, to) = (acknowledged[done], acknowledged[done + 1]);
        let sectors = (to - from) / 512;
        let mut torn = log[..from + next(sectors) * 512].to_vec();
        torn.extend((0..512).map(|byte| u8::try_from((byte + cut) % 251).expect("a byte")));
        let found = after_cut(&folder, &database, &torn).await;
        assert_eq!(found, done, "cut {cut}");
    }
    // The harness sees a write that was not synced: a frame less is a write less.
    let short = &log[..acknowledged[150] - 512];
    assert_eq!(after_cut(&folder, &database, short).await, 149);
}

async fn after_cut(folder: &tempfile::TempDir, database: &[u8], log: &[u8]) -> usize {
    let file = folder.path().join("after.db");
    let _ = fs::remove_file(files::beside(&file, "-shm"));
    fs::write(&file, database).expect("written");
    fs::write(files::beside(&file, "-wal"), log).expect("written");
    let store = Store::open(&file).await.expect("it opens");
    let found = kept(&store).await.expect("readable");
    let readers = store.database.readers();
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(readers)
        .await
        .expect("checked");
    assert_eq!(whole, "ok");
    let strays = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(readers)
        .await
        .expect("checked");
    assert!(strays.is_empty());
    store.close().await;
    found
}

#[tokio::test]
async fn a_flipped_byte_never_brings_the_program_down() {
    let folder = folder();
    let (file, store) = opened(&folder).await;
    for number in 0..60 {
        store
            .journal()
            .keep_release(&record(number))
            .await
            .expect("written");
    }
    store.close().await;
    let store = Store::open(&file).await.expect("the same store");
    for number in 60..80 {
        store
            .journal()
            .keep_release(&record(number))
            .await
            .expect("written");
    }
    let whole = FILES.map(|suffix| fs::read(files::beside(&file, suffix)).expect("readable"));
    let flipped = folder.path().join("flipped.db");
    let mut next = numbers_from(11);
    let mut refused = 0;
    for turn in 0..500 {
        let mut content = whole.clone();
        let part = &mut content[turn % 3];
        if turn % 10 == 9 {
            part.truncate(next(part.len()));
        } else {
            let at = next(part.len());
            part[at] ^= 1 << next(8);
        }
        for (suffix, bytes) in FILES.iter().zip(&content) {
            fs::write(files::beside(&flipped, suffix), bytes).expect("written");
        }
        match Store::open(&flipped).await {
            Ok(store) => {
                let what = format!("turn {turn}, {} of {}", FILES[turn % 3], turn % 10);
                survives(&store, turn % 3, &what).await;
                store.close().await;
            }
            Err(StoreError::Damaged { .. }) => {
                refused += 1;
                if let Ok(left) = Store::open_for_reading(&flipped).await {
                    let refused = left.journal().keep_release(&record(99)).await;
                    assert!(matches!(refused, Err(JournalError::Malformed { .. })));
                    left.close().await;
                }
            }
            Err(StoreError::Newer { .. } | StoreError::Unavailable { .. }) => refused += 1,
            Err(other) => unreachable!("{other}"),
        }
    }
    assert!(refused > 0, "no flip was noticed");
}

/// What has to be there after a byte changed: the index beside the log is
/// made anew, the log is read as far as it is whole, and a page of the file
/// has no sum of its own, so that one row may be told wrongly or missing.
async fn survives(store: &Store, part: usize, what: &str) {
    let Ok(read) = store.journal().releases(&"api".into()).await else {
        assert_eq!(
            part, 0,
            "what is not in the file is never unreadable: {what}"
        );
        return;
    };
    let whole = |number: &usize| read.contains(&record(*number));
    match part {
        0 => {
            let lost = (0..80).filter(|number| !whole(number)).count();
            assert!(lost <= 1, "{lost} rows are lost or wrong: {what}");
        }
        1 => {
            assert!((0..read.len()).all(|number| whole(&number)), "{what}");
            assert!((60..=80).contains(&read.len()), "{}: {what}", read.len());
        }
        _ => {
            assert!((0..80).all(|number| whole(&number)), "{what}");
            assert_eq!(read.len(), 80, "{what}");
        }
    }
    let wrote = store.journal().keep_release(&record(99)).await;
    assert!(part == 0 || wrote.is_ok(), "{wrote:?}: {what}");
    if wrote.is_ok() {
        let found = kept(store).await.ok();
        assert_eq!(found, Some(read.len() + 1), "what was acknowledged: {what}");
    }
}

/// How long the disk takes for a write that is waited for: 99 of 100.
fn slowest_write(folder: &tempfile::TempDir) -> Duration {
    use std::io::Write as _;
    let mut file = fs::File::create(folder.path().join("plain")).expect("a file");
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let from = Instant::now();
            file.write_all(&[7; 8_192]).expect("written");
            file.sync_data().expect("kept");
            from.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[198]
}

/// How long each write took while eight wrote and read at the same time.
async fn crowd(stores: [&Store; 2], round: usize) -> Vec<Duration> {
    let mut writers = Vec::new();
    for writer in 0..8 {
        let journal = stores[writer % 2].journal();
        writers.push(tokio::spawn(async move {
            let mut times = Vec::new();
            for number in 0..EACH / ROUNDS {
                let from = Instant::now();
                journal
                    .keep_release(&record(round * EACH + number))
                    .await
                    .expect("it waits its turn");
                times.push(from.elapsed());
                if number % 20 == 0 {
                    journal
                        .runs(10)
                        .await
                        .expect("readers are never in the way");
                }
            }
            times
        }));
    }
    let mut times: Vec<Duration> = Vec::new();
    for writer in writers {
        times.extend(writer.await.expect("it ends"));
    }
    times.sort_unstable();
    times
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_writers_and_readers_never_sees_a_busy_file() {
    let folder = folder();
    let (file, first) = opened(&folder).await;
    let second = Store::open(&file).await.expect("a second process");
    let (mut wrote, mut slow) = (0, Vec::new());
    for round in 0..ROUNDS {
        let plain = slowest_write(&folder);
        let times = crowd([&first, &second], round).await;
        wrote += times.len();
        assert_eq!(kept(&first).await.expect("readable"), wrote);
        let p99 = times[times.len() * 99 / 100];
        println!(
            "{} writes: median {:?}, p99 {p99:?}; one plain write, p99 {plain:?}",
            times.len(),
            times[times.len() / 2]
        );
        // Each of eight waits for seven others, on a disk that may be slow itself.
        let most = Duration::from_millis(50).max(plain * 16);
        slow.extend((p99 > most).then(|| format!("p99 {p99:?}, and at most {most:?}")));
    }
    // Somebody else may keep the machine busy for one of them.
    assert!(slow.len() < ROUNDS, "{slow:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_program_lets_another_one_write() {
    let folder = folder();
    let (file, busy) = opened(&folder).await;
    let other = Store::open(&file).await.expect("a second process");
    let journal = busy.journal();
    let crowd: Vec<_> = (0..400)
        .map(|number| {
            let journal = journal.clone();
            tokio::spawn(async move { journal.keep_release(&record(number)).await })
        })
        .collect();
    for number in 1_000..1_010 {
        let kept = other.journal().keep_release(&record(number)).await;
        kept.expect("it is its turn");
    }
    let before = kept(&other).await.expect("readable");
    assert!(before < 200, "{before} were written before these ten");
    for writing in crowd {
        writing.await.expect("it ends").expect("it is its turn");
    }
}

#[tokio::test]
async fn a_program_that_was_stopped_in_its_turn_holds_nobody_up() {
    let folder = folder();
    let (file, store) = opened(&folder).await;
    let stopped = Store::open(&file).await.expect("a second process");
    let turn = stopped.database.writer().await.expect("it is whole");
    let kept = store.journal().keep_release(&record(1)).await;
    kept.expect("written without a turn");
    drop(turn);
}

#[tokio::test]
async fn who_waits_no_longer_leaves_the_line() {
    let folder = folder();
    let (file, store) = opened(&folder).await;
    let other = Store::open(&file).await.expect("a second process");
    let turn = other.database.writer().await.expect("it is whole");
    let (journal, given_up) = (store.journal(), record(1));
    let waiting = journal.keep_release(&given_up);
    let waited = tokio::time::timeout(Duration::from_millis(5), waiting).await;
    assert!(waited.is_err(), "it is not its turn");
    drop(turn);
    // Whoever came too late for its answer may still get the turn, and lets it go.
    let from = Instant::now();
    for name in ["-waiting", "-writing"] {
        let lock = files::private(&files::beside(&file, name)).expect("it is there");
        while lock.try_lock().is_err() {
            assert!(from.elapsed() < Duration::from_secs(20), "{name} is held");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
