//! Single facts, read with libgit2.

use crate::failure::{classify_library, missing_objects};
use git2::{ErrorCode, ObjectType, Repository, TreeEntry};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::path::Path;

/// Our form of an id.
pub(crate) fn oid(id: git2::Oid) -> Oid {
    Oid::new(id.to_string())
}

/// libgit2's form of an id; a text that is none names nothing.
pub(crate) fn id(oid: &Oid) -> Result<git2::Oid, RepoError> {
    let text = oid.as_str();
    let whole = text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let parsed = if whole {
        git2::Oid::from_str(text).ok()
    } else {
        None
    };
    parsed.ok_or_else(|| RepoError::NotFound {
        what: format!("the object {text:?}"),
    })
}

/// The commit of that id, or that it is not there.
pub(crate) fn commit<'a>(
    library: &'a Repository,
    oid: &Oid,
) -> Result<git2::Commit<'a>, RepoError> {
    let what = format!("the commit {oid}");
    library
        .find_commit(id(oid)?)
        .map_err(|error| classify_library(&what, &error))
}

pub(crate) fn resolve(library: &Repository, rev: &str) -> Result<Oid, RepoError> {
    let what = format!("the revision {rev:?}");
    if rev.is_empty() || rev.contains('\0') {
        return Err(RepoError::NotFound { what });
    }
    let found = library
        .revparse_single(rev)
        .and_then(|object| object.peel(ObjectType::Commit));
    found
        .map(|commit| oid(commit.id()))
        .map_err(|error| match error.code() {
            ErrorCode::InvalidSpec | ErrorCode::Ambiguous | ErrorCode::Peel => {
                RepoError::NotFound { what }
            }
            _ => classify_library(&what, &error),
        })
}

/// What lies at a path of a commit, if anything does.
fn entry(
    library: &Repository,
    oid: &Oid,
    path: &str,
    what: &str,
) -> Result<Option<TreeEntry<'static>>, RepoError> {
    if !is_inside(path) {
        return Err(RepoError::NotFound {
            what: what.to_owned(),
        });
    }
    let tree = commit(library, oid)?.tree();
    let tree = tree.map_err(|_| RepoError::Incomplete {
        what: missing_objects("history"),
    })?;
    match tree.get_path(Path::new(path)) {
        Ok(entry) => Ok(Some(entry)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(classify_library(what, &error)),
    }
}

pub(crate) fn is_folder(library: &Repository, oid: &Oid, path: &str) -> Result<bool, RepoError> {
    let what = format!("the folder {path:?} of {}", oid.short());
    let entry = entry(library, oid, path, &what)?;
    Ok(entry.is_some_and(|entry| entry.kind() == Some(ObjectType::Tree)))
}

pub(crate) fn file(
    library: &Repository,
    oid: &Oid,
    path: &str,
) -> Result<Option<Vec<u8>>, RepoError> {
    let what = format!("the file {path:?} of {}", oid.short());
    let Some(entry) = entry(library, oid, path, &what)? else {
        return Ok(None);
    };
    if entry.kind() != Some(ObjectType::Blob) {
        return Ok(None);
    }
    let blob = library.find_blob(entry.id());
    let blob = blob.map_err(|_| RepoError::Incomplete {
        what: missing_objects(&what),
    })?;
    Ok(Some(blob.content().to_vec()))
}

/// Whether a path names a place inside a repository's tree.
pub(crate) fn is_inside(path: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part != "." && part != ".." && !part.eq_ignore_ascii_case(".git")
    };
    !path.contains('\0') && path.split('/').all(part)
}

pub(crate) fn files(library: &Repository, oid: &Oid) -> Result<Vec<String>, RepoError> {
    let what = format!("the tree of {}", oid.short());
    let tree = commit(library, oid)?.tree();
    let tree = tree.map_err(|error| classify_library(&what, &error))?;
    let mut paths = Vec::new();
    let walked = tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(ObjectType::Blob) {
            let name = String::from_utf8_lossy(entry.name_bytes());
            paths.push(format!("{folder}{name}"));
        }
        git2::TreeWalkResult::Ok
    });
    walked.map_err(|_| RepoError::Incomplete {
        what: missing_objects(&what),
    })?;
    paths.sort_unstable();
    Ok(paths)
}

pub(crate) fn remote_url(library: &Repository, remote: &str) -> Result<Option<String>, RepoError> {
    match library.find_remote(remote) {
        Ok(found) => Ok(found.url().ok().map(str::to_owned)),
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => {
            Ok(None)
        }
        Err(error) => Err(classify_library(&format!("the remote {remote:?}"), &error)),
    }
}

pub(crate) fn read_ref(library: &Repository, name: &str) -> Result<Option<Oid>, RepoError> {
    if name.contains('\0') {
        return Ok(None);
    }
    let found = library
        .find_reference(name)
        .and_then(|reference| reference.resolve());
    match found {
        Ok(reference) => Ok(reference.target().map(oid)),
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => {
            Ok(None)
        }
        Err(error) => Err(classify_library(&format!("the ref {name:?}"), &error)),
    }
}

pub(crate) fn has_object(library: &Repository, object: &Oid) -> Result<bool, RepoError> {
    let odb = library
        .odb()
        .map_err(|error| classify_library("the object store", &error))?;
    Ok(id(object).is_ok_and(|id| odb.exists(id)))
}

pub(crate) fn commit_parts(
    library: &Repository,
    oid_: &Oid,
) -> Result<(Oid, Vec<Oid>, String), RepoError> {
    let commit = commit(library, oid_)?;
    let message = String::from_utf8_lossy(commit.message_raw_bytes()).into_owned();
    Ok((
        oid(commit.tree_id()),
        commit.parent_ids().map(oid).collect(),
        message,
    ))
}
