//! Opens the repositories of a workspace.

use crate::book::{self, GitBook};
use crate::failure::classify_library;
use crate::flow::GitBranches;
use crate::graph::GitGraph;
use crate::mirror;
use crate::program::{Deadlines, Program};
use crate::repo::{GitRepo, Uses};
use async_trait::async_trait;
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_engine::ports::{
    BookError, Branches, Calls, Clock, CommitCache, CommitGraph, Repo, RepoError, Repos,
};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// A repository that is open, or that one caller opens while others wait.
type Cell = Arc<OnceCell<GitRepo>>;

/// Repositories of this machine, and bare mirrors of those given by URL.
pub struct GitRepos {
    base: PathBuf,
    mirrors: PathBuf,
    uses: Uses,
    /// By place. Asking a remote may take minutes, so that nobody waits for
    /// a repository but those who want the same one.
    opened: Mutex<BTreeMap<String, Cell>>,
}

impl GitRepos {
    /// `base` is the folder of the workspace file, which relative paths start
    /// from; `data` is the folder the mirrors are kept in.
    #[must_use]
    pub fn new(
        base: impl Into<PathBuf>,
        data: impl Into<PathBuf>,
        cache: Arc<dyn CommitCache>,
        calls: Arc<dyn Calls>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        // As git itself reads: hashing every object again takes longer than
        // reading it, and what a ledger holds is bound by hashes of its own.
        git2::opts::strict_hash_verification(false);
        Self {
            base: base.into(),
            mirrors: data.into().join("mirrors"),
            uses: Uses {
                program: Program::new(calls, clock),
                cache,
                in_place: false,
            },
            opened: Mutex::new(BTreeMap::new()),
        }
    }

    /// Sets variables for every run of git, on top of this program's own.
    #[must_use]
    pub fn with_environment(mut self, pairs: Vec<(OsString, OsString)>) -> Self {
        self.uses.program = self.uses.program.with_environment(pairs);
        self
    }

    /// Sets how long runs of git may take.
    #[must_use]
    pub fn with_deadlines(mut self, deadlines: Deadlines) -> Self {
        self.uses.program.deadlines = deadlines;
        self
    }

    /// Reads on the thread that asks, which spares a change of threads for
    /// every read: for a program that asks one thing and ends. It meets hardly
    /// an object twice, so none is kept beside what is made of it.
    #[must_use]
    pub fn in_place(mut self) -> Self {
        git2::opts::enable_caching(false);
        self.uses.in_place = true;
        self
    }

    /// The ledger of a repository of the workspace, on its `origin` where it
    /// has one.
    ///
    /// # Errors
    /// As opening the repository.
    pub async fn book(&self, text: &str) -> Result<GitBook, BookError> {
        GitBook::of(self.opened(text).await.map_err(book::told)?).await
    }

    /// The ledger as it lies in a folder, bare or not; no remote is asked.
    ///
    /// # Errors
    /// When there is no repository.
    pub fn book_at(&self, path: &Path) -> Result<GitBook, BookError> {
        let repo = GitRepo::open(path, false, self.uses.clone()).map_err(book::told)?;
        Ok(GitBook::here(repo))
    }

    /// The ledger of a URL, and nothing else of that repository, in a folder
    /// that is made when it is missing.
    ///
    /// # Errors
    /// When the folder cannot be written. The remote is not asked yet.
    pub async fn book_in(&self, folder: &Path, url: &str) -> Result<GitBook, BookError> {
        mirror::start(folder, url, None).map_err(|error| {
            let what = format!("the folder {}", folder.display());
            book::told(classify_library(&what, &error))
        })?;
        let repo = GitRepo::open(folder, true, self.uses.clone()).map_err(book::told)?;
        GitBook::of(repo).await
    }

    async fn opened(&self, text: &str) -> Result<GitRepo, RepoError> {
        let url = mirror::is_url(text) && !self.base.join(text).exists();
        let place = if url {
            text.to_owned()
        } else {
            self.path(text).display().to_string()
        };
        let cell = self.cell(place);
        let uses = self.uses.clone();
        let repo = cell.get_or_try_init(|| async {
            if url {
                mirror::open(&self.mirrors, text, uses).await
            } else {
                GitRepo::open(&self.path(text), false, uses)
            }
        });
        Ok(repo.await?.clone())
    }

    fn cell(&self, place: String) -> Cell {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(opened.entry(place).or_default())
    }

    fn path(&self, text: &str) -> PathBuf {
        match (text.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.base.join(text),
        }
    }
}

#[async_trait]
impl Repos for GitRepos {
    async fn open(&self, repo: &RepoPolicy) -> Result<Arc<dyn Repo>, RepoError> {
        Ok(Arc::new(self.opened(&repo.url).await?))
    }

    async fn branches(&self, repo: &RepoPolicy) -> Result<Arc<dyn Branches>, RepoError> {
        Ok(Arc::new(GitBranches::of(self.opened(&repo.url).await?)?))
    }

    async fn graph(&self, repo: &RepoPolicy) -> Result<Arc<dyn CommitGraph>, RepoError> {
        Ok(Arc::new(GitGraph::of(self.opened(&repo.url).await?)))
    }

    async fn open_path(&self, path: &Path) -> Result<Arc<dyn Repo>, RepoError> {
        Ok(Arc::new(GitRepo::open(path, false, self.uses.clone())?))
    }
}
