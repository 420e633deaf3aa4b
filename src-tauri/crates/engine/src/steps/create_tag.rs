//! Creates an annotated tag.

use super::{Acted, Effect, Observed, StepContext, same_message};
use crate::error::EngineError;
use crate::ports::{RepoError, TagSpec};
use async_trait::async_trait;
use lockkeeper_domain::ids::{Oid, RepoName, TagName};
use lockkeeper_domain::plan::{Signing, TagText};
use lockkeeper_domain::run::Made;

pub(super) struct CreateTag<'a> {
    pub(super) repo: &'a RepoName,
    pub(super) tag: &'a TagName,
    pub(super) commit: Option<&'a Oid>,
    pub(super) text: &'a TagText,
    pub(super) signing: &'a Signing,
}

impl CreateTag<'_> {
    /// The commit it names: given by the plan, or made by a step before.
    fn target(&self, context: &StepContext<'_>) -> Result<Oid, EngineError> {
        let target = self.commit.cloned().or(context.made_before().commit);
        target.ok_or_else(|| {
            EngineError::write_repo(self.repo)(RepoError::NotFound {
                what: "the commit of the step before".into(),
            })
        })
    }

    fn line(&self, target: &Oid) -> String {
        format!("Tagged {} as {}.", target.short(), self.tag)
    }
}

#[async_trait]
impl Effect for CreateTag<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let target = self.target(context)?;
        let read = repo.read_ref(&format!("refs/tags/{}", self.tag)).await;
        let Some(object) = read.map_err(EngineError::read_repo(self.repo))? else {
            return Ok(Observed::AsExpected);
        };
        let message = repo.tag_message(&object).await;
        let message = message.map_err(EngineError::read_repo(self.repo))?;
        let ours = message.is_some_and(|(commit, message)| {
            commit == target && same_message(&message, &self.text.message)
        });
        Ok(if ours {
            Observed::AsDesired(made(object), self.line(&target))
        } else {
            let tag = self.tag;
            Observed::Other(format!(
                "The tag {tag} is there already and is another one."
            ))
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo(self.repo).await?;
        let target = self.target(context)?;
        let spec = TagSpec {
            name: self.tag.clone(),
            commit: target.clone(),
            message: self.text.message.clone(),
            at: context.at(),
            signing: self.signing.clone(),
        };
        let created = repo.create_tag(&spec).await;
        let object = created.map_err(EngineError::write_repo(self.repo))?;
        Ok(Acted::Made(made(object), self.line(&target)))
    }
}

fn made(tag: Oid) -> Made {
    Made {
        tag: Some(tag),
        ..Made::default()
    }
}
