//! The tags of one repository, found by their names.

use crate::ports::{Repo, RepoError, TagRef};
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::version::{TagPattern, Tags};

/// All tags of a repository, or those somebody asked for. Many services may
/// share them, so each finds its own without looking at the others'.
#[derive(Debug, Clone)]
pub struct RepoTags(Vec<TagRef>);

impl RepoTags {
    /// In the order of their names.
    #[must_use]
    pub fn new(mut tags: Vec<TagRef>) -> Self {
        tags.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Self(tags)
    }

    /// All of a repository.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub async fn read(repo: &dyn Repo) -> Result<Self, RepoError> {
        repo.tags().await.map(Self::new)
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
        let place = self.0.binary_search_by(|tag| tag.name.cmp(name)).ok()?;
        Some(&self.0[place])
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &TagRef> {
        self.0.iter()
    }

    fn beginning(&self, prefix: &str) -> &[TagRef] {
        let first = self.0.partition_point(|tag| tag.name.as_str() < prefix);
        let rest = &self.0[first..];
        let count = rest.partition_point(|tag| tag.name.as_str().starts_with(prefix));
        &rest[..count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lockkeeper_domain::ids::Oid;

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
    fn a_tag_is_found_by_its_whole_name() {
        let tags = tags(&["v1.0.0", "v1.0.0-rc.1"]);
        assert!(tags.named(&TagName::new("v1.0.0")).is_some());
        assert!(tags.named(&TagName::new("v1.0")).is_none());
    }
}
