//! All the tags of a service, sorted and judged.

use super::{Misfit, TagPattern, Version, VersionTag};
use crate::ids::{Oid, TagName};

/// The tags of a service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags {
    /// Versions, highest first; those that differ in build metadata only are
    /// all here, by name: which of them counts depends on the commit.
    pub versions: Vec<VersionTag>,
    /// Tags that look like versions of the service and are none, with the reason.
    pub misfits: Vec<(TagName, Misfit)>,
    /// Pairs that differ in build metadata only: neither is higher.
    pub ambiguous: Vec<(TagName, TagName)>,
}

impl Tags {
    /// Picks the tags whose whole name fits the pattern.
    pub fn of<'t>(
        pattern: &TagPattern,
        tags: impl IntoIterator<Item = (&'t TagName, &'t Oid)>,
    ) -> Self {
        let mut found = Self::default();
        for (name, commit) in tags {
            match pattern.version(name.as_str()) {
                Some(version) => found.versions.push(VersionTag {
                    name: name.clone(),
                    version,
                    commit: commit.clone(),
                }),
                None => {
                    let misfit = pattern.misfit(name.as_str());
                    found.misfits.extend(misfit.map(|why| (name.clone(), why)));
                }
            }
        }
        found.versions.sort_by(|a, b| {
            b.version
                .cmp_precedence(&a.version)
                .then_with(|| a.name.cmp(&b.name))
        });
        let same = |pair: &&[VersionTag]| pair[0].version.cmp_precedence(&pair[1].version).is_eq();
        found.ambiguous = found
            .versions
            .windows(2)
            .filter(same)
            .map(|pair| (pair[0].name.clone(), pair[1].name.clone()))
            .collect();
        found
    }

    /// The highest version that is no prerelease.
    #[must_use]
    pub fn highest_final(&self) -> Option<&VersionTag> {
        self.versions.iter().find(|tag| tag.version.pre.is_empty())
    }

    /// The tag of a version.
    #[must_use]
    pub fn find(&self, version: &Version) -> Option<&VersionTag> {
        self.versions
            .iter()
            .find(|tag| tag.version.cmp_precedence(version).is_eq())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pattern: &str, names: &[&str]) -> Tags {
        let pattern = TagPattern::parse(pattern).unwrap();
        let names: Vec<_> = names.iter().map(|name| TagName::new(*name)).collect();
        let commit = Oid::new("0");
        Tags::of(&pattern, names.iter().map(|name| (name, &commit)))
    }

    #[test]
    fn a_prefix_fits_whole_or_not_at_all() {
        let found = tags(
            "api-v{version}",
            &["api-v1.0.0", "api-gateway-v3.0.0", "v9.0.0", "api-v1"],
        );
        let names: Vec<_> = found.versions.iter().map(|t| t.name.as_str()).collect();
        assert_eq!(names, ["api-v1.0.0"]);
    }

    #[test]
    fn tags_that_look_like_versions_have_a_reason() {
        for (name, why) in [
            (
                "v99999999999999999999999.999999999999999999.99999999999999999",
                Misfit::TooLarge,
            ),
            ("v01.2.4", Misfit::LeadingZero),
            ("v1.2.4-", Misfit::Suffix),
            ("v1.2.4-rc.01", Misfit::Suffix),
        ] {
            let found = tags("v{version}", &[name]);
            assert_eq!(found.misfits, [(TagName::new(name), why)]);
        }
        assert_eq!(
            tags("v{version}", &["v1.2", "v1.2.x", "1.2.3"]),
            Tags::default()
        );
    }

    #[test]
    fn versions_sort_by_precedence_and_build_metadata_is_ambiguous() {
        let found = tags(
            "v{version}",
            &["v1.9.0", "v1.10.0-rc.1", "v1.10.0", "v1.10.0+b"],
        );
        let names: Vec<_> = found.versions.iter().map(|t| t.name.as_str()).collect();
        assert_eq!(names, ["v1.10.0", "v1.10.0+b", "v1.10.0-rc.1", "v1.9.0"]);
        assert_eq!(found.ambiguous.len(), 1);
        assert_eq!(found.highest_final().unwrap().name.as_str(), "v1.10.0");
    }
}
