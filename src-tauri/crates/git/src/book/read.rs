//! Entries, read through the object store alone: neither replacements nor
//! grafts nor a commit graph can show another history than the stored one.

use super::chain::Chain;
use super::objects::Objects;
use super::raw::{FILES, check_tree, first_parent, parse_commit};
use super::{failed, object_name};
use git2::{ObjectType, Oid, Repository};
use lockkeeper_domain::ledger::{LARGEST_FILE, RawEntry, RawFiles, RawTree};
use lockkeeper_engine::ports::BookError;
use std::path::Path;
use std::sync::Arc;
use std::thread;

/// From how many entries on it pays to read with several threads.
const MANY: usize = 512;
/// The most threads that read at once.
const MOST_THREADS: usize = 4;
/// A tree above this is none of ours, and is not read.
const LARGEST_TREE: usize = 64 * 1024;

/// The chain that ends at a head, walked back to what is known of it.
pub(super) fn chain(
    git_dir: &Path,
    head: &str,
    known: &Arc<Chain>,
) -> Result<Arc<Chain>, BookError> {
    let library = open(git_dir)?;
    refuse_cut(&library)?;
    let objects = Objects::of(&library)?;
    let head = object_name(head)?;
    if known.head() == Some(head) {
        return Ok(Arc::clone(known));
    }
    let mut last = None;
    let newest_first = objects.back(head, first_parent, |commit| {
        last = known.place(commit);
        last.is_some()
    })?;
    Ok(Arc::new(known.grown(last, newest_first)))
}

/// The commits behind one up to a head, oldest first; `None` when it is none
/// of those before the head.
pub(super) fn commits_behind(
    git_dir: &Path,
    head: Oid,
    commit: Oid,
) -> Result<Option<Vec<Oid>>, BookError> {
    let library = open(git_dir)?;
    refuse_cut(&library)?;
    let objects = Objects::of(&library)?;
    let mut found = false;
    let mut newest_first = objects.back(head, first_parent, |one| {
        found = one == commit;
        found
    })?;
    newest_first.reverse();
    Ok(found.then_some(newest_first))
}

/// The entries of these commits, in their order.
pub(super) fn entries(git_dir: &Path, commits: &[Oid]) -> Result<Vec<RawEntry>, BookError> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = if commits.len() < MANY {
        1
    } else {
        threads.min(MOST_THREADS)
    };
    let share = commits.len().div_ceil(threads).max(1);
    let parts = thread::scope(|scope| {
        let work: Vec<_> = commits
            .chunks(share)
            .map(|part| scope.spawn(|| part_of(git_dir, part)))
            .collect();
        let ended = work.into_iter().map(thread::ScopedJoinHandle::join);
        ended.collect::<Vec<_>>()
    });
    let mut entries = Vec::with_capacity(commits.len());
    for part in parts {
        let detail = || "a thread that read the ledger ended early".to_owned();
        let part = part.map_err(|_| BookError::Malformed { detail: detail() })?;
        entries.extend(part?);
    }
    Ok(entries)
}

fn part_of(git_dir: &Path, commits: &[Oid]) -> Result<Vec<RawEntry>, BookError> {
    // A library of its own: what it caches goes with it.
    let library = open(git_dir)?;
    let objects = Objects::of(&library)?;
    let read = commits.iter().map(|commit| entry(&objects, *commit));
    read.collect()
}

fn entry(objects: &Objects<'_>, commit: Oid) -> Result<RawEntry, BookError> {
    let stored = objects.commit(commit)?;
    let Some(parsed) = parse_commit(stored.data()) else {
        return Ok(RawEntry {
            commit: commit.to_string(),
            parents: Vec::new(),
            tree: RawTree::Odd("its commit cannot be read".to_owned()),
            message: String::new(),
            author: (String::new(), 0),
        });
    };
    let tree = match files(objects, parsed.tree) {
        Ok(files) => RawTree::Files(Box::new(files)),
        Err(Unread::Odd(words)) => RawTree::Odd(words),
        Err(Unread::TooLarge(words)) => RawTree::TooLarge(words),
        Err(Unread::Failed(error)) => return Err(error),
    };
    Ok(RawEntry {
        commit: commit.to_string(),
        parents: parsed.parents.iter().map(Oid::to_string).collect(),
        tree,
        message: parsed.message,
        author: parsed.author,
    })
}

/// Why there are no three files.
enum Unread {
    /// The entry is of another form.
    Odd(String),
    /// A file larger than it may be.
    TooLarge(String),
    /// The repository could not be read.
    Failed(BookError),
}

impl From<BookError> for Unread {
    fn from(error: BookError) -> Self {
        Self::Failed(error)
    }
}

fn files(objects: &Objects<'_>, tree: Oid) -> Result<RawFiles, Unread> {
    let (size, kind) = objects.header(tree)?;
    if kind != ObjectType::Tree || size > LARGEST_TREE {
        return Err(Unread::Odd(format!("its tree has {size} bytes")));
    }
    let stored = objects.read(tree)?;
    let [link, statement, signature] = check_tree(stored.data()).map_err(Unread::Odd)?;
    Ok(RawFiles {
        link: blob(objects, link, FILES[0])?,
        statement: blob(objects, statement, FILES[1])?,
        signature: blob(objects, signature, FILES[2])?,
    })
}

fn blob(objects: &Objects<'_>, object: Oid, name: &str) -> Result<Vec<u8>, Unread> {
    let (size, kind) = objects.header(object)?;
    if kind != ObjectType::Blob {
        return Err(Unread::Odd(format!("`{name}` is no file")));
    }
    if size > LARGEST_FILE {
        let words = format!("`{name}` has {size} bytes, more than {LARGEST_FILE}");
        return Err(Unread::TooLarge(words));
    }
    Ok(objects.read(object)?.data().to_vec())
}

fn open(git_dir: &Path) -> Result<Repository, BookError> {
    Repository::open(git_dir).map_err(|error| failed("the repository of the ledger", &error))
}

/// A commit that is here.
pub(super) fn known(library: &Repository, commit: Oid) -> Result<Oid, BookError> {
    Objects::of(library)?.known(commit)
}

/// A repository that pretends another history, or holds the end of one only,
/// proves nothing.
fn refuse_cut(library: &Repository) -> Result<(), BookError> {
    let filled = |file: &str| {
        let found = std::fs::metadata(library.commondir().join(file));
        found.is_ok_and(|found| found.len() > 0)
    };
    if filled("shallow") {
        return Err(BookError::Refused(
            "the clone is shallow and lacks the beginning of history; \
             `git fetch --unshallow` brings it"
                .to_owned(),
        ));
    }
    if filled("info/grafts") {
        return Err(grafted());
    }
    Ok(())
}

/// What to do about grafts.
pub(super) fn grafted() -> BookError {
    BookError::Refused(
        "the file info/grafts of the repository changes its history; remove it".to_owned(),
    )
}
