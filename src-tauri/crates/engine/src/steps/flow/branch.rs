//! Makes and deletes local branches.

use crate::error::EngineError;
use crate::steps::{Acted, Effect, Observed, StepContext, left, whereabouts};
use async_trait::async_trait;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::plan::Source;

pub(in crate::steps) struct CreateBranch<'a> {
    pub(in crate::steps) repo: &'a RepoName,
    pub(in crate::steps) branch: &'a BranchName,
    pub(in crate::steps) at: &'a Oid,
}

#[async_trait]
impl Effect for CreateBranch<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let wrong = |error| EngineError::read_repo(self.repo)(error);
        let read = repo.read_ref(&format!("refs/heads/{}", self.branch)).await;
        let Some(tip) = read.map_err(wrong)? else {
            return Ok(Observed::AsExpected);
        };
        // Somebody may have gone on there since.
        let ours = repo.contains(&tip, self.at).await.map_err(wrong)?;
        Ok(if ours {
            Observed::AsDesired(left(self.at.clone()), self.line())
        } else {
            let found = whereabouts(Some(&tip));
            Observed::Other(format!(
                "There is a branch {} already, {found}.",
                self.branch
            ))
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let branches = context.branches(self.repo).await?;
        let created = branches.create(self.branch, self.at).await;
        created.map_err(EngineError::write_repo(self.repo))?;
        Ok(Acted::Made(left(self.at.clone()), self.line()))
    }
}

impl CreateBranch<'_> {
    fn line(&self) -> String {
        format!("{} begins at {}.", self.branch, self.at.short())
    }
}

pub(in crate::steps) struct DeleteBranch<'a> {
    pub(in crate::steps) repo: &'a RepoName,
    pub(in crate::steps) branch: &'a BranchName,
    pub(in crate::steps) expected: &'a Source,
}

#[async_trait]
impl Effect for DeleteBranch<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let expected = context.left_by(self.repo, self.expected)?;
        let read = repo.read_ref(&format!("refs/heads/{}", self.branch)).await;
        let tip = read.map_err(EngineError::read_repo(self.repo))?;
        Ok(match tip {
            None => Observed::AsDesired(left(expected), self.line()),
            Some(tip) if tip == expected => Observed::AsExpected,
            Some(tip) => Observed::Other(format!(
                "{} is {}, not at {}: it has something new.",
                self.branch,
                whereabouts(Some(&tip)),
                expected.short()
            )),
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo(self.repo).await?;
        let expected = context.left_by(self.repo, self.expected)?;
        let name = format!("refs/heads/{}", self.branch);
        let deleted = repo.restore_ref(&name, &expected, None).await;
        deleted.map_err(EngineError::write_repo(self.repo))?;
        Ok(Acted::Made(left(expected), self.line()))
    }
}

impl DeleteBranch<'_> {
    fn line(&self) -> String {
        format!("{} is deleted here.", self.branch)
    }
}
