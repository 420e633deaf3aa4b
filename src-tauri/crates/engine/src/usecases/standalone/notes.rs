//! What a release of a commit would say.

use super::ground::Ground;
use crate::error::EngineError;
use crate::observe::{Asked, ORIGIN, lineage, needs_paths};
use crate::ports::{RangeOptions, Repo};
use lockkeeper_domain::changelog::{Links, Style, entries, notes};
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::intent::CutKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The notes of a release, and how its repository names tags of versions.
pub(in crate::usecases) struct ReleaseNotes {
    /// What names of its tags begin with.
    pub prefix: String,
    /// The notes since the release before.
    pub markdown: String,
    /// The tag of the next version, as the commits ask for it.
    pub tag: Option<TagName>,
}

/// What a release of that revision would say.
///
/// # Errors
/// When the repository cannot be read, or its history is not whole.
pub(in crate::usecases) async fn release_notes(
    repo: &Arc<dyn Repo>,
    rev: &str,
) -> Result<ReleaseNotes, EngineError> {
    let read = |error| EngineError::read_repo(&repo.place())(error);
    let ground = Ground::of(repo, None, Some(rev)).await?;
    let services = ground.services();
    let options = RangeOptions {
        first_parent: false,
        paths: needs_paths(&services),
    };
    let line = lineage(repo, &ground.service, &ground.tags, &ground.target, options)
        .await
        .map_err(read)?;
    let asked = Asked {
        kind: &CutKind::Final,
        branch: None,
        accepted: &BTreeMap::new(),
        raised: &[],
        first_parent: false,
    };
    let next = line.next(&ground.service, &services, &asked)?;
    let url = repo.remote_url(ORIGIN).await.map_err(read)?;
    let links = Links::of(url.as_deref(), None, None);
    let found = entries(&next.commits, &line.range, Style::default(), &links);
    Ok(ReleaseNotes {
        prefix: ground.service.tag.prefix().to_owned(),
        markdown: notes(&found, &BTreeMap::new(), Style::default()),
        tag: next.tag.filter(|_| next.blocked.is_empty()),
    })
}
