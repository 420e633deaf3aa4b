//! Services that were released since another one that depends on them.

use super::{Lineage, RepoTags};
use crate::desk::Desk;
use crate::ports::{Repo, RepoError};
use jiff::Timestamp;
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::version::VersionTag;
use std::sync::Arc;

/// The services whose release raises the patch of this one: in the same
/// repository those with a final release that the commit contains and the
/// base lacks, in another repository those with one made after the base. A
/// service without a base has nothing to raise.
///
/// # Errors
/// When a repository cannot be read.
pub(crate) async fn raised(
    desk: &Desk,
    service: &Service,
    repo: &Arc<dyn Repo>,
    tags: &RepoTags,
    line: &Lineage,
) -> Result<Vec<ServiceName>, RepoError> {
    let Some(base) = &line.base else {
        return Ok(Vec::new());
    };
    let known = |name| desk.workspace.services.get(name);
    let mut raised = Vec::new();
    for other in service.depends.iter().filter_map(known) {
        let released = if other.repo == service.repo {
            contains_release(repo, other, tags, line, base).await?
        } else {
            released_after(desk, other, made_at(tags, base)).await?
        };
        if released {
            raised.push(other.name.clone());
        }
    }
    Ok(raised)
}

/// Looks from the highest version down to the first that the base contains.
async fn contains_release(
    repo: &Arc<dyn Repo>,
    other: &Service,
    tags: &RepoTags,
    line: &Lineage,
    base: &VersionTag,
) -> Result<bool, RepoError> {
    for release in finals(other, tags) {
        if repo.contains(&base.commit, &release.commit).await? {
            return Ok(false);
        }
        if repo.contains(&line.target, &release.commit).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn released_after(
    desk: &Desk,
    other: &Service,
    base: Option<Timestamp>,
) -> Result<bool, RepoError> {
    let (Some(base), Some(policy)) = (base, desk.workspace.repos.get(&other.repo)) else {
        return Ok(false);
    };
    let repo = desk.ports.repos.open(policy).await?;
    let tags = RepoTags::read(repo.as_ref()).await?;
    let finals = finals(other, &tags);
    Ok(finals
        .iter()
        .any(|release| made_at(&tags, release).is_some_and(|at| at > base)))
}

fn finals(service: &Service, tags: &RepoTags) -> Vec<VersionTag> {
    let mut versions = tags.of(&service.tag).versions;
    versions.retain(|tag| tag.version.pre.is_empty() && !tags.is_contested(&tag.name));
    versions
}

/// When a tag was made; a lightweight one is as old as its commit.
fn made_at(tags: &RepoTags, tag: &VersionTag) -> Option<Timestamp> {
    tags.named(&tag.name)?.at
}
