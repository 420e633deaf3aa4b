//! Promises about reading and writing.

use super::{Fresh, entry, files, said, words, write};
use lockkeeper_engine::ports::BookError;

/// `head` and `fetch` before the beginning.
pub async fn a_ledger_that_has_not_begun_has_no_head(fresh: &Fresh) {
    assert_eq!(fresh.mine.head().await, Ok(None));
    assert_eq!(fresh.mine.fetch().await, Ok(None));
    assert_eq!(fresh.mirror.fetch().await, Ok(None));
}

/// `entries` after `append`: bytes, message, author and moment.
pub async fn an_entry_comes_back_as_it_was_written(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two"]).await;
    assert_eq!(fresh.mine.head().await, Ok(Some(heads[1].clone())));
    let entries = fresh.mine.entries(&heads[1], 0).await.expect("entries");
    for (read, said) in entries.iter().zip(["one", "two"]) {
        let wrote = entry(said);
        assert_eq!(files(read), &wrote.files);
        assert_eq!(read.message, wrote.message);
        assert_eq!(read.author, (wrote.author, wrote.at.as_second()));
    }
    assert_eq!(entries[0].parents, Vec::<String>::new());
    assert_eq!(entries[1].parents, [heads[0].clone()]);
    assert_eq!(
        (&entries[0].commit, &entries[1].commit),
        (&heads[0], &heads[1])
    );
}

/// `entries` leaves out what is known.
pub async fn entries_come_oldest_first(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two", "three"]).await;
    let mine = fresh.mine.as_ref();
    assert_eq!(said(mine, &heads[2]).await, ["one", "two", "three"]);
    assert_eq!(said(mine, &heads[1]).await, ["one", "two"]);
    let rest = mine.entries(&heads[2], 1).await.expect("entries");
    assert_eq!(rest.iter().map(words).collect::<Vec<_>>(), ["two", "three"]);
    assert_eq!(mine.entries(&heads[2], 3).await, Ok(Vec::new()));
    assert_eq!(mine.entries(&heads[2], 9).await, Ok(Vec::new()));
}

/// `page` with all kinds of ends.
pub async fn a_page_is_a_part_of_the_entries(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two", "three"]).await;
    for (numbers, expected) in [
        (0..1, vec!["one"]),
        (1..2, vec!["two"]),
        (1..9, vec!["two", "three"]),
        (2..2, vec![]),
        (4..9, vec![]),
    ] {
        let page = fresh.mine.page(&heads[2], numbers.clone()).await;
        let page = page.expect("a page");
        let said: Vec<_> = page.iter().map(words).collect();
        assert_eq!(said, expected, "{numbers:?}");
    }
}

/// `head` stands still until `fetch`.
pub async fn what_others_wrote_is_seen_after_a_fetch(fresh: &Fresh) {
    let heads = write(fresh.theirs.as_ref(), &["one"]).await;
    assert_eq!(fresh.mine.head().await, Ok(None));
    assert_eq!(fresh.mine.fetch().await, Ok(Some(heads[0].clone())));
    assert_eq!(fresh.mine.head().await, Ok(Some(heads[0].clone())));
    assert_eq!(said(fresh.mine.as_ref(), &heads[0]).await, ["one"]);
    let more = write(fresh.theirs.as_ref(), &["two"]).await;
    assert_eq!(fresh.mine.head().await, Ok(Some(heads[0].clone())));
    assert_eq!(fresh.mine.fetch().await, Ok(Some(more[0].clone())));
    assert_eq!(said(fresh.mine.as_ref(), &more[0]).await, ["one", "two"]);
}

/// `behind` for earlier, equal, later and unknown commits.
pub async fn only_what_is_new_is_read_behind_a_commit(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two", "three"]).await;
    let mine = fresh.mine.as_ref();
    let whole = mine.entries(&heads[2], 0).await.expect("they are here");
    let behind = async |head: &str, commit: &str| mine.behind(head, commit).await;
    assert_eq!(
        behind(&heads[2], &heads[0]).await,
        Ok(Some(whole[1..].to_vec()))
    );
    assert_eq!(behind(&heads[2], &heads[2]).await, Ok(Some(Vec::new())));
    assert_eq!(behind(&heads[1], &heads[2]).await, Ok(None));
    assert_eq!(behind(&heads[2], &"b".repeat(40)).await, Ok(None));
    let unknown = behind(&"b".repeat(40), &heads[0]).await;
    assert!(
        matches!(unknown, Err(BookError::NotFound(_))),
        "{unknown:?}"
    );
}

/// `contains` for earlier, later and unknown commits.
pub async fn a_head_says_what_it_contains(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two", "three"]).await;
    let mine = fresh.mine.as_ref();
    assert_eq!(mine.contains(&heads[1], &heads[0]).await, Ok(true));
    assert_eq!(mine.contains(&heads[1], &heads[1]).await, Ok(true));
    assert_eq!(mine.contains(&heads[1], &heads[2]).await, Ok(false));
    assert_eq!(mine.contains(&heads[2], &"b".repeat(40)).await, Ok(false));
    let unknown = mine.contains(&"b".repeat(40), &heads[0]).await;
    assert!(
        matches!(unknown, Err(BookError::NotFound(_))),
        "{unknown:?}"
    );
}

/// `append` of a beginning where there is one.
pub async fn a_second_beginning_comes_too_late(fresh: &Fresh) {
    let heads = write(fresh.theirs.as_ref(), &["one"]).await;
    let late = fresh.mine.append(None, &entry("mine")).await;
    assert_eq!(late, Err(BookError::Moved));
    assert_eq!(fresh.mine.fetch().await, Ok(Some(heads[0].clone())));
    assert_eq!(said(fresh.mine.as_ref(), &heads[0]).await, ["one"]);
}

/// `append` on a head that has a successor.
pub async fn an_entry_on_an_old_head_comes_too_late(fresh: &Fresh) {
    write(fresh.theirs.as_ref(), &["one"]).await;
    let old = fresh.mine.fetch().await.expect("the remote answers");
    let heads = write(fresh.theirs.as_ref(), &["two"]).await;
    let late = fresh.mine.append(old.as_deref(), &entry("late")).await;
    assert_eq!(late, Err(BookError::Moved));
    assert_eq!(fresh.mine.head().await, Ok(old));
    assert_eq!(fresh.mine.fetch().await, Ok(Some(heads[0].clone())));
    assert_eq!(said(fresh.mine.as_ref(), &heads[0]).await, ["one", "two"]);
}

/// `append` again on the new head.
pub async fn a_lost_race_can_be_run_again(fresh: &Fresh) {
    write(fresh.theirs.as_ref(), &["one"]).await;
    assert!(fresh.mine.append(None, &entry("mine")).await.is_err());
    let head = write(fresh.mine.as_ref(), &["mine"]).await;
    assert_eq!(fresh.theirs.fetch().await, Ok(Some(head[0].clone())));
    assert_eq!(said(fresh.theirs.as_ref(), &head[0]).await, ["one", "mine"]);
}

/// `append` of the same entry in the same place.
pub async fn an_entry_written_twice_is_written_once(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two"]).await;
    let again = fresh.mine.append(Some(&heads[0]), &entry("two")).await;
    assert_eq!(again, Ok(heads[1].clone()));
    assert_eq!(said(fresh.mine.as_ref(), &heads[1]).await, ["one", "two"]);
}

/// `append` on a commit that was never fetched.
pub async fn an_entry_on_an_unknown_commit_is_refused(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one"]).await;
    for unknown in ["b".repeat(40), "--all".to_owned(), String::new()] {
        let late = fresh.mine.append(Some(&unknown), &entry("two")).await;
        assert!(matches!(late, Err(BookError::NotFound(_))), "{late:?}");
    }
    assert_eq!(fresh.theirs.fetch().await, Ok(Some(heads[0].clone())));
}

/// `entries` of a commit that was never fetched.
pub async fn an_unknown_commit_has_no_entries(fresh: &Fresh) {
    let heads = write(fresh.theirs.as_ref(), &["one"]).await;
    for unknown in [heads[0].as_str(), "HEAD", ""] {
        let read = fresh.mine.entries(unknown, 0).await;
        assert!(matches!(read, Err(BookError::NotFound(_))), "{read:?}");
    }
}
