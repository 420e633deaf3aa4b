//! Stores a commit on top of a branch's newest one; no ref moves.

use super::{Acted, Effect, Observed, StepContext};
use crate::error::EngineError;
use async_trait::async_trait;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::run::Made;

pub(super) struct Join<'a> {
    pub(super) repo: &'a RepoName,
    pub(super) branch: &'a BranchName,
    pub(super) onto: &'a Oid,
    pub(super) brings: Option<&'a Oid>,
    pub(super) tree: &'a Oid,
    pub(super) message: &'a str,
}

impl Join<'_> {
    fn made(&self, commit: Oid) -> Made {
        Made {
            tree: Some(self.tree.clone()),
            commit: Some(commit),
            tag: None,
        }
    }

    fn line(&self, commit: &Oid) -> String {
        format!("Stored {} for {}.", commit.short(), self.branch)
    }
}

#[async_trait]
impl Effect for Join<'_> {
    /// A commit that nothing names yet is no effect: one that got lost is
    /// stored again.
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let Some(commit) = context.made_here().commit else {
            return Ok(Observed::AsExpected);
        };
        let has = repo.has_object(&commit).await;
        let has = has.map_err(EngineError::read_repo(self.repo))?;
        Ok(if has {
            let line = self.line(&commit);
            Observed::AsDesired(self.made(commit), line)
        } else {
            Observed::AsExpected
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo(self.repo).await?;
        let parents: Vec<Oid> = [self.onto]
            .into_iter()
            .chain(self.brings)
            .cloned()
            .collect();
        let stored = repo.commit_object(self.tree, &parents, self.message, context.at());
        let commit = stored.await.map_err(EngineError::write_repo(self.repo))?;
        let line = self.line(&commit);
        Ok(Acted::Made(self.made(commit), line))
    }
}
