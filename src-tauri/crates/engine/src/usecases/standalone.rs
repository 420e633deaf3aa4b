//! Answers about any repository, without a workspace: what would be told by a
//! policy is guessed from its tags and folders.

mod changelog;
mod ground;
mod guess;
mod notes;

pub use changelog::{ChangelogQuestion, changelog_of};
pub(super) use notes::release_notes;

use crate::error::EngineError;
use crate::observe::{Asked, lineage, needs_paths};
use crate::ports::{RangeOptions, Repo};
use ground::Ground;
use lockkeeper_contract::{NextVersionDocument, NextVersionLine};
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::policy::{RepoPolicy, Service, Workspace};
use lockkeeper_domain::release::{NextVersion, ReasonedCommit};
use lockkeeper_domain::snapshot::Snapshot;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A service as a workspace describes it: nothing of it is guessed then.
#[derive(Debug, Clone)]
pub struct Described {
    /// The service.
    pub service: Service,
    /// Its repository.
    pub repo: RepoPolicy,
    /// All of its repository, itself among them.
    pub siblings: Vec<Service>,
    /// What was seen of the workspace last, such as tags that its remote took
    /// away; a cut sees the same.
    pub seen: Option<Snapshot>,
}

impl Described {
    /// The service of that name, where the workspace has one.
    #[must_use]
    pub fn of(workspace: &Workspace, name: &str) -> Option<Self> {
        let service = workspace.services.get(&name.into())?.clone();
        let all = workspace.services.values();
        let siblings = all.filter(|one| one.repo == service.repo).cloned();
        Some(Self {
            siblings: siblings.collect(),
            repo: workspace.repos.get(&service.repo)?.clone(),
            service,
            seen: None,
        })
    }

    /// The same, beside what was seen last.
    #[must_use]
    pub fn as_seen(self, seen: Option<Snapshot>) -> Self {
        Self { seen, ..self }
    }
}

/// What is asked about the next version.
#[derive(Clone)]
pub struct Question<'a> {
    /// The repository.
    pub repo: Arc<dyn Repo>,
    /// A part of it with tags of its own; the whole when absent.
    pub component: Option<&'a str>,
    /// That part, where a workspace describes it.
    pub described: Option<&'a Described>,
    /// The revision that would be released; HEAD when absent.
    pub rev: Option<&'a str>,
    /// Which kind of version.
    pub kind: CutKind,
    /// Follow first parents, and count merges by the title of their pull request.
    pub first_parent: bool,
}

impl Question<'_> {
    /// The next final version of the whole repository at HEAD.
    #[must_use]
    pub const fn of(repo: Arc<dyn Repo>) -> Self {
        Self {
            repo,
            component: None,
            described: None,
            rev: None,
            kind: CutKind::Final,
            first_parent: false,
        }
    }
}

/// The next version of a repository, with a reason for every commit.
///
/// # Errors
/// When the repository cannot be read, its history is not whole, or there is
/// no commit or no component of that name: never a version that would be wrong.
pub async fn next_version_of(question: &Question<'_>) -> Result<NextVersionDocument, EngineError> {
    let repo = &question.repo;
    let read = |error| EngineError::read_repo(&repo.place())(error);
    let ground = match question.described {
        Some(described) => Ground::described(repo, described, question.rev).await?,
        None => Ground::of(repo, question.component, question.rev).await?,
    };
    let services = ground.services();
    let options = RangeOptions {
        first_parent: question.first_parent,
        paths: needs_paths(&services),
    };
    let line = lineage(repo, &ground.service, &ground.tags, &ground.target, options)
        .await
        .map_err(read)?;
    let asked = Asked {
        kind: &question.kind,
        branch: ground.branch.as_deref(),
        accepted: &BTreeMap::new(),
        raised: &[],
        first_parent: question.first_parent,
    };
    let mut next = line.next(&ground.service, &services, &asked)?;
    block_taken_name(repo, &mut next).await.map_err(read)?;
    Ok(document(next, ground.warnings))
}

/// A name may be taken by something that is no version: a tag on a file, say.
async fn block_taken_name(
    repo: &Arc<dyn Repo>,
    next: &mut NextVersion,
) -> Result<(), crate::ports::RepoError> {
    let Some(tag) = next.tag.as_ref().filter(|_| next.blocked.is_empty()) else {
        return Ok(());
    };
    if let Some(object) = repo.read_ref(&format!("refs/tags/{tag}")).await? {
        next.blocked.push(format!(
            "{tag} exists already, on the object {}: a name is never used twice.",
            object.short()
        ));
    }
    Ok(())
}

/// A version that may not be tagged keeps its number and loses its tag; the
/// warnings say why.
fn document(next: NextVersion, guessed: Vec<String>) -> NextVersionDocument {
    let tag = next.tag.filter(|_| next.blocked.is_empty());
    let doubts = next.warnings.into_iter().map(|warning| warning.text);
    NextVersionDocument {
        base_tag: next.base.as_ref().map(|base| base.name.to_string()),
        base_commit: next.base.as_ref().map(|base| base.commit.to_string()),
        range_count: next.range_count,
        level: next.level.word().to_owned(),
        next: next.next.map(|version| version.to_string()),
        tag: tag.map(|tag| tag.to_string()),
        warnings: next
            .blocked
            .into_iter()
            .chain(guessed)
            .chain(doubts)
            .collect(),
        commits: next.commits.into_iter().map(line).collect(),
    }
}

fn line(commit: ReasonedCommit) -> NextVersionLine {
    NextVersionLine {
        oid: commit.oid.0,
        r#type: commit.r#type,
        scope: commit.scope,
        breaking: commit.breaking,
        level: commit.level.word().to_owned(),
        why: commit.why,
    }
}
