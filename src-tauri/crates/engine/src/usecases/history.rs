//! The history of a repository, drawn from any place in it.

mod below;

pub(crate) use below::PlacesBelow;

use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::{BranchHead, CommitGraph, Repo, RepoError, TagRef};
use below::Descent;
use lockkeeper_contract::{CommitLabel, CommitRow, CommitView, CommitsView, LabelKind};
use lockkeeper_domain::branching::Strands;
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::{Oid, RepoName};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most rows of one answer.
const MOST_ROWS: usize = 500;
/// The most branches a history is drawn from: the one that is shown here and
/// the newest others.
const MOST_TIPS: usize = 128;
/// The most tagged commits a history is drawn from besides: the newest, for
/// those that no branch reaches.
const MOST_TAGS: usize = 256;

/// Rows of a history: from the newest commit, or from a place that an earlier
/// answer gave, after so many more that are skipped.
///
/// # Errors
/// When there is no such repository or place, or it cannot be read.
pub async fn commits(
    desk: &Desk,
    repo: &RepoName,
    from: Option<&str>,
    (skip, most): (u64, usize),
) -> Result<CommitsView, EngineError> {
    let seen = Seen::of(desk, repo).await?;
    let read = |error: RepoError| EngineError::read_repo(repo)(error);
    let (tips, left_out) = seen.tips();
    let mut strands = match from {
        None => Strands::above(tips),
        Some(place) => Strands::parse(place).map_err(|error| EngineError::Usage {
            text: format!("{error}."),
        })?,
    };
    if skip > 0 {
        let descent = Descent {
            graph: &seen.graph,
            kept: &desk.places_below,
            repo,
        };
        strands = descent.below(strands, skip).await.map_err(read)?;
    }
    let start = strands.text();
    let page = seen
        .graph
        .page(&strands.frontier(), most.clamp(1, MOST_ROWS))
        .await
        .map_err(read)?;
    let rows = page
        .iter()
        .map(|commit| row(commit, &mut strands, &seen.labels));
    let rows = rows.collect();
    Ok(CommitsView {
        rows,
        from: start,
        next: (strands != Strands::default()).then(|| strands.text()),
        left_out,
    })
}

/// How many commits a history has, all rows together.
///
/// # Errors
/// When there is no such repository, or it cannot be read.
pub async fn commit_count(desk: &Desk, repo: &RepoName) -> Result<u64, EngineError> {
    let seen = Seen::of(desk, repo).await?;
    let counted = seen.graph.count(&seen.tips().0).await;
    counted.map_err(EngineError::read_repo(repo))
}

/// One commit with what it changed.
///
/// # Errors
/// When there is no such repository or commit, or it cannot be read.
pub async fn commit_view(
    desk: &Desk,
    repo: &RepoName,
    commit: &Oid,
) -> Result<CommitView, EngineError> {
    let graph = desk.ports.repos.graph(desk.repo_policy(repo)?).await;
    let graph = graph.map_err(EngineError::read_repo(repo))?;
    let found = graph.details(commit).await;
    let found = found.map_err(EngineError::read_repo(repo))?;
    let content = CommitContent::from(found.facts);
    Ok(CommitView {
        oid: content.oid,
        parents: content.parents,
        message: content.message,
        author: content.author,
        authored: found.authored.to_string(),
        committer: found.committer,
        at: content.at.to_string(),
        signed: found.signed,
        changed: u32::try_from(found.changed).unwrap_or(u32::MAX),
        files: found.files,
    })
}

/// A repository with the names on its commits.
struct Seen {
    graph: Arc<dyn CommitGraph>,
    heads: Vec<BranchHead>,
    tags: Vec<TagRef>,
    here: Option<Oid>,
    labels: BTreeMap<Oid, Vec<CommitLabel>>,
}

impl Seen {
    async fn of(desk: &Desk, repo: &RepoName) -> Result<Self, EngineError> {
        let policy = desk.repo_policy(repo)?;
        let opened = desk.ports.repos.open(policy).await;
        let opened = opened.map_err(EngineError::read_repo(repo))?;
        let graph = desk.ports.repos.graph(policy).await;
        let graph = graph.map_err(EngineError::read_repo(repo))?;
        let seen = Self::look(opened, graph).await;
        seen.map_err(EngineError::read_repo(repo))
    }

    async fn look(repo: Arc<dyn Repo>, graph: Arc<dyn CommitGraph>) -> Result<Self, RepoError> {
        let (head, heads, tags) = (
            repo.head().await?,
            repo.branches().await?,
            repo.tags().await?,
        );
        let here = head.branch.map(|branch| format!("refs/heads/{branch}"));
        let mut labels: BTreeMap<Oid, Vec<CommitLabel>> = BTreeMap::new();
        for found in &heads {
            let kind = match found.name.strip_prefix("refs/heads/") {
                Some(_) if here.as_ref() == Some(&found.name) => LabelKind::Here,
                Some(_) => LabelKind::Branch,
                None => LabelKind::Remote,
            };
            let prefixes = ["refs/heads/", "refs/remotes/"];
            let short = prefixes.iter().find_map(|it| found.name.strip_prefix(it));
            let name = short.unwrap_or(&found.name).to_owned();
            let label = CommitLabel { kind, name };
            labels.entry(found.commit.clone()).or_default().push(label);
        }
        for tag in &tags {
            let label = CommitLabel {
                kind: LabelKind::Tag,
                name: tag.name.to_string(),
            };
            labels.entry(tag.commit.clone()).or_default().push(label);
        }
        for names in labels.values_mut() {
            names.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        }
        Ok(Self {
            graph,
            heads,
            tags,
            here: head.commit,
            labels,
        })
    }

    /// The commits a history is drawn from, and how many branches are not.
    fn tips(&self) -> (Vec<Oid>, u32) {
        let mut newest: Vec<&BranchHead> = self.heads.iter().collect();
        newest.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
        let mut tips: BTreeSet<Oid> = self.here.iter().cloned().collect();
        let mut left_out = BTreeSet::new();
        for head in newest {
            if tips.len() < MOST_TIPS {
                tips.insert(head.commit.clone());
            } else if !tips.contains(&head.commit) {
                left_out.insert(&head.name);
            }
        }
        let left_out = u32::try_from(left_out.len()).unwrap_or(u32::MAX);
        tips.extend(self.tagged());
        (tips.into_iter().collect(), left_out)
    }
}

impl Seen {
    /// The newest tagged commits; most are reached by a branch as well.
    fn tagged(&self) -> impl Iterator<Item = Oid> {
        let mut newest: Vec<&TagRef> = self.tags.iter().collect();
        newest.sort_by(|a, b| (b.at, &b.name).cmp(&(a.at, &a.name)));
        newest.dedup_by(|a, b| a.commit == b.commit);
        let newest = newest.into_iter().take(MOST_TAGS);
        newest.map(|tag| tag.commit.clone())
    }
}

fn row(
    commit: &CommitFacts,
    strands: &mut Strands,
    labels: &BTreeMap<Oid, Vec<CommitLabel>>,
) -> CommitRow {
    let strand = strands.draw(&commit.oid, &commit.parents);
    CommitRow {
        oid: commit.oid.clone(),
        subject: commit.subject().to_owned(),
        author: commit.author.clone(),
        at: commit.at.to_string(),
        labels: labels.get(&commit.oid).cloned().unwrap_or_default(),
        column: strand.column,
        above: strand.above,
        below: strand.below,
        past: strand.past,
    }
}
