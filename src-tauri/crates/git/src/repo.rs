//! One repository.

use crate::failure::classify_library;
use crate::memory::Memory;
use crate::program::{Program, Run};
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{BranchName, Oid, TagName};
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::{
    BranchHead, CommitCache, CommitSpec, FileRevision, HeadState, Merged, PushSpec, RangeOptions,
    RemoteRef, Repo, RepoError, Sighting, SigningSetup, TagRef, TagSpec,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A repository on this machine, opened where it lies.
#[derive(Clone)]
pub struct GitRepo {
    pub(crate) shared: Arc<Shared>,
}

/// What the repositories of one desktop have in common.
#[derive(Clone)]
pub(crate) struct Uses {
    pub(crate) program: Program,
    pub(crate) cache: Arc<dyn CommitCache>,
    /// Whether libgit2 may read on the thread that asks.
    pub(crate) in_place: bool,
}

/// What every call on one repository uses.
pub(crate) struct Shared {
    /// Where the objects and this work tree's HEAD lie.
    pub(crate) git_dir: PathBuf,
    /// The work tree, or `git_dir` when there is none.
    pub(crate) folder: PathBuf,
    /// Whether the app made it to mirror a URL.
    pub(crate) mirror: bool,
    pub(crate) program: Program,
    pub(crate) cache: Arc<dyn CommitCache>,
    /// Under which name its facts are cached.
    pub(crate) name: String,
    pub(crate) memory: Memory,
    /// Whether nobody else needs the thread that asks.
    in_place: bool,
    idle: Mutex<Vec<git2::Repository>>,
}

impl GitRepo {
    /// Opens the repository that a folder is, or lies in.
    pub(crate) fn open(path: &Path, mirror: bool, uses: Uses) -> Result<Self, RepoError> {
        let what = format!("the repository at {}", path.display());
        let found = git2::Repository::open_ext(
            path,
            git2::RepositoryOpenFlags::CROSS_FS,
            Vec::<PathBuf>::new(),
        );
        let library = found.map_err(|error| classify_library(&what, &error))?;
        // Without the slash at its end, which would double in git's messages.
        let git_dir: PathBuf = library.path().components().collect();
        let folder = library.workdir().unwrap_or(&git_dir).to_owned();
        let shared = Shared {
            name: library.commondir().to_string_lossy().into_owned(),
            git_dir,
            folder,
            mirror,
            program: uses.program,
            cache: uses.cache,
            in_place: uses.in_place,
            memory: Memory::default(),
            idle: Mutex::new(vec![library]),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Reads with libgit2, away from the threads that must not wait.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&git2::Repository) -> Result<T, RepoError> + Send + 'static,
    ) -> Result<T, RepoError> {
        if self.shared.in_place {
            return self.shared.with_library(work);
        }
        let shared = Arc::clone(&self.shared);
        let task = tokio::task::spawn_blocking(move || shared.with_library(work));
        task.await.map_err(|error| RepoError::Malformed {
            what: "a repository".to_owned(),
            detail: error.to_string(),
        })?
    }

    /// Whether nothing will be asked after this question.
    pub(crate) fn asks_once(&self) -> bool {
        self.shared.in_place
    }

    /// A run of git in this repository, for work on this machine.
    pub(crate) fn local(&self) -> Run {
        self.run_within(self.shared.program.deadlines.local)
    }

    pub(crate) fn run_within(&self, deadline: Duration) -> Run {
        Run::new(&self.shared.folder, Some(&self.shared.git_dir), deadline)
    }

    pub(crate) fn program(&self) -> &Program {
        &self.shared.program
    }
}

impl Shared {
    fn with_library<T>(
        &self,
        work: impl FnOnce(&git2::Repository) -> Result<T, RepoError>,
    ) -> Result<T, RepoError> {
        let library = self.library()?;
        let answer = work(&library);
        self.give_back(library);
        answer
    }

    fn library(&self) -> Result<git2::Repository, RepoError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(library) => Ok(library),
            None => git2::Repository::open(&self.git_dir).map_err(|error| {
                classify_library(
                    &format!("the repository at {}", self.folder.display()),
                    &error,
                )
            }),
        }
    }

    fn give_back(&self, library: git2::Repository) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < 4 {
            idle.push(library);
        }
    }
}

#[async_trait]
impl Repo for GitRepo {
    fn place(&self) -> String {
        self.shared
            .folder
            .display()
            .to_string()
            .trim_end_matches('/')
            .to_owned()
    }

    async fn head(&self) -> Result<HeadState, RepoError> {
        self.read(crate::branches::head).await
    }

    async fn resolve(&self, rev: &str) -> Result<Oid, RepoError> {
        let rev = rev.to_owned();
        self.read(move |library| crate::read::resolve(library, &rev))
            .await
    }

    async fn tags(&self) -> Result<Vec<TagRef>, RepoError> {
        let repo = self.clone();
        self.read(move |library| crate::tags::tags(&repo, library))
            .await
    }

    async fn tag_names(&self) -> Result<Vec<String>, RepoError> {
        self.read(|library| Ok(crate::tags::names(library))).await
    }

    async fn tags_beginning(&self, prefix: &str) -> Result<Vec<TagRef>, RepoError> {
        let (repo, prefix) = (self.clone(), prefix.to_owned());
        self.read(move |library| crate::tags::beginning(&repo, library, &prefix))
            .await
    }

    async fn branches(&self) -> Result<Vec<BranchHead>, RepoError> {
        self.read(crate::branches::branches).await
    }

    async fn contains(&self, new: &Oid, old: &Oid) -> Result<bool, RepoError> {
        crate::ancestry::contains(self, new, old).await
    }

    async fn first_contained(
        &self,
        target: &Oid,
        candidates: &[Oid],
    ) -> Result<Option<usize>, RepoError> {
        crate::ancestry::first_contained(self, target, candidates).await
    }

    async fn range(
        &self,
        hidden: &[Oid],
        target: &Oid,
        options: RangeOptions,
    ) -> Result<Vec<lockkeeper_domain::commit::CommitFacts>, RepoError> {
        crate::range::range(self, hidden, target, options).await
    }

    async fn file(&self, commit: &Oid, path: &str) -> Result<Option<Vec<u8>>, RepoError> {
        let (commit, path) = (commit.clone(), path.to_owned());
        self.read(move |library| crate::read::file(library, &commit, &path))
            .await
    }

    async fn is_folder(&self, commit: &Oid, path: &str) -> Result<bool, RepoError> {
        let (commit, path) = (commit.clone(), path.to_owned());
        self.read(move |library| crate::read::is_folder(library, &commit, &path))
            .await
    }

    async fn files(&self, commit: &Oid) -> Result<Vec<String>, RepoError> {
        let commit = commit.clone();
        self.read(move |library| crate::read::files(library, &commit))
            .await
    }

    async fn file_histories(
        &self,
        tip: &Oid,
        paths: &[&str],
        most: usize,
    ) -> Result<Vec<Vec<FileRevision>>, RepoError> {
        crate::history::file_histories(self, tip, paths, most).await
    }

    async fn remote_url(&self, remote: &str) -> Result<Option<String>, RepoError> {
        let remote = remote.to_owned();
        self.read(move |library| crate::read::remote_url(library, &remote))
            .await
    }

    async fn default_branch(&self, remote: &str) -> Result<Option<BranchName>, RepoError> {
        crate::pointer::default_branch(self, remote).await
    }

    async fn first_parents(&self, tip: &Oid, most: usize) -> Result<Vec<CommitFacts>, RepoError> {
        let tip = tip.clone();
        self.read(move |library| crate::line::first_parents(library, &tip, most))
            .await
    }

    async fn sightings(&self, name: &str) -> Result<Vec<Sighting>, RepoError> {
        let name = name.to_owned();
        self.read(move |library| crate::line::sightings(library, &name))
            .await
    }

    async fn merge(&self, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError> {
        crate::flow::merge(self, ours, theirs).await
    }

    async fn read_ref(&self, name: &str) -> Result<Option<Oid>, RepoError> {
        let name = name.to_owned();
        self.read(move |library| crate::read::read_ref(library, &name))
            .await
    }

    async fn tag_message(&self, object: &Oid) -> Result<Option<(Oid, String)>, RepoError> {
        let object = object.clone();
        self.read(move |library| crate::tags::message(library, &object))
            .await
    }

    async fn signing(&self) -> Result<SigningSetup, RepoError> {
        crate::signing::setup(self).await
    }

    async fn verify_tag(
        &self,
        tag: &TagName,
        object: &Oid,
        people: &[(String, String)],
    ) -> Result<Signature, RepoError> {
        crate::verify::verify_tag(self, tag, object, people).await
    }

    async fn takes_files(&self, onto: &Oid, files: &[FileChange]) -> Result<(), RepoError> {
        let (onto, files) = (onto.clone(), files.to_owned());
        self.read(move |library| crate::tree::check(library, &onto, &files))
            .await
    }

    async fn write_tree(&self, onto: &Oid, files: &[FileChange]) -> Result<Oid, RepoError> {
        let (onto, files) = (onto.clone(), files.to_owned());
        self.read(move |library| crate::tree::write_tree(library, &onto, &files))
            .await
    }

    async fn has_object(&self, object: &Oid) -> Result<bool, RepoError> {
        let object = object.clone();
        self.read(move |library| crate::read::has_object(library, &object))
            .await
    }

    async fn commit(&self, spec: &CommitSpec) -> Result<Oid, RepoError> {
        crate::commits::commit(self, spec).await
    }

    async fn commit_object(
        &self,
        tree: &Oid,
        parents: &[Oid],
        message: &str,
        at: Timestamp,
    ) -> Result<Oid, RepoError> {
        crate::commits::commit_object(self, tree, parents, message, at).await
    }

    async fn commit_parts(&self, commit: &Oid) -> Result<(Oid, Vec<Oid>, String), RepoError> {
        let commit = commit.clone();
        self.read(move |library| crate::read::commit_parts(library, &commit))
            .await
    }

    async fn create_tag(&self, spec: &TagSpec) -> Result<Oid, RepoError> {
        crate::tagging::create_tag(self, spec).await
    }

    async fn restore_ref(
        &self,
        name: &str,
        expected: &Oid,
        restored: Option<&Oid>,
    ) -> Result<(), RepoError> {
        crate::commits::restore_ref(self, name, expected, restored).await
    }

    async fn remote_refs(&self, remote: &str) -> Result<Vec<RemoteRef>, RepoError> {
        crate::remote::remote_refs(self, remote).await
    }

    async fn pushes_apart(&self, remote: &str) -> Result<bool, RepoError> {
        crate::apart::pushes_apart(self, remote).await
    }

    async fn fetch(&self, remote: &str) -> Result<bool, RepoError> {
        crate::remote::fetch(self, remote).await
    }

    async fn push(&self, spec: &PushSpec) -> Result<(), RepoError> {
        crate::remote::push(self, spec).await
    }
}
