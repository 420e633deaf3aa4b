//! Pushes refs in one atomic push.

use super::{Acted, Effect, Observed, StepContext, ref_name, whereabouts};
use crate::error::EngineError;
use crate::ports::{PushSpec, Repo, RepoError};
use async_trait::async_trait;
use lockkeeper_domain::ids::{Oid, RepoName};
use lockkeeper_domain::plan::{Desired, RefUpdate, Source};
use lockkeeper_domain::run::Made;
use lockkeeper_domain::words;
use std::collections::BTreeMap;

pub(super) struct Push<'a> {
    pub(super) repo: &'a RepoName,
    pub(super) remote: &'a str,
    pub(super) refs: &'a [RefUpdate],
}

impl Push<'_> {
    /// The updates with the objects the steps before made.
    fn resolve(&self, context: &StepContext<'_>) -> Result<Vec<RefUpdate>, EngineError> {
        let made = context.made_before();
        let resolve = |update: &RefUpdate| {
            let desired = match &update.desired {
                None => None,
                Some(Desired::Object(oid)) => Some(oid.clone()),
                Some(Desired::MadeCommit) => Some(self.made(made.commit.as_ref(), "commit")?),
                Some(Desired::MadeTag) => Some(self.made(made.tag.as_ref(), "tag")?),
                Some(Desired::Step(step)) => {
                    Some(context.left_by(self.repo, &Source::Step(*step))?)
                }
            };
            Ok(RefUpdate {
                desired: desired.map(Desired::Object),
                ..update.clone()
            })
        };
        self.refs.iter().map(resolve).collect()
    }

    fn made(&self, oid: Option<&Oid>, kind: &str) -> Result<Oid, EngineError> {
        oid.cloned().ok_or_else(|| {
            EngineError::write_repo(self.repo)(RepoError::NotFound {
                what: format!("the {kind} of the step before"),
            })
        })
    }

    /// Whether the remote has everything: each ref is as desired, or is a
    /// branch on which somebody has gone on from there since.
    async fn arrived(
        &self,
        repo: &dyn Repo,
        updates: &[RefUpdate],
        there: &BTreeMap<String, Oid>,
    ) -> Result<bool, EngineError> {
        let mut moved_on = Vec::new();
        for update in updates {
            let found = there.get(&update.name);
            if found == object(update) {
                continue;
            }
            match (found, object(update)) {
                (Some(found), Some(desired)) if may_move_on(update, found) => {
                    moved_on.push((found, desired));
                }
                _ => return Ok(false),
            }
        }
        if moved_on.is_empty() {
            return Ok(true);
        }
        let fetched = repo.fetch(self.remote).await;
        fetched.map_err(EngineError::read_repo(self.repo))?;
        for (found, desired) in moved_on {
            match repo.contains(found, desired).await {
                Ok(true) => {}
                Ok(false) | Err(RepoError::NotFound { .. }) => return Ok(false),
                Err(error) => return Err(EngineError::read_repo(self.repo)(error)),
            }
        }
        Ok(true)
    }

    /// What a push that failed met, where the remote can be asked.
    async fn explained(
        &self,
        context: &StepContext<'_>,
        error: RepoError,
    ) -> Result<Acted, EngineError> {
        match self.observe(context).await {
            Ok(Observed::AsDesired(made, line)) => Ok(Acted::Confirmed(made, line)),
            Ok(Observed::Other(line)) => Ok(Acted::Other(line)),
            _ => Err(EngineError::write_repo(self.repo)(error)),
        }
    }

    fn line(&self) -> String {
        let names: Vec<String> = self.refs.iter().map(moved).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        format!("{} has {}.", self.remote, words::list(&names))
    }
}

#[async_trait]
impl Effect for Push<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let repo = context.repo(self.repo).await?;
        let updates = self.resolve(context)?;
        let there = repo.remote_refs(self.remote).await;
        let there: BTreeMap<String, Oid> = there
            .map_err(EngineError::read_repo(self.repo))?
            .into_iter()
            .map(|found| (found.name, found.object))
            .collect();
        if self.arrived(repo.as_ref(), &updates, &there).await? {
            return Ok(Observed::AsDesired(Made::default(), self.line()));
        }
        let is = |update: &RefUpdate, value: Option<&Oid>| there.get(&update.name) == value;
        // Some moved and some not, as after a push that was not atomic, is
        // nothing anybody planned.
        let strange = updates.iter().find(|u| !is(u, u.expected.as_ref()));
        Ok(strange.map_or(Observed::AsExpected, |update| {
            let name = ref_name(&update.name);
            let found = whereabouts(there.get(&update.name));
            let expected = whereabouts(update.expected.as_ref());
            Observed::Other(format!(
                "{name} on {} is {found}; the plan expected it {expected}.",
                self.remote
            ))
        }))
    }

    /// A push that expects each ref where the plan saw it cannot do harm, and
    /// asking the remote first is one more connection.
    async fn foresee(&self, _: &StepContext<'_>) -> Result<Observed, EngineError> {
        Ok(Observed::AsExpected)
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo(self.repo).await?;
        let spec = PushSpec {
            remote: self.remote.to_owned(),
            refs: self.resolve(context)?,
        };
        if let Err(error) = repo.push(&spec).await {
            return self.explained(context, error).await;
        }
        // The remote has reported on each ref; asking it again is one more
        // connection that can say nothing else.
        Ok(Acted::Confirmed(Made::default(), self.line()))
    }
}

fn may_move_on(update: &RefUpdate, found: &Oid) -> bool {
    update.name.starts_with("refs/heads/") && update.expected.as_ref() != Some(found)
}

fn object(update: &RefUpdate) -> Option<&Oid> {
    match &update.desired {
        Some(Desired::Object(oid)) => Some(oid),
        Some(Desired::MadeCommit | Desired::MadeTag | Desired::Step(_)) | None => None,
    }
}

/// What became of a ref, for people.
fn moved(update: &RefUpdate) -> String {
    let name = ref_name(&update.name);
    match update.desired {
        Some(_) => name.to_owned(),
        None => format!("no {name} any more"),
    }
}
