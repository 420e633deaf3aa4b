use super::*;
use std::fs;
use std::time::Instant;

const REPO: &str = "/repos/app";

fn cache() -> (tempfile::TempDir, Cache) {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = Cache::at(folder.path().join("cache/cache.db"));
    (folder, cache)
}

#[test]
fn an_entry_comes_back_and_belongs_to_its_repository() {
    let (folder, cache) = cache();
    let commits = cache.commits();
    assert_eq!(commits.get(REPO, b"k"), None);
    commits.put(REPO, b"k", b"old");
    commits.put(REPO, b"k", b"new");
    commits.put_many(REPO, &[(b"a", b"1"), (b"b", b"")]);
    let again = Cache::at(folder.path().join("cache/cache.db")).commits();
    assert_eq!(again.get(REPO, b"k").as_deref(), Some(&b"new"[..]));
    assert_eq!(again.get("/repos/other", b"k"), None);
    let many = again.get_many(REPO, &[b"b", b"x", b"a"]);
    assert_eq!(many, [Some(vec![]), None, Some(b"1".to_vec())]);
}

#[test]
fn a_damaged_file_is_made_anew() {
    let (folder, cache) = cache();
    cache.commits().put(REPO, b"k", b"v");
    drop(cache);
    let file = folder.path().join("cache/cache.db");
    for content in [
        &b"not a database, and longer than one header"[..],
        &[7; 8192],
    ] {
        fs::write(&file, content).expect("written");
        let commits = Cache::at(&file).commits();
        assert_eq!(commits.get(REPO, b"k"), None);
        commits.put(REPO, b"k", b"v");
        assert_eq!(commits.get(REPO, b"k").as_deref(), Some(&b"v"[..]));
    }
}

#[test]
fn an_entry_that_was_half_written_is_none() {
    let (folder, cache) = cache();
    cache.commits().put(REPO, b"k", b"whole");
    drop(cache);
    let file = folder.path().join("cache/cache.db");
    let spoiled = rusqlite::Connection::open(&file).expect("it opens");
    let spoil = "UPDATE entries SET value = ?";
    spoiled.execute(spoil, [&b"whol?"[..]]).expect("written");
    drop(spoiled);
    assert_eq!(Cache::at(&file).commits().get(REPO, b"k"), None);
}

#[test]
fn an_unusable_place_is_an_empty_cache() {
    let cache = Cache::at("/proc/no/cache.db");
    cache.commits().put(REPO, b"k", b"v");
    assert_eq!(cache.commits().get(REPO, b"k"), None);
}

#[test]
fn the_file_stays_within_its_bound() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cache.db");
    let most = 2 * 1024 * 1024;
    let commits = Cache::bounded(&file, most).commits();
    let value = [1; 400];
    for batch in 0..20_u32 {
        let keys: Vec<[u8; 4]> = (0..1000)
            .map(|n| (batch * 1000 + n).to_be_bytes())
            .collect();
        let entries: Vec<(&[u8], &[u8])> = keys.iter().map(|k| (&k[..], &value[..])).collect();
        commits.put_many(REPO, &entries);
    }
    let newest = 19_999_u32.to_be_bytes();
    assert!(commits.get(REPO, &newest).is_some());
    assert_eq!(commits.get(REPO, &0_u32.to_be_bytes()), None);
    let size = fs::metadata(&file).expect("it exists").len();
    assert!(size < most * 3, "{size} bytes");
}

#[tokio::test]
async fn a_snapshot_comes_back() {
    let (_folder, cache) = cache();
    let facts = cache.facts();
    assert_eq!(facts.load("harbour").await.expect("readable"), None);
    facts
        .keep("harbour", &Snapshot::default())
        .await
        .expect("kept");
    facts
        .keep("harbour", &Snapshot::default())
        .await
        .expect("kept again");
    assert_eq!(
        facts.load("harbour").await.expect("readable"),
        Some(Snapshot::default())
    );
}

/// Prints figures for people; asserts only what holds on any machine.
#[test]
fn a_warm_answer_needs_no_runtime() {
    let (folder, cache) = cache();
    cache.commits().put(REPO, b"k", b"v");
    drop(cache);
    let from = Instant::now();
    let commits = Cache::at(folder.path().join("cache/cache.db")).commits();
    assert!(commits.get(REPO, b"k").is_some());
    let opened = from.elapsed();
    let from = Instant::now();
    for _ in 0..10_000 {
        assert!(commits.get(REPO, b"k").is_some());
    }
    println!(
        "open and get: {opened:?}; one get: {:?}",
        from.elapsed() / 10_000
    );
}
