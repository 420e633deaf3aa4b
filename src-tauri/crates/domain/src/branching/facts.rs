//! What is seen of branches before an operation is planned.

use super::model::{Model, Topic};
use crate::gates::Aside;
use crate::ids::{BranchName, EnvName, Oid, RepoName, ServiceName, TagName};
use crate::plan::{FileChange, Signing, Standing};
use jiff::Timestamp;

/// A branch an operation moves or starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Its name, the same on the remote.
    pub name: BranchName,
    /// Its newest commit here; the remote's where there is none here.
    pub tip: Oid,
    /// The remote's newest commit of it.
    pub remote_tip: Option<Oid>,
    /// How the two stand to each other.
    pub standing: Standing,
    /// Whether there is a local branch.
    pub local: bool,
}

impl Lane {
    /// Where it stands once it took what the remote has.
    #[must_use]
    pub fn newest(&self) -> &Oid {
        match (&self.standing, &self.remote_tip) {
            (Standing::Behind(_), Some(theirs)) => theirs,
            _ => &self.tip,
        }
    }
}

/// A work tree of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Its folder.
    pub folder: String,
    /// The branch it shows; none when HEAD is detached.
    pub branch: Option<BranchName>,
    /// Whether it is the one the operation was asked in.
    pub here: bool,
    /// Files with changes that are not committed.
    pub dirty: Vec<String>,
    /// What git is in the middle of: `merge`, `rebase`.
    pub under_way: Option<String>,
}

/// The repository an operation works in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// Its handle.
    pub repo: RepoName,
    /// How it branches.
    pub model: Model,
    /// The remote, when there is one; it was asked just now.
    pub remote: Option<String>,
    /// Why the remote could not be asked.
    pub unreached: Option<String>,
    /// Its work trees.
    pub checkouts: Vec<Checkout>,
    /// Whether history was cut off.
    pub shallow: bool,
    /// Branches that take work by pull request only.
    pub protected: Vec<BranchName>,
    /// Whether git-flow keeps its notes in the configuration here.
    pub notes_base: bool,
    /// The branch at which an operation stopped that can be continued.
    pub stopped: Option<BranchName>,
    /// When this was observed.
    pub observed_at: Timestamp,
}

impl Ground {
    /// Whether what a work tree is in the middle of belongs to an operation
    /// that can be continued.
    #[must_use]
    pub fn has_stopped_in(&self, checkout: &Checkout) -> bool {
        self.stopped.is_some() && self.stopped == checkout.branch
    }

    /// The work tree the operation was asked in.
    #[must_use]
    pub fn here(&self) -> Option<&Checkout> {
        self.checkouts.iter().find(|checkout| checkout.here)
    }

    /// Whether a branch takes work by pull request only.
    #[must_use]
    pub fn is_protected(&self, branch: &BranchName) -> bool {
        self.protected.contains(branch)
    }
}

/// What would happen if one branch were merged into another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The branch that takes it.
    pub into: BranchName,
    /// What comes: a branch or a tag.
    pub from: String,
    /// What it would come to.
    pub outlook: Outlook,
}

/// What bringing commits into a branch would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    /// No person is needed.
    Clean,
    /// Both sides changed these files.
    Conflicts(Vec<String>),
    /// Commits are made anew, and this one does not fit where it would stand.
    Stops {
        /// The commit.
        commit: Oid,
        /// Its first line.
        subject: String,
        /// Files that both sides changed.
        files: Vec<String>,
    },
    /// The branch cannot move on: it has commits that what comes lacks.
    Apart,
}

/// An environment that runs a branch: whatever moves the branch comes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunsBranch {
    /// The branch.
    pub branch: BranchName,
    /// The environment.
    pub environment: EnvName,
    /// The services that run from it there.
    pub services: Vec<ServiceName>,
    /// What it asks of a promotion.
    pub aside: Aside,
    /// Whether the ledger misses a record of what comes without a promotion.
    pub recorded: bool,
}

/// Rollbacks of environments that a merge would bring into a branch below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtDown {
    /// The branch that would take them.
    pub into: BranchName,
    /// Their commits, a line each.
    pub rollbacks: Vec<String>,
}

/// The tag a finish makes, and what else the release writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFacts {
    /// Its name.
    pub name: TagName,
    /// Title and notes.
    pub text: String,
    /// Whether the workspace has services here, and it is a tag of none.
    pub of_no_service: bool,
    /// Why the version may not be used, a sentence each.
    pub blocked: Vec<String>,
    /// The changelog and the version files as they will be, on top of the
    /// branch that is finished; may be empty.
    pub files: Vec<FileChange>,
    /// What the commit of the files says.
    pub commit_message: String,
    /// How it is signed.
    pub signing: Signing,
    /// The tag of that name that is here already.
    pub local: Option<LocalTag>,
    /// A tag that git cannot keep beside it.
    pub in_the_way: Option<TagName>,
    /// The object the remote has under that name.
    pub remote: Option<Oid>,
}

/// A tag that is in the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTag {
    /// The object the ref names: the tag itself, or the commit where it is
    /// lightweight.
    pub object: Oid,
    /// The commit that bears it.
    pub commit: Oid,
}

/// What starting a branch needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartFacts {
    /// The repository.
    pub ground: Ground,
    /// The kind.
    pub topic: Topic,
    /// The new branch.
    pub branch: BranchName,
    /// Why its name is not allowed.
    pub misnamed: Option<String>,
    /// Whether there is one here.
    pub local: bool,
    /// Whether the remote has one.
    pub remote: bool,
    /// The branch it starts from; none when it starts from a tag or a commit.
    pub base: Option<Lane>,
    /// The commit it starts at, and what people call it.
    pub at: (Oid, String),
}

/// What finishing a branch needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishFacts {
    /// The repository.
    pub ground: Ground,
    /// The kind.
    pub topic: Topic,
    /// The branch that is finished.
    pub branch: Lane,
    /// The branch its work goes into.
    pub parent: Lane,
    /// The commit that brought it there already.
    pub merged: Option<Oid>,
    /// That commit has the work, and not the commits of the branch: whoever
    /// merged it squashed them, or made them anew.
    pub landed: bool,
    /// Branches that follow the parent, in the order they take it.
    pub followers: Vec<Lane>,
    /// Open releases, with whether each descends from where the branch began.
    pub releases: Vec<(Lane, bool)>,
    /// What each merge would come to.
    pub forecasts: Vec<Forecast>,
    /// Rollbacks that these merges would bring along.
    pub brought_down: Vec<BroughtDown>,
    /// Environments that run branches of the repository.
    pub run_by: Vec<RunsBranch>,
    /// The tag, for kinds that have one.
    pub tag: Option<TagFacts>,
    /// Why there is none, where its kind would have one.
    pub untagged: Option<Untagged>,
}

/// Why a branch of a kind that is tagged gets no tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untagged {
    /// Its name says no version, and its commits ask for none.
    NothingNew,
    /// Its name is no tag of a service, and the services share none.
    NoService {
        /// Names it could have, one for each service.
        possible: Vec<String>,
    },
}

/// What bringing the parent into a branch needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateFacts {
    /// The repository.
    pub ground: Ground,
    /// The branch.
    pub branch: Lane,
    /// Where it takes from; none when it only takes what the remote has of it.
    pub parent: Option<Lane>,
    /// How it takes.
    pub down: super::Down,
    /// Whether the parent is in it already.
    pub contained: bool,
    /// What the merge would come to.
    pub forecast: Option<Forecast>,
    /// Rollbacks that the merge would bring along.
    pub brought_down: Option<BroughtDown>,
}

/// What publishing or following a branch needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishFacts {
    /// The repository.
    pub ground: Ground,
    /// The branch.
    pub branch: Lane,
}

/// What deleting everything that has arrived needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TidyFacts {
    /// The repository.
    pub ground: Ground,
    /// Branches whose work is in a base branch, on both sides.
    pub arrived: Vec<Lane>,
    /// Those of them whose commits are not: the base branch that has the work,
    /// and the commit that brought it.
    pub landed: Vec<(BranchName, BranchName, Oid)>,
    /// Branches that stay although they look so, each with the reason.
    pub kept: Vec<(BranchName, String)>,
}

/// What deleting a branch needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveFacts {
    /// The repository.
    pub ground: Ground,
    /// The branch.
    pub branch: Lane,
    /// The base branches that have all of it.
    pub within: Vec<BranchName>,
    /// How many commits are in no base branch.
    pub alone: usize,
}
