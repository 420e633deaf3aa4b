//! The remote side of an environment repository.

use lockkeeper_domain::ids::{BranchName, Oid};
use lockkeeper_domain::plan::{Desired, RefUpdate};
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_engine::ports::{
    CommitSpec, PushSpec, Rejection, Repo, RepoError, WriteSpec, has_branches, has_remote,
};
use std::sync::Arc;

/// The name the remote has in every clone.
const ORIGIN: &str = "origin";

/// A repository with its remote; without one it is its own remote.
pub(super) struct Remote {
    repo: Arc<dyn Repo>,
    has_origin: bool,
    bare: bool,
    /// The branch a place means when it names none.
    branch: Option<BranchName>,
}

/// How much of a remote has to be known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// What is new is fetched first, because a remote may have renamed its
    /// branches.
    Newest,
    /// What was fetched last: enough to write where the push looks whether it
    /// still stands there.
    Seen,
    /// The same, and a remote that cannot be asked for its default branch is
    /// told by its branches that were fetched: enough to read, not to write.
    Guessed,
}

/// Where a branch is.
pub(super) struct Stand {
    /// The ref that says it.
    pub(super) name: String,
    /// Its newest commit.
    pub(super) tip: Oid,
}

/// Why a commit was not brought to the remote.
pub(super) enum Moved {
    /// Somebody else's came first: try again on top of it.
    Late(RepoError),
    /// Trying again would not help.
    Never(RepoError),
}

impl Remote {
    /// Looks what the repository is. `branch` is the one policy names.
    pub(super) async fn of(
        repo: Arc<dyn Repo>,
        branch: Option<BranchName>,
        view: View,
    ) -> Result<Self, RepoError> {
        let has_origin = has_remote(&*repo, ORIGIN).await?;
        let head = repo.head().await?;
        if has_origin && view == View::Newest {
            bring(&repo, branch.is_some(), head.bare).await?;
        }
        let branch = match branch {
            Some(named) => Some(named),
            None if has_origin => match repo.default_branch(ORIGIN).await {
                Err(error) if view == View::Guessed => Some(fetched(&repo).await?.ok_or(error)?),
                answer => answer?,
            },
            None => head.branch,
        };
        Ok(Self {
            repo,
            has_origin,
            bare: head.bare,
            branch,
        })
    }

    pub(super) fn repo(&self) -> &dyn Repo {
        self.repo.as_ref()
    }

    /// Brings what is new on the remote here.
    async fn fetch(&self) -> Result<(), RepoError> {
        if self.has_origin {
            self.repo.fetch(ORIGIN).await?;
        }
        Ok(())
    }

    /// The newest commit of a place's branch, as last fetched.
    pub(super) async fn tip(&self, place: &GitopsPlace) -> Result<Oid, RepoError> {
        self.stand(place).await.map(|stand| stand.tip)
    }

    /// Where a place's branch is, as last fetched.
    pub(super) async fn stand(&self, place: &GitopsPlace) -> Result<Stand, RepoError> {
        let branch = self.branch_of(place)?;
        let name = format!("refs/remotes/{ORIGIN}/{branch}");
        if self.has_origin
            && let Some(tip) = self.repo.read_ref(&name).await?
        {
            return Ok(Stand { name, tip });
        }
        let name = format!("refs/heads/{branch}");
        // A mirror keeps the remote's branches under their own names; in a
        // work tree these are the user's.
        let mirrored = !self.has_origin || self.bare;
        let tip = if mirrored {
            self.repo.read_ref(&name).await?
        } else {
            None
        };
        let tip = tip.ok_or_else(|| RepoError::NotFound {
            what: format!("the branch {branch}"),
        })?;
        Ok(Stand { name, tip })
    }

    /// Commits a tree on top of the tip and makes it the branch's newest.
    pub(super) async fn bring(
        &self,
        place: &GitopsPlace,
        tip: &Oid,
        tree: &Oid,
        spec: &WriteSpec,
    ) -> Result<Oid, Moved> {
        let branch = self.branch_of(place).map_err(Moved::Never)?;
        let brought = if self.has_origin {
            self.push(branch, tip, tree, spec).await
        } else {
            let commit = CommitSpec {
                branch: branch.clone(),
                parent: tip.clone(),
                tree: tree.clone(),
                message: spec.message.clone(),
                at: spec.at,
            };
            self.repo.commit(&commit).await
        };
        match brought {
            Ok(commit) => Ok(commit),
            Err(error) if is_late(&error) && self.has_moved(place, tip).await => {
                Err(Moved::Late(error))
            }
            Err(error) => Err(Moved::Never(error)),
        }
    }

    async fn push(
        &self,
        branch: &BranchName,
        tip: &Oid,
        tree: &Oid,
        spec: &WriteSpec,
    ) -> Result<Oid, RepoError> {
        let made = self
            .repo
            .commit_object(tree, std::slice::from_ref(tip), &spec.message, spec.at);
        let commit = made.await?;
        let push = PushSpec {
            remote: ORIGIN.to_owned(),
            refs: vec![RefUpdate {
                name: format!("refs/heads/{branch}"),
                expected: Some(tip.clone()),
                desired: Some(Desired::Object(commit.clone())),
            }],
        };
        self.repo.push(&push).await?;
        Ok(commit)
    }

    /// Whether the branch is elsewhere now, or gone; otherwise the refusal has
    /// another reason and would come again.
    async fn has_moved(&self, place: &GitopsPlace, tip: &Oid) -> bool {
        self.fetch().await.is_ok() && self.tip(place).await.map_or(true, |now| now != *tip)
    }

    fn branch_of<'a>(&'a self, place: &'a GitopsPlace) -> Result<&'a BranchName, RepoError> {
        let branch = place.branch.as_ref().or(self.branch.as_ref());
        branch.ok_or_else(|| RepoError::NotFound {
            what: format!("the default branch of {}", place.repo),
        })
    }
}

/// Brings what is new on the remote here. Where nobody named a branch the
/// remote is asked which one it is now: another may be its default one while
/// the one before is still there, and a fetch does not tell.
async fn bring(repo: &Arc<dyn Repo>, is_named: bool, bare: bool) -> Result<(), RepoError> {
    if !is_named {
        let refs = repo.remote_refs(ORIGIN).await?;
        let heads = repo.branches().await?;
        if has_branches(ORIGIN, &refs, &heads, bare) {
            return Ok(());
        }
    }
    repo.fetch(ORIGIN).await.map(drop)
}

/// Whether a refusal may come from somebody else having been faster. Servers
/// word a lost race in many ways, some of which nobody understands; trying
/// again is safe because every try looks first.
const fn is_late(error: &RepoError) -> bool {
    use Rejection::{NotFastForward, Other};
    match error {
        RepoError::Conflict { .. } | RepoError::Malformed { .. } => true,
        RepoError::Rejected { reason, .. } => matches!(reason, NotFastForward | Other),
        _ => false,
    }
}

/// The branch that most likely is the remote's default one: the only one
/// fetched, or one of the two usual names.
async fn fetched(repo: &Arc<dyn Repo>) -> Result<Option<BranchName>, RepoError> {
    let prefix = format!("refs/remotes/{ORIGIN}/");
    let heads = repo.branches().await?;
    let names = heads.iter().filter_map(|h| h.name.strip_prefix(&prefix));
    let names: Vec<&str> = names.filter(|name| *name != "HEAD").collect();
    let found = match names.as_slice() {
        [only] => Some(only),
        several => ["main", "master"]
            .iter()
            .find_map(|usual| several.iter().find(|name| *name == usual)),
    };
    Ok(found.map(|name| BranchName::from(*name)))
}
