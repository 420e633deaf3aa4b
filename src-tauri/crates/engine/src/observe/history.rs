//! Where a service stands in its history: the release below a commit, and
//! what came since.

use super::RepoTags;
use crate::error::EngineError;
use crate::ports::{RangeOptions, Repo, RepoError};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::release::{
    NextInputs, NextVersion, Raise, Warning, next_version, spelled_otherwise,
};
use lockkeeper_domain::snapshot::AtRemote;
use lockkeeper_domain::version::{Level, Tags, VersionTag};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A service at one commit of its history.
#[derive(Debug, Clone)]
pub struct Lineage {
    /// The commit.
    pub target: Oid,
    /// All tags of the service.
    pub tags: Tags,
    /// The highest final version the commit contains.
    pub base: Option<VersionTag>,
    /// The highest prerelease above it that the commit contains.
    pub open: Option<VersionTag>,
    /// Commits since the base, newest first.
    pub range: Vec<CommitFacts>,
    /// Of those, the ones since the open prerelease.
    pub since_open: Vec<Oid>,
    /// Why tags above the base are left out as a base, a warning each.
    pub left_out: Vec<Warning>,
    /// All tags that were looked at, where none is a version of the service.
    pub others: Vec<TagName>,
}

/// Finds the release below a commit and reads what came since. Tags are
/// tried from the highest version down, and the first that the commit
/// contains ends the search. A tag that the remote took away or moved is none
/// to build upon.
///
/// # Errors
/// When the repository cannot be read, or its history is not whole.
pub async fn lineage(
    repo: &Arc<dyn Repo>,
    service: &Service,
    tags: &RepoTags,
    target: &Oid,
    options: RangeOptions,
) -> Result<Lineage, RepoError> {
    let known = tags;
    let tags = known.of(&service.tag);
    let (contested, counted): (Vec<&VersionTag>, Vec<&VersionTag>) = tags
        .versions
        .iter()
        .partition(|tag| known.is_contested(&tag.name));
    let (base, open) = below(repo, &counted, target).await?;
    let is_above = |tag: &&&VersionTag| {
        let above = |base: &VersionTag| tag.version.cmp_precedence(&base.version).is_gt();
        base.as_ref().is_none_or(above)
    };
    let left_out = contested.iter().filter(is_above);
    let left_out = left_out
        .map(|tag| contest(tag, &known.at_remote(&tag.name)))
        .collect();
    let hidden: Vec<Oid> = base.iter().map(|tag| tag.commit.clone()).collect();
    let range = repo.range(&hidden, target, options).await?;
    let since_open = match &open {
        Some(tag) => since(repo, &tag.commit, target).await?,
        None => Vec::new(),
    };
    Ok(Lineage {
        target: target.clone(),
        left_out,
        others: match tags.versions.is_empty() {
            true => known.names(),
            false => Vec::new(),
        },
        tags,
        base,
        open,
        range,
        since_open,
    })
}

/// The highest final version that a commit contains, and the highest
/// prerelease above it.
async fn below(
    repo: &Arc<dyn Repo>,
    tags: &[&VersionTag],
    target: &Oid,
) -> Result<(Option<VersionTag>, Option<VersionTag>), RepoError> {
    let is_final = |tag: &&VersionTag| tag.version.pre.is_empty();
    let finals: Vec<&VersionTag> = tags.iter().copied().filter(is_final).collect();
    let base = first(repo, target, &finals).await?;
    let is_above = |tag: &&VersionTag| base.is_none_or(|base| tag.name != base.name);
    let above = tags.iter().copied().take_while(is_above);
    let mut open: Vec<&VersionTag> = above.filter(|tag| !is_final(tag)).collect();
    if open.is_empty() {
        return Ok((base.cloned(), None));
    }
    // With the base among them the search ends there.
    open.extend(base);
    let open = first(repo, target, &open)
        .await?
        .filter(|tag| !is_final(tag));
    Ok((base.cloned(), open.cloned()))
}

/// Why a tag that would count is left out.
fn contest(tag: &VersionTag, at_remote: &AtRemote) -> Warning {
    let name = &tag.name;
    let (code, text) = match at_remote {
        AtRemote::Other(object) => (
            "tag-differs",
            format!(
                "{name} is left out: the remote's tag of that name is {}, and another object here.",
                object.short()
            ),
        ),
        _ => (
            "tag-gone",
            format!(
                "{name} is left out: the remote has no such tag any more. Where it was taken away for good, take it away here too."
            ),
        ),
    };
    Warning {
        code: code.to_owned(),
        text,
        commit: Some(tag.commit.clone()),
        offer: None,
    }
}

/// The first of the tags that a commit contains.
async fn first<'t>(
    repo: &Arc<dyn Repo>,
    target: &Oid,
    tags: &[&'t VersionTag],
) -> Result<Option<&'t VersionTag>, RepoError> {
    let commits: Vec<Oid> = tags.iter().map(|tag| tag.commit.clone()).collect();
    if commits.is_empty() {
        return Ok(None);
    }
    let place = repo.first_contained(target, &commits).await?;
    Ok(place.map(|place| tags[place]))
}

async fn since(repo: &Arc<dyn Repo>, tag: &Oid, target: &Oid) -> Result<Vec<Oid>, RepoError> {
    let options = RangeOptions::default();
    let range = repo
        .range(std::slice::from_ref(tag), target, options)
        .await?;
    Ok(range.iter().map(|commit| commit.oid.clone()).collect())
}

impl Lineage {
    /// The next version at that commit.
    ///
    /// # Errors
    /// When a service's paths are not globs.
    pub fn next(
        &self,
        service: &Service,
        siblings: &[&Service],
        asked: &Asked<'_>,
    ) -> Result<NextVersion, EngineError> {
        let inputs = NextInputs {
            service,
            siblings,
            tags: &self.tags,
            base: self.base.as_ref(),
            open: self.open.as_ref(),
            range: &self.range,
            since_open: &self.since_open,
            target: &self.target,
            branch: asked.branch,
            kind: asked.kind,
            accepted: asked.accepted,
            raised: asked.raised,
            first_parent: asked.first_parent,
        };
        let next = next_version(&inputs).map_err(|error| EngineError::Usage {
            text: format!("{error}."),
        });
        next.map(|mut next| {
            next.warnings.extend(self.left_out.iter().cloned());
            let other = spelled_otherwise(service, siblings, &self.others);
            next.warnings.extend(other);
            next
        })
    }
}

/// Which next version is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Which kind.
    pub kind: &'a CutKind,
    /// The branch the commit is on.
    pub branch: Option<&'a str>,
    /// Levels that a person accepted.
    pub accepted: &'a BTreeMap<String, Level>,
    /// Services it depends on that were released since the base.
    pub raised: &'a [Raise],
    /// Merges count by the title of their pull request.
    pub first_parent: bool,
}

/// Whether any of the services is a part of its repository only, so that
/// changed paths have to be read.
pub fn needs_paths(services: &[&Service]) -> bool {
    services.len() > 1
        || services
            .iter()
            .any(|s| !s.paths.is_empty() || !s.exclude.is_empty())
}
