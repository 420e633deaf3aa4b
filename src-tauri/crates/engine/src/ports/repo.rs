//! Repositories.

use super::{Branches, CommitGraph, Merged};
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{BranchName, Oid, TagName};
use lockkeeper_domain::plan::{FileChange, RefUpdate, Signing};
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_domain::snapshot::Signature;
use std::sync::Arc;
use thiserror::Error;

/// Opens the repositories of a workspace. A path is used where it lies; a URL
/// is kept as a bare mirror in the app's own folder.
#[async_trait]
pub trait Repos: Send + Sync {
    /// The repository behind a handle, made or opened.
    async fn open(&self, repo: &RepoPolicy) -> Result<Arc<dyn Repo>, RepoError>;
    /// The branches of the repository behind a handle, for work on them. A
    /// mirror of a URL has none of its own.
    async fn branches(&self, repo: &RepoPolicy) -> Result<Arc<dyn Branches>, RepoError> {
        Err(RepoError::Incomplete {
            what: format!("the branches of {} cannot be worked on here", repo.name),
        })
    }
    /// The history of the repository behind a handle, to look through.
    async fn graph(&self, repo: &RepoPolicy) -> Result<Arc<dyn CommitGraph>, RepoError> {
        Err(RepoError::Incomplete {
            what: format!("the history of {} cannot be looked through here", repo.name),
        })
    }
    /// The repository at a path, without a workspace.
    async fn open_path(&self, path: &std::path::Path) -> Result<Arc<dyn Repo>, RepoError>;
}

/// One git repository. Object ids are full-length hex; names of refs are full
/// (`refs/tags/v1.0.0`) unless the type says otherwise.
#[async_trait]
pub trait Repo: Send + Sync {
    /// Where it lies, for people.
    fn place(&self) -> String;
    /// What HEAD is, and whether history is whole.
    async fn head(&self) -> Result<HeadState, RepoError>;
    /// The commit a revision names; tags are peeled.
    async fn resolve(&self, rev: &str) -> Result<Oid, RepoError>;
    /// Every tag that names a commit, nested tags peeled.
    async fn tags(&self) -> Result<Vec<TagRef>, RepoError>;
    /// The names of all tags, sorted; some may name no commit.
    async fn tag_names(&self) -> Result<Vec<String>, RepoError> {
        let tags = self.tags().await?;
        Ok(tags.into_iter().map(|tag| tag.name.0).collect())
    }
    /// The tags whose names begin so.
    async fn tags_beginning(&self, prefix: &str) -> Result<Vec<TagRef>, RepoError> {
        let mut tags = self.tags().await?;
        tags.retain(|tag| tag.name.as_str().starts_with(prefix));
        Ok(tags)
    }
    /// Local and remote-tracking branches.
    async fn branches(&self) -> Result<Vec<BranchHead>, RepoError>;
    /// Whether `old` is `new` or one of its ancestors.
    async fn contains(&self, new: &Oid, old: &Oid) -> Result<bool, RepoError>;
    /// The place of the first of these commits that is `target` or one of its
    /// ancestors; absent when none is.
    async fn first_contained(
        &self,
        target: &Oid,
        candidates: &[Oid],
    ) -> Result<Option<usize>, RepoError> {
        for (place, candidate) in candidates.iter().enumerate() {
            if self.contains(target, candidate).await? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
    /// `target` without everything reachable from `hidden`, in topological
    /// order, newest first.
    async fn range(
        &self,
        hidden: &[Oid],
        target: &Oid,
        options: RangeOptions,
    ) -> Result<Vec<CommitFacts>, RepoError>;
    /// The first parents of a commit, itself first, at most so many; without
    /// the paths they changed.
    async fn first_parents(&self, tip: &Oid, most: usize) -> Result<Vec<CommitFacts>, RepoError>;
    /// Where a ref was seen on this machine, newest first; whoever moved it
    /// elsewhere may have done so earlier. Empty where nothing was kept.
    async fn sightings(&self, name: &str) -> Result<Vec<Sighting>, RepoError>;
    /// Merges two commits in memory, as `git merge` does; moves no ref.
    async fn merge(&self, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError>;
    /// A file's content at a commit.
    async fn file(&self, commit: &Oid, path: &str) -> Result<Option<Vec<u8>>, RepoError>;
    /// Whether a path is a folder at a commit.
    async fn is_folder(&self, commit: &Oid, path: &str) -> Result<bool, RepoError> {
        let begin = format!("{path}/");
        let files = self.files(commit).await?;
        Ok(files.iter().any(|file| file.starts_with(&begin)))
    }
    /// Paths of all files at a commit, sorted.
    async fn files(&self, commit: &Oid) -> Result<Vec<String>, RepoError>;
    /// The first-parent commits of a branch that changed each of the files,
    /// newest first and at most so many of each, in the order of the files.
    async fn file_histories(
        &self,
        tip: &Oid,
        paths: &[&str],
        most: usize,
    ) -> Result<Vec<Vec<FileRevision>>, RepoError>;
    /// The URL of a remote; absent when there is no such remote.
    async fn remote_url(&self, remote: &str) -> Result<Option<String>, RepoError>;
    /// The default branch of a remote as last seen here; the remote is asked
    /// when that is not known. Absent when it has none or there is no such remote.
    async fn default_branch(&self, remote: &str) -> Result<Option<BranchName>, RepoError>;
    /// The value of a ref; absent when it does not exist.
    async fn read_ref(&self, name: &str) -> Result<Option<Oid>, RepoError>;
    /// What an annotated tag object says, with its target; absent for other objects.
    async fn tag_message(&self, object: &Oid) -> Result<Option<(Oid, String)>, RepoError>;
    /// How git is configured to sign tags here.
    async fn signing(&self) -> Result<SigningSetup, RepoError>;
    /// Whether the signature of a tag object is good, and whose it is. One
    /// that was signed as another tag is bad under this name. `people` are
    /// handles with their public key lines.
    async fn verify_tag(
        &self,
        tag: &TagName,
        object: &Oid,
        people: &[(String, String)],
    ) -> Result<Signature, RepoError>;

    /// Whether `write_tree` would take the files; writes nothing.
    async fn takes_files(&self, onto: &Oid, files: &[FileChange]) -> Result<(), RepoError>;
    /// Stores the tree of `onto` with the files changed, and returns it. Moves no ref.
    async fn write_tree(&self, onto: &Oid, files: &[FileChange]) -> Result<Oid, RepoError>;
    /// Whether an object exists.
    async fn has_object(&self, object: &Oid) -> Result<bool, RepoError>;
    /// Commits a tree and moves the branch by compare and swap; a work tree
    /// that has the branch checked out follows, or the call is a conflict.
    async fn commit(&self, spec: &CommitSpec) -> Result<Oid, RepoError>;
    /// Stores a commit of a tree on its parents as the acting person, and
    /// returns it. Moves no ref and touches no work tree; until it is pushed
    /// or named by a ref, git may clean it away.
    async fn commit_object(
        &self,
        tree: &Oid,
        parents: &[Oid],
        message: &str,
        at: Timestamp,
    ) -> Result<Oid, RepoError>;
    /// The tree and the message of a commit.
    async fn commit_parts(&self, commit: &Oid) -> Result<(Oid, Vec<Oid>, String), RepoError>;
    /// Makes an annotated tag; the name must not exist.
    async fn create_tag(&self, spec: &TagSpec) -> Result<Oid, RepoError>;
    /// Moves or deletes a local ref by compare and swap; a work tree that has
    /// the branch checked out follows, or the call is a conflict.
    async fn restore_ref(
        &self,
        name: &str,
        expected: &Oid,
        restored: Option<&Oid>,
    ) -> Result<(), RepoError>;

    /// What the remote has, now.
    async fn remote_refs(&self, remote: &str) -> Result<Vec<RemoteRef>, RepoError>;
    /// Whether what is pushed to the remote comes to another repository than
    /// the one it is read from.
    async fn pushes_apart(&self, remote: &str) -> Result<bool, RepoError>;
    /// Brings branches and tags of the remote here; never moves a local branch
    /// of a work tree. Returns whether anything was new.
    async fn fetch(&self, remote: &str) -> Result<bool, RepoError>;
    /// One atomic push with a lease on each ref.
    async fn push(&self, spec: &PushSpec) -> Result<(), RepoError>;
}

/// What HEAD is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadState {
    /// The branch; absent when detached.
    pub branch: Option<BranchName>,
    /// The commit; absent when unborn.
    pub commit: Option<Oid>,
    /// Whether history was cut off by a shallow clone.
    pub shallow: bool,
    /// Whether there is no work tree.
    pub bare: bool,
}

/// A tag that names a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRef {
    /// Its short name.
    pub name: TagName,
    /// What the ref points at: a tag object, or the commit.
    pub object: Oid,
    /// The commit behind it.
    pub commit: Oid,
    /// The tagger's time; for a lightweight tag that of its commit.
    pub at: Option<Timestamp>,
    /// Whether the tag object carries a signature.
    pub signed: bool,
}

/// A branch and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchHead {
    /// The full name of its ref.
    pub name: String,
    /// Its newest commit.
    pub commit: Oid,
    /// When that was committed.
    pub at: Timestamp,
    /// Who made it.
    pub author: String,
}

/// A moment in which a ref was seen somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Where it was.
    pub commit: Oid,
    /// The first moment that is known.
    pub at: Timestamp,
}

/// What to read of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RangeOptions {
    /// Follow first parents only.
    pub first_parent: bool,
    /// Read the changed paths as well.
    pub paths: bool,
}

/// A commit of a branch that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRevision {
    /// The commit.
    pub commit: Oid,
    /// The committer's time.
    pub at: Timestamp,
    /// The author's name.
    pub author: String,
    /// The whole message.
    pub message: String,
    /// The file after it; absent when the commit deleted it.
    pub content: Option<Vec<u8>>,
}

/// A commit to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitSpec {
    /// The branch that moves.
    pub branch: BranchName,
    /// Where it is expected to be.
    pub parent: Oid,
    /// The tree.
    pub tree: Oid,
    /// The whole message.
    pub message: String,
    /// Author's and committer's time.
    pub at: Timestamp,
}

/// A tag to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagSpec {
    /// Its short name.
    pub name: TagName,
    /// The commit.
    pub commit: Oid,
    /// The whole message.
    pub message: String,
    /// The tagger's time.
    pub at: Timestamp,
    /// How it is signed.
    pub signing: Signing,
}

/// A push to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSpec {
    /// The remote.
    pub remote: String,
    /// What moves, resolved: `Desired::Object` or a deletion only.
    pub refs: Vec<RefUpdate>,
}

/// A ref on a remote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteRef {
    /// Its full name.
    pub name: String,
    /// Its value; for a tag the tag object.
    pub object: Oid,
    /// For an annotated tag the commit behind it.
    pub peeled: Option<Oid>,
}

/// How git is configured to sign tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningSetup {
    /// How a tag would be signed.
    pub signing: Signing,
    /// Who git says is acting (`Dana Ito <dana@harbour.example>`); absent when not configured.
    pub identity: Option<String>,
    /// The file that git would sign with, as its configuration says it, where
    /// no such file is there.
    pub missing: Option<String>,
}

/// Why a repository could not do something. The message says what was asked;
/// `detail` holds git's own words without secrets.
#[derive(Debug, Clone, Error)]
pub enum RepoError {
    /// There is no repository, ref, revision or object of that name.
    #[error("{what} was not found")]
    NotFound {
        /// What.
        what: String,
    },
    /// A ref is not where it was expected; nothing was changed.
    #[error("{what} changed meanwhile")]
    Conflict {
        /// What.
        what: String,
        /// git's words.
        detail: String,
    },
    /// The remote refused the push by its own rules.
    #[error("{remote} refused the push: {reason}")]
    Rejected {
        /// The remote.
        remote: String,
        /// Which rule.
        reason: Rejection,
        /// git's words.
        detail: String,
    },
    /// The remote does not know who we are, or says no.
    #[error("{remote} did not accept who you are")]
    Unauthorized {
        /// The remote.
        remote: String,
        /// git's words.
        detail: String,
    },
    /// It could not be reached in time.
    #[error("{remote} could not be reached")]
    Unavailable {
        /// The remote or the repository.
        remote: String,
        /// git's words.
        detail: String,
    },
    /// History is incomplete, so no answer would be right.
    #[error("{what}")]
    Incomplete {
        /// What is missing and what mends it.
        what: String,
    },
    /// The disk is full, or a folder may not be written; waiting does not help.
    #[error("{why}")]
    Unwritable {
        /// Which of them, as a clause.
        why: String,
        /// The program's words.
        detail: String,
    },
    /// Another program holds a lock, or a setting or a file is in the way.
    #[error("{what} is in the way")]
    Blocked {
        /// What.
        what: String,
        /// git's words.
        detail: String,
    },
    /// Two branches changed the same lines; a person decides, in a work tree
    /// that shows both.
    #[error("{0}")]
    Unmerged(Box<Undecided>),
    /// A hook of the repository refused it.
    #[error("The hook {name} refused it: {detail}")]
    Hook {
        /// Which.
        name: String,
        /// Its words.
        detail: String,
    },
    /// Signing was asked for and did not work.
    #[error("the tag could not be signed")]
    Signing {
        /// git's words.
        detail: String,
    },
    /// The repository is damaged, or git answered what nobody understands.
    #[error("{what} could not be understood")]
    Malformed {
        /// What.
        what: String,
        /// git's words.
        detail: String,
    },
}

/// By which rule a remote refused a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    /// It has moved on.
    #[error("it has commits this repository lacks")]
    NotFastForward,
    /// The branch or tag is protected.
    #[error("the branch or tag is protected")]
    Protected,
    /// A hook said no.
    #[error("a hook refused it")]
    Hook,
    /// Anything else.
    #[error("it gave another reason")]
    Other,
}

impl RepoError {
    /// Somebody asks about the newest commit of a repository without any.
    #[must_use]
    pub fn without_commits() -> Self {
        let what = "a first commit (it has none yet)".to_owned();
        Self::NotFound { what }
    }

    /// git's own words; empty where there are none.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Conflict { detail, .. }
            | Self::Rejected { detail, .. }
            | Self::Unauthorized { detail, .. }
            | Self::Unavailable { detail, .. }
            | Self::Unwritable { detail, .. }
            | Self::Blocked { detail, .. }
            | Self::Signing { detail }
            | Self::Malformed { detail, .. } => detail,
            Self::NotFound { .. }
            | Self::Incomplete { .. }
            | Self::Hook { .. }
            | Self::Unmerged(_) => "",
        }
    }
}

/// A merge or rebase in which a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{from} and {branch} changed the same lines of {}: decide in {folder}, then continue.", files.join(", "))]
pub struct Undecided {
    /// The branch that takes the work.
    pub branch: String,
    /// What comes.
    pub from: String,
    /// The work tree.
    pub folder: String,
    /// The files.
    pub files: Vec<String>,
}
