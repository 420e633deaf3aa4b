//! Work trees that have a branch checked out: they follow when it moves.

use crate::failure::{classify_library, classify_local};
use crate::mend::{self, When};
use crate::program::{Outcome, Run};
use crate::repo::GitRepo;
use git2::Repository;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::path::{Path, PathBuf};

/// A work tree.
#[derive(Debug, Clone)]
pub(crate) struct WorkTree {
    git_dir: PathBuf,
    folder: PathBuf,
}

/// The work trees in which that ref is HEAD.
pub(crate) fn having(library: &Repository, name: &str) -> Result<Vec<WorkTree>, RepoError> {
    let mut found = Vec::new();
    let mut look = |library: &Repository| {
        let Some(folder) = library.workdir() else {
            return;
        };
        let Ok(head) = library.find_reference("HEAD") else {
            return;
        };
        if head.symbolic_target_bytes() == Some(name.as_bytes()) {
            let git_dir = library.path().components().collect();
            found.push(WorkTree {
                git_dir,
                folder: folder.to_owned(),
            });
        }
    };
    if library.is_worktree() {
        if let Ok(main) = Repository::open(library.commondir()) {
            look(&main);
        }
    } else {
        look(library);
    }
    let names = library
        .worktrees()
        .map_err(|e| classify_library("the work trees", &e))?;
    for name in names.iter().flatten().flatten() {
        let tree = library
            .find_worktree(name)
            .and_then(|t| Repository::open_from_worktree(&t));
        // A work tree whose folder is gone follows nothing.
        if let Ok(linked) = tree {
            look(&linked);
        }
    }
    Ok(found)
}

impl WorkTree {
    /// Brings index and files from one commit to another. Changes of other
    /// files stay; if a file in question is changed, nothing happens. What a
    /// full disk left half written is put back.
    pub(crate) async fn follow(
        &self,
        repo: &GitRepo,
        from: &Oid,
        to: &Oid,
    ) -> Result<(), RepoError> {
        let lock = self.git_dir.join("index.lock");
        if lock.exists() {
            let detail = "another program is changing the index".to_owned();
            return Err(RepoError::Blocked {
                what: lock.display().to_string(),
                detail,
            });
        }
        mend::put_back(repo, self, (from, to), When::Begin).await?;
        let merged = self.merge(repo, from, to).await;
        if let Err(RepoError::Unwritable { .. } | RepoError::Malformed { .. }) = &merged
            && let Err(error) = mend::put_back(repo, self, (from, to), When::Failed).await
        {
            tracing::warn!(%error, "a half written file could not be put back");
        }
        merged
    }

    async fn merge(&self, repo: &GitRepo, from: &Oid, to: &Oid) -> Result<(), RepoError> {
        self.refresh(repo).await?;
        let merge = self
            .run(repo)
            .args(["read-tree", "-m", "-u", from.as_str(), to.as_str()]);
        let outcome = repo.program().run(merge).await;
        if outcome.ok() {
            return Ok(());
        }
        let words = outcome.words.to_lowercase();
        let touched = [
            "not uptodate",
            "would be overwritten",
            "resolve your current index",
        ];
        if touched.iter().any(|word| words.contains(word)) {
            let what = format!("a file with local changes in {}", self.folder.display());
            return Err(RepoError::Conflict {
                what,
                detail: outcome.detail(),
            });
        }
        Err(self.failed(&outcome))
    }

    /// Entries that only look changed would stop the merge. What is really
    /// changed makes git answer 1, which is no failure here; an index that
    /// cannot be written is one.
    async fn refresh(&self, repo: &GitRepo) -> Result<(), RepoError> {
        let refresh = self.run(repo).args(["update-index", "-q", "--refresh"]);
        let outcome = repo.program().run(refresh).await;
        match self.failed(&outcome) {
            error @ RepoError::Unwritable { .. } if !outcome.ok() => Err(error),
            _ => Ok(()),
        }
    }

    fn failed(&self, outcome: &Outcome) -> RepoError {
        classify_local(&format!("the work tree {}", self.folder.display()), outcome)
    }

    /// The file of its index.
    pub(crate) fn index(&self) -> PathBuf {
        self.git_dir.join("index")
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn run(&self, repo: &GitRepo) -> Run {
        Run::new(
            &self.folder,
            Some(&self.git_dir),
            repo.program().deadlines.local,
        )
    }
}
