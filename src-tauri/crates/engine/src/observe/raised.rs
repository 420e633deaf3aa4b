//! Services that were released since another one that depends on them.

use super::{Lineage, RepoTags};
use crate::desk::Desk;
use crate::ports::{Repo, RepoError};
use jiff::Timestamp;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::release::Raise;
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
) -> Result<Vec<Raise>, RepoError> {
    let Some(base) = &line.base else {
        return Ok(Vec::new());
    };
    let known = |name| desk.workspace.services.get(name);
    let mut raised = Vec::new();
    for other in service.depends.iter().filter_map(known) {
        let found = if other.repo == service.repo {
            contained(repo, other, tags, line, base).await?
        } else {
            let since = (made_at(tags, base), line.open.as_ref());
            made_after(desk, other, tags, since).await?
        };
        raised.extend(found);
    }
    Ok(raised)
}

/// Looks from the highest version down to the first that the base contains.
async fn contained(
    repo: &Arc<dyn Repo>,
    other: &Service,
    tags: &RepoTags,
    line: &Lineage,
    base: &VersionTag,
) -> Result<Option<Raise>, RepoError> {
    for release in finals(other, tags) {
        if repo.contains(&base.commit, &release.commit).await? {
            return Ok(None);
        }
        if repo.contains(&line.target, &release.commit).await? {
            let after_open = match &line.open {
                Some(open) => !repo.contains(&open.commit, &release.commit).await?,
                None => false,
            };
            return Ok(Some(Raise {
                service: other.name.clone(),
                release,
                after_open,
            }));
        }
    }
    Ok(None)
}

async fn made_after(
    desk: &Desk,
    other: &Service,
    own: &RepoTags,
    (base, open): (Option<Timestamp>, Option<&VersionTag>),
) -> Result<Option<Raise>, RepoError> {
    let (Some(base), Some(policy)) = (base, desk.workspace.repos.get(&other.repo)) else {
        return Ok(None);
    };
    let repo = desk.ports.repos.open(policy).await?;
    let tags = RepoTags::read(repo.as_ref()).await?;
    let open = open.and_then(|open| made_at(own, open));
    let raise = finals(other, &tags).into_iter().find_map(|release| {
        let at = made_at(&tags, &release).filter(|at| *at > base)?;
        Some(Raise {
            service: other.name.clone(),
            after_open: open.is_some_and(|open| at > open),
            release,
        })
    });
    Ok(raise)
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
