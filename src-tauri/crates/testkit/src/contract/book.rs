//! What every ledger promises, wherever it lies.
//!
//! The suite uses nothing but the port. It starts from two desks that share
//! one remote on which no ledger has begun, and from a mirror, empty as well,
//! as the first desk sees it.

mod healing;
mod writing;

pub use healing::*;
pub use writing::*;

use jiff::Timestamp;
use lockkeeper_domain::ledger::{RawEntry, RawFiles, RawTree};
use lockkeeper_engine::ports::{Book, NewEntry};
use std::any::Any;
use std::sync::Arc;

/// Ledgers to try, and what has to live as long as they do.
pub struct Fresh {
    /// One desk.
    pub mine: Arc<dyn Book>,
    /// Another desk of the same remote.
    pub theirs: Arc<dyn Book>,
    /// The first desk, looking at a mirror.
    pub mirror: Arc<dyn Book>,
    /// Folders and the like.
    pub guard: Box<dyn Any + Send>,
}

/// Makes one test of every promise; `$make` is an expression for a `Fresh`.
#[macro_export]
macro_rules! book_contract {
    ($make:expr) => {
        $crate::book_contract!(@each $make;
            a_ledger_that_has_not_begun_has_no_head,
            an_entry_comes_back_as_it_was_written,
            entries_come_oldest_first,
            a_page_is_a_part_of_the_entries,
            what_others_wrote_is_seen_after_a_fetch,
            only_what_is_new_is_read_behind_a_commit,
            a_head_says_what_it_contains,
            a_second_beginning_comes_too_late,
            an_entry_on_an_old_head_comes_too_late,
            a_lost_race_can_be_run_again,
            an_entry_written_twice_is_written_once,
            an_entry_on_an_unknown_commit_is_refused,
            an_unknown_commit_has_no_entries,
            a_healed_branch_ends_at_the_good_entry,
            what_was_healed_away_can_still_be_read,
            a_branch_that_moved_on_is_not_healed,
            a_remote_that_went_back_can_be_restored,
            a_chain_that_is_not_here_is_not_restored,
            evidence_has_to_be_here,
            a_mirror_takes_the_chain,
            a_mirror_is_not_the_remote,
        );
    };
    (@each $make:expr; $($promise:ident,)*) => {
        $(
            #[tokio::test]
            async fn $promise() {
                let fresh = $make;
                $crate::contract::book::$promise(&fresh).await;
            }
        )*
    };
}

/// An entry that says something; nobody judges it here.
#[must_use]
pub fn entry(words: &str) -> NewEntry {
    let bytes = |file: &str| format!("{file}: {words}\0\u{e4}\n").into_bytes();
    NewEntry {
        files: RawFiles {
            link: bytes("link"),
            statement: bytes("statement"),
            signature: bytes("signature"),
        },
        message: format!("{words}\n\nLockkeeper-Kind: note\n"),
        author: "dana".to_owned(),
        email: "dana@harbour.example".to_owned(),
        at: Timestamp::from_second(1_760_000_000).expect("within the calendar"),
    }
}

/// What an entry said.
#[must_use]
pub fn words(entry: &RawEntry) -> String {
    let first = entry.message.lines().next();
    first.unwrap_or_default().to_owned()
}

/// What all entries up to a head said, oldest first.
pub async fn said(book: &dyn Book, head: &str) -> Vec<String> {
    let entries = book.entries(head, 0).await.expect("the entries are here");
    entries.iter().map(words).collect()
}

/// Writes entries one after the other, and answers their commits.
async fn write(book: &dyn Book, said: &[&str]) -> Vec<String> {
    let mut head = book.fetch().await.expect("the remote answers");
    let mut heads = Vec::new();
    for words in said {
        let next = book.append(head.as_deref(), &entry(words)).await;
        let next = next.expect("nobody else writes");
        heads.push(next.clone());
        head = Some(next);
    }
    heads
}

/// The files of an entry that has them.
fn files(entry: &RawEntry) -> &RawFiles {
    match &entry.tree {
        RawTree::Files(files) => files,
        RawTree::Odd(words) | RawTree::TooLarge(words) => unreachable!("no files: {words}"),
    }
}
