//! History to look through: pages from any place in it, far jumps by git.

mod details;
mod page;

use crate::failure::classify_local;
use crate::read::id;
use crate::repo::GitRepo;
use async_trait::async_trait;
use lockkeeper_domain::branching::RecentCommit;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::{CommitDetails, CommitGraph, RepoError};

/// The history of one repository.
#[derive(Clone)]
pub struct GitGraph {
    repo: GitRepo,
}

impl GitGraph {
    pub(crate) const fn of(repo: GitRepo) -> Self {
        Self { repo }
    }
}

#[async_trait]
impl CommitGraph for GitGraph {
    async fn page(&self, frontier: &[Oid], most: usize) -> Result<Vec<CommitFacts>, RepoError> {
        let frontier = frontier.to_vec();
        let repo = self.repo.clone();
        self.repo
            .read(move |library| page::page(&repo, library, &frontier, most))
            .await
    }

    async fn walk(
        &self,
        frontier: &[Oid],
        most: u64,
        met: &mut (dyn FnMut(Oid, Vec<Oid>) + Send),
    ) -> Result<u64, RepoError> {
        if frontier.is_empty() {
            return Ok(0);
        }
        let most = format!("--max-count={most}");
        let run = self.repo.local().args(["rev-list", "--date-order"]);
        let run = run.args(["--parents", &most, "--stdin"]);
        let (mut lines, mut count) = (Lines::default(), 0);
        let outcome = self
            .repo
            .program()
            .stream(run.input(listed(frontier)?), &mut |chunk| {
                lines.take(chunk, &mut |line| {
                    let mut ids = line.split(' ').map(Oid::from);
                    if let Some(commit) = ids.next() {
                        count += 1;
                        met(commit, ids.collect());
                    }
                });
                true
            })
            .await;
        if outcome.ok() {
            Ok(count)
        } else {
            Err(classify_local("the history", &outcome))
        }
    }

    async fn count(&self, tips: &[Oid]) -> Result<u64, RepoError> {
        if tips.is_empty() {
            return Ok(0);
        }
        let run = self.repo.local().args(["rev-list", "--count", "--stdin"]);
        let outcome = self.repo.program().run(run.input(listed(tips)?)).await;
        let counted = outcome.text().trim().parse().ok();
        counted
            .filter(|_| outcome.ok())
            .ok_or_else(|| classify_local("the history", &outcome))
    }

    async fn details(&self, commit: &Oid) -> Result<CommitDetails, RepoError> {
        let commit = commit.clone();
        self.repo
            .read(move |library| details::details(library, &commit))
            .await
    }

    async fn recent(
        &self,
        tip: &Oid,
        first_parents: bool,
        most: usize,
    ) -> Result<Vec<RecentCommit>, RepoError> {
        let (repo, tip) = (self.repo.clone(), tip.clone());
        self.repo
            .read(move |library| details::recent(&repo, library, &tip, first_parents, most))
            .await
    }

    async fn signatures(
        &self,
        commits: &[Oid],
        people: &[(String, String)],
    ) -> Result<Vec<Signature>, RepoError> {
        crate::verify::verify_commits(&self.repo, commits, people).await
    }
}

/// Ids for git's standard input, one a line: nothing that could be an option.
fn listed(commits: &[Oid]) -> Result<String, RepoError> {
    let lines = commits
        .iter()
        .map(|commit| Ok(format!("{}\n", id(commit)?)));
    lines.collect()
}

/// Puts lines together that come in pieces.
#[derive(Default)]
struct Lines {
    pending: String,
}

impl Lines {
    fn take(&mut self, chunk: &[u8], line: &mut dyn FnMut(&str)) {
        self.pending.push_str(&String::from_utf8_lossy(chunk));
        let Some(end) = self.pending.rfind('\n') else {
            return;
        };
        self.pending[..end].lines().for_each(line);
        self.pending.drain(..=end);
    }
}
