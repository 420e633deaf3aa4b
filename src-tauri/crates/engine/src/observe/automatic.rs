//! Builds that environments take by themselves.
//!
//! What nobody looks at before it goes has to be what the team has: the newest
//! commit that the remote's branch was seen with, never one that lies here
//! only, and never one of another branch.

use super::repository::ORIGIN;
use crate::ports::BranchHead;
use lockkeeper_domain::ids::{BranchName, Oid};
use lockkeeper_domain::policy::{Service, Workspace};
use std::collections::BTreeSet;

/// The branches whose newest build an environment of the service takes.
pub(super) fn wanted<'a>(workspace: &'a Workspace, service: &Service) -> BTreeSet<&'a BranchName> {
    let entered = workspace.environments.iter();
    let entered = entered.filter(|environment| service.on.contains_key(&environment.name));
    entered
        .filter_map(|environment| Some(&environment.auto.as_ref()?.branch))
        .collect()
}

/// Where branches are read as everybody has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Published {
    /// A clone: as its remote was seen last.
    Remote,
    /// A mirror, or a repository without a remote: its own branches.
    Own,
}

impl Published {
    /// The newest commit of a branch; nothing when nobody else has it.
    pub(super) fn head(self, branches: &[BranchHead], branch: &BranchName) -> Option<Oid> {
        let name = match self {
            Self::Remote => format!("refs/remotes/{ORIGIN}/{branch}"),
            Self::Own => format!("refs/heads/{branch}"),
        };
        let found = branches.iter().find(|head| head.name == name)?;
        Some(found.commit.clone())
    }
}
