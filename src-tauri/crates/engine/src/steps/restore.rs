//! Deletes a local tag, or moves a local branch back.

use super::{Acted, Effect, Observed, StepContext, ref_name, whereabouts};
use crate::error::EngineError;
use async_trait::async_trait;
use lockkeeper_domain::ids::{Oid, RepoName};
use lockkeeper_domain::run::Made;

pub(super) struct Restore<'a> {
    pub(super) repo: &'a RepoName,
    pub(super) name: &'a str,
    pub(super) expected: &'a Oid,
    pub(super) restored: Option<&'a Oid>,
}

impl Restore<'_> {
    fn line(&self) -> String {
        let name = ref_name(self.name);
        match self.restored {
            Some(oid) => format!("{name} is back at {}.", oid.short()),
            None => format!("{name} is deleted in this repository."),
        }
    }
}

#[async_trait]
impl Effect for Restore<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let read = repo.read_ref(self.name).await;
        let found = read.map_err(EngineError::read_repo(self.repo))?;
        Ok(if found.as_ref() == self.restored {
            Observed::AsDesired(Made::default(), self.line())
        } else if found.as_ref() == Some(self.expected) {
            Observed::AsExpected
        } else {
            Observed::Other(format!(
                "{} is {}, not at {}.",
                ref_name(self.name),
                whereabouts(found.as_ref()),
                self.expected.short()
            ))
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo(self.repo).await?;
        let restored = repo
            .restore_ref(self.name, self.expected, self.restored)
            .await;
        restored.map_err(EngineError::write_repo(self.repo))?;
        Ok(Acted::Made(Made::default(), self.line()))
    }
}
