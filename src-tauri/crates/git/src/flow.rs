//! Work on the branches of a repository of this machine.

mod apart;
mod hooks;
mod landed;
mod merge;
mod replay;
mod stopped;
mod trees;

pub(crate) use merge::{ask_hooks, ask_message, merge};

use crate::commits;
use crate::configuration::Configuration;
use crate::failure::{classify_library, classify_local};
use crate::read;
use crate::repo::GitRepo;
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::branching::Outlook;
use lockkeeper_domain::ids::{BranchName, Oid};
use lockkeeper_engine::ports::{
    Branches, CommitSpec, Merged, Rehearsal, Replayed, RepoError, Unfinished, WorkTree,
};

/// The branches of one repository.
#[derive(Clone)]
pub struct GitBranches {
    repo: GitRepo,
}

impl GitBranches {
    /// Of a repository that is somebody's own, and not only a mirror.
    pub(crate) fn of(repo: GitRepo) -> Result<Self, RepoError> {
        if repo.shared.mirror {
            let what = "this machine has only a mirror of the repository; clone it, and name the \
                        clone's folder in the workspace file";
            return Err(RepoError::Incomplete {
                what: what.to_owned(),
            });
        }
        Ok(Self { repo })
    }

    /// Whether one commit contains another.
    async fn contains(&self, new: &Oid, old: &Oid) -> Result<bool, RepoError> {
        crate::ancestry::contains(&self.repo, new, old).await
    }
}

#[async_trait]
impl Branches for GitBranches {
    async fn work_trees(&self) -> Result<Vec<WorkTree>, RepoError> {
        trees::all(&self.repo).await
    }

    async fn configured(&self) -> Result<Vec<(String, String)>, RepoError> {
        let config = Configuration::of(&self.repo).await?;
        Ok(config.below("gitflow."))
    }

    async fn checkouts(&self) -> Result<Vec<Option<BranchName>>, RepoError> {
        let places = trees::places(&self.repo).await?;
        Ok(places.into_iter().map(|place| place.branch).collect())
    }

    async fn configure(&self, key: &str, value: Option<&str>) -> Result<(), RepoError> {
        let run = self.repo.local().args(["config", "--local"]);
        let run = match value {
            Some(value) => run.args([key, value]),
            None => run.args(["--unset-all", key]),
        };
        let outcome = self.repo.program().run(run).await;
        self.repo.shared.memory.configuration.forget();
        // 5 says that there was nothing to take away.
        if outcome.ok() || (value.is_none() && outcome.code() == Some(5)) {
            return Ok(());
        }
        Err(classify_local("the configuration", &outcome))
    }

    async fn apart(&self, pairs: &[(Oid, Oid)]) -> Result<Vec<(usize, usize)>, RepoError> {
        let pairs = pairs.to_vec();
        self.repo
            .read(move |library| apart::apart(library, &pairs))
            .await
    }

    async fn shared(&self, one: &Oid, other: &Oid) -> Result<Option<Oid>, RepoError> {
        let (one, other) = (one.clone(), other.clone());
        let shared = move |library: &git2::Repository| {
            let found = library.merge_base(read::id(&one)?, read::id(&other)?);
            match found {
                Ok(base) => Ok(Some(read::oid(base))),
                Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
                Err(error) => Err(classify_library("the history", &error)),
            }
        };
        self.repo.read(shared).await
    }

    async fn brought(
        &self,
        tip: &Oid,
        since: Option<&Oid>,
        brought: &Oid,
    ) -> Result<Option<Oid>, RepoError> {
        let line = self.first_parents(tip, since).await?;
        // Once a commit has it, every later one has it: halve.
        let (mut from, mut to) = (0, line.len());
        while from < to {
            let middle = from.midpoint(to);
            if self.contains(&line[middle], brought).await? {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        Ok(from
            .checked_sub(1)
            .and_then(|place| line.get(place).cloned()))
    }

    async fn landed(&self, branch: &Oid, tip: &Oid) -> Result<Option<Oid>, RepoError> {
        let (branch, tip) = (branch.clone(), tip.clone());
        self.repo
            .read(move |library| landed::landed(library, &branch, &tip))
            .await
    }

    async fn merge(&self, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError> {
        merge::merge(&self.repo, ours, theirs).await
    }

    async fn forecast(&self, rehearsal: &Rehearsal<'_>) -> Result<Vec<Outlook>, RepoError> {
        merge::forecast(&self.repo, rehearsal).await
    }

    async fn replay(&self, tip: &Oid, onto: &Oid, at: Timestamp) -> Result<Replayed, RepoError> {
        replay::replay(&self.repo, tip, onto, at).await
    }

    async fn commit(&self, spec: &CommitSpec, others: &[Oid]) -> Result<Oid, RepoError> {
        merge::commit(&self.repo, spec, others).await
    }

    async fn create(&self, branch: &BranchName, at: &Oid) -> Result<(), RepoError> {
        let name = format!("refs/heads/{branch}");
        commits::check_name(&name)?;
        let (at, none) = (read::id(at)?.to_string(), "0".repeat(40));
        let args = ["-m", "lockkeeper", &name, &at, &none];
        commits::update_ref(&self.repo, &args, &name).await
    }

    async fn show(&self, branch: &BranchName) -> Result<(), RepoError> {
        trees::show(&self.repo, &self.repo.shared.folder, branch).await
    }

    async fn begin_merge(
        &self,
        branch: &BranchName,
        theirs: &Oid,
        squash: bool,
        message: &str,
    ) -> Result<Unfinished, RepoError> {
        stopped::begin_merge(&self.repo, branch, theirs, squash, message).await
    }

    async fn begin_rebase(&self, branch: &BranchName, onto: &Oid) -> Result<Unfinished, RepoError> {
        stopped::begin_rebase(&self.repo, branch, onto).await
    }

    async fn unfinished(&self, branch: &BranchName) -> Result<Option<Unfinished>, RepoError> {
        stopped::find(&self.repo, branch).await
    }

    async fn abandon(&self, unfinished: &Unfinished) -> Result<(), RepoError> {
        stopped::abandon(&self.repo, unfinished).await
    }

    async fn conclude(&self, unfinished: &Unfinished, message: &str) -> Result<(), RepoError> {
        stopped::conclude(&self.repo, unfinished, message).await
    }
}

impl GitBranches {
    /// First parents from a tip back to `since`, the newest first.
    async fn first_parents(&self, tip: &Oid, since: Option<&Oid>) -> Result<Vec<Oid>, RepoError> {
        let (tip, since) = (tip.clone(), since.cloned());
        let walk = move |library: &git2::Repository| {
            let failed = |error: git2::Error| classify_library("the history", &error);
            let mut walk = library.revwalk().map_err(failed)?;
            walk.simplify_first_parent().map_err(failed)?;
            walk.push(read::id(&tip)?).map_err(failed)?;
            if let Some(since) = &since {
                walk.hide(read::id(since)?).map_err(failed)?;
            }
            walk.map(|found| found.map(read::oid).map_err(failed))
                .collect()
        };
        self.repo.read(walk).await
    }
}
