//! Trees with changed files, stored without touching a work tree.

use crate::failure::{classify_library, missing_objects};
use crate::read::{commit, is_inside, oid};
use git2::{FileMode, ObjectType, Repository, Tree};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::FileChange;
use lockkeeper_engine::ports::RepoError;
use std::path::Path;

/// Whether the files are what the plan saw, and such that can be changed.
pub(crate) fn check(
    library: &Repository,
    onto: &Oid,
    files: &[FileChange],
) -> Result<(), RepoError> {
    let base = tree_of(library, onto)?;
    let mut checked = files.iter().map(|file| check_before(library, &base, file));
    checked.try_for_each(|mode| mode.map(drop))
}

fn tree_of<'l>(library: &'l Repository, onto: &Oid) -> Result<Tree<'l>, RepoError> {
    let base = commit(library, onto)?.tree();
    base.map_err(|_| RepoError::Incomplete {
        what: missing_objects("history"),
    })
}

pub(crate) fn write_tree(
    library: &Repository,
    onto: &Oid,
    files: &[FileChange],
) -> Result<Oid, RepoError> {
    let base = tree_of(library, onto)?;
    let mut changes = git2::build::TreeUpdateBuilder::new();
    for file in files {
        let mode = check_before(library, &base, file)?;
        let what = format!("the file {:?}", file.path);
        let failed = |error: git2::Error| classify_library(&what, &error);
        let blob = library.blob(file.after.as_bytes()).map_err(failed)?;
        changes.upsert(file.path.as_str(), blob, mode);
    }
    let tree = changes.create_updated(library, &base);
    tree.map(oid)
        .map_err(|error| classify_library("the changed tree", &error))
}

/// The mode a file keeps, if it is what the plan saw.
fn check_before(
    library: &Repository,
    base: &Tree<'_>,
    file: &FileChange,
) -> Result<FileMode, RepoError> {
    let what = format!("the file {:?}", file.path);
    if !is_inside(&file.path) {
        let detail = "the path leaves the repository".to_owned();
        return Err(RepoError::Malformed { what, detail });
    }
    let conflict = |detail: &str| {
        Err(RepoError::Conflict {
            what,
            detail: detail.to_owned(),
        })
    };
    let entry = base.get_path(Path::new(&file.path)).ok();
    match (entry, &file.before) {
        (None, None) => Ok(FileMode::Blob),
        (None, Some(_)) => conflict("it is no longer there"),
        (Some(_), None) => conflict("it exists already"),
        (Some(entry), Some(before)) => {
            if entry.kind() != Some(ObjectType::Blob) || entry.filemode() == 0o120_000 {
                return conflict("it is not a plain file");
            }
            match library.find_blob(entry.id()) {
                Ok(blob) if blob.content() == before.as_bytes() => {}
                Ok(_) => return conflict("its content is another one"),
                Err(_) => return conflict("its content is missing here"),
            }
            let executable = entry.filemode() & 0o111 != 0;
            Ok(if executable {
                FileMode::BlobExecutable
            } else {
                FileMode::Blob
            })
        }
    }
}
