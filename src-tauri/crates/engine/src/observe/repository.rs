//! What the services of one repository have in it.

use super::Earlier;
use super::automatic::{Published, wanted};
use super::history::{Asked, Lineage, lineage, needs_paths};
use super::raised::raised;
use super::remote::{Brought, Here, bring};
use super::strays::untagged_at;
use super::tags::{Before, RepoTags};
use super::yanks::Yanks;
use crate::desk::Desk;
use crate::ports::{BranchHead, RangeOptions, Repo, RepoError, TagRef};
use jiff::Timestamp;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName, ServiceName};
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::policy::{RepoPolicy, Service};
use lockkeeper_domain::release::NextVersion;
use lockkeeper_domain::secrets::without_secrets;
use lockkeeper_domain::snapshot::{AtRemote, Build, Fact, Known, Release, ServiceFacts, Signature};
use lockkeeper_domain::version::{Level, Version, VersionTag, bump, untagged};
use std::collections::BTreeMap;
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
    earlier: &Earlier<'_>,
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
    let seen = match Sight::of(desk, policy, &services, earlier, refresh).await {
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
        let state = match seen.facts(desk, service, &services, earlier).await {
            Ok(facts) => Known::Seen(facts),
            Err(error) => Known::Unknown(error.to_string()),
        };
        let mut fact = fact(state);
        if let (Some(_), Some(old)) = (
            &seen.unreached,
            earlier.snapshot.services.get(&service.name),
        ) {
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
    yanks: Yanks,
    branch: BranchName,
    head: Oid,
    head_at: Timestamp,
    has_remote: bool,
    branches: Vec<BranchHead>,
    published: Published,
    unreached: Option<String>,
}

impl Sight {
    async fn of(
        desk: &Desk,
        policy: &RepoPolicy,
        services: &[&Service],
        earlier: &Earlier<'_>,
        refresh: bool,
    ) -> Result<Self, RepoError> {
        let repo = desk.ports.repos.open(policy).await?;
        let has_remote = repo.remote_url(ORIGIN).await?.is_some();
        let brought = if refresh && has_remote {
            bring(&repo).await?
        } else {
            Brought::unasked(Here::read(&repo).await?)
        };
        let Here {
            branches,
            tags,
            bare,
        } = brought.here;
        let branch = release_branch(&repo, policy).await?;
        let head = newest(&repo, &branches, &branch).await?;
        let mut tags = RepoTags::new(tags);
        if has_remote {
            let before = Before::of_repo(&desk.workspace, &policy.name, earlier.snapshot);
            tags = tags.compared(brought.remote.as_deref(), &before);
        }
        let (head, head_at) = (head.commit, head.at);
        let yanks = Yanks::read(desk, policy, services, (&repo, &head), &earlier.yanked).await;
        let is_clone = has_remote && !bare;
        Ok(Self {
            repo,
            tags,
            yanks,
            branch,
            head,
            head_at,
            has_remote,
            branches,
            published: if is_clone {
                Published::Remote
            } else {
                Published::Own
            },
            unreached: brought.unreached,
        })
    }

    async fn facts(
        &self,
        desk: &Desk,
        service: &Service,
        siblings: &[&Service],
        earlier: &Earlier<'_>,
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
        let old = earlier
            .snapshot
            .services
            .get(&service.name)
            .and_then(Fact::seen);
        let yanked = self.yanks.among(&line.tags, service, siblings)?;
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
            raised: raised.into_iter().map(|raise| raise.service).collect(),
            doubts,
            keys: None,
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
        let remote = self.tags.at_remote(&tag.name);
        let pushed = match &remote {
            AtRemote::Unasked => !self.has_remote || old.is_none_or(|old| old.pushed),
            AtRemote::Same => true,
            AtRemote::Unpushed | AtRemote::Gone | AtRemote::Other(_) => false,
        };
        Release {
            tag: tag.clone(),
            object: git.object.clone(),
            at: git.at.unwrap_or(self.head_at),
            signature: match git.signed {
                true => Signature::Unchecked,
                false => Signature::Unsigned,
            },
            yanked,
            pushed,
            remote,
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

/// What is in doubt: the newest commit contains none of the final versions, or
/// the remote does not have a tag as it is here.
fn doubts(next: &NextVersion) -> Vec<String> {
    let codes = ["unreachable-versions", "tag-gone", "tag-differs"];
    let apart = next
        .warnings
        .iter()
        .filter(|warning| codes.contains(&&*warning.code));
    let apart = apart.map(|warning| warning.text.clone());
    let blocked = next.blocked.iter().filter(|_| next.next.is_none());
    blocked.cloned().chain(apart).collect()
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
