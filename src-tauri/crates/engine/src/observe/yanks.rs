//! Releases that must not be used, whoever said so.

use crate::desk::Desk;
use crate::ports::{Repo, RepoError};
use lockkeeper_domain::changelog;
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::ServiceFacts;
use lockkeeper_domain::version::Tags;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where to look.
pub(super) struct Place<'a> {
    pub(super) repo: &'a Arc<dyn Repo>,
    /// The newest commit of the release branch.
    pub(super) head: &'a Oid,
    /// What was seen before.
    pub(super) old: Option<&'a ServiceFacts>,
}

/// The tags that were yanked: as the ledger has it, and this desk's journal;
/// without a ledger as the changelog on the release branch has it. A tag is
/// yanked for every service that has it.
///
/// # Errors
/// When the changelog cannot be read.
pub(super) async fn yanks(
    desk: &Desk,
    service: &Service,
    siblings: &[&Service],
    tags: &Tags,
    place: &Place<'_>,
) -> Result<BTreeSet<TagName>, RepoError> {
    let mut found = in_journal(desk, siblings, place).await;
    match desk.walk() {
        Some(walk) => {
            let yanks = walk.state().yanks().iter().map(|yank| &yank.item);
            let own = yanks.filter(|item| item.repository == service.repo.as_str());
            found.extend(own.filter_map(|item| item.tag.clone().map(TagName::new)));
        }
        None => {
            let sharing = siblings.iter().filter(|other| other.tag == service.tag);
            for member in sharing {
                found.extend(in_changelog(member, tags, place).await?);
            }
        }
    }
    Ok(found)
}

async fn in_journal(desk: &Desk, siblings: &[&Service], place: &Place<'_>) -> BTreeSet<TagName> {
    let mut found = BTreeSet::new();
    for sibling in siblings {
        match desk.ports.journal.releases(&sibling.name).await {
            Ok(records) => {
                let yanked = records.into_iter().filter(|r| r.event == "yanked");
                found.extend(yanked.map(|record| record.tag));
            }
            Err(error) => {
                tracing::warn!(%error, service = %sibling.name, "what was yanked is as it was seen last");
                let old = place.old.into_iter().flat_map(|old| &old.releases);
                let yanked = old.filter(|release| release.yanked);
                found.extend(yanked.map(|release| release.tag.name.clone()));
            }
        }
    }
    found
}

async fn in_changelog(
    service: &Service,
    tags: &Tags,
    place: &Place<'_>,
) -> Result<Vec<TagName>, RepoError> {
    let Some(path) = &service.changelog else {
        return Ok(Vec::new());
    };
    let text = place.repo.file(place.head, path).await?;
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let yanked = changelog::yanked(&text.unwrap_or_default());
    let tagged = tags.versions.iter();
    let tagged = tagged.filter(|tag| yanked.contains(&tag.version));
    Ok(tagged.map(|tag| tag.name.clone()).collect())
}
