//! Shows another branch in the work tree, and notes what git-flow wants noted.

use crate::error::EngineError;
use crate::steps::{Acted, Effect, Observed, StepContext};
use async_trait::async_trait;
use lockkeeper_domain::ids::{BranchName, RepoName};
use lockkeeper_domain::run::Made;

pub(in crate::steps) struct Switch<'a> {
    pub(in crate::steps) repo: &'a RepoName,
    pub(in crate::steps) from: Option<&'a BranchName>,
    pub(in crate::steps) to: &'a BranchName,
}

#[async_trait]
impl Effect for Switch<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let branches = context.branches(self.repo).await?;
        let trees = branches.checkouts().await;
        let trees = trees.map_err(EngineError::read_repo(self.repo))?;
        let Some(shown) = trees.first().map(Option::as_ref) else {
            return Ok(Observed::NotNeeded("There is no work tree.".to_owned()));
        };
        Ok(if shown == Some(self.to) {
            Observed::AsDesired(Made::default(), self.line())
        } else if self.from.is_some_and(|from| shown != Some(from)) {
            Observed::NotNeeded("The work tree shows another branch already.".to_owned())
        } else {
            Observed::AsExpected
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let branches = context.branches(self.repo).await?;
        let shown = branches.show(self.to).await;
        shown.map_err(EngineError::write_repo(self.repo))?;
        Ok(Acted::Made(Made::default(), self.line()))
    }
}

impl Switch<'_> {
    fn line(&self) -> String {
        format!("The work tree shows {}.", self.to)
    }
}

pub(in crate::steps) struct Configure<'a> {
    pub(in crate::steps) repo: &'a RepoName,
    pub(in crate::steps) key: &'a str,
    pub(in crate::steps) value: Option<&'a str>,
}

#[async_trait]
impl Effect for Configure<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let branches = context.branches(self.repo).await?;
        let pairs = branches.configured().await;
        let pairs = pairs.map_err(EngineError::read_repo(self.repo))?;
        // git lists sections and names in lower case.
        let mut values = pairs
            .iter()
            .rev()
            .filter(|(key, _)| key.eq_ignore_ascii_case(self.key));
        let found = values.next().map(|(_, value)| value.as_str());
        Ok(if found == self.value {
            Observed::AsDesired(Made::default(), self.line())
        } else {
            Observed::AsExpected
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let branches = context.branches(self.repo).await?;
        let set = branches.configure(self.key, self.value).await;
        set.map_err(EngineError::write_repo(self.repo))?;
        Ok(Acted::Made(Made::default(), self.line()))
    }
}

impl Configure<'_> {
    fn line(&self) -> String {
        match self.value {
            Some(value) => format!("{} is {value}.", self.key),
            None => format!("{} is not set.", self.key),
        }
    }
}
