//! The objects of a ledger, each whole and what its name says.
//!
//! The library reads a loose object that was cut short without ever coming to
//! an end (libgit2 issue 7342), and takes the word of a file for what its name
//! promises: so loose objects are looked at before it reads them. What is
//! packed was looked at when it was packed.

use super::failed;
use flate2::read::ZlibDecoder;
use git2::{ErrorCode, ObjectType, Odb, OdbObject, Oid, Repository};
use lockkeeper_domain::ledger::LARGEST_FILE;
use lockkeeper_engine::ports::BookError;
use std::collections::HashSet;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// The object store of a repository.
pub(super) struct Objects<'l> {
    odb: Odb<'l>,
    folder: PathBuf,
    /// By the first byte of their names, where loose objects may lie.
    loose: Vec<bool>,
}

impl<'l> Objects<'l> {
    pub(super) fn of(library: &'l Repository) -> Result<Self, BookError> {
        let odb = library.odb();
        let odb = odb.map_err(|error| failed("the object store", &error))?;
        let folder = library.commondir().join("objects");
        let mut loose = vec![false; 256];
        for found in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = found.file_name();
            let byte = name.to_str().filter(|name| name.len() == 2);
            let byte = byte.and_then(|name| usize::from_str_radix(name, 16).ok());
            if let Some(here) = byte.and_then(|byte| loose.get_mut(byte)) {
                *here = true;
            }
        }
        Ok(Self { odb, folder, loose })
    }

    /// An object whose header was asked for.
    pub(super) fn read(&self, object: Oid) -> Result<OdbObject<'_>, BookError> {
        self.odb
            .read(object)
            .map_err(|error| lacking(object, &error))
    }

    /// How many bytes it has, and of which kind it is.
    pub(super) fn header(&self, object: Oid) -> Result<(usize, ObjectType), BookError> {
        self.check(object)?;
        self.odb
            .read_header(object)
            .map_err(|error| lacking(object, &error))
    }

    /// What a commit says.
    pub(super) fn commit(&self, commit: Oid) -> Result<OdbObject<'_>, BookError> {
        self.check(commit)?;
        self.read(commit)
    }

    /// A commit that is here.
    pub(super) fn known(&self, commit: Oid) -> Result<Oid, BookError> {
        self.check(commit)?;
        let missing = || BookError::NotFound(format!("the commit {commit}"));
        match self.odb.read_header(commit) {
            Ok((_, ObjectType::Commit)) => Ok(commit),
            Ok(_) => Err(missing()),
            Err(error) if error.code() == ErrorCode::NotFound => Err(missing()),
            Err(error) => Err(failed("a commit of the ledger", &error)),
        }
    }

    /// Walks back from a commit by what says which one was before, the commit
    /// itself first, until that says none or the caller has enough.
    pub(super) fn back(
        &self,
        from: Oid,
        before: fn(&[u8]) -> Option<Oid>,
        mut enough: impl FnMut(Oid) -> bool,
    ) -> Result<Vec<Oid>, BookError> {
        let (mut walked, mut seen) = (Vec::new(), HashSet::new());
        let mut next = Some(self.known(from)?);
        while let Some(commit) = next.filter(|commit| !enough(*commit)) {
            if !seen.insert(commit) {
                return Err(damaged(commit, "it comes before itself"));
            }
            next = before(self.commit(commit)?.data());
            walked.push(commit);
        }
        Ok(walked)
    }

    fn check(&self, object: Oid) -> Result<(), BookError> {
        let may_lie = object.as_bytes().first();
        if !may_lie.is_some_and(|first| self.loose[usize::from(*first)]) {
            return Ok(());
        }
        match opened(&place(&self.folder, object)) {
            Ok(Some(file)) => whole(file, object).map_err(|why| damaged(object, why)),
            Ok(None) => Err(damaged(object, "it is no file")),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(damaged(object, &error.to_string())),
        }
    }
}

/// A file; nothing for what is none, such as a pipe that nobody writes to.
fn opened(path: &Path) -> std::io::Result<Option<File>> {
    let is_file = std::fs::metadata(path)?.is_file();
    is_file.then(|| File::open(path)).transpose()
}

fn place(folder: &Path, object: Oid) -> PathBuf {
    let name = object.to_string();
    let (fan, rest) = name.split_at(2);
    folder.join(fan).join(rest)
}

/// Whether a loose object ends where it says, and is what its name says.
fn whole(file: File, object: Oid) -> Result<(), &'static str> {
    let length = file.metadata().map_or(0, |file| file.len());
    let mut stored = ZlibDecoder::new(file);
    let mut text = Vec::new();
    let mut read = |most: u64, text: &mut Vec<u8>| {
        let part = stored.by_ref().take(most).read_to_end(text);
        part.map_err(|_| "its file ends early or is damaged")
    };
    read(HEADER, &mut text)?;
    let end = text.iter().position(|byte| *byte == 0);
    let end = end.ok_or("its file has no beginning")?;
    let header = std::str::from_utf8(&text[..end]).unwrap_or_default();
    let parts = header.split_once(' ').and_then(|(kind, size)| {
        let size = size.parse::<u64>().ok()?;
        Some((ObjectType::from_str(kind)?, size))
    });
    let (kind, size) = parts.ok_or("its file has no beginning")?;
    if kind != ObjectType::Commit && size > LARGEST_FILE as u64 {
        // Too large for a ledger, which is told without reading it.
        return Ok(());
    }
    let mut body = text.split_off(end + 1);
    // One byte more than it should have tells that more follows.
    let left = size.saturating_add(1).saturating_sub(body.len() as u64);
    read(left, &mut body)?;
    if body.len() as u64 != size || stored.total_in() != length {
        return Err("its file is not as long as it says");
    }
    match Oid::hash_object(kind, &body) {
        Ok(found) if found == object => Ok(()),
        _ => Err("its file holds something else"),
    }
}

/// More than the longest beginning of an object, its kind and its size.
const HEADER: u64 = 64;

fn lacking(object: Oid, error: &git2::Error) -> BookError {
    if error.code() == ErrorCode::NotFound {
        return BookError::Refused(format!(
            "the ledger is not whole here, the object {object} is missing; \
             `git fetch --refetch` brings it"
        ));
    }
    failed("an object of the ledger", error)
}

/// The disk's trouble, and none of the ledger's.
fn damaged(object: Oid, why: &str) -> BookError {
    BookError::Refused(format!(
        "the ledger is damaged on this disk, the object {object}: {why}; \
         `git fsck` tells what else is, and a fresh clone has it whole"
    ))
}
