//! Disks that are full and folders that may not be written: told apart from
//! everything else, because a person mends them and then goes on.

use lockkeeper_engine::ports::RepoError;
use std::io;

const FULL: &str = "the disk is full";
const READ_ONLY: &str = "the file system is read-only";
const EITHER: &str = "the disk is full or cannot be written";

/// Words that git has for a disk it cannot write, where it keeps the system's
/// own words to itself.
const UNWRITABLE: [&str; 11] = [
    "out of diskspace",
    "couldn't write",
    "unable to write file",
    "unable to write new index file",
    "unable to write new_index",
    "unable to write loose object file",
    "unable to update local ref",
    "unable to create temporary object directory",
    "file write error",
    "write error on",
    "failed to write commit object",
];

/// Words before those of the system where a file is made or opened for writing.
const WRITING: [&str; 6] = [
    "unable to create",
    "unable to unlink",
    "unable to write",
    "insufficient permission",
    "cannot open",
    "could not open",
];

/// Why nothing could be written on this machine, if that is what was said.
pub(crate) fn here(words: &str) -> Option<RepoError> {
    words.lines().find_map(|line| {
        let why = line_here(line)?;
        let detail = line.trim().to_owned();
        Some(RepoError::Unwritable { why, detail })
    })
}

fn line_here(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    if let Some(why) = named_by_system(&lower) {
        return Some(why.to_owned());
    }
    // A permission is told with what it is about; the same line may end in a
    // word of git's that alone would leave open why.
    if lower.contains("permission denied") && any(&lower, &WRITING)
        || lower.contains("insufficient permission")
    {
        let place = line.split('\'').nth(1);
        return Some(match place {
            Some(place) => format!("{place} may not be written"),
            None => "the folder may not be written".to_owned(),
        });
    }
    any(&lower, &UNWRITABLE).then(|| EITHER.to_owned())
}

/// The system's own words for a disk that takes nothing.
fn named_by_system(lower: &str) -> Option<&'static str> {
    if lower.contains("no space left on device") || lower.contains("disk quota exceeded") {
        return Some(FULL);
    }
    lower.contains("read-only file system").then_some(READ_ONLY)
}

/// Why the remote could not keep what was sent: its disk is full, or cannot
/// be written. git says so in passing, before the words that say nothing.
pub(crate) fn there(words: &str) -> Option<RepoError> {
    let told = words.lines().find(|line| {
        let lower = line.to_lowercase();
        let theirs = lower.contains("remote: ") || lower.contains("remote unpack failed");
        theirs && (named_by_system(&lower).is_some() || any(&lower, &UNWRITABLE))
    })?;
    Some(RepoError::Unwritable {
        why: "the remote cannot write to its disk, which is full or read-only".to_owned(),
        detail: told.trim().to_owned(),
    })
}

/// What writing a file of our own failed of.
pub(crate) fn by_io(what: &str, error: &io::Error) -> RepoError {
    use io::ErrorKind as Kind;
    let detail = error.to_string();
    let why = match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => FULL.to_owned(),
        Kind::ReadOnlyFilesystem => READ_ONLY.to_owned(),
        Kind::PermissionDenied => format!("{what} may not be written"),
        _ => {
            let what = what.to_owned();
            return RepoError::Blocked { what, detail };
        }
    };
    RepoError::Unwritable { why, detail }
}

/// What libgit2 failed of, by the system's words at the end of its own.
pub(crate) fn by_library(what: &str, detail: &str) -> Option<RepoError> {
    let lower = detail.to_lowercase();
    let why = match named_by_system(&lower) {
        Some(why) => why.to_owned(),
        None if lower.contains("permission denied") => match folder_in(detail) {
            Some(folder) => format!("the folder {folder} may not be written"),
            None => format!("{what} may not be used"),
        },
        None => return None,
    };
    let detail = detail.to_owned();
    Some(RepoError::Unwritable { why, detail })
}

/// The folder in which libgit2 could not make a file of its own.
fn folder_in(detail: &str) -> Option<&str> {
    let file = detail
        .strip_prefix("failed to create")?
        .split('\'')
        .nth(1)?;
    Some(file.rsplit_once('/')?.0)
}

fn any(words: &str, list: &[&str]) -> bool {
    list.iter().any(|word| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::{by_io, here, there};
    use lockkeeper_engine::ports::RepoError;
    use std::io;

    fn why(error: Option<RepoError>) -> Option<String> {
        match error {
            Some(RepoError::Unwritable { why, .. }) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn the_words_of_git_for_a_full_disk_are_known() {
        for words in [
            "fatal: unable to write new index file",
            "error: file write error: No space left on device",
            "error: unable to create file CHANGELOG.md: No space left on device",
            "From /remotes/web\n ! 288ddd5..300692d  main       -> origin/main  (unable to update local ref)",
            "fatal: write error: Disk quota exceeded",
            "error: unable to write file CHANGELOG.md",
        ] {
            let why = why(here(words)).unwrap_or_else(|| panic!("{words}"));
            assert!(why.contains("disk is full"), "{words}: {why}");
        }
    }

    #[test]
    fn a_folder_that_may_not_be_written_is_named() {
        for words in [
            "fatal: Unable to create '/a/.git/index.lock': Permission denied",
            "error: could not open '/a/.git/index.lock' for writing: Permission denied",
        ] {
            assert_eq!(
                why(here(words)).as_deref(),
                Some("/a/.git/index.lock may not be written"),
                "{words}"
            );
        }
        let words = "error: insufficient permission for adding an object to repository database .git/objects";
        assert!(why(here(words)).is_some());
    }

    #[test]
    fn the_folder_of_a_temporary_file_is_named() {
        let words = "failed to create temporary file '/a/.git/objects/tmp_object_git2_0': Permission denied";
        let error = super::by_library("the file", words);
        let folder = "the folder /a/.git/objects may not be written";
        assert_eq!(why(error).as_deref(), Some(folder));
    }

    #[test]
    fn what_the_remote_says_is_told_of_the_remote() {
        let words = "remote: fatal: write error: No space left on device\nerror: remote unpack failed: unpack-objects abnormal exit";
        let why = why(there(words)).expect("it is told");
        assert!(why.starts_with("the remote"), "{why}");
    }

    #[test]
    fn refusals_of_a_person_or_a_lock_are_something_else() {
        for words in [
            "git@host: Permission denied (publickey).",
            "fatal: Unable to create '/a/.git/index.lock': File exists.",
            "error: cannot lock ref 'refs/heads/main': is at 1 but expected 2",
        ] {
            assert!(here(words).is_none(), "{words}");
            assert!(there(words).is_none(), "{words}");
        }
        let error = io::Error::from(io::ErrorKind::NotFound);
        let other = by_io("the folder", &error);
        assert!(matches!(other, RepoError::Blocked { .. }), "{other:?}");
    }
}
