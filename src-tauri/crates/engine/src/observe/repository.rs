//! What the services of one repository have in it.

use super::automatic::{Published, wanted};
use super::history::{Asked, Lineage, lineage, needs_paths};
use super::raised::raised;
use super::strays::untagged_at;
use super::tags::RepoTags;
use crate::desk::Desk;
use crate::ports::{BranchHead, RangeOptions, RemoteRef, Repo, RepoError, TagRef};
use jiff::Timestamp;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName, ServiceName, TagName};
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::policy::{RepoPolicy, Service};
use lockkeeper_domain::release::NextVersion;
use lockkeeper_domain::secrets::without_secrets;
use lockkeeper_domain::snapshot::{Build, Fact, Known, Release, ServiceFacts, Signature, Snapshot};
use lockkeeper_domain::version::{Level, Version, VersionTag, bump, untagged};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The remote that everything is compared with.
pub const ORIGIN: &str = "origin";

/// What was seen of one repository.
pub(super) struct Look {
    pub(super) services: Vec<(ServiceName, Fact<ServiceFacts>)>,
    pub(super) unreached: Option<(RepoName, String)>,
}

/// Looks at a repository and all its services; never fails.
pub(super) async fn look(
    desk: &Desk,
    policy: &RepoPolicy,
    before: &Snapshot,
    refresh: bool,
) -> Look {
    let services: Vec<&Service> = desk
        .workspace
        .services
        .values()
        .filter(|service| service.repo == policy.name)
        .collect();
    let at = desk.now();
    let fact = |state| Fact {
        state,
        source: without_secrets(&policy.url),
        at,
    };
    let seen = match Sight::of(desk, policy, refresh).await {
        Ok(seen) => seen,
        Err(error) => {
            let why = error.to_string();
            let facts = services
                .iter()
                .map(|s| (s.name.clone(), fact(Known::Unknown(why.clone()))));
            return Look {
                services: facts.collect(),
                unreached: away(&error).then(|| (policy.name.clone(), why)),
            };
        }
    };
    let mut found = Vec::new();
    for service in &services {
        let state = match seen.facts(desk, service, &services, before).await {
            Ok(facts) => Known::Seen(facts),
            Err(error) => Known::Unknown(error.to_string()),
        };
        let mut fact = fact(state);
        if let (Some(_), Some(old)) = (&seen.unreached, before.services.get(&service.name)) {
            fact.at = old.at;
        }
        found.push((service.name.clone(), fact));
    }
    Look {
        services: found,
        unreached: seen.unreached.map(|why| (policy.name.clone(), why)),
    }
}

/// Whether it was the remote: a repository that is known by its URL only has
/// to be asked for before anything can be read.
const fn away(error: &RepoError) -> bool {
    use RepoError::{Unauthorized, Unavailable};
    matches!(error, Unauthorized { .. } | Unavailable { .. })
}

/// One repository, read once for all its services.
struct Sight {
    repo: Arc<dyn Repo>,
    tags: RepoTags,
    branch: BranchName,
    head: Oid,
    head_at: Timestamp,
    /// Tags of the remote by name; absent when it was not asked.
    remote: Option<BTreeMap<String, Oid>>,
    has_remote: bool,
    branches: Vec<BranchHead>,
    published: Published,
    unreached: Option<String>,
}

impl Sight {
    async fn of(desk: &Desk, policy: &RepoPolicy, refresh: bool) -> Result<Self, RepoError> {
        let repo = desk.ports.repos.open(policy).await?;
        let has_remote = repo.remote_url(ORIGIN).await?.is_some();
        let (mut remote, mut unreached) = (None, None);
        if refresh && has_remote {
            match bring(&repo).await {
                Ok(refs) => remote = Some(tags_of(&refs)),
                Err(error) => unreached = Some(error.to_string()),
            }
        }
        let branches = repo.branches().await?;
        let branch = release_branch(&repo, policy).await?;
        let head = newest(&repo, &branches, &branch).await?;
        let tags = RepoTags::read(repo.as_ref()).await?;
        let (head, head_at) = (head.commit, head.at);
        let is_clone = has_remote && !repo.head().await?.bare;
        Ok(Self {
            repo,
            tags,
            branch,
            head,
            head_at,
            remote,
            has_remote,
            branches,
            published: if is_clone {
                Published::Remote
            } else {
                Published::Own
            },
            unreached,
        })
    }

    async fn facts(
        &self,
        desk: &Desk,
        service: &Service,
        siblings: &[&Service],
        before: &Snapshot,
    ) -> Result<ServiceFacts, RepoError> {
        let options = RangeOptions {
            first_parent: false,
            paths: needs_paths(siblings),
        };
        let line = lineage(&self.repo, service, &self.tags, &self.head, options).await?;
        let raised = raised(desk, service, &self.repo, &self.tags, &line).await?;
        let asked = Asked {
            kind: &CutKind::Final,
            branch: Some(self.branch.as_str()),
            accepted: &BTreeMap::new(),
            raised: &raised,
            first_parent: false,
        };
        let next = line.next(service, siblings, &asked).ok();
        let commits = next.as_ref().map_or(0, |next| next.commits.len());
        let doubts = next.as_ref().map(doubts).unwrap_or_default();
        let core = next
            .and_then(|next| next.next)
            .unwrap_or_else(|| after(&line, service));
        let yanked = yanked(desk, &service.name).await;
        let old = before.services.get(&service.name).and_then(Fact::seen);
        let releases = line.tags.versions.iter().filter_map(|tag| {
            let git = self.tags.named(&tag.name)?;
            Some(self.release(tag, git, old, yanked.contains(&tag.name)))
        });
        let mut facts = ServiceFacts {
            branch: self.branch.to_string(),
            head: self.head.clone(),
            head_at: self.head_at,
            releases: releases.collect(),
            unreleased: commits,
            untagged: Some(untagged(&core, commits, self.head.as_str())),
            newest: BTreeMap::new(),
            raised,
            doubts,
        };
        for branch in wanted(&desk.workspace, service) {
            let build = self.newest(desk, service, &facts, branch).await;
            facts
                .newest
                .extend(build.map(|build| (branch.clone(), build)));
        }
        Ok(facts)
    }

    /// The newest build of a branch as everybody has it; nothing where the
    /// branch is not there or its version cannot be told.
    async fn newest(
        &self,
        desk: &Desk,
        service: &Service,
        facts: &ServiceFacts,
        branch: &BranchName,
    ) -> Option<Build> {
        let commit = self.published.head(&self.branches, branch)?;
        if commit == self.head {
            return facts.head_build();
        }
        let build = untagged_at(desk, service, &self.repo, &self.tags, &commit).await;
        build.ok()
    }

    fn release(
        &self,
        tag: &VersionTag,
        git: &TagRef,
        old: Option<&ServiceFacts>,
        yanked: bool,
    ) -> Release {
        let same =
            |release: &&Release| release.tag.name == tag.name && release.object == git.object;
        let old = old.and_then(|facts| facts.releases.iter().find(same));
        let unsigned = if git.signed {
            Signature::Unchecked
        } else {
            Signature::Unsigned
        };
        let pushed = match &self.remote {
            Some(remote) => remote.get(tag.name.as_str()) == Some(&git.object),
            None => !self.has_remote || old.is_none_or(|old| old.pushed),
        };
        Release {
            tag: tag.clone(),
            object: git.object.clone(),
            at: git.at.unwrap_or(self.head_at),
            signature: old.map_or(unsigned, |old| old.signature.clone()),
            yanked,
            pushed,
        }
    }
}

/// The core that a build belongs to where no commit decides it: above its
/// base, and above every final version where it contains none of them.
pub(super) fn after(line: &Lineage, service: &Service) -> Version {
    let base = line.base.as_ref().or_else(|| line.tags.highest_final());
    base.map_or_else(
        || service.first.clone(),
        |base| bump(&base.version, Level::Patch, service.zero),
    )
}

/// What is in doubt when the newest commit contains none of the final versions.
fn doubts(next: &NextVersion) -> Vec<String> {
    let apart = next
        .warnings
        .iter()
        .filter(|warning| warning.code == "unreachable-versions");
    let apart = apart.map(|warning| warning.text.clone());
    let blocked = next.blocked.iter().filter(|_| next.next.is_none());
    blocked.cloned().chain(apart).collect()
}

async fn yanked(desk: &Desk, service: &ServiceName) -> BTreeSet<TagName> {
    let records = desk
        .ports
        .journal
        .releases(service)
        .await
        .unwrap_or_default();
    records
        .into_iter()
        .filter(|r| r.event == "yanked")
        .map(|r| r.tag)
        .collect()
}

/// Asks the remote, and fetches only when it has something new.
async fn bring(repo: &Arc<dyn Repo>) -> Result<Vec<RemoteRef>, RepoError> {
    let refs = repo.remote_refs(ORIGIN).await?;
    if !is_here(repo, &refs).await? {
        repo.fetch(ORIGIN).await?;
    }
    Ok(refs)
}

async fn is_here(repo: &Arc<dyn Repo>, refs: &[RemoteRef]) -> Result<bool, RepoError> {
    let bare_mirror = repo.head().await?.bare;
    let branches = repo.branches().await?;
    let here: BTreeMap<&str, &Oid> = branches
        .iter()
        .map(|b| (b.name.as_str(), &b.commit))
        .collect();
    let tags = repo.tags().await?;
    let objects: BTreeMap<&str, &Oid> = tags.iter().map(|t| (t.name.as_str(), &t.object)).collect();
    let is_known = |name: &str, object: &Oid| {
        if let Some(tag) = name.strip_prefix("refs/tags/") {
            return objects.get(tag) == Some(&object);
        }
        let Some(branch) = name.strip_prefix("refs/heads/") else {
            return true;
        };
        let tracking = format!("refs/remotes/{ORIGIN}/{branch}");
        here.get(tracking.as_str()) == Some(&object)
            || (bare_mirror && here.get(name) == Some(&object))
    };
    Ok(refs.iter().all(|one| is_known(&one.name, &one.object)))
}

fn tags_of(refs: &[RemoteRef]) -> BTreeMap<String, Oid> {
    let tags = refs.iter().filter_map(|one| {
        let name = one.name.strip_prefix("refs/tags/")?;
        Some((name.to_owned(), one.object.clone()))
    });
    tags.collect()
}

/// The branch releases are cut from: what the policy says, else the remote's
/// default branch, else the one that is checked out.
///
/// # Errors
/// When the repository cannot be read or has no branch at all.
pub async fn release_branch(
    repo: &Arc<dyn Repo>,
    policy: &RepoPolicy,
) -> Result<BranchName, RepoError> {
    if let Some(branch) = &policy.branch {
        return Ok(branch.clone());
    }
    if let Ok(Some(branch)) = repo.default_branch(ORIGIN).await {
        return Ok(branch);
    }
    let head = repo.head().await?;
    head.branch.ok_or_else(|| RepoError::NotFound {
        what: "a branch to release from".to_owned(),
    })
}

/// The newest state of a branch: the remote's where it contains the local
/// one, else the local one.
async fn newest(
    repo: &Arc<dyn Repo>,
    branches: &[BranchHead],
    branch: &BranchName,
) -> Result<BranchHead, RepoError> {
    let find = |name: String| branches.iter().find(|head| head.name == name).cloned();
    let local = find(format!("refs/heads/{branch}"));
    let remote = find(format!("refs/remotes/{ORIGIN}/{branch}"));
    match (local, remote) {
        (Some(local), Some(remote)) => {
            let ahead = repo.contains(&remote.commit, &local.commit).await?;
            Ok(if ahead { remote } else { local })
        }
        (Some(one), None) | (None, Some(one)) => Ok(one),
        (None, None) => Err(RepoError::NotFound {
            what: format!("the branch {branch}"),
        }),
    }
}
