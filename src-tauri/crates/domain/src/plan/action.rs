//! The effects a plan can have.

use crate::ids::{BranchName, Oid, RepoName, TagName};
use crate::policy::GitopsPlace;
use crate::version::Version;
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize};

/// The effects there are. Each carries its expected and its desired value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Action {
    /// Store changed files as a tree in the object database; moves no ref.
    WriteFiles {
        /// Where.
        repo: RepoName,
        /// The commit the files are changed on.
        onto: Oid,
        /// The files.
        files: Vec<FileChange>,
    },
    /// Commit the tree of the write step before it onto a branch.
    Commit {
        /// Where.
        repo: RepoName,
        /// The local branch that moves.
        branch: BranchName,
        /// Where it is expected; the new commit's parent.
        parent: Oid,
        /// The whole message.
        message: String,
    },
    /// Create an annotated tag.
    CreateTag {
        /// Where.
        repo: RepoName,
        /// Its name; expected not to exist.
        tag: TagName,
        /// The commit; absent means the one made by the commit step before.
        commit: Option<Oid>,
        /// What it says.
        text: TagText,
        /// How it is signed.
        signing: Signing,
    },
    /// Push refs in one atomic push.
    Push {
        /// Where from.
        repo: RepoName,
        /// The remote's name.
        remote: String,
        /// What moves, with the value expected on the remote.
        refs: Vec<RefUpdate>,
    },
    /// Delete a local tag, or move a local branch back, by compare and swap.
    Restore {
        /// Where.
        repo: RepoName,
        /// The full name of the ref.
        name: String,
        /// The value expected now.
        expected: Oid,
        /// The value to restore; absent deletes.
        restored: Option<Oid>,
    },
    /// Create a local branch.
    CreateBranch {
        /// Where.
        repo: RepoName,
        /// Its name; expected not to exist.
        branch: BranchName,
        /// The commit it starts at.
        at: Oid,
    },
    /// Bring commits into a local branch.
    Merge {
        /// Where.
        repo: RepoName,
        /// The branch that moves.
        branch: BranchName,
        /// Where it is expected.
        expected: Oid,
        /// What comes.
        source: Source,
        /// How.
        how: Joining,
        /// The whole message of the commit that is made, if one is.
        message: String,
    },
    /// Make the commits of a local branch anew on top of another commit.
    Rebase {
        /// Where.
        repo: RepoName,
        /// The branch that moves.
        branch: BranchName,
        /// Where it is expected; a bare commit in plans of earlier versions.
        #[serde(deserialize_with = "commit_or_source")]
        expected: Source,
        /// The commit it comes to stand on.
        onto: Oid,
    },
    /// Show another branch in the work tree.
    Switch {
        /// Where.
        repo: RepoName,
        /// Only when this one is shown; whatever is shown when absent.
        from: Option<BranchName>,
        /// The branch to show.
        to: BranchName,
    },
    /// Delete a local branch.
    DeleteBranch {
        /// Where.
        repo: RepoName,
        /// The branch.
        branch: BranchName,
        /// Where it is expected.
        expected: Source,
    },
    /// Set a value of the repository's configuration, or take it away.
    Configure {
        /// Where.
        repo: RepoName,
        /// The full key.
        key: String,
        /// The value; absent takes the key away.
        value: Option<String>,
    },
    /// Store a commit on top of a branch's newest one; moves no ref.
    Join {
        /// Where.
        repo: RepoName,
        /// The branch it is for.
        branch: BranchName,
        /// Where that branch is expected; the new commit's first parent.
        onto: Oid,
        /// What comes, the second parent; absent when nothing does.
        brings: Option<Oid>,
        /// The files afterwards.
        tree: Oid,
        /// The whole message.
        message: String,
    },
    /// Change one value of an environment repository and push it.
    WriteEnvironment {
        /// Which value.
        place: GitopsPlace,
        /// From what to what.
        change: EnvironmentChange,
        /// The whole commit message.
        message: String,
    },
    /// Wait until the place shows the desired value.
    AwaitObserved {
        /// Which value.
        place: GitopsPlace,
        /// What it has to be.
        desired: String,
        /// How long to wait at most.
        patience: SignedDuration,
    },
    /// Record what was done in the journal.
    Record {
        /// The line for people.
        line: String,
    },
}

impl Action {
    /// The same as a step of a longer plan: what it takes from steps before it
    /// stands that many places later there.
    pub(super) fn shift(&mut self, by: u32) {
        match self {
            Self::Merge { source, .. }
            | Self::Rebase {
                expected: source, ..
            }
            | Self::DeleteBranch {
                expected: source, ..
            } => {
                if let Source::Step(step) = source {
                    *step += by;
                }
            }
            Self::Push { refs, .. } => {
                for update in refs {
                    if let Some(Desired::Step(step)) = &mut update.desired {
                        *step += by;
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether it changes what an environment runs, where a promotion or a
    /// rollback made it.
    #[must_use]
    pub const fn writes(&self) -> bool {
        matches!(
            self,
            Self::WriteEnvironment { .. }
                | Self::Push { .. }
                | Self::Merge { .. }
                | Self::CreateBranch { .. }
        )
    }
}

/// A commit that a step takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// This commit.
    Commit(Oid),
    /// The commit that the step of that number left on its branch.
    Step(u32),
}

fn commit_or_source<'de, D: Deserializer<'de>>(from: D) -> Result<Source, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Bare(Oid),
        Whole(Source),
    }
    Ok(match Written::deserialize(from)? {
        Written::Bare(commit) => Source::Commit(commit),
        Written::Whole(source) => source,
    })
}

/// How commits come into a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// With a merge commit, always.
    Merge,
    /// As one commit.
    Squash,
    /// The branch moves on, or nothing happens.
    FastForward,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Path inside the repository.
    pub path: String,
    /// The whole content now; absent when the file is new.
    pub before: Option<String>,
    /// The whole content afterwards.
    pub after: String,
    /// The version it names now, where that is higher than the one it names
    /// afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowers: Option<Version>,
}

/// A ref that a push moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefUpdate {
    /// Its full name, on both sides.
    pub name: String,
    /// The value expected on the remote; absent means it must not exist.
    pub expected: Option<Oid>,
    /// The value desired; `Made` refers to earlier steps, absent deletes.
    pub desired: Option<Desired>,
}

/// The value a push brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desired {
    /// This object.
    Object(Oid),
    /// The commit made by the commit step of the same plan.
    MadeCommit,
    /// The tag object made by the tag step of the same plan.
    MadeTag,
    /// The commit that the step of that number left on its branch.
    Step(u32),
}

/// What an annotated tag says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagText {
    /// Title and notes.
    pub message: String,
}

/// How a tag is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signing {
    /// Not at all: git is not configured for it.
    No,
    /// As the user's git is configured; the text names the key.
    AsGit {
        /// `ssh` or `openpgp`, as git says it.
        format: String,
        /// The key as git names it.
        key: String,
    },
}

/// From what value to what value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentChange {
    /// The value expected now; absent when the place holds none.
    pub expected: Option<String>,
    /// The value desired.
    pub desired: String,
    /// For a rollback: the change this one reverts exactly.
    pub reverts: Option<Oid>,
}
