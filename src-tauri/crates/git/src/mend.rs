//! Files that were half written when the disk was full or the program was
//! killed: put back, so that the same step can be tried again.

use crate::failure::{classify_library, classify_local};
use crate::read::commit;
use crate::repo::GitRepo;
use crate::unwritable;
use crate::worktree::WorkTree;
use git2::{Delta, DiffDelta, DiffFile, FileMode, Repository};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// When files are put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Before the work: a file that is missing was perhaps taken away by a
    /// person, and is in nobody's way.
    Begin,
    /// After it failed: what is missing was taken away just now.
    Failed,
}

/// A file on which two commits differ.
struct Changed {
    path: String,
    /// Its content in the first commit, if it is a plain file there.
    before: Option<Vec<u8>>,
    /// The same in the second.
    after: Option<Vec<u8>>,
}

/// Puts back every file that holds only a beginning of what it was to become.
/// Nothing is lost: that content is in the repository. Anything else that a
/// file may hold is a person's and stays.
pub(crate) async fn put_back(
    repo: &GitRepo,
    tree: &WorkTree,
    (from, to): (&Oid, &Oid),
    when: When,
) -> Result<(), RepoError> {
    let (was, becomes, folder) = (from.clone(), to.clone(), tree.folder().to_owned());
    let index = tree.index();
    let (old, new) = repo
        .read(move |library| {
            let files = changed(library, &was, &becomes)?.into_iter();
            let torn = files.filter(|file| file.is_torn(&folder, when));
            // Files come before the index: what stands there is whole, and
            // the index knows how to write it again.
            let known = git2::Index::open(&index).ok();
            let listed = |file: &Changed| {
                let index = known.as_ref();
                index.is_some_and(|index| index.get_path(Path::new(&file.path), 0).is_some())
            };
            Ok(torn.partition::<Vec<_>, _>(|file| file.before.is_some() || listed(file)))
        })
        .await?;
    for file in new {
        let place = tree.folder().join(&file.path);
        fs::remove_file(&place)
            .map_err(|error| unwritable::by_io(&place.display().to_string(), &error))?;
    }
    if old.is_empty() {
        return Ok(());
    }
    let paths = old.iter().map(|file| file.path.as_str());
    let run = tree.run(repo).args(["checkout-index", "-f", "-q", "--"]);
    let outcome = repo.program().run(run.args(paths)).await;
    if outcome.ok() {
        Ok(())
    } else {
        Err(classify_local("the work tree", &outcome))
    }
}

impl Changed {
    fn of(library: &Repository, delta: &DiffDelta<'_>) -> Option<Self> {
        let path = delta
            .new_file()
            .path()
            .or_else(|| delta.old_file().path())?;
        let added = delta.status() == Delta::Added;
        Some(Self {
            path: path.to_str()?.to_owned(),
            before: content(library, &delta.old_file()).filter(|_| !added),
            after: content(library, &delta.new_file()),
        })
    }

    fn is_torn(&self, folder: &Path, when: When) -> bool {
        let place = folder.join(&self.path);
        match fs::symlink_metadata(&place) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return false,
            Err(error) => {
                let gone = error.kind() == ErrorKind::NotFound;
                return gone && self.before.is_some() && when == When::Failed;
            }
        }
        let Ok(found) = fs::read(&place) else {
            return false;
        };
        let begun = self.after.as_ref().is_some_and(|a| a.starts_with(&found));
        begun && self.before.as_ref() != Some(&found)
    }
}

/// The files on which two commits differ.
fn changed(library: &Repository, from: &Oid, to: &Oid) -> Result<Vec<Changed>, RepoError> {
    let failed = |error: git2::Error| classify_library("the changed files", &error);
    let (old, new) = (commit(library, from)?, commit(library, to)?);
    let (old, new) = (old.tree().map_err(failed)?, new.tree().map_err(failed)?);
    let diff = library.diff_tree_to_tree(Some(&old), Some(&new), None);
    let diff = diff.map_err(failed)?;
    let files = diff.deltas();
    Ok(files
        .filter_map(|file| Changed::of(library, &file))
        .collect())
}

/// The content of a plain file.
fn content(library: &Repository, file: &DiffFile<'_>) -> Option<Vec<u8>> {
    let plain = matches!(file.mode(), FileMode::Blob | FileMode::BlobExecutable);
    let blob = plain.then(|| library.find_blob(file.id()).ok())??;
    Some(blob.content().to_owned())
}
