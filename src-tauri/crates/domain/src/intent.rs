//! What the user asked for.

use crate::ids::{BranchName, EnvName, Oid, RepoName, RunId, ServiceName, TagName};
use crate::version::{Level, Version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the user asked for; the plan is the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "asked")]
pub enum Intent {
    /// Make the next release of a service.
    Cut(CutIntent),
    /// Take a release that nobody ever requested back.
    Withdraw(ReleaseIntent),
    /// Mark a release as not to be used.
    Yank(ReleaseIntent),
    /// Bring a version into an environment.
    Promote(PromoteIntent),
    /// Bring an earlier version back into an environment.
    Rollback(RollbackIntent),
    /// Start, finish or change a branch.
    Flow(FlowIntent),
    /// Bring several versions into an environment as one, or back.
    Umbrella(UmbrellaIntent),
}

/// Several versions for an environment, requested and approved as one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct UmbrellaIntent {
    /// Where.
    pub environment: EnvName,
    /// They go back to earlier versions.
    #[serde(default)]
    pub rollback: bool,
    /// What.
    pub items: Vec<SetItem>,
    /// Checklist lines that were ticked, with who ticked them.
    #[serde(default)]
    pub ticked: BTreeMap<String, String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// The lane all of it takes; that of the open request when absent, else
    /// the ordinary way in.
    #[serde(default)]
    pub lane: Option<String>,
    /// The run of a larger set that failed: what it has brought stays.
    #[serde(default)]
    pub after: Option<RunId>,
    /// Flags that are raised, for which the rules ask more approvals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "wire", ts(optional, as = "Option<Vec<String>>"))]
    pub flags: Vec<String>,
}

impl UmbrellaIntent {
    /// Some services for an environment, with nothing else said.
    #[must_use]
    pub fn of(environment: &EnvName, items: Vec<SetItem>) -> Self {
        Self {
            environment: environment.clone(),
            rollback: false,
            items,
            ticked: BTreeMap::new(),
            reason: None,
            lane: None,
            after: None,
            flags: Vec::new(),
        }
    }
}

/// One service of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SetItem {
    /// The service.
    pub service: ServiceName,
    /// The version; the best candidate, or the last good one, when absent.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub version: Option<Version>,
}

/// An operation on a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct FlowIntent {
    /// The repository.
    pub repo: RepoName,
    /// What is done.
    pub act: FlowAct,
}

/// What is done with a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum FlowAct {
    /// Make a branch and show it in the work tree.
    Start {
        /// Its kind.
        kind: String,
        /// Its name, with or without the prefix of the kind.
        name: String,
        /// Where it starts; where its kind starts when absent.
        from: Option<String>,
    },
    /// Bring its work where it belongs, and end it.
    Finish {
        /// The branch, with its prefix.
        branch: BranchName,
        /// Beside what the model says.
        options: FinishOptions,
    },
    /// Bring its parent in.
    Update {
        /// The branch.
        branch: BranchName,
    },
    /// Push it.
    Publish {
        /// The branch.
        branch: BranchName,
    },
    /// Make a local branch of the remote's and show it.
    Track {
        /// The branch.
        branch: BranchName,
    },
    /// Delete it, here and on the remote.
    Delete {
        /// The branch.
        branch: BranchName,
        /// Also when commits are nowhere else.
        force: bool,
    },
    /// Delete every branch whose work has arrived, here and on the remote.
    Tidy,
    /// Take back what a run did while nothing of it is pushed.
    Undo {
        /// The run.
        run: RunId,
    },
}

/// What a finish does differently than the model says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(default)]
pub struct FinishOptions {
    /// Leave everything on this machine.
    pub local: bool,
    /// Keep the branch.
    pub keep: bool,
    /// Another way into the parent: `merge`, `ff-only`, `rebase`, `squash`.
    pub up: Option<String>,
    /// Make no tag.
    pub no_tag: bool,
    /// Another name of the tag.
    pub tag: Option<TagName>,
    /// What the tag says.
    pub message: Option<String>,
    /// Do not bring it into the branches that follow.
    pub no_back_merge: bool,
    /// Do not bring it into open releases.
    pub no_releases: bool,
}

/// How a release is to be cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct CutIntent {
    /// The service.
    pub service: ServiceName,
    /// Which kind of version.
    pub kind: CutKind,
    /// The revision to cut from; the service's release branch when absent.
    pub rev: Option<String>,
    /// Levels that a person accepted instead of the ones the messages gave.
    #[serde(default)]
    pub accepted: BTreeMap<String, Level>,
    /// The notes as edited; generated when absent.
    pub notes: Option<String>,
}

/// Which kind of version to cut.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CutKind {
    /// The next final version; promotes a release candidate when its commit is asked for.
    #[default]
    Final,
    /// The next prerelease with that label.
    Pre {
        /// Such as `rc`.
        label: String,
    },
    /// A version set by hand.
    Exact {
        /// The version.
        #[cfg_attr(feature = "wire", ts(type = "string"))]
        version: Version,
        /// Why; kept with the release.
        reason: String,
    },
}

impl CutKind {
    /// Why the version is set by hand; absent where it is not.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Exact { reason, .. } => Some(reason),
            Self::Final | Self::Pre { .. } => None,
        }
    }
}

/// A release and why it is taken back or marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseIntent {
    /// The service.
    pub service: ServiceName,
    /// The tag.
    pub tag: TagName,
    /// Why.
    pub reason: String,
}

/// A version for an environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct PromoteIntent {
    /// The service.
    pub service: ServiceName,
    /// The version; the best candidate of the environment before when absent.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub version: Option<Version>,
    /// A commit without a tag, brought as an untagged build.
    pub commit: Option<Oid>,
    /// Where to.
    pub to: EnvName,
    /// Checklist lines that were ticked, with who ticked them.
    #[serde(default)]
    pub ticked: BTreeMap<String, String>,
    /// Why; asked for when a version comes back that was rolled back from.
    #[serde(default)]
    pub reason: Option<String>,
    /// The lane it takes; that of the open request when absent, else the
    /// ordinary way in.
    #[serde(default)]
    pub lane: Option<String>,
    /// Flags that are raised, for which the rules ask more approvals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "wire", ts(optional, as = "Option<Vec<String>>"))]
    pub flags: Vec<String>,
}

impl PromoteIntent {
    /// A version for an environment, with nothing else said.
    #[must_use]
    pub const fn of(service: ServiceName, version: Version, to: EnvName) -> Self {
        Self {
            service,
            version: Some(version),
            commit: None,
            to,
            ticked: BTreeMap::new(),
            reason: None,
            lane: None,
            flags: Vec::new(),
        }
    }
}

/// An earlier version for an environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct RollbackIntent {
    /// The service.
    pub service: ServiceName,
    /// Where.
    pub within: EnvName,
    /// The version; the last good one when absent.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub to: Option<Version>,
    /// Why.
    pub reason: Option<String>,
    /// Flags that are raised, for which the rules ask more approvals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "wire", ts(optional, as = "Option<Vec<String>>"))]
    pub flags: Vec<String>,
}
