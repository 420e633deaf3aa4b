//! The ledger in a repository: read byte for byte, written by compare and swap.

mod branch;
mod bundle;
mod chain;
mod lock;
mod objects;
mod raw;
mod read;
mod remote;
mod write;

use crate::apart::pushes_apart;
use crate::failure::classify_library;
use crate::repo::GitRepo;
use async_trait::async_trait;
use branch::{Branch, Swapped};
use chain::Chain;
use lockkeeper_domain::ledger::RawEntry;
use lockkeeper_engine::ports::{Book, BookError, NewEntry, RepoError};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The ledger in one repository and on one remote of it.
#[derive(Clone)]
pub struct GitBook {
    repo: GitRepo,
    branch: Branch,
    /// The longest way back that was walked last. Clones share it.
    walked: Arc<Mutex<Arc<Chain>>>,
}

impl GitBook {
    /// The ledger as it lies in a repository, to be read: no remote is asked.
    pub(crate) fn here(repo: GitRepo) -> Self {
        Self::on(repo, Branch::found())
    }

    /// The ledger on the remote `origin`, or here when there is none.
    pub(crate) async fn of(repo: GitRepo) -> Result<Self, BookError> {
        const ORIGIN: &str = "origin";
        let there = repo
            .read(|library| crate::read::remote_url(library, ORIGIN))
            .await
            .map_err(told)?;
        let branch = there.map_or_else(Branch::here, |_| Branch::on_remote(ORIGIN));
        Ok(Self::on(repo, branch))
    }

    /// The same ledger on a mirror, by its URL. Its entries come into the same
    /// repository, and nowhere near the remote's.
    #[must_use]
    pub fn mirror(&self, url: &str) -> Self {
        Self {
            branch: Branch::on_mirror(url),
            ..self.clone()
        }
    }

    /// The repository on this machine, by its path.
    #[must_use]
    pub fn place(&self) -> String {
        let git_dir = &self.repo.shared.git_dir;
        let real = git_dir.canonicalize();
        real.as_ref().unwrap_or(git_dir).display().to_string()
    }

    fn on(repo: GitRepo, branch: Branch) -> Self {
        Self {
            repo,
            branch,
            walked: Arc::default(),
        }
    }

    /// Works with libgit2 where waiting harms nobody.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&git2::Repository) -> Result<T, BookError> + Send + 'static,
    ) -> Result<T, BookError> {
        self.repo
            .read(move |library| Ok(work(library)))
            .await
            .map_err(told)?
    }

    /// Works with the chain that ends at a head, of which only what is new is
    /// walked. All of it is one step on a thread that may wait: it goes on
    /// while whoever asked is busy.
    async fn on_chain<T: Send + 'static>(
        &self,
        head: &str,
        work: impl FnOnce(&Path, &Chain) -> Result<T, BookError> + Send + 'static,
    ) -> Result<T, BookError> {
        let (book, head) = (self.clone(), head.to_owned());
        aside(move || {
            let git_dir = &book.repo.shared.git_dir;
            let walked = || book.walked.lock().unwrap_or_else(PoisonError::into_inner);
            let known = Arc::clone(&walked());
            let chain = read::chain(git_dir, &head, &known)?;
            *walked() = Arc::clone(&chain);
            work(git_dir, &chain)
        })
        .await
    }

    async fn local_head(&self) -> Result<Option<git2::Oid>, BookError> {
        let branch = self.branch.clone();
        self.work(move |library| branch.head(library)).await
    }
}

#[async_trait]
impl Book for GitBook {
    async fn fetch(&self) -> Result<Option<String>, BookError> {
        if let Some(there) = self.branch.remote() {
            return remote::fetch(&self.repo, there).await;
        }
        self.head().await
    }

    async fn head(&self) -> Result<Option<String>, BookError> {
        Ok(self.local_head().await?.map(|head| head.to_string()))
    }

    async fn page(&self, head: &str, numbers: Range<usize>) -> Result<Vec<RawEntry>, BookError> {
        let part = move |git_dir: &Path, chain: &Chain| read::entries(git_dir, chain.part(numbers));
        self.on_chain(head, part).await
    }

    async fn behind(&self, head: &str, commit: &str) -> Result<Option<Vec<RawEntry>>, BookError> {
        let git_dir = self.repo.shared.git_dir.clone();
        let (head, commit) = (object_name(head)?, object_name(commit)?);
        aside(
            move || match read::commits_behind(&git_dir, head, commit)? {
                Some(commits) => read::entries(&git_dir, &commits).map(Some),
                None => Ok(None),
            },
        )
        .await
    }

    async fn contains(&self, head: &str, commit: &str) -> Result<bool, BookError> {
        let commit = object_name(commit);
        let holds = |chain: &Chain| commit.is_ok_and(|commit| chain.place(commit).is_some());
        self.on_chain(head, |_, chain| Ok(holds(chain))).await
    }

    async fn append(&self, onto: Option<&str>, entry: &NewEntry) -> Result<String, BookError> {
        let before = onto.map(object_name).transpose()?;
        let entry = entry.clone();
        let made = self
            .work(move |library| write::commit(library, before, &entry))
            .await?;
        self.put(before, made).await?;
        Ok(made.to_string())
    }

    async fn keep_evidence(&self, commit: &str) -> Result<(), BookError> {
        let commit = object_name(commit)?;
        self.work(move |library| branch::keep_evidence(library, commit))
            .await
    }

    async fn evidence(&self) -> Result<Vec<String>, BookError> {
        self.work(branch::evidence).await
    }

    async fn restore(&self, from: Option<&str>, to: &str) -> Result<(), BookError> {
        let (from, to) = (from.map(object_name).transpose()?, object_name(to)?);
        self.work(move |library| read::known(library, to).map(drop))
            .await?;
        self.put(from, to).await
    }

    fn mirror_at(&self, url: &str) -> Arc<dyn Book> {
        Arc::new(self.mirror(url))
    }
}

impl GitBook {
    /// Moves the branch, where it truly lies and then as it was last seen.
    async fn put(&self, from: Option<git2::Oid>, to: git2::Oid) -> Result<(), BookError> {
        let Some(there) = self.branch.remote() else {
            return self.note(from, to).await;
        };
        if pushes_apart(&self.repo, &there.place)
            .await
            .is_ok_and(|it| it)
        {
            return Err(apart());
        }
        remote::push(&self.repo, there, from, to).await?;
        // The remote has it; a fetch may have seen it, or more, already.
        match self.note(from, to).await {
            Ok(()) | Err(BookError::Moved) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "the ledger's newest head could not be noted");
                Ok(())
            }
        }
    }

    /// Moves the ref that is ours, past whoever holds its lock just now and
    /// past a lock that a killed program left behind.
    async fn note(&self, from: Option<git2::Oid>, to: git2::Oid) -> Result<(), BookError> {
        for _ in 0..remote::TRIES {
            let branch = self.branch.clone();
            let swapped = self.work(move |library| branch.swap(library, from, to));
            match swapped.await? {
                Swapped::Done => return Ok(()),
                Swapped::Locked(found) => lock::wait(&self.repo, self.branch.ours(), found).await?,
            }
        }
        let detail = format!("{} stays locked", self.branch.ours());
        Err(BookError::Unavailable { detail })
    }
}

/// An entry that was pushed elsewhere would never be read again.
fn apart() -> BookError {
    let why = "what is pushed to the remote of the ledger comes to another repository than what \
               is read from it; let both be one (`git remote -v` shows them)";
    BookError::Refused(why.to_owned())
}

/// Works on a thread that may wait.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BookError> + Send + 'static,
) -> Result<T, BookError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| BookError::Malformed {
        detail: error.to_string(),
    })?
}

/// libgit2's form of a commit's name.
fn object_name(text: &str) -> Result<git2::Oid, BookError> {
    crate::read::id(&lockkeeper_domain::ids::Oid::from(text))
        .map_err(|_| BookError::NotFound(format!("the commit {text:?}")))
}

/// What libgit2 failed of, for the ledger.
fn failed(what: &str, error: &git2::Error) -> BookError {
    told(classify_library(what, error))
}

/// A repository's trouble as the ledger's.
pub(crate) fn told(error: RepoError) -> BookError {
    let with = |what: String, detail: String| format!("{what}: {detail}");
    match error {
        RepoError::NotFound { what } => BookError::NotFound(what),
        RepoError::Conflict { .. } => BookError::Moved,
        RepoError::Rejected { detail, .. } => BookError::Rejected { detail },
        RepoError::Unauthorized { detail, .. } => BookError::Unauthorized { detail },
        RepoError::Unavailable { detail, .. } => BookError::Unavailable { detail },
        RepoError::Incomplete { what } => BookError::Refused(what),
        RepoError::Unmerged(undecided) => BookError::Refused(undecided.to_string()),
        // libgit2 opens no repository whose grafts it cannot read.
        RepoError::Malformed { detail, .. } if detail.contains("graft") => read::grafted(),
        RepoError::Signing { detail } => BookError::Malformed { detail },
        RepoError::Unwritable { why, detail } => BookError::Unwritable { why, detail },
        RepoError::Blocked { what, detail }
        | RepoError::Malformed { what, detail }
        | RepoError::Hook { name: what, detail } => BookError::Malformed {
            detail: with(what, detail),
        },
    }
}
