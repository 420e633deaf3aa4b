//! The ledger in one file, for people who have no way to its repository.

use super::branch::BRANCH;
use super::{GitBook, failed, object_name, told};
use crate::failure::classify_local;
use crate::program::Run;
use git2::Repository;
use lockkeeper_engine::ports::{Book, BookError};
use std::path::{Path, PathBuf};

impl GitBook {
    /// Writes a git bundle that holds the ledger's branch, whatever ref it is
    /// noted under here, and nothing else.
    ///
    /// # Errors
    /// `NotFound` when no ledger has begun, `Malformed` when the file cannot
    /// be written.
    pub async fn bundle(&self, file: &Path) -> Result<(), BookError> {
        let missing = || BookError::NotFound("the ledger".to_owned());
        let head = self.head().await?.ok_or_else(missing)?;
        let stage = self.work(move |library| Stage::of(library, &head)).await?;
        let program = self.repo.program();
        let run = Run::new(&stage.0, Some(&stage.0), program.deadlines.transfer);
        let run = run.args(["bundle", "create", "--quiet"]).arg(file);
        let outcome = program.run(run.arg(BRANCH)).await;
        if outcome.ok() {
            Ok(())
        } else {
            Err(told(classify_local("the bundle", &outcome)))
        }
    }
}

/// A bare repository beside ours that borrows its objects and has only the
/// one ref; gone when dropped.
struct Stage(PathBuf);

impl Stage {
    fn of(library: &Repository, head: &str) -> Result<Self, BookError> {
        let what = "the stage of a bundle";
        let folder = library
            .commondir()
            .join(format!("lockkeeper-bundle-{}", &head[..12]));
        let stage = Self(folder);
        let bare = Repository::init_bare(&stage.0).map_err(|error| failed(what, &error))?;
        let objects = library.commondir().join("objects");
        let alternates = stage.0.join("objects/info/alternates");
        let line = format!("{}\n", objects.display());
        std::fs::write(alternates, line).map_err(|error| BookError::Malformed {
            detail: error.to_string(),
        })?;
        drop(bare);
        let bare = Repository::open(&stage.0).map_err(|error| failed(what, &error))?;
        bare.reference(BRANCH, object_name(head)?, true, "to be bundled")
            .map_err(|error| failed(what, &error))?;
        Ok(stage)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
