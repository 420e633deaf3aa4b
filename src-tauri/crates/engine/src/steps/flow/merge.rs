//! Brings commits into a branch: with a merge commit, as one commit, or by
//! moving on. Whether it is done is asked of the refs, whoever did it.

use super::standing;
use crate::error::EngineError;
use crate::ports::{Branches, CommitSpec, Merged, Repo, RepoError, Undecided, Unfinished};
use crate::steps::{Acted, Effect, Observed, StepContext, left, same_message};
use async_trait::async_trait;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::plan::{Joining, Source};

pub(in crate::steps) struct Merge<'a> {
    pub(in crate::steps) repo: &'a RepoName,
    pub(in crate::steps) branch: &'a BranchName,
    pub(in crate::steps) expected: &'a Oid,
    pub(in crate::steps) source: &'a Source,
    pub(in crate::steps) how: Joining,
    pub(in crate::steps) message: &'a str,
}

impl Merge<'_> {
    fn line(&self, commit: &Oid) -> String {
        let (branch, short) = (self.branch, commit.short());
        match self.how {
            Joining::FastForward => format!("{branch} moved on to {short}."),
            Joining::Merge => format!("{short} on {branch}: {}.", first_line(self.message)),
            Joining::Squash => format!("{branch} has it as one commit, {short}."),
        }
    }

    /// The commit through which the branch has it, when it has.
    async fn found(
        &self,
        context: &StepContext<'_>,
        repo: &dyn Repo,
        branches: &dyn Branches,
        tip: &Oid,
    ) -> Result<Option<Oid>, EngineError> {
        let read = |error: RepoError| EngineError::read_repo(self.repo)(error);
        let source = context.left_by(self.repo, self.source)?;
        let still = tip == self.expected;
        if self.how == Joining::Squash {
            return match still {
                true => Ok(None),
                false => self
                    .squashed(context, repo, branches, tip)
                    .await
                    .map_err(read),
            };
        }
        if !repo.contains(tip, &source).await.map_err(read)? {
            return Ok(None);
        }
        if still || self.how == Joining::FastForward {
            return Ok(Some(tip.clone()));
        }
        if !repo.contains(tip, self.expected).await.map_err(read)? {
            return Ok(None);
        }
        let since = Some(self.expected);
        branches.brought(tip, since, &source).await.map_err(read)
    }

    /// The commit after the expected one, when it is the one this step makes,
    /// or the one a person made of the conflict it left.
    async fn squashed(
        &self,
        context: &StepContext<'_>,
        repo: &dyn Repo,
        branches: &dyn Branches,
        tip: &Oid,
    ) -> Result<Option<Oid>, RepoError> {
        if !repo.contains(tip, self.expected).await? {
            return Ok(None);
        }
        let expected = self.expected;
        let Some(child) = branches.brought(tip, Some(expected), expected).await? else {
            return Ok(None);
        };
        let (_, _, message) = repo.commit_parts(&child).await?;
        let ours = same_message(&message, self.message) || context.restarted;
        Ok(ours.then_some(child))
    }

    /// Merges in memory; what needs a person is put into a work tree.
    async fn join(
        &self,
        context: &StepContext<'_>,
        branches: &dyn Branches,
        source: &Oid,
    ) -> Result<Oid, RepoError> {
        let tree = match branches.merge(self.expected, source).await? {
            Merged::Clean(tree) => tree,
            Merged::Conflicts(_) => {
                let squash = self.how == Joining::Squash;
                let begun = branches.begin_merge(self.branch, source, squash, self.message);
                return Err(self.unmerged(begun.await?, source));
            }
        };
        let spec = CommitSpec {
            branch: self.branch.clone(),
            parent: self.expected.clone(),
            tree,
            message: self.message.to_owned(),
            at: context.at(),
        };
        let others = match self.how {
            Joining::Squash => Vec::new(),
            Joining::Merge | Joining::FastForward => vec![source.clone()],
        };
        branches.commit(&spec, &others).await
    }

    fn unmerged(&self, stopped: Unfinished, source: &Oid) -> RepoError {
        RepoError::Unmerged(Box::new(Undecided {
            branch: self.branch.to_string(),
            from: source.short().to_owned(),
            folder: stopped.folder,
            files: stopped.open,
        }))
    }

    /// Goes on with what a person has decided.
    async fn conclude(
        &self,
        branches: &dyn Branches,
        stopped: Unfinished,
        source: &Oid,
    ) -> Result<(), RepoError> {
        let other = stopped.rebase || stopped.theirs.as_ref().is_some_and(|it| it != source);
        if other {
            return Err(RepoError::Blocked {
                what: format!("another merge or rebase in {}", stopped.folder),
                detail: "end it with git first".to_owned(),
            });
        }
        if !stopped.open.is_empty() {
            return Err(self.unmerged(stopped, source));
        }
        branches.conclude(&stopped, self.message).await
    }
}

#[async_trait]
impl Effect for Merge<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let branches = context.branches(self.repo).await?;
        let read = repo.read_ref(&format!("refs/heads/{}", self.branch)).await;
        let tip = read.map_err(EngineError::read_repo(self.repo))?;
        if let Some(tip) = &tip {
            let found = self
                .found(context, repo.as_ref(), branches.as_ref(), tip)
                .await?;
            if let Some(commit) = found {
                let line = self.line(&commit);
                return Ok(Observed::AsDesired(left(commit), line));
            }
        }
        Ok(standing(self.branch, tip.as_ref(), self.expected))
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let source = context.left_by(self.repo, self.source)?;
        let branches = context.branches(self.repo).await?;
        let wrong = |error: RepoError| EngineError::write_repo(self.repo)(error);
        let commit = if self.how == Joining::FastForward {
            let repo = context.repo(self.repo).await?;
            let ahead = repo.contains(&source, self.expected).await.map_err(wrong)?;
            if !ahead {
                return Err(wrong(RepoError::Conflict {
                    what: self.branch.to_string(),
                    detail: "it cannot be moved on without a merge".to_owned(),
                }));
            }
            let name = format!("refs/heads/{}", self.branch);
            let moved = repo.restore_ref(&name, self.expected, Some(&source)).await;
            moved.map_err(wrong)?;
            source
        } else if let Some(stopped) = branches.unfinished(self.branch).await.map_err(wrong)? {
            let concluded = self.conclude(branches.as_ref(), stopped, &source).await;
            concluded.map_err(wrong)?;
            self.after(context).await?
        } else {
            self.join(context, branches.as_ref(), &source)
                .await
                .map_err(wrong)?
        };
        let line = self.line(&commit);
        Ok(Acted::Made(left(commit), line))
    }
}

impl Merge<'_> {
    /// What git made of the person's decision.
    async fn after(&self, context: &StepContext<'_>) -> Result<Oid, EngineError> {
        let seen = self.observe(context).await?;
        if let Observed::AsDesired(made, _) = seen
            && let Some(commit) = made.commit
        {
            return Ok(commit);
        }
        Err(EngineError::write_repo(self.repo)(RepoError::NotFound {
            what: format!("the merge into {}", self.branch),
        }))
    }
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}
