//! What lies between two builds of a service, each way.

use super::needs_paths;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::{RangeOptions, Repo, RepoError};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::range::PathFilter;
use lockkeeper_domain::snapshot::{Between, Build, Known};
use std::sync::Arc;

/// The commits of the service between what is live and what comes.
pub(crate) async fn between(
    desk: &Desk,
    service: &Service,
    live: Option<&Build>,
    comes: &Build,
) -> Known<Between> {
    let Some(live) = live else {
        return Known::Seen(Between::default());
    };
    if live.commit == comes.commit {
        return Known::Seen(Between::default());
    }
    match difference(desk, service, &live.commit, &comes.commit).await {
        Ok(between) => Known::Seen(between),
        Err(error) => Known::Unknown(error.to_string()),
    }
}

/// The commits of the service between two commits, each way.
///
/// # Errors
/// When the repository cannot be read.
pub(crate) async fn difference(
    desk: &Desk,
    service: &Service,
    live: &Oid,
    comes: &Oid,
) -> Result<Between, EngineError> {
    let repo = desk.repo_of(service).await?;
    let gained = own(desk, service, &repo, live, comes).await?;
    let lost = own(desk, service, &repo, comes, live).await?;
    Ok(Between { gained, lost })
}

/// The service's own commits that one commit has and the other lacks, newest first.
pub(super) async fn own(
    desk: &Desk,
    service: &Service,
    repo: &Arc<dyn Repo>,
    without: &Oid,
    of: &Oid,
) -> Result<Vec<CommitFacts>, EngineError> {
    let siblings = desk.siblings(service);
    let filter = own_paths(desk, service)?;
    let options = RangeOptions {
        first_parent: false,
        paths: needs_paths(&siblings),
    };
    let range = repo.range(std::slice::from_ref(without), of, options).await;
    let range = range.map_err(|error: RepoError| EngineError::read_repo(&service.repo)(error))?;
    Ok(range.into_iter().filter(|c| filter.takes(c)).collect())
}

/// Which commits touch a service itself, whatever it shares its tag with.
pub(crate) fn own_paths(desk: &Desk, service: &Service) -> Result<PathFilter, EngineError> {
    let filter = PathFilter::of(service, &desk.siblings(service));
    filter.map_err(|error| EngineError::Usage {
        text: format!("{error}."),
    })
}
