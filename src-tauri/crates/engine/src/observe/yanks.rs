//! Releases that must not be used, whoever said so.

use crate::desk::Desk;
use crate::ports::{Repo, RepoError};
use lockkeeper_domain::changelog;
use lockkeeper_domain::ids::{Oid, ServiceName, TagName};
use lockkeeper_domain::policy::{RepoPolicy, Service};
use lockkeeper_domain::snapshot::Snapshot;
use lockkeeper_domain::version::{Tags, Version};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The yanks of this desk's journal by service, read once for all
/// repositories.
pub(super) struct Journaled(BTreeMap<ServiceName, BTreeSet<TagName>>);

impl Journaled {
    /// Where the journal cannot be read, they are as they were seen last.
    pub(super) async fn read(desk: &Desk, before: &Snapshot) -> Self {
        let mut found: BTreeMap<ServiceName, BTreeSet<TagName>> = BTreeMap::new();
        match desk.ports.journal.yanks().await {
            Ok(records) => {
                for record in records {
                    let of_service = found.entry(record.service).or_default();
                    of_service.insert(record.tag);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "what was yanked is as it was seen last");
                for (service, fact) in &before.services {
                    let old = fact.seen().into_iter().flat_map(|old| &old.releases);
                    let yanked = old.filter(|release| release.yanked);
                    let names = yanked.map(|release| release.tag.name.clone());
                    found.insert(service.clone(), names.collect());
                }
            }
        }
        Self(found)
    }

    fn of(&self, services: &[&Service]) -> BTreeSet<TagName> {
        let found = services.iter().filter_map(|s| self.0.get(&s.name));
        found.flatten().cloned().collect()
    }
}

/// What was yanked in a repository, read once for all its services. A tag is
/// yanked for every service that has it.
pub(super) struct Yanks {
    /// As the ledger has it, and this desk's journal.
    named: BTreeSet<TagName>,
    /// Without a ledger as the changelogs on the release branch have it.
    marked: BTreeMap<ServiceName, Result<Vec<Version>, RepoError>>,
}

impl Yanks {
    /// Reads everything that tells of yanks; `head` is the newest commit of the
    /// release branch.
    pub(super) async fn read(
        desk: &Desk,
        policy: &RepoPolicy,
        services: &[&Service],
        (repo, head): (&Arc<dyn Repo>, &Oid),
        journal: &Journaled,
    ) -> Self {
        let mut named = journal.of(services);
        let mut marked = BTreeMap::new();
        match desk.walk() {
            Some(walk) => {
                let yanks = walk.state().yanks().iter().map(|yank| &yank.item);
                let own = yanks.filter(|item| item.repository == policy.name.as_str());
                named.extend(own.filter_map(|item| item.tag.clone().map(TagName::new)));
            }
            None => {
                for service in services {
                    if let Some(path) = &service.changelog {
                        let found = in_changelog(repo, head, path).await;
                        marked.insert(service.name.clone(), found);
                    }
                }
            }
        }
        Self { named, marked }
    }

    /// The yanked ones among the tags of a service.
    ///
    /// # Errors
    /// When a changelog that would say so cannot be read.
    pub(super) fn among(
        &self,
        tags: &Tags,
        service: &Service,
        siblings: &[&Service],
    ) -> Result<BTreeSet<TagName>, RepoError> {
        let mut found = self.named.clone();
        for member in siblings.iter().filter(|other| other.tag == service.tag) {
            let versions = match self.marked.get(&member.name) {
                Some(read) => read.as_ref().map_err(Clone::clone)?,
                None => continue,
            };
            let tagged = tags.versions.iter();
            let tagged = tagged.filter(|tag| versions.contains(&tag.version));
            found.extend(tagged.map(|tag| tag.name.clone()));
        }
        Ok(found)
    }
}

async fn in_changelog(
    repo: &Arc<dyn Repo>,
    head: &Oid,
    path: &str,
) -> Result<Vec<Version>, RepoError> {
    let text = repo.file(head, path).await?;
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(changelog::yanked(&text.unwrap_or_default()))
}
