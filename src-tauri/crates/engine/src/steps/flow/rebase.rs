//! Makes the commits of a branch anew on top of another commit.

use super::standing;
use crate::error::EngineError;
use crate::ports::{Branches, Replayed, RepoError, Undecided, Unfinished};
use crate::steps::{Acted, Effect, Observed, StepContext, left};
use async_trait::async_trait;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::plan::Source;

pub(in crate::steps) struct Rebase<'a> {
    pub(in crate::steps) repo: &'a RepoName,
    pub(in crate::steps) branch: &'a BranchName,
    pub(in crate::steps) expected: &'a Source,
    pub(in crate::steps) onto: &'a Oid,
}

impl Rebase<'_> {
    fn line(&self) -> String {
        format!("{} stands on {}.", self.branch, self.onto.short())
    }

    async fn tip(&self, context: &StepContext<'_>) -> Result<Option<Oid>, EngineError> {
        let repo = context.repo(self.repo).await?;
        let read = repo.read_ref(&format!("refs/heads/{}", self.branch)).await;
        read.map_err(EngineError::read_repo(self.repo))
    }

    /// Goes on with what a person has decided; the next commit may stop again.
    async fn conclude(
        &self,
        branches: &dyn Branches,
        stopped: Unfinished,
    ) -> Result<(), RepoError> {
        if !stopped.rebase {
            return Err(RepoError::Blocked {
                what: format!("a merge in {}", stopped.folder),
                detail: "end it with git first".to_owned(),
            });
        }
        if !stopped.open.is_empty() {
            return Err(self.unmerged(stopped));
        }
        branches.conclude(&stopped, "").await?;
        match branches.unfinished(self.branch).await? {
            Some(again) => Err(self.unmerged(again)),
            None => Ok(()),
        }
    }

    fn unmerged(&self, stopped: Unfinished) -> RepoError {
        RepoError::Unmerged(Box::new(Undecided {
            branch: self.branch.to_string(),
            from: self.onto.short().to_owned(),
            folder: stopped.folder,
            files: stopped.open,
        }))
    }

    async fn replay(
        &self,
        context: &StepContext<'_>,
        branches: &dyn Branches,
    ) -> Result<(), EngineError> {
        let wrong = |error: RepoError| EngineError::write_repo(self.repo)(error);
        let expected = context.left_by(self.repo, self.expected)?;
        let made = branches.replay(&expected, self.onto, context.at()).await;
        match made.map_err(wrong)? {
            Replayed::Clean(tip) => {
                let repo = context.repo(self.repo).await?;
                let name = format!("refs/heads/{}", self.branch);
                let moved = repo.restore_ref(&name, &expected, Some(&tip)).await;
                moved.map_err(wrong)
            }
            Replayed::Conflicts(_) => {
                let begun = branches.begin_rebase(self.branch, self.onto).await;
                Err(wrong(self.unmerged(begun.map_err(wrong)?)))
            }
        }
    }
}

#[async_trait]
impl Effect for Rebase<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let tip = self.tip(context).await?;
        if let Some(tip) = &tip {
            let stands = repo.contains(tip, self.onto).await;
            if stands.map_err(EngineError::read_repo(self.repo))? {
                return Ok(Observed::AsDesired(left(tip.clone()), self.line()));
            }
        }
        let expected = context.left_by(self.repo, self.expected)?;
        Ok(standing(self.branch, tip.as_ref(), &expected))
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let branches = context.branches(self.repo).await?;
        let wrong = |error: RepoError| EngineError::write_repo(self.repo)(error);
        match branches.unfinished(self.branch).await.map_err(wrong)? {
            Some(stopped) => self
                .conclude(branches.as_ref(), stopped)
                .await
                .map_err(wrong)?,
            None => self.replay(context, branches.as_ref()).await?,
        }
        let tip = self.tip(context).await?;
        let tip = match tip {
            Some(tip) => tip,
            None => context.left_by(self.repo, self.expected)?,
        };
        Ok(Acted::Made(left(tip), self.line()))
    }
}
