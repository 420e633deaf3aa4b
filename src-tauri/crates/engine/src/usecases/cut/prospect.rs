//! A release to be: the history behind a commit, and the version it leads to.

use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::{Asked, Before, Lineage, RepoTags, lineage, needs_paths, raised};
use crate::ports::{RangeOptions, RemoteRef, Repo, RepoError};
use lockkeeper_domain::changelog::{Entry, Links, Style, entries, updates};
use lockkeeper_domain::ids::{BranchName, Oid, TagName};
use lockkeeper_domain::intent::CutIntent;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::release::{NextVersion, Raise, ReasonedCommit};
use std::sync::Arc;

/// What a release of one commit would be.
pub(in crate::usecases) struct Prospect {
    pub(in crate::usecases) repo: Arc<dyn Repo>,
    pub(in crate::usecases) line: Lineage,
    pub(in crate::usecases) next: NextVersion,
    /// What it depends on and was released since the base.
    raised: Vec<Raise>,
    /// A tag that git cannot keep beside the next one.
    pub(in crate::usecases) in_the_way: Option<TagName>,
}

impl Prospect {
    /// Of a commit, on that branch where it matters. Without the refs of the
    /// remote its tags count as they were seen there last.
    pub(in crate::usecases) async fn of(
        desk: &Desk,
        service: &Service,
        intent: &CutIntent,
        repo: Arc<dyn Repo>,
        (target, branch): (&Oid, Option<&BranchName>),
        refs: Option<&[RemoteRef]>,
    ) -> Result<Self, EngineError> {
        let read = |error: RepoError| EngineError::read_repo(&service.repo)(error);
        let siblings = desk.siblings(service);
        let options = RangeOptions {
            first_parent: false,
            paths: needs_paths(&siblings),
        };
        let seen = desk.seen().snapshot;
        let before = Before::of_repo(&desk.workspace, &service.repo, &seen);
        let tags = RepoTags::read(repo.as_ref()).await.map_err(read)?;
        let tags = tags.compared(refs, &before);
        let line = lineage(&repo, service, &tags, target, options)
            .await
            .map_err(read)?;
        let raised = raised(desk, service, &repo, &tags, &line)
            .await
            .map_err(read)?;
        let asked = Asked {
            kind: &intent.kind,
            branch: branch.map(BranchName::as_str),
            accepted: &intent.accepted,
            raised: &raised,
            first_parent: false,
        };
        let next = line.next(service, &siblings, &asked)?;
        let in_the_way = next.tag.as_ref().and_then(|tag| tags.in_the_way(tag));
        Ok(Self {
            in_the_way: in_the_way.cloned(),
            repo,
            line,
            next,
            raised,
        })
    }

    /// What a release of these of its commits says.
    pub(super) fn entries(
        &self,
        commits: &[ReasonedCommit],
        style: Style,
        links: &Links,
    ) -> Vec<Entry> {
        let mut found = entries(commits, &self.line.range, style, links);
        found.extend(updates(&self.raised, &found, style));
        found
    }
}
