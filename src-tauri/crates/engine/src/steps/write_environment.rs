//! Changes one value of an environment repository and pushes it.

use super::{Acted, Effect, Observed, StepContext, place_name};
use crate::error::EngineError;
use crate::ports::{WriteSpec, Written};
use async_trait::async_trait;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::EnvironmentChange;
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_domain::run::Made;
use lockkeeper_domain::snapshot::Live;

pub(super) struct WriteEnvironment<'a> {
    pub(super) place: &'a GitopsPlace,
    pub(super) change: &'a EnvironmentChange,
    pub(super) message: &'a str,
}

impl WriteEnvironment<'_> {
    /// What the place held, newest first, as the last look at its remote left it.
    async fn history(&self, context: &StepContext<'_>) -> Result<Vec<Live>, EngineError> {
        let repo = context.repo_policy(&self.place.repo)?;
        let places = std::slice::from_ref(self.place);
        let wrong = || EngineError::read_place(&place_name(self.place));
        let all = context.ports.gitops.history(repo, places, false).await;
        let first = all.map_err(wrong())?.into_iter().next();
        first.unwrap_or(Ok(Vec::new())).map_err(wrong())
    }

    /// The place is as expected. A step that may have acted before looks
    /// whether it did and somebody took it back: then it must not act again.
    async fn before_acting(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        if !context.restarted {
            return Ok(Observed::AsExpected);
        }
        let history = self.history(context).await?;
        // Git keeps whole seconds.
        let planned = context.at().as_second();
        let ours =
            |live: &&Live| live.value == self.change.desired && live.since.as_second() >= planned;
        let taken_back = history.iter().skip(1).find(ours);
        Ok(taken_back.map_or(Observed::AsExpected, |live| {
            Observed::Other(format!(
                "{} held {} since {}, and was set back by hand after that.",
                place_name(self.place),
                self.change.desired,
                live.change.short()
            ))
        }))
    }

    fn line(&self, commit: Option<&Oid>) -> String {
        let (place, value) = (place_name(self.place), &self.change.desired);
        match commit {
            Some(commit) => format!("{place} holds {value} since {}.", commit.short()),
            None => format!("{place} holds {value}."),
        }
    }
}

#[async_trait]
impl Effect for WriteEnvironment<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let found = context.read_place(self.place).await?;
        if found.as_ref() == Some(&self.change.desired) {
            let history = self.history(context).await?;
            let newest = history.first().filter(|l| l.value == self.change.desired);
            let commit = newest.map(|live| live.change.clone());
            let line = self.line(commit.as_ref());
            return Ok(Observed::AsDesired(made(commit), line));
        }
        if found == self.change.expected {
            return self.before_acting(context).await;
        }
        let or_nothing = |value: Option<&str>| value.unwrap_or("nothing").to_owned();
        Ok(Observed::Other(format!(
            "{} holds {}; the plan expected {}.",
            place_name(self.place),
            or_nothing(found.as_deref()),
            or_nothing(self.change.expected.as_deref())
        )))
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        let repo = context.repo_policy(&self.place.repo)?;
        let spec = WriteSpec {
            place: self.place.clone(),
            change: self.change.clone(),
            message: self.message.to_owned(),
            at: context.at(),
        };
        let written = context.ports.gitops.write(repo, &spec).await;
        let written = written.map_err(EngineError::write_place(&place_name(self.place)))?;
        Ok(match written {
            // The remote took a push that expects the branch where it was
            // seen; whether the place shows it is asked by the step after.
            Written::Commit(commit) => {
                let line = self.line(Some(&commit));
                Acted::Confirmed(made(Some(commit)), line)
            }
            Written::Already => Acted::Made(made(None), self.line(None)),
        })
    }
}

fn made(commit: Option<Oid>) -> Made {
    Made {
        commit,
        ..Made::default()
    }
}
