//! Environment repositories: a value in a file, changed by a commit on top of
//! what the remote has. No work tree and no branch of the user is touched.

mod history;
mod line;
mod remote;

use crate::document::{self, DocumentError};
use async_trait::async_trait;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::{EnvironmentChange, FileChange};
use lockkeeper_domain::policy::{GitopsPlace, RepoPolicy};
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{RepoError, Repos, Target, TargetError, WriteSpec, Written};
use remote::{Moved, Remote, View};
use std::sync::Arc;

/// How often a write starts again because somebody else's came first.
const MOST_TRIES: usize = 8;

/// The environment repositories of a workspace. A repository without a remote
/// named `origin` is its own remote.
#[derive(Clone)]
pub struct GitopsTarget {
    repos: Arc<dyn Repos>,
}

impl GitopsTarget {
    /// Works on these repositories.
    #[must_use]
    pub const fn new(repos: Arc<dyn Repos>) -> Self {
        Self { repos }
    }

    /// Tries once on top of what was fetched last, which mostly was a moment
    /// ago: a remote is asked for as long as the push itself takes, and the
    /// push lands only where the remote still stands there. Nothing when it
    /// has to be asked.
    async fn write_on_seen(
        &self,
        repo: &RepoPolicy,
        spec: &WriteSpec,
    ) -> Option<Result<Written, TargetError>> {
        let seen = self.remote(repo, View::Seen).await.ok()?;
        match write_once(&seen, spec).await.ok()? {
            Attempt::Done(Written::Commit(commit)) => Some(Ok(Written::Commit(commit))),
            Attempt::Refused(source) => Some(Err(in_repo(&spec.place)(source))),
            Attempt::Done(Written::Already) | Attempt::Late(_) => None,
        }
    }

    async fn remote(&self, repo: &RepoPolicy, view: View) -> Result<Remote, RepoError> {
        let opened = self.repos.open(repo).await?;
        Remote::of(opened, repo.branch.clone(), view).await
    }
}

#[async_trait]
impl Target for GitopsTarget {
    async fn history(
        &self,
        repo: &RepoPolicy,
        places: &[GitopsPlace],
        refresh: bool,
    ) -> Result<Vec<Result<Vec<Live>, TargetError>>, TargetError> {
        let wrong = |source| TargetError::Repo {
            place: repo.name.to_string(),
            source,
        };
        let view = if refresh { View::Newest } else { View::Guessed };
        let remote = self.remote(repo, view).await.map_err(wrong)?;
        Ok(history::of(&remote, places).await)
    }

    async fn read(
        &self,
        repo: &RepoPolicy,
        place: &GitopsPlace,
    ) -> Result<Option<String>, TargetError> {
        let remote = self
            .remote(repo, View::Newest)
            .await
            .map_err(in_repo(place))?;
        let (_, content) = newest(&remote, place).await?;
        document::value(&content, place).map_err(in_document)
    }

    async fn foresee(
        &self,
        repo: &RepoPolicy,
        place: &GitopsPlace,
        change: &EnvironmentChange,
    ) -> Result<(), TargetError> {
        let remote = self
            .remote(repo, View::Seen)
            .await
            .map_err(in_repo(place))?;
        let (_, content) = newest(&remote, place).await?;
        changed(&remote, place, change, &content).await.map(drop)
    }

    async fn write(&self, repo: &RepoPolicy, spec: &WriteSpec) -> Result<Written, TargetError> {
        if let Some(written) = self.write_on_seen(repo, spec).await {
            return written;
        }
        let remote = self.remote(repo, View::Newest).await;
        let remote = remote.map_err(in_repo(&spec.place))?;
        let mut tries = 1;
        loop {
            match write_once(&remote, spec).await? {
                Attempt::Done(written) => return Ok(written),
                Attempt::Late(_) if tries < MOST_TRIES => tries += 1,
                Attempt::Late(source) | Attempt::Refused(source) => {
                    return Err(in_repo(&spec.place)(source));
                }
            }
        }
    }
}

/// How one try to write ended.
enum Attempt {
    Done(Written),
    /// Somebody else's commit came first; nothing was changed.
    Late(RepoError),
    /// The remote does not take it, and would not the next time.
    Refused(RepoError),
}

/// Tries once, on top of what was fetched last.
async fn write_once(remote: &Remote, spec: &WriteSpec) -> Result<Attempt, TargetError> {
    let place = &spec.place;
    let (tip, before) = newest(remote, place).await?;
    let found = document::value(&before, place).map_err(in_document)?;
    if found.as_ref() == Some(&spec.change.desired) {
        return Ok(Attempt::Done(Written::Already));
    }
    if found != spec.change.expected {
        return Err(conflict(spec, found));
    }
    let after = changed(remote, place, &spec.change, &before).await?;
    let file = FileChange {
        path: place.file.clone(),
        before: Some(text(before)?),
        after: text(after)?,
        lowers: None,
    };
    let tree = remote.repo().write_tree(&tip, &[file]).await;
    let tree = tree.map_err(in_repo(place))?;
    match remote.bring(place, &tip, &tree, spec).await {
        Ok(commit) => Ok(Attempt::Done(Written::Commit(commit))),
        Err(Moved::Late(source)) => Ok(Attempt::Late(source)),
        Err(Moved::Never(source)) => Ok(Attempt::Refused(source)),
    }
}

/// The file with the desired value; a rollback brings back the very bytes
/// from before the change it reverts.
async fn changed(
    remote: &Remote,
    place: &GitopsPlace,
    change: &EnvironmentChange,
    before: &[u8],
) -> Result<Vec<u8>, TargetError> {
    let desired = &change.desired;
    let earlier = match &change.reverts {
        Some(reverted) => earlier(remote, place, reverted).await?,
        None => None,
    };
    let after = match earlier {
        Some(earlier) => document::restore(before, &earlier, place, desired),
        None => document::set(before, place, desired),
    };
    after.map_err(in_document)
}

/// The file as it was before a commit.
async fn earlier(
    remote: &Remote,
    place: &GitopsPlace,
    commit: &Oid,
) -> Result<Option<Vec<u8>>, TargetError> {
    let parts = remote.repo().commit_parts(commit).await;
    let (_, parents, _) = parts.map_err(in_repo(place))?;
    let Some(parent) = parents.first() else {
        return Ok(None);
    };
    let file = remote.repo().file(parent, &place.file).await;
    file.map_err(in_repo(place))
}

/// The newest commit of the remote's branch, and the file there.
async fn newest(remote: &Remote, place: &GitopsPlace) -> Result<(Oid, Vec<u8>), TargetError> {
    let tip = remote.tip(place).await.map_err(in_repo(place))?;
    let file = remote.repo().file(&tip, &place.file).await;
    let content = file.map_err(in_repo(place))?;
    Ok((tip, content.ok_or_else(|| no_file(place))?))
}

fn no_file(place: &GitopsPlace) -> TargetError {
    TargetError::NotFound {
        what: format!("the file {} in {}", place.file, place.repo),
    }
}

fn text(content: Vec<u8>) -> Result<String, TargetError> {
    String::from_utf8(content).map_err(|error| TargetError::Malformed {
        what: error.to_string(),
    })
}

fn conflict(spec: &WriteSpec, found: Option<String>) -> TargetError {
    let or_nothing = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
    TargetError::Conflict {
        place: name(&spec.place),
        found: or_nothing(found),
        expected: or_nothing(spec.change.expected.clone()),
    }
}

fn in_repo(place: &GitopsPlace) -> impl Fn(RepoError) -> TargetError {
    let place = name(place);
    move |source| TargetError::Repo {
        place: place.clone(),
        source,
    }
}

fn in_document(error: DocumentError) -> TargetError {
    match error {
        DocumentError::NotFound { what } => TargetError::NotFound { what },
        DocumentError::Malformed { what } => TargetError::Malformed { what },
        DocumentError::Unclear { why } => TargetError::Unclear { why },
    }
}

/// The place, for people.
fn name(place: &GitopsPlace) -> String {
    format!("{} in {}", place.file, place.repo)
}
