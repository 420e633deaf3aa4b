//! The tags of one repository, found by their names.

use crate::ports::{RemoteRef, Repo, RepoError, TagRef};
use lockkeeper_domain::ids::{Oid, RepoName, TagName};
use lockkeeper_domain::policy::{Service, Workspace};
use lockkeeper_domain::snapshot::{AtRemote, Snapshot};
use lockkeeper_domain::version::{TagPattern, Tags};
use std::collections::BTreeMap;

/// All tags of a repository, or those somebody asked for. Many services may
/// share them, so each finds its own without looking at the others'.
#[derive(Debug, Clone)]
pub struct RepoTags {
    all: Vec<TagRef>,
    /// What the remote has of them; what is missing was not asked.
    remote: BTreeMap<TagName, AtRemote>,
}

impl RepoTags {
    /// In the order of their names.
    #[must_use]
    pub fn new(mut tags: Vec<TagRef>) -> Self {
        tags.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Self {
            all: tags,
            remote: BTreeMap::new(),
        }
    }

    /// All of a repository.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub async fn read(repo: &dyn Repo) -> Result<Self, RepoError> {
        repo.tags().await.map(Self::new)
    }

    /// The same, compared with what the remote has now; where it was not asked,
    /// with what it had when it was asked last.
    #[must_use]
    pub(crate) fn compared(mut self, refs: Option<&[RemoteRef]>, before: &Before<'_>) -> Self {
        let there: Option<BTreeMap<&str, &Oid>> = refs.map(|refs| {
            let tags = refs.iter();
            let tags = tags.filter_map(|r| Some((r.name.strip_prefix("refs/tags/")?, &r.object)));
            tags.collect()
        });
        let at_remote = |tag: &TagRef| {
            let known = before.of(tag);
            let Some(there) = &there else { return known };
            match there.get(tag.name.as_str()) {
                Some(object) if **object == tag.object => AtRemote::Same,
                Some(object) => AtRemote::Other((*object).clone()),
                None if matches!(known, AtRemote::Unasked | AtRemote::Unpushed) => {
                    AtRemote::Unpushed
                }
                None => AtRemote::Gone,
            }
        };
        self.remote = self
            .all
            .iter()
            .map(|tag| (tag.name.clone(), at_remote(tag)))
            .collect();
        self
    }

    /// What the remote has of a tag.
    #[must_use]
    pub fn at_remote(&self, name: &TagName) -> AtRemote {
        self.remote.get(name).cloned().unwrap_or_default()
    }

    /// Whether somebody took the tag away at the remote, or moved it there.
    #[must_use]
    pub fn is_contested(&self, name: &TagName) -> bool {
        self.remote.get(name).is_some_and(AtRemote::is_contested)
    }

    /// The names of all of them.
    #[must_use]
    pub fn names(&self) -> Vec<TagName> {
        self.all.iter().map(|tag| tag.name.clone()).collect()
    }

    /// Those of the services that have this pattern.
    #[must_use]
    pub fn of(&self, pattern: &TagPattern) -> Tags {
        let tags = self.beginning(pattern.prefix()).iter();
        Tags::of(pattern, tags.map(|tag| (&tag.name, &tag.commit)))
    }

    /// The one of that name.
    #[must_use]
    pub fn named(&self, name: &TagName) -> Option<&TagRef> {
        let place = self.all.binary_search_by(|tag| tag.name.cmp(name)).ok()?;
        Some(&self.all[place])
    }

    /// A tag that git cannot keep beside a new one: its name is a folder of
    /// the other's, or the other way round.
    #[must_use]
    pub fn in_the_way(&self, name: &TagName) -> Option<&TagName> {
        let (whole, below) = (name.as_str(), format!("{name}/"));
        let folders = whole.match_indices('/').map(|(end, _)| &whole[..end]);
        let above = folders
            .filter_map(|folder| self.named(&TagName::new(folder)))
            .next();
        let found = above.or_else(|| self.beginning(&below).first());
        found.map(|tag| &tag.name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &TagRef> {
        self.all.iter()
    }

    fn beginning(&self, prefix: &str) -> &[TagRef] {
        let first = self.all.partition_point(|tag| tag.name.as_str() < prefix);
        let rest = &self.all[first..];
        let count = rest.partition_point(|tag| tag.name.as_str().starts_with(prefix));
        &rest[..count]
    }
}

/// What the remote had of the tags of a repository when it was asked last.
pub(crate) struct Before<'a>(BTreeMap<&'a TagName, (&'a Oid, &'a AtRemote)>);

impl<'a> Before<'a> {
    /// As a snapshot tells.
    pub(crate) fn of_repo(workspace: &Workspace, repo: &RepoName, snapshot: &'a Snapshot) -> Self {
        let services = workspace.services.values().filter(|s| s.repo == *repo);
        Self::of_services(services, snapshot)
    }

    /// The same of the services of a repository.
    pub(crate) fn of_services<'s>(
        services: impl Iterator<Item = &'s Service>,
        snapshot: &'a Snapshot,
    ) -> Self {
        let facts = services.filter_map(|s| snapshot.services.get(&s.name)?.seen());
        let releases = facts.flat_map(|facts| &facts.releases);
        Self(
            releases
                .map(|r| (&r.tag.name, (&r.object, &r.remote)))
                .collect(),
        )
    }

    fn of(&self, tag: &TagRef) -> AtRemote {
        let known = self.0.get(&tag.name);
        let same = known.filter(|(object, _)| **object == tag.object);
        same.map_or(AtRemote::Unasked, |(_, at_remote)| (*at_remote).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(names: &[&str]) -> RepoTags {
        let tags = names.iter().map(|name| TagRef {
            name: TagName::new(*name),
            object: Oid::new("0"),
            commit: Oid::new("0"),
            at: None,
            signed: false,
        });
        RepoTags::new(tags.collect())
    }

    #[test]
    fn a_service_finds_its_own_between_those_of_others() {
        let tags = tags(&[
            "b/v1.0.0",
            "a/v2.0.0",
            "c/v1.0.0",
            "b/v1.1.0",
            "b/x",
            "bb/v1.0.0",
        ]);
        let own = tags
            .of(&TagPattern::parse("b/v{version}").unwrap())
            .versions;
        let names: Vec<&str> = own.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["b/v1.1.0", "b/v1.0.0"]);
        let without_prefix = TagPattern::parse("{version}").unwrap();
        assert!(tags.of(&without_prefix).versions.is_empty());
    }

    #[test]
    fn a_name_is_no_folder_of_another() {
        let tags = tags(&["app", "web-v1.0.0", "x/v1.0.0/y"]);
        let found = |name: &str| tags.in_the_way(&TagName::new(name)).map(TagName::as_str);
        assert_eq!(found("app/v0.1.0"), Some("app"));
        assert_eq!(found("x/v1.0.0"), Some("x/v1.0.0/y"));
        for fine in [
            "app-v0.1.0",
            "x/v1.0",
            "x/v1.0.1",
            "web-v1.0.0",
            "application",
        ] {
            assert_eq!(found(fine), None, "{fine}");
        }
    }

    /// What the remote has of `v1.0.0`, by what it says now and said before.
    fn at_remote(now: Option<&[(&str, &str)]>, before: Option<&AtRemote>) -> AtRemote {
        let (name, object) = (TagName::new("v1.0.0"), Oid::new("0"));
        let refs = now.map(|refs| {
            let refs = refs.iter().map(|(name, object)| RemoteRef {
                name: format!("refs/tags/{name}"),
                object: Oid::new(*object),
                peeled: None,
            });
            refs.collect::<Vec<_>>()
        });
        let before = Before(
            before
                .map(|known| (&name, (&object, known)))
                .into_iter()
                .collect(),
        );
        let compared = tags(&["v1.0.0"]).compared(refs.as_deref(), &before);
        compared.at_remote(&name)
    }

    #[test]
    fn what_was_seen_at_the_remote_and_is_there_no_more_is_gone() {
        let here: &[(&str, &str)] = &[("v1.0.0", "0")];
        let same = at_remote(Some(here), None);
        assert_eq!(same, AtRemote::Same);
        assert_eq!(at_remote(Some(&[]), None), AtRemote::Unpushed);
        assert_eq!(at_remote(Some(&[]), Some(&same)), AtRemote::Gone);
        assert_eq!(at_remote(Some(&[]), Some(&AtRemote::Gone)), AtRemote::Gone);
        assert_eq!(at_remote(None, Some(&AtRemote::Gone)), AtRemote::Gone);
        assert_eq!(at_remote(None, None), AtRemote::Unasked);
        let moved = at_remote(Some(&[("v1.0.0", "1")]), Some(&same));
        assert_eq!(moved, AtRemote::Other(Oid::new("1")));
        assert_eq!(at_remote(Some(here), Some(&moved)), AtRemote::Same);
    }

    #[test]
    fn a_tag_is_found_by_its_whole_name() {
        let tags = tags(&["v1.0.0", "v1.0.0-rc.1"]);
        assert!(tags.named(&TagName::new("v1.0.0")).is_some());
        assert!(tags.named(&TagName::new("v1.0")).is_none());
    }
}
