//! Stores changed files as a tree.

use super::{Acted, Effect, Observed, StepContext};
use crate::error::EngineError;
use crate::ports::Repo;
use async_trait::async_trait;
use lockkeeper_domain::ids::{Oid, RepoName};
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::run::Made;
use lockkeeper_domain::words;

pub(super) struct WriteFiles<'a> {
    pub(super) repo: &'a RepoName,
    pub(super) onto: &'a Oid,
    pub(super) files: &'a [FileChange],
}

impl WriteFiles<'_> {
    /// The first file that is not as the plan saw it.
    async fn find_changed(&self, repo: &dyn Repo) -> Result<Option<&str>, EngineError> {
        for file in self.files {
            let read = repo.file(self.onto, &file.path).await;
            let found = read.map_err(EngineError::read_repo(self.repo))?;
            if found.as_deref() != file.before.as_deref().map(str::as_bytes) {
                return Ok(Some(&file.path));
            }
        }
        Ok(None)
    }

    fn line(&self) -> String {
        format!("Stored {}.", words::count(self.files.len(), "file"))
    }
}

#[async_trait]
impl Effect for WriteFiles<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        if let Some(tree) = context.made_here().tree {
            let has = repo.has_object(&tree).await;
            if has.map_err(EngineError::read_repo(self.repo))? {
                return Ok(Observed::AsDesired(made(tree), self.line()));
            }
        }
        // The same files on the same commit give the same tree, so writing
        // it again is no second effect.
        let changed = self.find_changed(repo.as_ref()).await?;
        Ok(changed.map_or(Observed::AsExpected, |path| {
            let onto = self.onto.short();
            Observed::Other(format!("{path} at {onto} is not what the plan saw."))
        }))
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo(self.repo).await?;
        let written = repo.write_tree(self.onto, self.files).await;
        let tree = written.map_err(EngineError::write_repo(self.repo))?;
        Ok(Acted::Made(made(tree), self.line()))
    }
}

fn made(tree: Oid) -> Made {
    Made {
        tree: Some(tree),
        ..Made::default()
    }
}
