//! Loose objects that a crash, a full disk or a hand has damaged: the disk's
//! trouble, told as that, and never the ledger's.

use super::desks::here;
use lockkeeper_engine::ports::BookError;
use lockkeeper_testkit::contract::book::entry;
use lockkeeper_testkit::repo::RepoFixture;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Far more than reading two entries takes.
const LONG: Duration = Duration::from_secs(20);

async fn ledger() -> (RepoFixture, Vec<String>) {
    let fixture = RepoFixture::bare();
    let first = here(&fixture).append(None, &entry("good")).await;
    let first = first.expect("nobody else writes");
    let second = here(&fixture).append(Some(&first), &entry("better")).await;
    (fixture, vec![first, second.expect("nobody else writes")])
}

/// The files of all loose objects, with the names of the objects.
fn loose(fixture: &RepoFixture) -> Vec<(PathBuf, String)> {
    let listed = |folder: &Path| -> Vec<PathBuf> {
        let found = std::fs::read_dir(folder).expect("a folder");
        found.map(|one| one.expect("a file").path()).collect()
    };
    let name = |path: &Path| {
        path.file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    let fans = listed(&fixture.path().join("objects"));
    let fans = fans.iter().filter(|fan| name(fan).len() == 2);
    let files = fans.flat_map(|fan| listed(fan).into_iter().map(move |file| (fan, file)));
    files
        .map(|(fan, file)| (file.clone(), name(fan) + &name(&file)))
        .collect()
}

fn put(file: &Path, bytes: &[u8]) {
    // Objects are kept read-only.
    std::fs::remove_file(file).expect("it can be removed");
    std::fs::write(file, bytes).expect("it can be written");
}

/// What reading the ledger comes to.
async fn read(fixture: &RepoFixture, head: &str) -> Result<usize, BookError> {
    let (desk, head) = (here(fixture), head.to_owned());
    let read = tokio::spawn(async move { desk.entries(&head, 0).await.map(|all| all.len()) });
    let ended = tokio::time::timeout(LONG, read).await;
    ended.expect("it ends").expect("it does not panic")
}

fn is_told(result: &Result<usize, BookError>, object: &str) -> bool {
    matches!(result, Err(BookError::Refused(words))
        if words.contains("damaged on this disk") && words.contains(object))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_was_cut_short_is_damage_of_the_disk() {
    let (fixture, heads) = ledger().await;
    assert_eq!(read(&fixture, &heads[1]).await, Ok(2));
    for (file, object) in loose(&fixture) {
        let bytes = std::fs::read(&file).expect("a file");
        for left in [0, 1, 9, bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
            put(&file, &bytes[..left]);
            let result = read(&fixture, &heads[1]).await;
            assert!(is_told(&result, &object), "{object} {left}: {result:?}");
        }
        put(&file, &bytes);
    }
    assert_eq!(read(&fixture, &heads[1]).await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_another_one_is_damage_of_the_disk() {
    let (fixture, heads) = ledger().await;
    let all = loose(&fixture);
    let file_of = |object: &str| {
        let found = all.iter().find(|(_, name)| name == object);
        &found.expect("it is loose").0
    };
    let (first, second) = (file_of(&heads[0]), file_of(&heads[1]));
    let (older, newer) = (
        std::fs::read(first).expect("a file"),
        std::fs::read(second).expect("a file"),
    );
    // The first commit is its own child now: a circle, if it were believed.
    put(first, &newer);
    let result = read(&fixture, &heads[1]).await;
    assert!(is_told(&result, &heads[0]), "{result:?}");
    put(first, &older);
    put(first, &[older.as_slice(), b"more"].concat());
    let result = read(&fixture, &heads[1]).await;
    assert!(is_told(&result, &heads[0]), "{result:?}");
    put(first, &older);
    assert_eq!(read(&fixture, &heads[1]).await, Ok(2));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_a_pipe_is_not_waited_for() {
    let (fixture, heads) = ledger().await;
    let all = loose(&fixture);
    let (file, object) = &all[0];
    std::fs::remove_file(file).expect("it can be removed");
    let made = std::process::Command::new("mkfifo").arg(file).status();
    assert!(made.is_ok_and(|status| status.success()));
    let result = read(&fixture, &heads[1]).await;
    assert!(is_told(&result, object), "{result:?}");
}
