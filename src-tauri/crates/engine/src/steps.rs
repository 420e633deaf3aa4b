//! Steps, one file each: how an effect is looked up and how it is made.
//!
//! Looking comes first, always: before acting, when a run is continued, and
//! after acting, unless the world's own answer is the proof. What a step made
//! is found again in the world, so that an answer that got lost costs nothing.

mod await_observed;
mod commit;
mod create_tag;
mod flow;
mod join;
mod push;
mod record;
mod restore;
mod write_environment;
mod write_files;

use crate::error::EngineError;
use crate::ports::{Branches, Ports, Repo, RepoError};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::{Oid, RepoName};
use lockkeeper_domain::plan::{Action, Plan, Source};
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy, Workspace};
use lockkeeper_domain::run::{Made, Run};
use std::sync::Arc;

/// What the world shows of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// The desired value, with what the step made and a line for people.
    AsDesired(Made, String),
    /// The expected value: the step can act.
    AsExpected,
    /// Neither: the line says what was found.
    Other(String),
    /// There is nothing to do: the line says why.
    NotNeeded(String),
}

/// What acting came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// The effect was made: the line says what.
    Made(Made, String),
    /// The effect was made, and whoever keeps it has confirmed each part of
    /// it: no second look is needed.
    Confirmed(Made, String),
    /// Nothing was done, because the world is another one: the line says what
    /// was found.
    Other(String),
    /// It is up to others now.
    NotYet {
        /// When to look again.
        retry_after: SignedDuration,
        /// What is seen so far.
        line: String,
    },
}

/// One kind of step.
#[async_trait]
pub trait Effect: Send + Sync {
    /// Looks; changes nothing.
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError>;
    /// Looks before a step is tried for the first time. A step may leave to its
    /// act what that finds out by itself.
    async fn foresee(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        self.observe(context).await
    }
    /// Acts, on a world that was just seen to be as expected.
    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError>;
}

/// The step behind an action.
#[must_use]
pub fn effect(action: &Action) -> Box<dyn Effect + '_> {
    match action {
        Action::WriteFiles { repo, onto, files } => {
            Box::new(write_files::WriteFiles { repo, onto, files })
        }
        Action::Commit {
            repo,
            branch,
            parent,
            message,
        } => Box::new(commit::Commit {
            repo,
            branch,
            parent,
            message,
        }),
        Action::CreateTag {
            repo,
            tag,
            commit,
            text,
            signing,
        } => Box::new(create_tag::CreateTag {
            repo,
            tag,
            commit: commit.as_ref(),
            text,
            signing,
        }),
        Action::Push { repo, remote, refs } => Box::new(push::Push { repo, remote, refs }),
        Action::Restore {
            repo,
            name,
            expected,
            restored,
        } => Box::new(restore::Restore {
            repo,
            name,
            expected,
            restored: restored.as_ref(),
        }),
        Action::Join {
            repo,
            branch,
            onto,
            brings,
            tree,
            message,
        } => Box::new(join::Join {
            repo,
            branch,
            onto,
            brings: brings.as_ref(),
            tree,
            message,
        }),
        Action::WriteEnvironment {
            place,
            change,
            message,
        } => Box::new(write_environment::WriteEnvironment {
            place,
            change,
            message,
        }),
        Action::AwaitObserved { place, desired, .. } => {
            Box::new(await_observed::AwaitObserved { place, desired })
        }
        Action::Record { line } => Box::new(record::Record { line }),
        Action::CreateBranch { .. }
        | Action::DeleteBranch { .. }
        | Action::Merge { .. }
        | Action::Rebase { .. }
        | Action::Switch { .. }
        | Action::Configure { .. } => flow::effect(action),
    }
}

/// What a step may know and use.
pub struct StepContext<'a> {
    /// The world.
    pub ports: &'a Ports,
    /// The policy: where repositories are.
    pub workspace: &'a Workspace,
    /// The run, with what the steps before made.
    pub run: &'a Run,
    /// The place of the step.
    pub number: usize,
    /// Whether the step was started before: it may have acted already.
    pub restarted: bool,
}

impl StepContext<'_> {
    /// The plan under the run.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.run.plan
    }

    /// The time of every commit and tag the plan makes.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.run.plan.made_at
    }

    /// What this step made, as far as the journal knows.
    #[must_use]
    pub fn made_here(&self) -> Made {
        let record = self.run.steps.get(self.number);
        record.map(|r| r.made.clone()).unwrap_or_default()
    }

    /// What the steps before made, the newest of each kind.
    #[must_use]
    pub fn made_before(&self) -> Made {
        let before = self.run.steps.iter().take(self.number);
        before.fold(Made::default(), |all, record| Made {
            tree: record.made.tree.clone().or(all.tree),
            commit: record.made.commit.clone().or(all.commit),
            tag: record.made.tag.clone().or(all.tag),
        })
    }

    /// Opens a repository of the workspace.
    async fn repo(&self, name: &RepoName) -> Result<Arc<dyn Repo>, EngineError> {
        let policy = self.repo_policy(name)?;
        let opened = self.ports.repos.open(policy).await;
        opened.map_err(EngineError::read_repo(name))
    }

    /// Opens the branches of a repository for work on them.
    async fn branches(&self, name: &RepoName) -> Result<Arc<dyn Branches>, EngineError> {
        let policy = self.repo_policy(name)?;
        let opened = self.ports.repos.branches(policy).await;
        opened.map_err(EngineError::read_repo(name))
    }

    /// A commit that is given by the plan, or was left by a step before.
    fn left_by(&self, repo: &RepoName, source: &Source) -> Result<Oid, EngineError> {
        let step = match source {
            Source::Commit(commit) => return Ok(commit.clone()),
            Source::Step(step) => usize::try_from(*step).unwrap_or(usize::MAX),
        };
        let left = self.run.steps.get(step).and_then(|r| r.made.commit.clone());
        left.ok_or_else(|| {
            EngineError::write_repo(repo)(RepoError::NotFound {
                what: format!("the commit of step {}", step + 1),
            })
        })
    }

    /// Where a repository is.
    fn repo_policy(&self, name: &RepoName) -> Result<&RepoPolicy, EngineError> {
        let found = self.workspace.repos.get(name);
        found.ok_or_else(|| EngineError::Unknown {
            what: "repository",
            name: name.to_string(),
        })
    }

    /// What a place holds at the newest state of its remote.
    async fn read_place(&self, place: &GitopsPlace) -> Result<Option<String>, EngineError> {
        let repo = self.repo_policy(&place.repo)?;
        let read = self.ports.gitops.read(repo, place).await;
        read.map_err(EngineError::read_place(&place_name(place)))
    }
}

/// A place, for people.
fn place_name(place: &GitopsPlace) -> String {
    format!("{}, {}", place.repo, place.file)
}

/// What a step that moved a branch left on it.
fn left(commit: Oid) -> Made {
    Made {
        commit: Some(commit),
        ..Made::default()
    }
}

/// A full ref name as people write it.
fn ref_name(name: &str) -> &str {
    let short = name.strip_prefix("refs/heads/");
    short
        .or_else(|| name.strip_prefix("refs/tags/"))
        .unwrap_or(name)
}

/// Where a ref is, for people.
fn whereabouts(value: Option<&Oid>) -> String {
    value.map_or_else(
        || "not there".to_owned(),
        |oid| format!("at {}", oid.short()),
    )
}

/// Whether a message git stored is the one it was given.
fn same_message(stored: &str, given: &str) -> bool {
    unsigned(stored).trim_end() == given.trim_end()
}

/// The message without the signature that stands below it.
fn unsigned(message: &str) -> &str {
    let starts = [
        "-----BEGIN SSH SIGNATURE-----",
        "-----BEGIN PGP SIGNATURE-----",
    ];
    let start = starts.iter().find_map(|start| message.find(start));
    start.map_or(message, |start| &message[..start])
}
