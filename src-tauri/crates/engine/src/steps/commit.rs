//! Commits the tree of the write step onto a branch.

use super::{Acted, Effect, Observed, StepContext, same_message, whereabouts};
use crate::error::EngineError;
use crate::ports::{CommitSpec, Repo, RepoError};
use async_trait::async_trait;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::run::Made;

pub(super) struct Commit<'a> {
    pub(super) repo: &'a RepoName,
    pub(super) branch: &'a BranchName,
    pub(super) parent: &'a Oid,
    pub(super) message: &'a str,
}

impl Commit<'_> {
    /// Whether a commit is the one this step makes: exactly that tree, that
    /// parent and that message, which a hook may have changed before the
    /// program ended.
    async fn is_ours(
        &self,
        context: &StepContext<'_>,
        repo: &dyn Repo,
        commit: &Oid,
        tree: Option<&Oid>,
    ) -> Result<bool, RepoError> {
        let (found, parents, message) = repo.commit_parts(commit).await?;
        Ok(Some(&found) == tree
            && parents == [self.parent.clone()]
            && (context.restarted || same_message(&message, self.message)))
    }

    fn line(&self, commit: &Oid) -> String {
        format!("Committed {} onto {}.", commit.short(), self.branch)
    }
}

#[async_trait]
impl Effect for Commit<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let read = repo.read_ref(&format!("refs/heads/{}", self.branch)).await;
        let tip = read.map_err(EngineError::read_repo(self.repo))?;
        if tip.as_ref() == Some(self.parent) {
            return Ok(Observed::AsExpected);
        }
        if let Some(tip) = &tip {
            let tree = context.made_before().tree;
            let ours = self.is_ours(context, repo.as_ref(), tip, tree.as_ref());
            let ours = ours.await;
            if ours.map_err(EngineError::read_repo(self.repo))? {
                return Ok(Observed::AsDesired(made(tip.clone()), self.line(tip)));
            }
        }
        Ok(Observed::Other(format!(
            "{} is {}, not at {}.",
            self.branch,
            whereabouts(tip.as_ref()),
            self.parent.short()
        )))
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo(self.repo).await?;
        let tree = context.made_before().tree;
        let spec = CommitSpec {
            branch: self.branch.clone(),
            parent: self.parent.clone(),
            tree: tree.ok_or_else(|| no_tree(self.repo))?,
            message: self.message.to_owned(),
            at: context.at(),
        };
        let committed = repo.commit(&spec).await;
        let commit = committed.map_err(EngineError::write_repo(self.repo))?;
        let line = self.line(&commit);
        Ok(Acted::Made(made(commit), line))
    }
}

fn made(commit: Oid) -> Made {
    Made {
        commit: Some(commit),
        ..Made::default()
    }
}

fn no_tree(repo: &RepoName) -> EngineError {
    EngineError::write_repo(repo)(RepoError::NotFound {
        what: "the tree of the step before".into(),
    })
}
